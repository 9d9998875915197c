// Opening a payment at a gateway: the number is committed before the gateway hears of it, so that whatever
// happens afterwards can be asked about.

import { queryWaits, waitOf } from '../../core/backoff.ts'
import { newOrderNumber } from '../../core/ids.ts'
import { canOrder, gatewayExpiry, orderSubject } from '../../core/order.ts'
import {
  type Attempt,
  findAttempt,
  insertAttempt,
  listAttempts,
  markAttemptChosen,
  markAttemptClosed,
  markQrCode,
} from '../../db/attempts.ts'
import { findOrder, type OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind, Opened, Payable, Payer, Scene } from '../../gateways/gateway.ts'
import { type App, type Channel, defaultChannel, findChannel } from '../app.ts'
import { takeCall } from '../limits.ts'
import { closeAttempt, closeSuperseded, isSuperseded } from './close-attempt.ts'
import { impatientMs } from './query-payment.ts'

/** Where the buyer goes on: a page of the gateway, a code to scan, or what the app's bridge is given. */
export type PaymentOpened = Readonly<{ order: OrderView }> &
  (
    | Readonly<{ kind: 'redirect'; url: string }>
    | Readonly<{ kind: 'qr'; code: string }>
    | Readonly<{ kind: 'jsapi'; parameters: Readonly<Record<string, string>> }>
  )

/** Which order, how, and who pays. */
export type PaymentAsked = Readonly<{
  orderNumber: string
  kind: GatewayKind
  scene: Scene
  payer: Payer
  /** a channel that buyers may not be offered yet; absent: the one they are */
  channelId?: string
}>

/** Numbers spent before we give up: one at the gateway, one more of our own. */
const numbersMax = 2

/**
 * Opens the order's payment in a scene, or opens it again exactly as it was. What was open at another channel
 * is closed there first. Refuses with order_not_found, order_not_payable, payment_disabled,
 * gateway_not_configured, gateway_unavailable, rate_limited, or conflict when another way was chosen meanwhile.
 */
export async function openPayment(
  app: App,
  { orderNumber, kind, scene, payer, channelId }: PaymentAsked,
  deadlineMs: number = impatientMs * 2,
): Promise<PaymentOpened> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  // A test is made before buyers may pay.
  if (!app.settings.paymentEnabled && channelId === undefined) throw new Refusal('payment_disabled')
  if (!canOrder(order.state, 'open')) throw new Refusal('order_not_payable')
  const channel = channelId === undefined ? defaultChannel(app, kind) : findChannel(app, channelId)
  if (!channel?.gateway.scenes.includes(scene)) throw new Refusal('gateway_not_configured')

  for (let spent = 0; spent < numbersMax; spent += 1) {
    const attempt = await chooseAttempt(app, order, channel)
    if (await closeSuperseded(app, attempt, deadlineMs)) throw new Refusal('order_not_payable')
    if (scene === 'qr' && attempt.qrCode !== null)
      return { order, kind: 'qr', code: attempt.qrCode }
    await takeCall(app, 'open', [`order ${orderNumber}`])
    const payable = payableOf(app, channel, attempt)
    const opened = await channel.gateway.open({ scene, payable, payer }, deadlineMs)
    const answered = await takeOpened(app, order, attempt, opened)
    if (answered) return stillWanted(app, attempt, answered)
    await retire(app, attempt, deadlineMs)
  }
  throw new Refusal('gateway_unavailable')
}

/** The order's open attempt at this channel, made if there is none, and the one the buyer wants from now on. */
async function chooseAttempt(app: App, order: OrderView, channel: Channel): Promise<Attempt> {
  const all = await listAttempts(app.db, app.merchantId, order.orderNumber)
  const mine = all.filter((attempt) => attempt.channelId === channel.id)
  const open = mine.find((attempt) => attempt.state === 'open' && !attempt.byCode)
  const others = all.some((attempt) => attempt.state === 'open' && attempt !== open)
  if (open && !others) return open
  await takeCall(app, 'open', [`order ${order.orderNumber}`])
  if (open) await markAttemptChosen(app.db, app.merchantId, open)
  else await insertNext(app, order, channel, mine.length)
  // Another call may have made one at the same moment; both go on with the one that stands.
  const now = await listAttempts(app.db, app.merchantId, order.orderNumber)
  const made = now.find(
    (one) => one.channelId === channel.id && one.state === 'open' && !one.byCode,
  )
  if (!made) throw new Refusal('order_not_payable')
  return made
}

/** The order's own number is the first one at each channel; the next are drawn. */
async function insertNext(
  app: App,
  order: OrderView,
  channel: Channel,
  earlier: number,
): Promise<void> {
  const gatewayExpiresAt = gatewayExpiry(order.expiresAt, order.now)
  if (gatewayExpiresAt === undefined) throw new Refusal('order_not_payable')
  await insertAttempt(app.db, app.merchantId, {
    channelId: channel.id,
    outTradeNo: earlier === 0 ? order.orderNumber : newOrderNumber(app.random),
    orderNumber: order.orderNumber,
    subject: orderSubject(order.lines),
    gatewayExpiresAt,
    firstQueryMs: waitOf(queryWaits, 0),
  })
}

function payableOf(app: App, channel: Channel, attempt: Attempt): Payable {
  return {
    outTradeNo: attempt.outTradeNo,
    amountFen: attempt.amountFen,
    subject: attempt.subject,
    expiresAt: attempt.gatewayExpiresAt,
    notifyUrl: channel.notifyUrl(),
    returnUrl: channel.returnUrl(attempt.orderNumber),
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
    case 'jsapi':
      return { order, kind: 'jsapi', parameters: opened.parameters }
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

/** Nobody is led to a code that was closed, because another call of the same moment chose another way. */
async function stillWanted(
  app: App,
  attempt: Attempt,
  answered: PaymentOpened,
): Promise<PaymentOpened> {
  const now = await findAttempt(app.db, app.merchantId, attempt.channelId, attempt.outTradeNo)
  if (now?.state === 'paid') throw new Refusal('order_not_payable')
  if (now?.state !== 'open' || (await isSuperseded(app, now))) throw new Refusal('conflict')
  return answered
}

/** Ends an attempt whose number the gateway will not take again, but never one that was paid or may be. */
async function retire(app: App, attempt: Attempt, deadlineMs: number): Promise<void> {
  const ended = await closeAttempt(app, attempt, deadlineMs)
  if (ended === 'paid') throw new Refusal('order_not_payable')
  if (ended === 'unresolved') throw new Refusal('gateway_unavailable')
  if (ended === 'absent') await markAttemptClosed(app.db, app.merchantId, attempt)
}
