// Following a charge by code until it is over: asked about every three seconds while the buyer may confirm, and then
// undone. Whichever process does it, the books say where it stands, so a crash loses nothing.

import { chargePatienceMs, chargeQueryMs, undoWaits, waitOf } from '../../core/backoff.ts'
import { canOrder } from '../../core/order.ts'
import { type Attempt, markAttemptClosed } from '../../db/attempts.ts'
import { type CodeCharge, findCodeCharge } from '../../db/code-charges.ts'
import { findOrder } from '../../db/orders.ts'
import type { App } from '../app.ts'
import { closeAttempt, isSuperseded } from '../payment/close-attempt.ts'
import { patientMs, queryPayment } from '../payment/query-payment.ts'

/** `over`: paid, or nothing can come of it any more. Otherwise the ms until it has to be looked at again. */
export type ChargeFollowed = 'over' | number

/** One look at an open charge. `tries` is how often it was looked at before. */
export async function followCharge(
  app: App,
  attempt: Attempt,
  tries: number,
): Promise<ChargeFollowed> {
  const { db, merchantId } = app
  const charge = await findCodeCharge(db, merchantId, attempt.channelId, attempt.outTradeNo)
  if (!charge) return 'over'
  const isRefused = charge.answer === 'refused'
  if (isRefused || (await mayStillBePaid(app, attempt, charge))) {
    const news = await queryPayment(app, attempt, patientMs)
    if (news === 'paid') return 'over'
    // A charge that was refused and is unknown has left nothing behind.
    if (isRefused && news === 'absent') return close(app, attempt)
    if (!isRefused && news !== 'closed' && news !== 'contradicted') return chargeQueryMs
  }
  return end(app, attempt, tries)
}

/** Within its minute, and of an order that still wants to be paid by it. */
async function mayStillBePaid(app: App, attempt: Attempt, charge: CodeCharge): Promise<boolean> {
  const order = await findOrder(app.db, app.merchantId, attempt.orderNumber)
  const isInTime = charge.now - charge.askedAt < chargePatienceMs
  return (
    order !== undefined &&
    isInTime &&
    canOrder(order.state, 'open') &&
    !(await isSuperseded(app, attempt))
  )
}

const looksMax = Math.ceil(chargePatienceMs / chargeQueryMs)

/** Undoes what is not wanted any more; over only when the gateway says so. */
async function end(app: App, attempt: Attempt, tries: number): Promise<ChargeFollowed> {
  const ended = await closeAttempt(app, attempt, patientMs)
  if (ended === 'unresolved') return waitOf(undoWaits, Math.max(0, tries - looksMax))
  // Its undoing waits until no call of it can be under way: what the gateway never heard of is over.
  return ended === 'absent' ? close(app, attempt) : 'over'
}

async function close(app: App, attempt: Attempt): Promise<'over'> {
  await markAttemptClosed(app.db, app.merchantId, attempt)
  return 'over'
}
