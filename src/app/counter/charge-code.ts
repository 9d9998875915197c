// A code is scanned at the counter: the number is committed before the gateway hears of it, and what the gateway
// says goes through the one door. The code itself lives in this call and nowhere else.

import { chargeQueryMs } from '../../core/backoff.ts'
import { newOrderNumber } from '../../core/ids.ts'
import { canOrder, gatewayExpiry, isPaid, orderSubject } from '../../core/order.ts'
import { type Instant, later, minuteMs } from '../../core/time.ts'
import {
  type Attempt,
  findAttempt,
  insertAttempt,
  listAttempts,
  markAttemptSeen,
} from '../../db/attempts.ts'
import type { Author } from '../../db/audit-log.ts'
import {
  insertCodeCharge,
  lockOrderForCharge,
  markCodeChargeAnswered,
} from '../../db/code-charges.ts'
import { enqueueJob } from '../../db/jobs.ts'
import { findOrder, type OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { Charged } from '../../gateways/gateway.ts'
import type { App, Channel } from '../app.ts'
import { audited } from '../audited.ts'
import { takeCall } from '../limits.ts'
import { applyFact } from '../payment/apply-fact.ts'
import { closeSuperseded } from '../payment/close-attempt.ts'
import { impatientMs } from '../payment/query-payment.ts'
import { followCharge } from './follow-charge.ts'

/** The gateway takes its time over a code: risk checks, the buyer's bank. */
const chargeDeadlineMs = 10_000
/** If all else fails, the gateway itself lets the buyer's confirmation die after this. */
const buyerTimeMs = 2 * minuteMs

export type ChargeAsked = Readonly<{
  orderNumber: string
  /** as scanned; blanks around it do not count */
  code: string
  by: Author
}>

/**
 * Charges a buyer's code for an order. An order that is paid, or whose last charge is not over, is charged no
 * second time: whoever asks looks how that one stands. Refuses with order_not_found, order_not_payable,
 * payment_disabled, pay_code_unknown, rate_limited.
 */
export async function chargeCode(app: App, { orderNumber, code, by }: ChargeAsked): Promise<void> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  if (isPaid(order.state)) return
  if (!app.settings.paymentEnabled) throw new Refusal('payment_disabled')
  const channel = channelOf(app, code.trim())
  await takeCall(app, 'open', [`order ${orderNumber}`])
  const attempt = await begin(app, order, channel, by)
  if (!attempt) return
  // What was open before at another channel must not be paid as well.
  if (await closeSuperseded(app, attempt, impatientMs)) return
  await charge(app, channel, attempt, code.trim(), by)
}

/** The offered channel whose gateway knows a code of this form. */
function channelOf(app: App, code: string): Channel {
  const channel = app.channels.find(
    ({ isOffered, gateway }) => isOffered && gateway.codes?.takes(code) === true,
  )
  if (!channel) throw new Refusal('pay_code_unknown', { field: 'code' })
  return channel
}

/** The charge's own number, under the order's lock; undefined while another charge is not over. */
async function begin(
  app: App,
  order: OrderView,
  channel: Channel,
  by: Author,
): Promise<Attempt | undefined> {
  const { orderNumber } = order
  const gatewayExpiresAt = expiryOf(order)
  const outTradeNo = newOrderNumber(app.random)
  const named = { channelId: channel.id, outTradeNo, orderNumber }
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const state = await lockOrderForCharge(db, merchantId, orderNumber)
      const attempts = await listAttempts(db, merchantId, orderNumber)
      if (attempts.some((one) => one.byCode && one.state === 'open')) return undefined
      if (state === undefined || !canOrder(state, 'open')) throw new Refusal('order_not_payable')
      const subject = orderSubject(order.lines)
      const made = { ...named, subject, gatewayExpiresAt, firstQueryMs: chargeQueryMs }
      // A way to pay online is open at this channel, and the buyer may be using it.
      if (!(await insertAttempt(db, merchantId, made))) throw new Refusal('order_not_payable')
      await insertCodeCharge(db, merchantId, { ...named, askedBy: by.operator })
      return findAttempt(db, merchantId, channel.id, outTradeNo)
    },
    (attempt) => ({
      action: 'order.charge',
      subject: orderNumber,
      details: attempt ? { channel: channel.id, out_trade_no: outTradeNo } : { under_way: true },
    }),
  )
}

function expiryOf({ now, expiresAt }: OrderView): Instant {
  const end = gatewayExpiry(expiresAt, now)
  if (end === undefined) throw new Refusal('order_not_payable')
  return Math.min(end, later(now, buyerTimeMs)) as Instant
}

async function charge(
  app: App,
  channel: Channel,
  attempt: Attempt,
  code: string,
  by: Author,
): Promise<void> {
  const { outTradeNo, amountFen, subject, gatewayExpiresAt: expiresAt } = attempt
  const { codes } = channel.gateway
  if (!codes) return
  const charged = await codes.charge(
    {
      outTradeNo,
      amountFen,
      subject,
      expiresAt,
      notifyUrl: channel.notifyUrl(),
      code,
      address: by.address,
    },
    chargeDeadlineMs,
  )
  await take(app, attempt, charged)
}

async function take(app: App, attempt: Attempt, charged: Charged): Promise<void> {
  const { db, merchantId } = app
  const { channelId, outTradeNo } = attempt
  switch (charged.outcome) {
    case 'paid':
      await applyFact(app, { channelId, fact: charged.fact, witness: 'query' })
      await markCodeChargeAnswered(db, merchantId, attempt, 'paid')
      return
    case 'waiting':
      await markAttemptSeen(db, merchantId, attempt, 'waiting')
      await markCodeChargeAnswered(db, merchantId, attempt, 'waiting')
      return
    case 'unknown':
      app.log.warn('charge_unanswered', { out_trade_no: outTradeNo, reason: charged.reason })
      await markCodeChargeAnswered(db, merchantId, attempt, 'unknown')
      return
    case 'refused': {
      app.log.info('charge_refused', { out_trade_no: outTradeNo, code: charged.code })
      await markCodeChargeAnswered(db, merchantId, attempt, 'refused', charged)
      // The next code may be shown as soon as nothing is left of this one.
      const followed = await followCharge(app, attempt, 0)
      if (followed === 'over') return
      await enqueueJob(db, merchantId, 'query-attempt', `${channelId}:${outTradeNo}`, followed)
    }
  }
}
