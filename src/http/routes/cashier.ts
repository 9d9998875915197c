// The cashier and the page a buyer comes back to.

import { Type } from 'typebox'
import { cancelOrder } from '../../app/order/cancel-order.ts'
import { findFreshOrder } from '../../app/order/find-order.ts'
import { receiveReturn } from '../../app/payment/receive-return.ts'
import { canOrder, isPaid, orderDiscount, wireStatus } from '../../core/order.ts'
import type { OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { cashierPage } from '../../pages/cashier.ts'
import { resultPage } from '../../pages/result.ts'
import { cashierView } from '../cashier-view.ts'
import { viewerOf } from '../goods-views.ts'
import { orderCookies } from '../identity.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { cashierUrl, lineViews, outcomeOf, resultUrl } from '../page-views.ts'
import { methodCookies, noOpenidCookie } from '../payer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { orTrouble } from './cashier-pay.ts'

const OrderParams = Type.Object({ order_number: Type.String() })
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
      method: Type.Optional(Type.String()),
      start: Type.Optional(Type.String()),
    }),
    opensPayment: true,
    run(call) {
      const { params, query } = call
      const show = async () => {
        const order = await freshOrder(call, params.order_number)
        if (isPaid(order.state)) return goTo(resultUrl(order))
        const html = cashierPage(await contextOf(call), await cashierView(call, order, query))
        return page(call, html, 200, methodCookies(query.method))
      }
      // Perhaps it was the payer whom WeChat refused; the next press asks who pays anew.
      return orTrouble(call, show, query.start === 'jsapi' ? [noOpenidCookie] : [])
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

/** The gateway's own address is verified, used up, and left for a clean one. */
async function takeReturn(call: PageCall): Promise<Answer> {
  const { app, request } = call
  const at = request.url.indexOf('?')
  const taken = await receiveReturn(app, 'alipay', at < 0 ? '' : request.url.slice(at + 1))
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

/**
 * A gateway that signs no return sends everybody back who comes to its page, paid or not: whoever has not paid
 * is asked, and can go on paying.
 */
function goOn(order: OrderView): Answer {
  if (canOrder(order.state, 'open')) return goTo(`${cashierUrl(order)}?checked=1`)
  const isDone = isPaid(order.state) && order.returnUrl !== null
  return goTo(isDone ? sellersPage(order, order.returnUrl) : resultUrl(order))
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
  if (query.returned === 'unsigned') return goOn(order)
  const viewer = viewerOf(app, request, order.orderNumber)
  const view = {
    kind: 'order' as const,
    orderNumber: order.orderNumber,
    amountFen: order.dueFen,
    discountFen: orderDiscount(order.lines),
    lines: lineViews(order, lang),
    resultUrl: resultUrl(order),
    outcome: outcomeOf(app, order, lang, viewer, query.returned !== undefined),
  }
  return page(call, resultPage(context, view))
}
