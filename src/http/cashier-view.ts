// What the cashier page shows of an order: which ways to pay work where the page runs, which one the buyer
// wants, and the code or the signed parameters to pay with.

import type { FastifyRequest } from 'fastify'
import { type App, type Channel, defaultChannel, findChannel } from '../app/app.ts'
import { orderSite } from '../app/catalogue/find-shop.ts'
import { openPayment } from '../app/payment/open-payment.ts'
import { canOrder, orderDiscount } from '../core/order.ts'
import { type Attempt, listAttempts } from '../db/attempts.ts'
import { findLastPayType } from '../db/customer-orders.ts'
import type { OrderView } from '../db/orders.ts'
import { Refusal } from '../errors.ts'
import type { GatewayKind, Payer, Scene } from '../gateways/gateway.ts'
import type { CashierState, CashierView, JsapiView, MethodView, QrView } from '../pages/views.ts'
import { type Choice, choicesIn, choose } from '../pages/ways.ts'
import { customerIn } from './customer.ts'
import { holdsOrderToken } from './identity.ts'
import type { PageCall } from './page-answer.ts'
import { cashierUrl, environmentOfPage, lineViews, reorderUrl, resultUrl } from './page-views.ts'
import { methodBefore, openidOf, rememberedMethod } from './payer.ts'

/** The page is shown without a code rather than late. */
const pageDeadlineMs = 1_500

export type CashierQuery = Readonly<{
  checked?: string
  trouble?: string
  method?: string
  start?: string
}>

/** What the page shows. Opens the chosen payment; refuses as openPayment does when a bridge was to be started. */
export async function cashierView(
  call: PageCall & Readonly<{ address: string }>,
  order: OrderView,
  query: CashierQuery,
): Promise<CashierView> {
  const { app, request, lang } = call
  const canPay = canOrder(order.state, 'open')
  const attempts = canPay ? await listAttempts(app.db, app.merchantId, order.orderNumber) : []
  const foremost = await foremostOf(app, request, order.orderNumber)
  // Another device comes to the shop the order was placed in.
  const openUrl = (await orderSite(app, order)) + cashierUrl(order)
  const offered = { ...offerOf(app, openUrl), foremost }
  const choice = choose(choicesIn(environmentOfPage(request), offered), {
    asked: query.method,
    remembered: wantedBefore(app, request, attempts),
  })
  const login = defaultChannel(app, 'wechat')?.gateway.login
  const payer = { address: call.address, openid: openidOf(app, request, login) }
  const way = canPay && choice ? await wayOf({ app, order, attempts, payer, query }, choice) : {}
  return {
    orderNumber: order.orderNumber,
    state: cashierState(order, query.checked !== undefined),
    amountFen: order.dueFen,
    discountFen: orderDiscount(order.lines),
    lines: lineViews(order, lang),
    now: order.now,
    expiresAt: order.expiresAt,
    methods: offered.methods.map((view) => (view.id === choice?.id ? { ...view, ...way } : view)),
    method: choice?.id ?? 'alipay',
    combined: offered.combined,
    foremost,
    demoScanUrl: app.settings.simulatorUrl && `${app.settings.simulatorUrl()}scan`,
    canCancel: canPay && holdsOrderToken(app, request, order.orderNumber),
    reorderUrl: reorderUrl(order),
    resultUrl: resultUrl(order),
    openUrl,
    trouble: query.trouble === undefined ? undefined : { requestId: query.trouble.slice(0, 64) },
  }
}

const kinds: readonly GatewayKind[] = ['alipay', 'wechat']

/** The methods that are configured, and the combined code where either app can go on from it by itself. */
function offerOf(app: App, openUrl: string): Pick<CashierView, 'methods' | 'combined'> {
  const available = app.settings.paymentEnabled
  const methods = kinds.flatMap((kind): MethodView[] => {
    const channel = defaultChannel(app, kind)
    if (!channel) return []
    const { scenes } = channel.gateway
    const usable = scenes.filter((scene) => scene !== 'jsapi' || paysInside(channel))
    return [{ id: kind, scenes: usable, available }]
  })
  if (methods.length === 0) return { methods: [{ id: 'alipay', scenes: [], available: false }] }

  const can = (kind: GatewayKind, scene: Scene) =>
    methods.some(({ id, scenes }) => id === kind && scenes.includes(scene))
  const isCombined = available && can('alipay', 'wap') && can('wechat', 'jsapi')
  return { methods, combined: isCombined ? { text: `${openUrl}/scan` } : undefined }
}

/** Whether a page inside the gateway's app can learn by itself who pays. */
export function paysInside({ gateway }: Channel): boolean {
  return gateway.scenes.includes('jsapi') && gateway.login !== undefined
}

/** What this browser's buyer took last before this order; in a browser that knows of none, what the account paid with. */
async function foremostOf(
  { db, merchantId }: App,
  request: FastifyRequest,
  orderNumber: string,
): Promise<string | undefined> {
  const before = methodBefore(request, orderNumber)
  const customer = customerIn(request)
  if (before !== undefined || !customer) return before
  return findLastPayType(db, merchantId, customer.customerId)
}

/**
 * What the buyer chose last for this order, in whichever browser, else what this browser remembers. The code
 * for both apps stays: what it was scanned with is the other device's affair.
 */
function wantedBefore(
  app: App,
  request: FastifyRequest,
  attempts: readonly Attempt[],
): string | undefined {
  const remembered = rememberedMethod(request)
  const last = lastChosen(attempts)
  if (!last || remembered === 'both') return remembered
  return findChannel(app, last.channelId)?.gateway.kind ?? remembered
}

function lastChosen(attempts: readonly Attempt[]): Attempt | undefined {
  const open = attempts.filter((attempt) => attempt.state === 'open')
  return open.toSorted((one, other) => other.chosenAt - one.chosenAt)[0]
}

function cashierState(order: OrderView, isChecked: boolean): CashierState {
  switch (order.state) {
    case 'waiting':
      return isChecked ? 'confirming' : 'waiting'
    case 'closing':
    case 'cancelled':
    case 'expired':
      return order.state
    case 'paid':
    case 'refunded':
    case 'part_refunded':
      return 'paid'
  }
}

type Ways = Readonly<{
  app: App
  order: OrderView
  attempts: readonly Attempt[]
  payer: Payer
  query: CashierQuery
}>

/** What the chosen method needs on the page: a code to scan, or what the app's bridge is given. */
async function wayOf(ways: Ways, { id, ways: here, usable }: Choice): Promise<Partial<MethodView>> {
  const channel = id === 'both' || !usable ? undefined : defaultChannel(ways.app, id)
  if (!channel) return {}
  const { kind } = channel.gateway
  if (here.jump?.scene === 'jsapi' && ways.query.start === 'jsapi')
    return { jsapi: await jsapiView(ways, kind) }
  if (!here.scan) return {}
  return { qr: mayShowCode(ways, channel) ? await qrView(ways, kind) : { kind: 'unavailable' } }
}

/**
 * Without being asked, a code is shown for a fresh choice or again as it was; never in place of a payment that
 * is under way by another scene, which a new code would end.
 */
function mayShowCode({ attempts, query }: Ways, channel: Channel): boolean {
  if (query.method !== undefined) return true
  const last = lastChosen(attempts)
  return last === undefined || (last.channelId === channel.id && last.qrCode !== null)
}

async function qrView({ app, order, payer }: Ways, kind: GatewayKind): Promise<QrView> {
  const asked = { orderNumber: order.orderNumber, kind, scene: 'qr', payer } as const
  const opened = await orNothing(openPayment(app, asked, pageDeadlineMs))
  return opened?.kind === 'qr' ? { kind: 'code', text: opened.code } : { kind: 'unavailable' }
}

async function jsapiView(
  { app, order, payer }: Ways,
  kind: GatewayKind,
): Promise<JsapiView | undefined> {
  if (payer.openid === undefined) return undefined
  const asked = { orderNumber: order.orderNumber, kind, scene: 'jsapi', payer } as const
  const opened = await openPayment(app, asked)
  return opened.kind === 'jsapi' ? { parameters: opened.parameters, startsAtOnce: true } : undefined
}

/** A refused code is shown as one that is missing. */
async function orNothing<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
