// From our books to what a page shows. Pages decide nothing; what they may show is decided here.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { shopName, shopUrl } from '../app/catalogue/find-shop.ts'
import type { LicenseOffer } from '../app/license/buy-for-license.ts'
import { billDayOf } from '../core/bill.ts'
import { isPast, readTerms } from '../core/license-terms.ts'
import { addFen, type Fen } from '../core/money.ts'
import { isPaid, orderDiscount } from '../core/order.ts'
import type { Plan, Product } from '../db/catalogue.ts'
import type { OrderRefund, OrderSummary, OrderView } from '../db/orders.ts'
import type { KeptLook, Shop } from '../db/shops.ts'
import type { Lang } from '../errors.ts'
import { languageOf } from '../languages/languages.ts'
import { productUrl } from '../pages/addresses.ts'
import type {
  Environment,
  FoundOrder,
  LateFate,
  LineView,
  LookView,
  PageContext,
  PayMethod,
  PaymentView,
  PlanView,
  ProductSummary,
  RecentOrder,
  RefundView,
  ResultOutcome,
} from '../pages/views.ts'
import { assetUrl } from './assets.ts'
import { basketOf } from './basket.ts'
import { customerIn } from './customer.ts'
import { environmentOf } from './environment.ts'
import { contentViews, courseViews, licenseViews, type Viewer } from './goods-views.ts'
import { languageIn } from './language.ts'
import { pictureUrl } from './media.ts'
import { styleOf } from './page-style.ts'
import { pageAddress } from './posted-pages.ts'

/** `home`: the address of the page's shop, where it is not the one the request came to. */
export function pageContext(
  app: App,
  shop: Shop | undefined,
  request: FastifyRequest,
  home = '',
): PageContext {
  const lang = languageIn(request)
  const aheadMs = Math.max(0, Math.round((app.clock.now() - Date.now()) / 1000) * 1000)
  return {
    lang,
    merchantName: shopName(app, shop),
    ...(shop ? { look: lookView(app, shop.look, languageOf(lang).names) } : {}),
    support: app.settings.shopContact,
    publicUrl: shopUrl(app, shop),
    home,
    path: pageAddress(request),
    assets: assetUrl,
    styles: styleOf(shop?.look.accent ?? undefined),
    env: environmentOfPage(request),
    isSignedIn: customerIn(request) !== undefined,
    demo: app.settings.simulatorUrl && { simulatorUrl: app.settings.simulatorUrl() },
    letters: { mail: app.letters.mail !== undefined, sms: app.letters.sms !== undefined },
    basket: basketOf(request).length,
    testClock: app.settings.demo && aheadMs > 0 ? { aheadMs } : undefined,
  }
}

function lookView({ clock }: App, look: KeptLook, lang: Lang): LookView {
  const { accent, announcement, announceUntil, footer, logoHash } = look
  const isOver = announceUntil !== null && announceUntil < billDayOf(clock.now())
  return {
    logo: pictureUrl(logoHash) ?? undefined,
    accent: accent ?? undefined,
    announcement: isOver ? undefined : announcement?.[lang],
    company: footer.company || undefined,
    licenseUrl: footer.licenseUrl || undefined,
    icp: footer.icp || undefined,
    police: footer.police || undefined,
    links: footer.links.map(({ name, url }) => ({ name: name[lang], url })),
  }
}

const environments: readonly Environment[] = [
  'desktop',
  'phone',
  'tablet',
  'wechat',
  'alipay',
  'other-app',
]

/** Told by the User-Agent; `?env=` overrides a wrong guess. */
export function environmentOfPage(request: FastifyRequest): Environment {
  const { env } = (request.query ?? {}) as { env?: string }
  return environments.find((one) => one === env) ?? environmentOf(request.headers['user-agent'])
}

/** Without the plans whose last day is over: nothing is sold of them any more. */
export function productSummary({ clock }: App, product: Product, lang: Lang): ProductSummary {
  return {
    id: product.productId,
    name: product.name[lang],
    description: product.description[lang] ?? '',
    picture: pictureUrl(product.imageHash ?? null),
    plans: product.plans
      .filter(({ terms }) => !isPast(readTerms(terms), clock.now()))
      .map((plan) => planView(plan, lang)),
  }
}

/** A line of a list of orders: its cashier while it can be paid, its result else. */
export function recentView(order: OrderSummary, lang: Lang): RecentOrder {
  const { orderNumber, state, dueFen, createdAt, name } = order
  const url = state === 'waiting' ? cashierUrl(order) : resultUrl(order)
  return { orderNumber, state, amountFen: dueFen, createdAt, name: name[lang], url }
}

export function planView(plan: Plan, lang: Lang): PlanView {
  const { until, starts, seats, isTrial, versionMax } = readTerms(plan.terms)
  return {
    id: plan.planId,
    name: plan.name[lang],
    priceFen: plan.priceFen,
    tiers: plan.tiers,
    validDays: plan.validDays,
    maxDevices: plan.maxDevices,
    kind: plan.fulfilmentKind,
    until,
    startsLater: starts === 'activation',
    isFloating: seats === 'floating',
    isTrial,
    versionMax,
    soldOut: plan.stockLeft === 0,
    left: plan.stockLeft,
    phoneLimit: plan.phoneLimit,
  }
}

/** Priced for the licence; the days and devices it would have then. */
export function offerViews(offers: readonly LicenseOffer[], lang: Lang): readonly PlanView[] {
  return offers.map(({ plan, priceFen, license, until, awaitingDays }) => ({
    ...planView(plan, lang),
    priceFen,
    // One order is for one licence.
    tiers: [],
    offer: { act: license.act, fullFen: plan.priceFen, until, awaitingDays },
  }))
}

export function lineViews(order: OrderView, lang: Lang): readonly LineView[] {
  return order.lines.map((line) => ({ name: line.name[lang], quantity: line.quantity }))
}

export function cashierUrl(order: Pick<OrderView, 'orderNumber'>): string {
  return `/cashier/${order.orderNumber}`
}

/** Without what the gateway added, so that it can be kept and shared. */
export function resultUrl(order: Pick<OrderView, 'orderNumber'>): string {
  return `/payment/result?order_number=${order.orderNumber}`
}

/** Sets the buyer's cookie and leads on to `resultUrl`. */
export function linkUrl(orderNumber: string, token: string): string {
  return `/orders/${orderNumber}/open?link_token=${token}`
}

export function reorderUrl(order: OrderView): string {
  const [line] = order.lines
  return line ? productUrl(line.productId, line.planId) : '/'
}

export function paymentView(order: OrderView): PaymentView | null {
  if (order.paidAt === null) return null
  const payType: PayMethod | 'free' =
    order.payType === 'wechat' || order.payType === 'free' ? order.payType : 'alipay'
  return { payType, paidAt: order.paidAt, tradeNo: order.tradeNo }
}

export function outcomeOf(
  app: App,
  order: OrderView,
  lang: Lang,
  viewer: Viewer,
  hasReturned: boolean,
): ResultOutcome {
  switch (order.state) {
    case 'paid':
      return paidOutcome(app, order, lang, viewer)
    case 'refunded':
    case 'part_refunded':
      return refundedOutcome(app, order, order.state, lang, viewer)
    case 'waiting':
    case 'closing':
      return hasReturned ? { kind: 'confirming' } : { kind: 'unpaid', expiresAt: order.expiresAt }
    case 'cancelled':
    case 'expired':
      return { kind: order.state, reorderUrl: reorderUrl(order) }
  }
}

function paidOutcome(app: App, order: OrderView, lang: Lang, viewer: Viewer): ResultOutcome {
  const payment = paymentView(order)
  const licenses = licenseViews(app, order, lang, viewer)
  const contents = contentViews(app, order, lang, viewer)
  const courses = courseViews(order, lang, viewer)
  if (!payment) return { kind: 'confirming' }
  const refunds = refundViews(order)
  const late = undelivered(order)
  if (late) return { kind: 'late', payment, fate: late, refunds }
  const owedCards = owedCardsOf(order)
  if (licenses.length + contents.length + courses.length === 0 && owedCards === 0)
    return { kind: 'delivery_failed', payment }
  const keys = licenses.filter(({ key }) => key.kind === 'whole')
  const downloadUrl = keys.length > 1 ? `/orders/${order.orderNumber}/keys.txt` : undefined
  return {
    kind: 'paid',
    payment,
    licenses,
    contents,
    courses,
    downloadUrl,
    late: order.paidLate,
    isReturning: sumOf(refunds, 'underway') === order.dueFen && order.dueFen > 0,
    refunds,
    owedCards,
  }
}

/** A paid order's cards were all handed over with the payment, but for those there were none for. */
function owedCardsOf({ lines, cards }: OrderView): number {
  const bought = lines.filter((line) => line.fulfilmentKind === 'card')
  return bought.reduce((units, line) => units + line.quantity, 0) - cards.length
}

function refundedOutcome(
  app: App,
  order: OrderView,
  kind: 'refunded' | 'part_refunded',
  lang: Lang,
  viewer: Viewer,
): ResultOutcome {
  const payment = paymentView(order)
  if (!payment) return { kind: 'confirming' }
  const refunds = refundViews(order)
  return {
    kind,
    payment,
    refundedFen: sumOf(refunds, 'returned'),
    handedFen: sumOf(refunds, 'handed'),
    refunds,
    licenses: licenseViews(app, order, lang, viewer),
    contents: contentViews(app, order, lang, viewer),
    courses: courseViews(order, lang, viewer),
  }
}

/** Late money is delivered with the news of it or not at all; then it goes back, or somebody decides. */
function undelivered(order: OrderView): LateFate | undefined {
  if (order.state !== 'paid' || !order.paidLate) return undefined
  const { licenses, cards, contents, courses } = order
  if (licenses.length + cards.length + contents.length + courses.length > 0) return undefined
  if (sumOf(refundViews(order), 'underway') > 0) return 'returning'
  return order.waived.some(({ kind }) => kind === 'late') ? 'settled' : 'held'
}

/** Of a refund that failed, only the order's last is news; a second payment nobody returns is the merchant's. */
function refundViews(order: OrderView): readonly RefundView[] {
  const last = order.refunds.findLast(({ reason }) => reason !== 'duplicate')
  const views = order.refunds
    .filter((refund) => refund.state !== 'failed' || refund === last)
    .map(refundView)
  const secondFen = addFen(...views.filter((one) => one.isSecond).map((one) => one.amountFen))
  const leftFen = (order.duplicateFen - secondFen) as Fen
  const settledFen = addFen(
    ...order.waived.filter(({ kind }) => kind === 'duplicate').map((one) => one.amountFen),
  )
  const left = [
    { amountFen: (leftFen - settledFen) as Fen, isSecond: true, progress: { kind: 'stuck' } },
    { amountFen: settledFen, isSecond: true, progress: { kind: 'settled' } },
  ] as const
  return [...views, ...left.filter(({ amountFen }) => amountFen > 0)]
}

function refundView(refund: OrderRefund): RefundView {
  const { amountFen, reason } = refund
  return { amountFen, isSecond: reason === 'duplicate', progress: progressOf(refund) }
}

function progressOf({ state, endedAt, byHand, isWaived }: OrderRefund): RefundView['progress'] {
  if (endedAt === null) return { kind: 'underway' }
  if (state === 'failed') return { kind: isWaived ? 'settled' : 'stuck' }
  return { kind: byHand ? 'handed' : 'returned', at: endedAt }
}

/** Of the order's own money. */
function sumOf(refunds: readonly RefundView[], kind: RefundView['progress']['kind']): Fen {
  const those = refunds.filter((one) => !one.isSecond && one.progress.kind === kind)
  return addFen(...those.map((one) => one.amountFen))
}

/** Keys are masked here for everybody. */
export function foundOrder(app: App, order: OrderView, lang: Lang, viewer: Viewer): FoundOrder {
  return {
    orderNumber: order.orderNumber,
    state: order.state,
    amountFen: order.dueFen,
    discountFen: orderDiscount(order.lines),
    lines: lineViews(order, lang),
    payment: paymentView(order),
    refunds: refundViews(order),
    late: undelivered(order),
    licenses: licenseViews(app, order, lang, { ...viewer, seesKeys: false }),
    contents: contentViews(app, order, lang, viewer),
    courses: courseViews(order, lang, viewer),
    cashierUrl: order.state === 'waiting' ? cashierUrl(order) : undefined,
    resultUrl: viewer.isBuyer && isPaid(order.state) ? resultUrl(order) : undefined,
  }
}
