// Opening a payment at a gateway: the number is committed before the gateway hears of it, so that whatever
// happens afterwards can be asked about.

import { queryWaits, waitOf } from '../../core/backoff.ts'
import { newOrderNumber } from '../../core/ids.ts'
import type { Fen } from '../../core/money.ts'
import { canOrder, gatewayExpiry, orderSubject } from '../../core/order.ts'
import {
  type Attempt,
  insertAttempt,
  listAttempts,
  markAttemptChosen,
  markAttemptClosed,
  markQrCode,
  type NewAttempt,
} from '../../db/attempts.ts'
import { findOrderToPay, type OrderToPay } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind, Opened, Payable, Payer, Scene } from '../../gateways/gateway.ts'
import { type App, type Channel, defaultChannel, findChannel } from '../app.ts'
import { orderSite } from '../catalogue/find-shop.ts'
import { takeCall } from '../limits.ts'
import { closeAttempt, closeSuperseded, isSupersededAmong, openElsewhere } from './close-attempt.ts'
import { impatientMs } from './query-payment.ts'

/** Where the buyer goes on: a page of the gateway, a code to scan, or what the app's bridge is given. */
export type PaymentOpened = Readonly<{ order: OrderToPay }> &
  (
    | Readonly<{ kind: 'redirect'; url: string }>
    | Readonly<{ kind: 'qr'; code: string }>
    | Readonly<{ kind: 'jsapi'; parameters: Readonly<Record<string, string>> }>
  )

/** By which gateway, and how. */
export type WayAsked = Readonly<{
  kind: GatewayKind
  scene: Scene
  /** a channel that buyers may not be offered yet; absent: the one they are */
  channelId?: string
}>

/** A way, and who pays by it. */
export type PayersWay = WayAsked & Readonly<{ payer: Payer }>

/** Which order, how, and who pays. */
export type PaymentAsked = PayersWay &
  Readonly<{
    orderNumber: string
    /** by a press or a call, which count for the payer's address; a page that shows a code does not */
    isPressed?: true
  }>

/** Where and how the first payment of an order is opened, and who pays. */
export type FirstWay = Readonly<{ channel: Channel; scene: Scene; payer: Payer }>

/** An order that was placed with its first payment, whose number was committed with it. */
export type FirstPayment = Readonly<{
  order: OrderToPay
  attempt: Attempt
  /** absent: it is opened after the commit */
  link?: FirstLink | undefined
}>

/** A link that was begun while its number was being committed. */
export type FirstLink = Readonly<{ way: FirstWay; opening: Promise<Opened> }>

/** What is being opened. */
type Course = FirstWay & Readonly<{ order: OrderToPay; deadlineMs: number }>

/** Numbers spent before we give up: one at the gateway, one more of our own. */
const numbersMax = 2
/** For all that a gateway is asked on the way. */
const openMs = impatientMs * 2

/**
 * Opens the order's payment in a scene, or opens it again exactly as it was. What was open at another channel
 * is closed there first. Refuses with order_not_found, order_not_payable, payment_disabled,
 * gateway_not_configured, gateway_unavailable, rate_limited, or conflict when another way was chosen meanwhile.
 */
export async function openPayment(
  app: App,
  asked: PaymentAsked,
  deadlineMs: number = openMs,
): Promise<PaymentOpened> {
  const { orderNumber, scene, payer, isPressed } = asked
  const counted = isPressed ? takeCall(app, 'pay', [{ address: payer.address }]) : undefined
  // A code is shown as it stands, so that is looked for when nothing is waited for any more.
  if (scene === 'qr') await counted
  const [order] = await Promise.all([
    findOrderToPay(app.db, app.merchantId, orderNumber),
    // Whoever calls too often is refused here, and does not learn whether there is such an order.
    counted,
  ])
  if (!order) throw new Refusal('order_not_found')
  if (!canOrder(order.state, 'open')) throw new Refusal('order_not_payable')
  const course = { order, channel: findWay(app, asked), scene, payer, deadlineMs }
  const attempts = order.hasAttempts ? await listAttempts(app.db, app.merchantId, orderNumber) : []
  return open(app, course, attempts)
}

/**
 * Opens the payment an order was placed with. One that was placed before, or whose account is not the one that is offered
 * any more, is opened as any other. Refuses as openPayment does.
 */
export async function openPlaced(
  app: App,
  { orderNumber, first }: Readonly<{ orderNumber: string; first?: FirstPayment | undefined }>,
  asked: PayersWay,
): Promise<PaymentOpened> {
  const { scene, payer } = asked
  const channel = findWay(app, asked)
  // Settings may have been saved since: a number is paid at the account it was committed for, or nobody ever asks for it.
  if (channel.id !== first?.attempt.channelId)
    return openPayment(app, { ...asked, orderNumber, isPressed: true })
  const course = { order: first.order, channel, scene, payer, deadlineMs: openMs }
  return open(app, course, [first.attempt], first)
}

/**
 * Begins the link of an order whose number is just being written down: the gateway hears nothing of it, so that what takes
 * longest need not wait for the commit. Nobody may be told of it before that. Undefined where the gateway is to be asked.
 */
export function beginLink(
  app: App,
  way: FirstWay,
  order: OrderToPay,
  attempt: NewAttempt,
): FirstLink | undefined {
  if (!way.channel.gateway.linkScenes.includes(way.scene)) return undefined
  const course = { ...way, order, deadlineMs: openMs }
  const opening = openNumber(app, course, attempt, order.dueFen)
  // Where the commit fails nobody asks for it.
  opening.catch(() => {})
  return { way, opening }
}

/** What was begun for this course; not what settings that were saved over since would say. */
function findBegun(first: FirstPayment | undefined, { channel, scene }: Course) {
  const { way, opening } = first?.link ?? {}
  return way?.channel === channel && way.scene === scene ? opening : undefined
}

/** Says a number to the gateway, or makes its link. */
async function openNumber(
  app: App,
  { order, channel, scene, payer, deadlineMs }: Course,
  attempt: Omit<NewAttempt, 'firstQueryMs'>,
  amountFen: Fen,
): Promise<Opened> {
  const site = await orderSite(app, order)
  const payable = payableOf({ app, channel, site }, attempt, amountFen)
  return channel.gateway.open({ scene, payable, payer }, deadlineMs)
}

async function open(
  app: App,
  course: Course,
  known: readonly Attempt[],
  placedWith?: FirstPayment,
): Promise<PaymentOpened> {
  const { order, channel, scene, deadlineMs } = course
  let attempts = known
  let first = placedWith
  for (let spent = 0; spent < numbersMax; spent += 1) {
    const wanted = findWanted(attempts, channel)
    // A code that is shown again costs nobody anything.
    if (scene === 'qr' && wanted?.qrCode) return { order, kind: 'qr', code: wanted.qrCode }
    const attempt = first?.attempt ?? (await chooseAttempt(app, order, channel, attempts))
    const isAlone = openElsewhere(attempt, attempts).length === 0
    if (!isAlone) await endOthers(app, attempt, deadlineMs)
    if (scene === 'qr' && attempt.qrCode !== null)
      return { order, kind: 'qr', code: attempt.qrCode }
    const opening = findBegun(first, course) ?? openNumber(app, course, attempt, attempt.amountFen)
    // A link is made here and at once, so that who else chose is asked meanwhile; a gateway is waited for first. An order
    // placed in this very call is not asked about: only a repeat of the call knows of it yet.
    const isLink = channel.gateway.linkScenes.includes(scene)
    const asking = isLink ? (first ? attempts : findStillWanted(app, attempt)) : undefined
    const [opened, meanwhile] = await Promise.all([opening, asking])
    const answered = await takeOpened(app, order, attempt, opened)
    if (answered) {
      const now = meanwhile ?? (await findStillWanted(app, attempt))
      // Whoever chose another way at the same moment was not seen before.
      if (isAlone && openElsewhere(attempt, now).length > 0)
        await endOthers(app, attempt, deadlineMs)
      return answered
    }
    await retire(app, attempt, deadlineMs)
    first = undefined
    attempts = await listAttempts(app.db, app.merchantId, order.orderNumber)
  }
  throw new Refusal('gateway_unavailable')
}

/** Where one may pay as asked. Refuses with payment_disabled or gateway_not_configured. */
export function findWay(app: App, { kind, scene, channelId }: WayAsked): Channel {
  // A test is made before buyers may pay.
  if (!app.settings.paymentEnabled && channelId === undefined) throw new Refusal('payment_disabled')
  const channel = channelId === undefined ? defaultChannel(app, kind) : findChannel(app, channelId)
  if (!channel?.gateway.scenes.includes(scene)) throw new Refusal('gateway_not_configured')
  return channel
}

async function endOthers(app: App, attempt: Attempt, deadlineMs: number): Promise<void> {
  if (await closeSuperseded(app, attempt, deadlineMs)) throw new Refusal('order_not_payable')
}

function isOpenAt(channel: Channel) {
  return (one: Attempt) => one.channelId === channel.id && one.state === 'open' && !one.byCode
}

/** The open attempt at this channel, if it is the only one that is open. */
function findWanted(all: readonly Attempt[], channel: Channel): Attempt | undefined {
  const [first, ...others] = all.filter(({ state }) => state === 'open')
  return first && others.length === 0 && isOpenAt(channel)(first) ? first : undefined
}

/**
 * The open attempt at this channel, made if there is none, which the buyer wants from now on. It counts against the
 * limit of the order, but for the very first, which can be made only once.
 */
async function chooseAttempt(
  app: App,
  order: OrderToPay,
  channel: Channel,
  all: readonly Attempt[],
): Promise<Attempt> {
  const first = all.length === 0 ? await insertNext(app, order, channel, 0) : undefined
  if (first) return first
  await takeCall(app, 'open', [`order ${order.orderNumber}`])
  const wanted = findWanted(all, channel)
  if (wanted) return wanted
  const open = all.find(isOpenAt(channel))
  if (open) await markAttemptChosen(app.db, app.merchantId, open)
  else if (all.length > 0) {
    const earlier = all.filter(({ channelId }) => channelId === channel.id).length
    const made = await insertNext(app, order, channel, earlier)
    if (made) return made
  }
  // Another call may have made one at the same moment; both go on with the one that stands.
  const now = await listAttempts(app.db, app.merchantId, order.orderNumber)
  const standing = now.find(isOpenAt(channel))
  if (!standing) throw new Refusal('order_not_payable')
  return standing
}

/** The order's own number is the first one at each channel; the next are drawn. Undefined when another has made it. */
function insertNext(
  app: App,
  order: OrderToPay,
  channel: Channel,
  earlier: number,
): Promise<Attempt | undefined> {
  const outTradeNo = earlier === 0 ? order.orderNumber : newOrderNumber(app.random)
  const attempt = attemptOf(order, channel.id, outTradeNo)
  if (!attempt) throw new Refusal('order_not_payable')
  return insertAttempt(app.db, app.merchantId, attempt)
}

/** What is frozen with a number of the order; undefined where too little of its time is left for a gateway. */
export function attemptOf(
  { orderNumber, expiresAt, now, lines }: OrderToPay,
  channelId: string,
  outTradeNo: string,
): NewAttempt | undefined {
  const gatewayExpiresAt = gatewayExpiry(expiresAt, now)
  if (gatewayExpiresAt === undefined) return undefined
  const subject = orderSubject(lines)
  const firstQueryMs = waitOf(queryWaits, 0)
  return { channelId, outTradeNo, orderNumber, subject, gatewayExpiresAt, firstQueryMs }
}

/** What a gateway is told of a number. `site` is the address of the shop the order was placed in. */
function payableOf(
  { app, channel, site }: Readonly<{ app: App; channel: Channel; site: string }>,
  attempt: Omit<NewAttempt, 'firstQueryMs'>,
  amountFen: Fen,
): Payable {
  const returnUrl = channel.returnUrl(attempt.orderNumber)
  const main = app.publicUrl()
  return {
    outTradeNo: attempt.outTradeNo,
    amountFen,
    subject: attempt.subject,
    expiresAt: attempt.gatewayExpiresAt,
    notifyUrl: channel.notifyUrl(),
    // Back to the shop it was placed in; a page of the merchant's own elsewhere is the same for all of them.
    returnUrl: returnUrl.startsWith(`${main}/`) ? site + returnUrl.slice(main.length) : returnUrl,
    quitUrl: `${site}/cashier/${attempt.orderNumber}`,
  }
}

/** The buyer's way on; undefined when the number is spent. */
async function takeOpened(
  app: App,
  order: OrderToPay,
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

/**
 * All attempts of the order. Refuses where this one is not wanted any more: nobody is led to a code that was closed,
 * because another call of the same moment chose another way.
 */
async function findStillWanted(app: App, attempt: Attempt): Promise<readonly Attempt[]> {
  const all = await listAttempts(app.db, app.merchantId, attempt.orderNumber)
  const mine = all.find(
    (one) => one.channelId === attempt.channelId && one.outTradeNo === attempt.outTradeNo,
  )
  if (mine?.state === 'paid') throw new Refusal('order_not_payable')
  if (mine?.state !== 'open' || isSupersededAmong(mine, all)) throw new Refusal('conflict')
  return all
}

/** Ends an attempt whose number the gateway will not take again, but never one that was paid or may be. */
async function retire(app: App, attempt: Attempt, deadlineMs: number): Promise<void> {
  const ended = await closeAttempt(app, attempt, deadlineMs)
  if (ended === 'paid') throw new Refusal('order_not_payable')
  if (ended === 'unresolved') throw new Refusal('gateway_unavailable')
  if (ended === 'absent') await markAttemptClosed(app.db, app.merchantId, attempt)
}
