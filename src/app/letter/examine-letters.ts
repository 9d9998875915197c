// What the doctor says of letters: whether each way works, and whether letters of the last day were given up.

import type { Db } from '../../db/connect.ts'
import { countLettersFailed } from '../../db/letters.ts'
import type { Finding } from '../../gateways/gateway.ts'
import type { LetterDrivers } from '../../letters/letters.ts'

/** Asks every way that is set up; sends nothing. */
export async function examineWays(letters: LetterDrivers): Promise<readonly Finding[]> {
  const all = await Promise.all(Object.values(letters).map((driver) => driver.examine()))
  return all.flat()
}

export async function examineFailedLetters(
  db: Db,
  merchantId: number,
): Promise<readonly Finding[]> {
  const { failed, late } = await countLettersFailed(db, merchantId)
  const findings: Finding[] = []
  if (failed > 0)
    findings.push({
      level: 'warn',
      check: 'letters.failed',
      zh: `最近一天有 ${failed} 封给买家的邮件或短信没有发出去，原因在各订单的经过里。`,
      en: `Of the last day, ${failed} mails or messages to buyers were given up; each order's story says why.`,
    })
  if (late > 0)
    findings.push({
      level: 'warn',
      check: 'letters.late',
      zh: `有 ${late} 封给买家的邮件或短信等了十分钟以上，还在重试。`,
      en: `${late} mails or messages to buyers have waited for more than ten minutes and are tried again.`,
    })
  return findings
}
