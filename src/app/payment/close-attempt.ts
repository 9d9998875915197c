// Ending one number at its gateway: ask, close, ask again. Nothing is concluded from silence.

import { unwantedWaits, waitOf } from '../../core/backoff.ts'
import { type Attempt, listAttempts, markAttemptClosed } from '../../db/attempts.ts'
import { enqueueJob } from '../../db/jobs.ts'
import { type App, findChannel } from '../app.ts'
import { queryPayment } from './query-payment.ts'

/**
 * `absent`: the gateway has never heard of it, so there is nothing to close, but a link may still be out.
 * `unresolved`: the gateway did not answer, or is not done; ask again later.
 */
export type Ended = 'closed' | 'absent' | 'paid' | 'unresolved'

/**
 * Closes an open attempt at its gateway, and here once the gateway has said so. The last word must come after
 * the gateway stopped taking money, hence the second query. Money found on the way is applied.
 */
export async function closeAttempt(app: App, attempt: Attempt, deadlineMs: number): Promise<Ended> {
  const channel = findChannel(app, attempt.channelId)
  if (!channel) return 'unresolved'

  const before = await queryPayment(app, attempt, deadlineMs)
  if (before === 'paid') return 'paid'
  if (before === 'unknown') return 'unresolved'

  if (before !== 'closed' && before !== 'contradicted') {
    const closed = await channel.gateway.close(attempt.outTradeNo, deadlineMs)
    if (closed.outcome === 'unknown') return 'unresolved'
    const after = await queryPayment(app, attempt, deadlineMs)
    if (after === 'paid') return 'paid'
    // A gateway that would not close a number knows it, whatever its query does not say yet.
    if (after === 'absent') return closed.outcome === 'not-closable' ? 'unresolved' : 'absent'
    if (after === 'unknown' || after === 'waiting') return 'unresolved'
  }
  await markAttemptClosed(app.db, app.merchantId, attempt)
  return 'closed'
}

/** Whether the buyer has chosen another channel's attempt since. */
export async function isSuperseded(app: App, attempt: Attempt): Promise<boolean> {
  const open = await listOpenElsewhere(app, attempt)
  return open.some((other) => wasChosenAfter(other, attempt))
}

async function listOpenElsewhere(app: App, attempt: Attempt): Promise<readonly Attempt[]> {
  const all = await listAttempts(app.db, app.merchantId, attempt.orderNumber)
  return all.filter((one) => one.state === 'open' && one.channelId !== attempt.channelId)
}

/** A strict order, so that two choices at the same moment never close each other. */
function wasChosenAfter(one: Attempt, other: Attempt): boolean {
  if (one.chosenAt !== other.chosenAt) return one.chosenAt > other.chosenAt
  return one.channelId > other.channelId
}

/**
 * The buyer has chosen another way to pay: what was open before is closed at its gateway, so that nobody pays
 * twice. A gateway that is silent does not stop the buyer; the attempt's own job goes on trying.
 * True when one of them turned out to be paid.
 */
export async function closeSuperseded(
  app: App,
  chosen: Attempt,
  deadlineMs: number,
): Promise<boolean> {
  const others = await listOpenElsewhere(app, chosen)
  for (const old of others.filter((other) => wasChosenAfter(chosen, other))) {
    const ended = await closeAttempt(app, old, deadlineMs)
    if (ended === 'paid') return true
    if (ended === 'closed') continue
    const ref = `${old.channelId}:${old.outTradeNo}`
    const soonMs = waitOf(unwantedWaits, 0)
    await enqueueJob(app.db, app.merchantId, 'query-attempt', ref, soonMs)
  }
  return false
}
