// The cashier and the page a buyer comes back to.

import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { waysForGoods } from '../../app/letter/send-goods.ts'
import { cancelOrder } from '../../app/order/cancel-order.ts'
import { findFreshOrder } from '../../app/order/find-order.ts'
import { receiveReturn } from '../../app/payment/receive-return.ts'
import { maskRecipient } from '../../core/letter.ts'
import { canOrder, isPaid, orderDiscount, wireStatus } from '../../core/order.ts'
import type { OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { cashierPage } from '../../pages/cashier.ts'
import { resultPage } from '../../pages/result.ts'
import type { SendView } from '../../pages/views-code.ts'
import { cashierView } from '../cashier-view.ts'
import { viewerOf } from '../goods-views.ts'
import { orderCookies } from '../identity.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { cashierUrl, lineViews, outcomeOf, resultUrl } from '../page-views.ts'
import { methodCookies, noOpenidCookie } from '../payer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { sellersPage } from '../sellers-page.ts'
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
        const html = cashierPage(
          await contextOf(call, order),
          await cashierView(call, order, query),
        )
        const cookies = methodCookies(call.request, order.orderNumber, query.method)
        return page(call, html, 200, cookies)
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
      const status = wireStatus[order.state]
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
        sent: Type.Optional(Type.String()),
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
  return goTo(sellersPage(app, order) ?? `${resultUrl(order)}&returned=1`, cookies)
}

/**
 * A gateway that signs no return sends everybody back who comes to its page, paid or not: whoever has not paid
 * is asked, and can go on paying.
 */
function goOn(app: App, order: OrderView): Answer {
  if (canOrder(order.state, 'open')) return goTo(`${cashierUrl(order)}?checked=1`)
  const back = isPaid(order.state) ? sellersPage(app, order) : undefined
  return goTo(back ?? resultUrl(order))
}

async function showResult(
  call: PageCall,
  query: Readonly<{ order_number?: string; returned?: string; sent?: string }>,
): Promise<Answer> {
  const { app, request, lang } = call
  if (query.order_number === undefined)
    return page(call, resultPage(await contextOf(call), { kind: 'unverified' }))
  const order = await freshOrder(call, query.order_number)
  if (query.returned === 'unsigned') return goOn(app, order)
  const viewer = viewerOf(app, request, order.orderNumber)
  const outcome = outcomeOf(app, order, lang, viewer, query.returned !== undefined)
  const isSent = viewer.isBuyer && outcome.kind === 'paid' && !outcome.owedCards
  const view = {
    kind: 'order' as const,
    orderNumber: order.orderNumber,
    amountFen: order.dueFen,
    discountFen: orderDiscount(order.lines),
    lines: lineViews(order, lang),
    resultUrl: resultUrl(order),
    sellersUrl: sellersPage(app, order),
    outcome,
    send: isSent ? await sendView(app, order, query.sent) : undefined,
  }
  return page(call, resultPage(await contextOf(call, order), view))
}

/** Where what was bought can be sent, and what became of asking for it. */
async function sendView(app: App, order: OrderView, sent?: string): Promise<SendView> {
  const ways = await waysForGoods(app, order)
  const told = sent === 'mail' || sent === 'sms' || sent === 'wait' ? sent : undefined
  return { ways: ways.map(({ way, to }) => ({ way, to: maskRecipient(to) })), told }
}
