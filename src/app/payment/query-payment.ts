// Asking the gateway about one attempt, and bringing what it affirms through the same door as a notice.

import { type Attempt, markAttemptSeen, markNewsAsked } from '../../db/attempts.ts'
import { resolveAccountGone } from '../../db/mismatches.ts'
import { type App, findChannel } from '../app.ts'
import { applyFact } from './apply-fact.ts'

/** News older than this is asked for again when somebody looks. */
export const newsOldMs = 3_000
/** A look-up or a page waits this long for the gateway, no longer. */
export const impatientMs = 2_500
/** A job can wait. */
export const patientMs = 8_000

/**
 * What is known of the attempt now. Unknown proves nothing and changes nothing. Contradicted: it was paid, but not
 * as asked; a case has that money, and no other can come by this number.
 */
export type PaymentNews = 'paid' | 'waiting' | 'absent' | 'closed' | 'contradicted' | 'unknown'

/** Asks the gateway and applies its answer. Throws only when the database fails. */
export async function queryPayment(
  app: App,
  attempt: Attempt,
  deadlineMs: number,
): Promise<PaymentNews> {
  const channel = findChannel(app, attempt.channelId)
  if (!channel) return 'unknown'
  const answer = await channel.gateway.query(attempt.outTradeNo, deadlineMs)
  switch (answer.outcome) {
    case 'paid': {
      const applied = await applyFact(app, {
        channelId: channel.id,
        fact: answer.fact,
        witness: 'query',
      })
      if (applied !== 'refused') return 'paid'
      await markAttemptSeen(app.db, app.merchantId, attempt, 'paid')
      return 'contradicted'
    }
    case 'waiting':
    case 'absent':
    case 'closed':
      await markAttemptSeen(app.db, app.merchantId, attempt, answer.outcome)
      if (answer.outcome === 'closed')
        await resolveAccountGone(app.db, { ...attempt, merchantId: app.merchantId })
      return answer.outcome
    case 'refused':
    case 'unknown':
      app.log.warn('query_without_answer', { out_trade_no: attempt.outTradeNo, answer })
      return 'unknown'
  }
}

/** Asks about each open attempt whose news is old; at most one asks at a time, whichever process it runs in. */
export async function refreshPayments(app: App, attempts: readonly Attempt[]): Promise<boolean> {
  const due: Attempt[] = []
  for (const attempt of attempts) {
    if (attempt.state !== 'open' || !findChannel(app, attempt.channelId)) continue
    if (await markNewsAsked(app.db, app.merchantId, attempt, newsOldMs)) due.push(attempt)
  }
  const news: PaymentNews[] = []
  for (const attempt of due) news.push(await queryPayment(app, attempt, impatientMs))
  return news.includes('paid')
}
