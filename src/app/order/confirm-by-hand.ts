// A person confirms by hand that money arrived, with evidence. What they say goes through the same door as a
// gateway's word; above the limit for refunds a second person agrees first.

import { randomText } from '../../core/ids.ts'
import type { Fen } from '../../core/money.ts'
import { isPaid } from '../../core/order.ts'
import { type Instant, minuteMs } from '../../core/time.ts'
import { findAttempt, listAttempts } from '../../db/attempts.ts'
import type { Author } from '../../db/audit-log.ts'
import { askForJob } from '../../db/jobs.ts'
import {
  insertManualConfirmation,
  lockAwaitingConfirmation,
  type ManualConfirmation,
  markConfirmationDecided,
} from '../../db/manual-confirmations.ts'
import { findOrder } from '../../db/orders.ts'
import { lockRefundBooks } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'
import { applyFact } from '../payment/apply-fact.ts'
import { refreshPayments } from '../payment/query-payment.ts'

/** The clock money was seen by may be behind ours; the minute of a statement certainly is. */
const clocksApartMs = 9 * minuteMs

export type Claim = Readonly<{
  orderNumber: string
  /** the attempt the money belongs to */
  channelId: string
  outTradeNo: string
  /** the gateway's trade number, or the merchant's own word for this money */
  reference: string
  amountFen: Fen
  paidAt: Instant
  /** where the money was seen: a statement, a screenshot's place, who told */
  evidence: string
}>

/**
 * Confirms money by hand. `awaiting`: a second person must agree. Refuses with order_not_found; order_paid when it
 * is, or the gateway says so when it is asked first; conflict when a confirmation waits already; reference_used
 * when the reference names money that is known; invalid_request for an attempt that is not this order's, another
 * amount than it asked for, or a moment before the order or to come.
 */
export async function confirmByHand(
  app: App,
  claim: Claim,
  by: Author,
): Promise<'applied' | 'awaiting'> {
  const { orderNumber } = claim
  // The gateway's own word is better than any evidence.
  await refreshPayments(app, await listAttempts(app.db, app.merchantId, orderNumber))
  return audited(
    app,
    by,
    (inside) => confirmIn(inside, claim, by.operator),
    (state) => ({
      action: 'order.confirm',
      subject: orderNumber,
      reason: claim.evidence,
      details: { reference: claim.reference, amount_fen: claim.amountFen, state },
    }),
  )
}

async function confirmIn(app: App, claim: Claim, by: string): Promise<'applied' | 'awaiting'> {
  const { db, merchantId, settings } = app
  const { orderNumber, channelId, outTradeNo, amountFen, paidAt } = claim
  const books = await lockRefundBooks(db, merchantId, orderNumber)
  if (!books) throw new Refusal('order_not_found')
  if (isPaid(books.state)) throw new Refusal('order_paid')
  if (await lockAwaitingConfirmation(db, merchantId, orderNumber)) throw new Refusal('conflict')
  const attempt = await findAttempt(db, merchantId, channelId, outTradeNo)
  if (attempt?.orderNumber !== orderNumber)
    throw new Refusal('invalid_request', { field: 'out_trade_no' })
  if (attempt.amountFen !== amountFen) throw new Refusal('invalid_request', { field: 'amount' })
  const order = await findOrder(db, merchantId, orderNumber)
  const isPossible = order && paidAt >= order.createdAt - clocksApartMs && paidAt <= order.now
  if (!isPossible) throw new Refusal('invalid_request', { field: 'paid_at' })
  const limit = settings.refundApprovalFen
  const state = limit !== undefined && amountFen > limit ? 'awaiting' : 'applied'
  const confirmationId = `con_${randomText(app.random, 16).toLowerCase()}`
  await insertManualConfirmation(db, merchantId, { ...claim, confirmationId, state, askedBy: by })
  if (state === 'applied') await apply(app, claim)
  return state
}

/**
 * A second person agrees or does not. Refuses with order_not_found, conflict when none waits, order_paid when it was
 * meanwhile, and other_person_needed when whoever asked wants to agree too.
 */
export async function decideConfirmation(
  app: App,
  orderNumber: string,
  decision: 'applied' | 'rejected',
  by: Author,
  reason: string,
): Promise<void> {
  await audited(
    app,
    by,
    async (inside) => {
      const { db, merchantId } = inside
      const books = await lockRefundBooks(db, merchantId, orderNumber)
      if (!books) throw new Refusal('order_not_found')
      const waiting = await lockAwaitingConfirmation(db, merchantId, orderNumber)
      if (!waiting) throw new Refusal('conflict')
      if (decision === 'applied' && waiting.askedBy === by.operator)
        throw new Refusal('other_person_needed')
      if (decision === 'applied' && isPaid(books.state)) throw new Refusal('order_paid')
      const { confirmationId } = waiting
      await markConfirmationDecided(db, merchantId, confirmationId, decision, by.operator)
      if (decision === 'applied') await apply(inside, waiting)
      return waiting
    },
    ({ reference, amountFen }) => ({
      action: decision === 'applied' ? 'order.confirm_agree' : 'order.confirm_reject',
      subject: orderNumber,
      reason,
      details: { reference, amount_fen: amountFen },
    }),
  )
}

type Confirmed = Pick<
  ManualConfirmation,
  'channelId' | 'outTradeNo' | 'reference' | 'amountFen' | 'paidAt'
>

/** Under the order's lock. A reference that names other money takes everything back. */
async function apply(app: App, confirmed: Confirmed): Promise<void> {
  const { channelId, outTradeNo, reference, amountFen, paidAt } = confirmed
  const fact = { outTradeNo, gatewayTradeNo: reference, amountFen, paidAt }
  const applied = await applyFact(app, { channelId, fact, witness: 'manual' })
  if (applied !== 'applied') throw new Refusal('reference_used')
  // What the gateway itself knows of this number, and that nobody can pay it now, is asked for until it says so.
  await askForJob(app.db, app.merchantId, 'query-attempt', `${channelId}:${outTradeNo}`)
}
