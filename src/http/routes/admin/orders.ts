// Orders in the console: the list with its search, one order with all that ever happened to it, and the export.

import { type Static, Type } from 'typebox'
import { exportOrders } from '../../../app/order/export-orders.ts'
import { billDayOf } from '../../../core/bill.ts'
import { formatShanghai } from '../../../core/time.ts'
import {
  countConsoleOrders,
  type ListedOrder,
  listConsoleOrders,
} from '../../../db/console-orders.ts'
import { findOrderChoices } from '../../../db/order-detail.ts'
import { listOrderMoments } from '../../../db/order-timeline.ts'
import type { Lang } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull, yuan } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { MomentReply, momentData, OrderReply, orderView } from './order-detail.ts'
import { cursorIn, cursorOf, filterIn, filterQuery, sortQuery, words } from './order-query.ts'
import { sheetAnswer } from './sheet.ts'

/** More of one order nobody reads on one page. */
const momentsMax = 2_000
const OrderParams = Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 40 }) })

const State = words([
  'waiting',
  'closing',
  'paid',
  'cancelled',
  'expired',
  'refunded',
  'part_refunded',
])
const Row = Type.Object({
  order_number: Type.String(),
  state: State,
  amount: Type.Number(),
  paid: Type.Number(),
  refunded: Type.Number(),
  contact: Type.String(),
  phone: Type.String(),
  email: textOrNull,
  channel: textOrNull,
  trade_no: textOrNull,
  products: Type.Array(Type.Object({ name: Type.String(), quantity: Type.Integer() })),
  open_cases: Type.Integer(),
  awaits_confirmation: Type.Boolean({
    description: 'money was confirmed by hand; a second person must agree',
  }),
  owed: Type.Integer({ description: 'units paid for that were not delivered' }),
  is_test: Type.Boolean(),
  is_practice: Type.Boolean({
    description:
      'went through the demo or a sandbox; no figure counts it once the shop sells for real',
  }),
  created_at: Type.String(),
  paid_at: textOrNull,
})
const ListReply = Type.Intersect([
  listReply(Row),
  Type.Object({
    sums: Type.Union([Type.Object({ paid: Type.Number(), refunded: Type.Number() }), Type.Null()], {
      description: 'null, and no total, where adding up would take too long',
    }),
  }),
])

export const orderRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/orders',
    summary: 'Orders found by one search box and filters, and what they add up to',
    right: 'orders.read',
    query: Type.Object(
      { ...listQuery, ...filterQuery, sort: sortQuery },
      { additionalProperties: false },
    ),
    reply: ListReply,
    errors: ['invalid_request'],
    async run({ app, query, lang }) {
      const { sort = '-created_at' } = query
      const limit = limitOf(query)
      const filter = filterIn(app, query)
      const page = { sort, after: cursorIn(query.after, sort), limit: limit + 1 }
      const [orders, sums] = await Promise.all([
        listConsoleOrders(app.db, app.merchantId, filter, page),
        countConsoleOrders(app.db, app.merchantId, filter),
      ])
      return ok(found, {
        ...pageOf(
          orders,
          limit,
          (order) => rowOf(order, lang),
          (last) => cursorOf(last, sort),
        ),
        ...(sums ? { total: sums.count } : {}),
        sums: sums ? { paid: yuan(sums.paidFen), refunded: yuan(sums.refundedFen) } : null,
      })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/orders/choices',
    summary: 'The channels and products orders can be filtered by',
    right: 'orders.read',
    reply: Type.Object({
      channels: Type.Array(Type.String()),
      products: Type.Array(Type.Object({ product_id: Type.String(), name: Type.String() })),
    }),
    async run({ app, lang }) {
      const { channels, products } = await findOrderChoices(app.db, app.merchantId)
      return ok(found, {
        channels,
        products: products.map(({ productId, name }) => ({
          product_id: productId,
          name: name[lang],
        })),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/api/v1/admin/orders/export',
    summary: 'The orders of a filter as a spreadsheet, with every name, phone and e-mail address',
    right: 'orders.read',
    stepUp: true,
    body: Type.Object(
      { ...filterQuery, format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]) },
      { additionalProperties: false },
    ),
    errors: ['invalid_request'],
    async run({ app, body, lang, by }) {
      const { format, ...query } = body
      const rows = await exportOrders(app, filterIn(app, query), by, { format, lang })
      return sheetAnswer(`orders-${billDayOf(app.clock.now())}`, format, rows)
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/orders/:order_number',
    summary: 'One order: what was bought, where the money and the goods are',
    right: 'orders.read',
    params: OrderParams,
    reply: OrderReply,
    errors: ['order_not_found'],
    async run({ app, params, lang }) {
      return ok(found, await orderView(app, params.order_number, lang))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/orders/:order_number/timeline',
    summary:
      'Everything that happened to an order, the newest first, with all that went over the wire',
    right: 'orders.read',
    params: OrderParams,
    reply: Type.Object({
      rows: Type.Array(MomentReply),
      is_cut: Type.Boolean({ description: 'there is more, older than what is listed' }),
    }),
    async run({ app, params }) {
      const { order_number: orderNumber } = params
      const moments = await listOrderMoments(app.db, app.merchantId, orderNumber, momentsMax + 1)
      const rows = moments.slice(0, momentsMax).map(momentData)
      return ok(found, { rows, is_cut: moments.length > momentsMax })
    },
  }),
]

function rowOf(order: ListedOrder, lang: Lang): Static<typeof Row> {
  return {
    order_number: order.orderNumber,
    state: order.state,
    amount: yuan(order.dueFen),
    paid: yuan(order.paidFen),
    refunded: yuan(order.refundedFen),
    contact: order.contactPerson,
    phone: order.phone,
    email: order.email,
    channel: order.channelId,
    trade_no: order.tradeNo,
    products: order.lines.map(({ name, quantity }) => ({ name: name[lang], quantity })),
    open_cases: order.openCases,
    awaits_confirmation: order.awaitsConfirmation,
    owed: order.owed,
    is_test: order.isTest,
    is_practice: order.isPractice,
    created_at: formatShanghai(order.createdAt),
    paid_at: timeOrNull(order.paidAt),
  }
}
