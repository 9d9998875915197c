// What a file says it is: a bill of trades or of movements by its columns, its day and account by its lines (fact
// sheet WeChat Pay, section 13). Bills of movements name no account.

import { type BillKind, billDayOf } from '../../core/bill.ts'
import type { Instant } from '../../core/time.ts'
import { textLines } from '../../kit/text-lines.ts'
import type { BillIdentity } from '../gateway.ts'
import { openFlowScanner, openTradeScanner } from './bill.ts'
import { unpackBill } from './bill-download.ts'

const firstColumns: Readonly<Record<string, BillKind>> = { 交易时间: 'trade', 记账时间: 'funds' }

/** `mchId`: our account. Undefined for what is no bill of WeChat Pay. A line or two may belong to a neighbouring day. */
export async function identifyBill(
  bytes: Buffer,
  mchId: string,
): Promise<BillIdentity | undefined> {
  const days = new Map<string, number>()
  let kind: BillKind | undefined
  let isOurs: boolean | undefined
  const note = (at: Instant, account: string | undefined) => {
    days.set(billDayOf(at), (days.get(billDayOf(at)) ?? 0) + 1)
    if (account !== undefined) isOurs = account === mchId && isOurs !== false
  }
  const [trades, flows] = [openTradeScanner(), openFlowScanner()]
  try {
    for await (const lines of textLines(unpackBill(bytes), 'utf-8'))
      for (const text of lines) {
        kind ??= kindOf(text)
        if (kind === undefined) return undefined
        for (const part of kind === 'trade' ? trades.read(text) : [])
          if (part.kind === 'row') note(part.row.at, part.row.mchId)
        for (const part of kind === 'funds' ? flows.read(text) : [])
          if (part.kind === 'row') note(part.row.at, undefined)
      }
  } catch {
    // What cannot be unpacked is no bill; there is nothing of ours in it that could fail.
    return undefined
  }
  const [most] = [...days].sort(([, one], [, other]) => other - one)
  return kind && { kind, isOurs, day: most?.[0] }
}

function kindOf(head: string): BillKind | undefined {
  const [first = ''] = head.replace(/^\ufeff/, '').split(',')
  return firstColumns[first.replaceAll('`', '').trim()]
}
