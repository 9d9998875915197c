// Opening a payment at a gateway: the number is committed before the gateway hears of it, so that whatever
// happens afterwards can be asked about.

import { queryWaits, waitOf } from '../../core/backoff.ts'
import { newOrderNumber } from '../../core/ids.ts'
import { canOrder, gatewayExpiry, orderSubject } from '../../core/order.ts'
import {
  type Attempt,
  insertAttempt,
  listAttempts,
  markAttemptClosed,
  markQrCode,
} from '../../db/attempts.ts'
import { findOrder, type OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind, Opened, Payable, Scene } from '../../gateways/gateway.ts'
import { type App, type Channel, defaultChannel } from '../app.ts'
import { impatientMs, queryPayment } from './query-payment.ts'

/** Where the buyer goes on: a page of the gateway, or a code to scan. */
export type PaymentOpened = Readonly<{ order: OrderView }> &
  (Readonly<{ kind: 'redirect'; url: string }> | Readonly<{ kind: 'qr'; code: string }>)

/** Numbers spent before we give up: one at the gateway, one more of our own. */
const numbersMax = 2

/**
 * Opens the order's payment in a scene, or opens it again exactly as it was.
 * Refuses with order_not_found, order_not_payable, payment_disabled, gateway_not_configured,
 * gateway_unavailable.
 */
export async function openPayment(
  app: App,
  orderNumber: string,
  kind: GatewayKind,
  scene: Scene,
  deadlineMs: number = impatientMs * 2,
): Promise<PaymentOpened> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  if (!app.settings.paymentEnabled) throw new Refusal('payment_disabled')
  if (!canOrder(order.state, 'open')) throw new Refusal('order_not_payable')
  const channel = defaultChannel(app, kind)
  if (!channel?.gateway.scenes.includes(scene)) throw new Refusal('gateway_not_configured')

  for (let spent = 0; spent < numbersMax; spent += 1) {
    const attempt = await openAttempt(app, order, channel)
    if (scene === 'qr' && attempt.qrCode !== null)
      return { order, kind: 'qr', code: attempt.qrCode }
    const opened = await channel.gateway.open(scene, payableOf(app, channel, attempt), deadlineMs)
    const answered = await takeOpened(app, order, attempt, opened)
    if (answered) return answered
    await retire(app, channel, attempt, deadlineMs)
  }
  throw new Refusal('gateway_unavailable')
}

/** The order's open attempt at this channel, made if there is none. */
async function openAttempt(app: App, order: OrderView, channel: Channel): Promise<Attempt> {
  const all = await listAttempts(app.db, app.merchantId, order.orderNumber)
  const mine = all.filter((attempt) => attempt.channelId === channel.id)
  const open = mine.find((attempt) => attempt.state === 'open')
  if (open) return open

  const gatewayExpiresAt = gatewayExpiry(order.expiresAt, order.now)
  if (gatewayExpiresAt === undefined) throw new Refusal('order_not_payable')
  const outTradeNo = mine.length === 0 ? order.orderNumber : newOrderNumber(app.random)
  await insertAttempt(app.db, app.merchantId, {
    channelId: channel.id,
    outTradeNo,
    orderNumber: order.orderNumber,
    subject: orderSubject(order.lines),
    gatewayExpiresAt,
    firstQueryMs: waitOf(queryWaits, 0),
  })
  // Another call may have made one at the same moment; both go on with the one that stands.
  const now = await listAttempts(app.db, app.merchantId, order.orderNumber)
  const made = now.find((attempt) => attempt.channelId === channel.id && attempt.state === 'open')
  if (!made) throw new Refusal('order_not_payable')
  return made
}

function payableOf(app: App, channel: Channel, attempt: Attempt): Payable {
  return {
    outTradeNo: attempt.outTradeNo,
    amountFen: attempt.amountFen,
    subject: attempt.subject,
    expiresAt: attempt.gatewayExpiresAt,
    notifyUrl: channel.notifyUrl(),
    returnUrl: channel.returnUrl(),
    quitUrl: `${app.publicUrl()}/cashier/${attempt.orderNumber}`,
  }
}

/** The buyer's way on; undefined when the number is spent. */
async function takeOpened(
  app: App,
  order: OrderView,
  attempt: Attempt,
  opened: Opened,
): Promise<PaymentOpened | undefined> {
  switch (opened.outcome) {
    case 'redirect':
      return { order, kind: 'redirect', url: opened.url }
    case 'qr':
      return {
        order,
        kind: 'qr',
        code: await markQrCode(app.db, app.merchantId, attempt, opened.code),
      }
    case 'number-spent':
      return undefined
    case 'refused':
    case 'unknown':
      app.log.warn('open_failed', { out_trade_no: attempt.outTradeNo, answer: opened })
      throw new Refusal('gateway_unavailable')
  }
}

/** Ends an attempt whose number the gateway will not take again, but never one that was paid or may be. */
async function retire(
  app: App,
  channel: Channel,
  attempt: Attempt,
  deadlineMs: number,
): Promise<void> {
  const news = await queryPayment(app, attempt, deadlineMs)
  if (news === 'paid') throw new Refusal('order_not_payable')
  if (news === 'unknown') throw new Refusal('gateway_unavailable')
  if (news === 'waiting') {
    const closed = await channel.gateway.close(attempt.outTradeNo, deadlineMs)
    if (closed.outcome !== 'closed') throw new Refusal('gateway_unavailable')
  }
  await markAttemptClosed(app.db, app.merchantId, attempt)
}
