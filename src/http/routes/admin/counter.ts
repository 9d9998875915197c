// The counter: an order is placed for whoever stands there, the code on their phone is charged, and what they bought
// is handed over.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { audited } from '../../../app/audited.ts'
import { chargeCode } from '../../../app/counter/charge-code.ts'
import { findCounter, mayHandOver } from '../../../app/counter/find-counter.ts'
import { handOver } from '../../../app/counter/hand-over.ts'
import { placeOrder } from '../../../app/order/place-order.ts'
import { orderDiscount } from '../../../core/order.ts'
import { wholeShop } from '../../../core/storefront.ts'
import { listProducts } from '../../../db/catalogue.ts'
import type { Lang } from '../../../errors.ts'
import { consoleRoute, found, nothing } from '../../console-route.ts'
import { couponRefusals, readOrderRequest } from '../../read-order-request.ts'
import { timeOrNull, yuan } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { words } from './order-query.ts'

const right = 'orders.write'
const one = '/api/v1/admin/counter/orders/:order_number'
const Params = Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 40 }) })
const Id = Type.String({ minLength: 1, maxLength: 64 })

const CounterReply = Type.Object({
  order_number: Type.String(),
  state: words([
    'ready',
    'asking',
    'password',
    'undoing',
    'refused',
    'unpaid',
    'paid',
    'returned',
    'over',
  ]),
  amount: Type.Number({ description: 'yuan, less the discount' }),
  discount: Type.Number({ description: 'what a coupon took off' }),
  items: Type.Array(Type.Object({ name: Type.String(), quantity: Type.Integer() })),
  gateway: Type.Union([Type.Literal('alipay'), Type.Literal('wechat'), Type.Null()], {
    description: 'whose code was scanned last',
  }),
  refused: Type.Union(
    [
      Type.Object({
        why: words(['code', 'balance', 'buyer', 'shop', 'other']),
        code: Type.String({ description: "the gateway's own word" }),
      }),
      Type.Null(),
    ],
    { description: 'why the last charge took nothing' },
  ),
  seconds_left: Type.Integer({ description: 'for the customer to confirm on the phone' }),
  paid_at: Type.Union([Type.String(), Type.Null()]),
  may_hand_over: Type.Boolean(),
})

export const counterRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/counter',
    summary: 'What can be sold at the counter, and whose codes can be charged',
    right,
    reply: Type.Object({
      gateways: Type.Array(Type.Union([Type.Literal('alipay'), Type.Literal('wechat')])),
      products: Type.Array(
        Type.Object({
          product_id: Type.String(),
          name: Type.String(),
          packages: Type.Array(
            Type.Object({
              package_id: Type.String(),
              name: Type.String(),
              price: Type.Number({ description: 'yuan' }),
            }),
          ),
        }),
      ),
    }),
    async run({ app, lang }) {
      const products = await listProducts(app.db, app.merchantId, wholeShop)
      return ok(found, {
        gateways: gatewaysOf(app),
        products: products.map(({ productId, name, plans }) => ({
          product_id: productId,
          name: name[lang],
          packages: plans.map((plan) => ({
            package_id: plan.planId,
            name: plan.name[lang],
            price: yuan(plan.priceFen),
          })),
        })),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/api/v1/admin/counter/orders',
    summary: 'Place an order for whoever stands at the counter',
    right,
    body: Type.Object(
      {
        product_id: Id,
        package_id: Id,
        quantity: Type.Integer({ minimum: 1, maximum: 100 }),
        contact_person: Type.Optional(Type.String({ maxLength: 200 })),
        phone: Type.String({ maxLength: 40 }),
        coupon_code: Type.Optional(Type.String({ maxLength: 100 })),
        key: Type.String({
          pattern: '^[0-9A-Za-z-]{8,64}$',
          description: 'the same again is the same order',
        }),
      },
      { additionalProperties: false },
    ),
    reply: CounterReply,
    status: 201,
    errors: [
      'invalid_request',
      'product_not_found',
      'package_not_found',
      'out_of_stock',
      'purchase_limit',
      ...couponRefusals,
      'conflict',
      'rate_limited',
    ],
    async run({ app, body, lang, by }) {
      const { key, contact_person = walkIn, ...rest } = body
      const order = { ...rest, contact_person }
      const asked = readOrderRequest(order, key, by.address)
      // Whoever stands there is nobody's account, and says nothing of a language.
      const request = { ...asked, lang: undefined, customerId: undefined }
      const { orderNumber } = await audited(
        app,
        by,
        (inside) => placeOrder(inside, request),
        (placed) => ({ action: 'order.place', subject: placed.orderNumber }),
      )
      const placed = await counterView(app, orderNumber, by.operator, lang)
      return ok({ zh: '已下单，请扫付款码', en: 'Placed; scan the code' }, placed)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/charge`,
    summary: "Charge the code on the customer's phone; it is kept nowhere",
    right,
    params: Params,
    body: Type.Object(
      { code: Type.String({ minLength: 1, maxLength: 64 }) },
      { additionalProperties: false },
    ),
    reply: CounterReply,
    errors: [
      'invalid_request',
      'order_not_found',
      'order_not_payable',
      'payment_disabled',
      'pay_code_unknown',
      'rate_limited',
    ],
    async run({ app, params, body, lang, by }) {
      await chargeCode(app, { orderNumber: params.order_number, code: body.code, by })
      return ok(found, await counterView(app, params.order_number, by.operator, lang))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'Where an order at the counter stands',
    right,
    params: Params,
    reply: CounterReply,
    errors: ['order_not_found'],
    async run({ app, params, lang, by }) {
      return ok(found, await counterView(app, params.order_number, by.operator, lang))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/goods`,
    summary: 'The keys and cards just paid for, for whoever took the money',
    right,
    params: Params,
    body: nothing,
    reply: Type.Object({
      goods: Type.Array(Type.Object({ name: Type.String(), text: Type.String() })),
    }),
    errors: ['order_not_found', 'invalid_request'],
    async run({ app, params, lang, by }) {
      const goods = await handOver(app, params.order_number, by)
      return ok(
        { zh: '请交给顾客', en: 'Hand them over' },
        { goods: goods.map(({ name, text }) => ({ name: name[lang], text })) },
      )
    },
  }),
]

/** Who buys at the counter and gives no name. */
const walkIn = '到店顾客'

function gatewaysOf(app: App) {
  if (!app.settings.paymentEnabled) return []
  const kinds = app.channels
    .filter(({ isOffered, gateway }) => isOffered && gateway.codes !== undefined)
    .map(({ gateway }) => gateway.kind)
  return [...new Set(kinds)]
}

/** Throws order_not_found. */
async function counterView(
  app: App,
  orderNumber: string,
  operator: string,
  lang: Lang,
): Promise<Static<typeof CounterReply>> {
  const view = await findCounter(app, orderNumber)
  const { order, charge, state, leftMs } = view
  const channel = app.channels.find(({ id }) => id === charge?.channelId)
  return {
    order_number: orderNumber,
    state,
    amount: yuan(order.dueFen),
    discount: yuan(orderDiscount(order.lines)),
    items: order.lines.map(({ name, quantity }) => ({ name: name[lang], quantity })),
    gateway: channel?.gateway.kind ?? null,
    refused:
      charge && charge.refusedWhy !== null
        ? { why: charge.refusedWhy, code: charge.refusedCode ?? '' }
        : null,
    seconds_left: Math.ceil(leftMs / 1_000),
    paid_at: timeOrNull(order.paidAt),
    may_hand_over: mayHandOver(view, operator),
  }
}
