// The cashier and the page a buyer comes back to.

import { Type } from 'typebox'
import { defaultChannel } from '../../app/app.ts'
import { takeCall } from '../../app/limits.ts'
import { cancelOrder } from '../../app/order/cancel-order.ts'
import { findFreshOrder } from '../../app/order/find-order.ts'
import { openPayment } from '../../app/payment/open-payment.ts'
import { receiveReturn } from '../../app/payment/receive-return.ts'
import { canOrder, isPaid, wireStatus } from '../../core/order.ts'
import type { OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { cashierPage } from '../../pages/cashier.ts'
import { resultPage } from '../../pages/result.ts'
import type { CashierState, CashierView, MethodView, QrView } from '../../pages/views.ts'
import { holdsOrderToken, orderCookies } from '../identity.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import {
  cashierUrl,
  environmentOfPage,
  lineViews,
  outcomeOf,
  reorderUrl,
  resultUrl,
} from '../page-views.ts'
import { type Answer, type Route, route } from '../route.ts'
import { autoScene } from './payments.ts'

const OrderParams = Type.Object({ order_number: Type.String() })
/** The page is shown without a code rather than late. */
const qrDeadlineMs = 1_500

export const cashierRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/cashier/:order_number',
    bodyForm: 'form',
    summary: 'The cashier: amount, time left, ways to pay',
    params: OrderParams,
    query: Type.Object({
      checked: Type.Optional(Type.String()),
      trouble: Type.Optional(Type.String()),
    }),
    async run(call) {
      const { params, query } = call
      const order = await freshOrder(call, params.order_number)
      if (isPaid(order.state)) return goTo(resultUrl(order))
      return page(call, cashierPage(await contextOf(call), await cashierView(call, order, query)))
    },
  }),
  route({
    method: 'GET',
    path: '/cashier/:order_number/status',
    bodyForm: 'form',
    summary: 'Where the order stands, for pages without a live stream',
    params: OrderParams,
    async run(call) {
      const order = await freshOrder(call, call.params.order_number)
      const { status } = wireStatus[order.state]
      const body = JSON.stringify({ status, state: order.state, version: order.version })
      return { kind: 'text', status: 200, contentType: 'application/json; charset=utf-8', body }
    },
  }),
  route({
    method: 'POST',
    path: '/cashier/:order_number/pay',
    bodyForm: 'form',
    summary: 'Leads on to the gateway',
    params: OrderParams,
    body: Type.Object({
      method: Type.Optional(Type.String()),
      scene: Type.Optional(Type.String()),
    }),
    run: (call) =>
      orTrouble(call, async () => {
        const { app, params, body, request, address } = call
        await takeCall(app, 'pay', [address])
        const scene =
          body.scene === 'pc' || body.scene === 'wap'
            ? body.scene
            : autoScene(request.headers['user-agent'])
        const opened = await openPayment(app, params.order_number, 'alipay', scene)
        return goTo(opened.kind === 'redirect' ? opened.url : cashierUrl(opened.order))
      }),
  }),
  route({
    method: 'POST',
    path: '/cashier/:order_number/check',
    bodyForm: 'form',
    summary: '"I have paid": asks the gateway',
    params: OrderParams,
    async run(call) {
      const order = await freshOrder(call, call.params.order_number)
      return goTo(isPaid(order.state) ? resultUrl(order) : `${cashierUrl(order)}?checked=1`)
    },
  }),
  route({
    method: 'POST',
    path: '/cashier/:order_number/cancel',
    bodyForm: 'form',
    summary: 'The buyer gives the order up',
    caller: 'order-token',
    params: OrderParams,
    run: (call) =>
      orTrouble(call, async () => {
        await cancelOrder(call.app, call.params.order_number)
        return goTo(`/cashier/${call.params.order_number}`)
      }),
  }),
  ...['/payment/result', '/payment/success'].map((path) =>
    route({
      method: 'GET',
      path,
      bodyForm: 'form',
      summary: 'Where a buyer comes back to: the outcome, verified',
      query: Type.Object({
        order_number: Type.Optional(Type.String()),
        returned: Type.Optional(Type.String()),
        sign: Type.Optional(Type.String()),
      }),
      run: (call) =>
        call.query.sign === undefined ? showResult(call, call.query) : takeReturn(call),
    }),
  ),
]

async function freshOrder({ app }: PageCall, orderNumber: string): Promise<OrderView> {
  const order = await findFreshOrder(app, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  return order
}

/** A refusal on the way to the gateway leads back to the cashier, which shows what stands now. */
async function orTrouble(call: PageCall, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'order_not_found') throw error
    const { order_number: orderNumber } = call.request.params as { order_number: string }
    const trouble = error.code === 'order_not_payable' ? '' : `?trouble=${call.request.id}`
    return goTo(`/cashier/${orderNumber}${trouble}`)
  }
}

async function cashierView(
  call: PageCall,
  order: OrderView,
  query: Readonly<{ checked?: string; trouble?: string }>,
): Promise<CashierView> {
  const { app, request, lang } = call
  const canPay = canOrder(order.state, 'open')
  return {
    orderNumber: order.orderNumber,
    state: cashierState(order, query.checked !== undefined),
    amountFen: order.dueFen,
    lines: lineViews(order, lang),
    now: order.now,
    expiresAt: order.expiresAt,
    methods: [await alipayMethod(call, order, canPay)],
    method: 'alipay',
    canCancel: canPay && holdsOrderToken(app, request, order.orderNumber),
    reorderUrl: reorderUrl(order),
    resultUrl: resultUrl(order),
    openUrl: app.publicUrl() + cashierUrl(order),
    trouble: query.trouble === undefined ? undefined : { requestId: query.trouble.slice(0, 64) },
  }
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

async function alipayMethod(
  { app, request }: PageCall,
  order: OrderView,
  canPay: boolean,
): Promise<MethodView> {
  const channel = defaultChannel(app, 'alipay')
  const available = channel !== undefined && app.settings.paymentEnabled
  const scenes = channel?.gateway.scenes ?? []
  const environment = environmentOfPage(request)
  const showsQr =
    available &&
    canPay &&
    scenes.includes('qr') &&
    (environment === 'desktop' || environment === 'tablet')
  return { id: 'alipay', scenes, available, qr: showsQr ? await qrView(app, order) : undefined }
}

async function qrView(app: PageCall['app'], order: OrderView): Promise<QrView> {
  try {
    const opened = await openPayment(app, order.orderNumber, 'alipay', 'qr', qrDeadlineMs)
    return opened.kind === 'qr' ? { kind: 'code', text: opened.code } : { kind: 'unavailable' }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'unavailable' }
    throw error
  }
}

/** The gateway's own address is verified, used up, and left for a clean one. */
async function takeReturn(call: PageCall): Promise<Answer> {
  const { app, request } = call
  const channel = defaultChannel(app, 'alipay')
  const at = request.url.indexOf('?')
  const taken =
    channel && (await receiveReturn(app, channel, at < 0 ? '' : request.url.slice(at + 1)))
  if (!taken) return page(call, resultPage(await contextOf(call), { kind: 'unverified' }))
  const { order, isBuyer } = taken
  const cookies = isBuyer ? orderCookies(app, request, order.orderNumber) : []
  return goTo(
    order.returnUrl === null
      ? `${resultUrl(order)}&returned=1`
      : sellersPage(order, order.returnUrl),
    cookies,
  )
}

/** The seller's own page learns the number and where the order stands, and asks us for the rest. */
function sellersPage(order: OrderView, returnUrl: string): string {
  const url = new URL(returnUrl)
  url.searchParams.set('order_number', order.orderNumber)
  url.searchParams.set('status', String(wireStatus[order.state].status))
  return url.href
}

async function showResult(
  call: PageCall,
  query: Readonly<{ order_number?: string; returned?: string }>,
): Promise<Answer> {
  const { app, request, lang } = call
  const context = await contextOf(call)
  if (query.order_number === undefined)
    return page(call, resultPage(context, { kind: 'unverified' }))
  const order = await freshOrder(call, query.order_number)
  const isBuyer = holdsOrderToken(app, request, order.orderNumber)
  const view = {
    kind: 'order' as const,
    orderNumber: order.orderNumber,
    amountFen: order.dueFen,
    lines: lineViews(order, lang),
    resultUrl: resultUrl(order),
    outcome: outcomeOf(app, order, lang, isBuyer, query.returned !== undefined),
  }
  return page(call, resultPage(context, view))
}
