// Ending one number at its gateway: ask, close, ask again. Nothing is concluded from silence.

import { unwantedWaits, waitOf, watchAfterMs } from '../../core/backoff.ts'
import { type Attempt, listAttempts, markAttemptClosed } from '../../db/attempts.ts'
import { enqueueJob } from '../../db/jobs.ts'
import { isMismatchWaived, openMismatch } from '../../db/mismatches.ts'
import { type App, type Channel, findChannel } from '../app.ts'
import { undoCharge } from '../counter/undo-charge.ts'
import { queryPayment } from './query-payment.ts'

/** After this no money of a number is looked for at its gateway. */
const lastWatchMs = watchAfterMs.at(-1) ?? 0

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
  if (!channel) return endWithoutAccount(app, attempt)

  const before = await queryPayment(app, attempt, deadlineMs)
  if (before === 'paid') return 'paid'
  if (before === 'unknown') return 'unresolved'

  if (before !== 'closed' && before !== 'contradicted') {
    const stopped = await stop(app, channel, attempt, deadlineMs)
    if (stopped === 'paid' || stopped === 'unresolved') return stopped
    const after = await queryPayment(app, attempt, deadlineMs)
    if (after === 'paid') return 'paid'
    // A gateway that would not close a number knows it, whatever its query does not say yet.
    if (after === 'absent') return stopped === 'not-closable' ? 'unresolved' : 'absent'
    if (after === 'unknown' || after === 'waiting') return 'unresolved'
  }
  await markAttemptClosed(app.db, app.merchantId, attempt)
  return 'closed'
}

/**
 * The account it was begun with is not in the settings any more. No other account is asked; once nothing can come
 * any more, a person looks at the former one, and their word ends it.
 */
async function endWithoutAccount(app: App, attempt: Attempt): Promise<Ended> {
  const { db, merchantId, clock } = app
  // A person has said that it was paid.
  if (attempt.state === 'paid') return 'closed'
  if (clock.now() - attempt.gatewayExpiresAt < lastWatchMs) return 'unresolved'
  const { channelId, outTradeNo, orderNumber, amountFen } = attempt
  const gone = { merchantId, channelId, outTradeNo, orderNumber, amountFen, gatewayTradeNo: null }
  if (await isMismatchWaived(db, gone, 'account_gone')) {
    await markAttemptClosed(db, merchantId, attempt)
    return 'closed'
  }
  app.log.warn('account_gone', { channel: channelId, out_trade_no: outTradeNo })
  await openMismatch(db, { ...gone, reason: 'account_gone', notice: undefined })
  return 'unresolved'
}

/** A charge by code is undone: closing is not for it, and it may be paid at this very moment. */
async function stop(app: App, { gateway }: Channel, attempt: Attempt, deadlineMs: number) {
  if (attempt.byCode) return undoCharge(app, attempt, deadlineMs)
  const { outcome } = await gateway.close(attempt.outTradeNo, deadlineMs)
  return outcome === 'unknown' ? 'unresolved' : outcome
}

/** Whether the buyer has chosen another channel's attempt since. */
export async function isSuperseded(app: App, attempt: Attempt): Promise<boolean> {
  const all = await listAttempts(app.db, app.merchantId, attempt.orderNumber)
  return isSupersededAmong(attempt, all)
}

/** As isSuperseded, where all attempts of the order have just been read. */
export function isSupersededAmong(attempt: Attempt, all: readonly Attempt[]): boolean {
  return openElsewhere(attempt, all).some((other) => wasChosenAfter(other, attempt))
}

/** The order's open attempts at other channels. */
export function openElsewhere({ channelId }: Attempt, all: readonly Attempt[]): readonly Attempt[] {
  return all.filter((one) => one.state === 'open' && one.channelId !== channelId)
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
  const all = await listAttempts(app.db, app.merchantId, chosen.orderNumber)
  const others = openElsewhere(chosen, all)
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
