// What a file says it is: a bill of trades or of movements, of which account and of which day. Its first lines are
// read, whether it came as the archive or as the table taken out of it (fact sheet Alipay, section 15).

import type { BillKind } from '../../core/bill.ts'
import { dayMs, parseShanghai } from '../../core/time.ts'
import { LongLineError, textLines } from '../../kit/text-lines.ts'
import { ZipError } from '../../kit/zip.ts'
import type { BillIdentity } from '../gateway.ts'
import { tablePieces, titles } from './bill.ts'

const headLines = 4
const kinds: readonly BillKind[] = ['trade', 'funds']

/** `sellerId`: our account; undefined where it is not configured. Undefined for what is no bill of Alipay. */
export async function identifyBill(
  bytes: Buffer,
  sellerId: string | undefined,
): Promise<BillIdentity | undefined> {
  for (const kind of kinds) {
    const head = await headOf(bytes, kind)
    if (head[0]?.replace(/^\ufeff/, '').startsWith(titles[kind]) !== true) continue
    const text = head.join('\n')
    const account = /#账号[：:]\[(\d+)\]/.exec(text)?.[1]
    // The number of the account is the merchant's with four digits behind it.
    const isOurs =
      account === undefined || sellerId === undefined ? undefined : account.startsWith(sellerId)
    return { kind, isOurs, day: dayIn(text) }
  }
  return undefined
}

/** No line where it has no such table. */
async function headOf(bytes: Buffer, kind: BillKind): Promise<readonly string[]> {
  const head: string[] = []
  try {
    for await (const lines of textLines(tablePieces(bytes, kind), 'gb18030')) {
      head.push(...lines.slice(0, headLines))
      if (head.length >= headLines) return head
    }
  } catch (error) {
    if (!(error instanceof ZipError || error instanceof LongLineError)) throw error
  }
  return head
}

/** `起始日期：[2019年09月16日 00:00:00]   终止日期：[2019年09月17日 00:00:00]` */
function dayIn(text: string): string | undefined {
  const [from, until] = [...text.matchAll(/(\d{4})年(\d{2})月(\d{2})日 00:00:00/g)].map(
    ([, year, month, day]) => `${year}-${month}-${day}`,
  )
  const [begins, ends] = [from, until].map((day) => parseShanghai(`${day} 00:00:00`))
  return begins !== undefined && ends !== undefined && ends - begins === dayMs ? from : undefined
}
