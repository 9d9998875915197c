// Orders of buyers: place, look up, cancel, and their licence files.

import { Type } from 'typebox'
import { quoteOrder } from '../../app/coupon/quote-order.ts'
import { makeLicenseFile } from '../../app/license/make-license-file.ts'
import { forgiveCall, takeCall } from '../../app/limits.ts'
import { cancelOrder } from '../../app/order/cancel-order.ts'
import { orderToken, refreshOrder } from '../../app/order/find-order.ts'
import type { PlacedOrder } from '../../app/order/insert-order.ts'
import { checkOrderCode, sendOrderCode } from '../../app/order/open-by-code.ts'
import { placeOrder } from '../../app/order/place-order.ts'
import { openPlaced } from '../../app/payment/open-payment.ts'
import { foldOrderNumber } from '../../core/ids.ts'
import { parsePhone } from '../../core/order.ts'
import { formatShanghai } from '../../core/time.ts'
import { findOrder, findOrderOfPhone, type OrderView } from '../../db/orders.ts'
import { findFileOfOrder } from '../../db/plan-content.ts'
import { messageOf, Refusal } from '../../errors.ts'
import { customerIn } from '../customer.ts'
import { refusalOf } from '../failures.ts'
import { Files, fileAnswer } from '../goods-file.ts'
import { holdsOrderToken, orderCookies, placedCookies } from '../identity.ts'
import { openedData, readOrderWay, wayRefusals, ways } from '../payment-way.ts'
import {
  couponRefusals,
  OrderBody,
  purchaseRefusals,
  QuoteBody,
  readOrderRequest,
  readQuoteRequest,
} from '../read-order-request.ts'
import { orderData, yuan } from '../reply.ts'
import { type Call, ok, type Route, route } from '../route.ts'
import { shopIdOf, storefrontOf } from '../shop.ts'
import { CourseReply } from './courses.ts'

const Time = Type.String({ description: 'yyyy-MM-dd HH:mm:ss, Asia/Shanghai' })
const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const OrderParams = Type.Object({ order_number: Type.String() })

export const OrderReply = Type.Object({
  order_number: Type.String(),
  status: Type.Integer({ minimum: 0, maximum: 5 }),
  status_name: Type.String(),
  amount: Type.Number({ description: 'yuan' }),
  discount: Type.Optional(
    Type.Number({ description: "yuan, off by a coupon; in amount and the items' amounts already" }),
  ),
  payment_time: Nullable(Time),
  trade_no: Nullable(Type.String()),
  pay_type: Nullable(Type.String()),
  expires_at: Time,
  items: Type.Array(
    Type.Object({
      product_id: Type.String(),
      package_id: Type.String(),
      name: Type.String(),
      quantity: Type.Integer(),
      amount: Type.Number(),
    }),
  ),
  access_token: Type.Optional(
    Type.String({ description: 'only in answer to a one-time code: opens the order from now on' }),
  ),
  licenses: Type.Array(
    Type.Object({
      license_id: Type.String(),
      license_key_masked: Type.String(),
      license_key: Type.Optional(Type.String()),
      product_id: Type.String(),
      package_id: Type.String(),
      valid_from: Time,
      valid_until: Nullable(Time),
      max_devices: Type.Integer(),
      status: Type.String(),
      starts: Type.Optional(Type.Literal('activation')),
      validity_days: Type.Optional(Type.Integer()),
    }),
  ),
  cards: Type.Optional(
    Type.Array(
      Type.Object({
        card_masked: Type.String(),
        card: Type.Optional(Type.String()),
        product_id: Type.String(),
        package_id: Type.String(),
        status: Type.Union([Type.Literal('delivered'), Type.Literal('void')]),
      }),
      { description: 'present when the order has cards' },
    ),
  ),
  contents: Type.Optional(
    Type.Array(
      Type.Object({
        product_id: Type.String(),
        package_id: Type.String(),
        status: Type.Union([Type.Literal('delivered'), Type.Literal('revoked')]),
        text: Type.Optional(Type.String()),
        files: Type.Optional(Files),
      }),
      { description: 'present when the order has content; text and files need the order token' },
    ),
  ),
  courses: Type.Optional(
    Type.Array(CourseReply, {
      description: 'present when the order has courses; read at /api/v1/user/courses',
    }),
  ),
})

export const orderRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/user/orders',
    summary:
      'Place an order, with payment: and open its payment in the same call; send Idempotency-Key to make a repeat safe',
    headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String()) }),
    body: OrderBody,
    status: 201,
    reply: Type.Object({
      order_number: Type.String(),
      amount: Type.Number({ description: 'yuan' }),
      access_token: Type.String(),
      expires_at: Time,
      payment: Type.Optional(
        Type.Object(ways, {
          description: 'where the buyer goes on, if payment was sent and there is something to pay',
        }),
      ),
      payment_error: Type.Optional(
        Type.Object(
          { code: Type.String(), message: Type.String() },
          {
            description:
              'instead of payment: why it was not opened. The order stands; open it by /api/v1/user/pay',
          },
        ),
      ),
    }),
    errors: [
      'invalid_request',
      'product_not_found',
      'package_not_found',
      'out_of_stock',
      'purchase_limit',
      'price_mismatch',
      'conflict',
      'rate_limited',
      'unauthorized',
      ...wayRefusals,
      ...couponRefusals,
      ...purchaseRefusals,
    ],
    async run(call) {
      const { app, body, request, address, language } = call
      const key = request.headers['idempotency-key']
      const asked = readOrderRequest(body, key, address)
      const customerId = customerIn(request)?.customerId
      const shop = await storefrontOf(call)
      const way = body.payment && readOrderWay(call, body.payment)
      const placed = await placeOrder(app, { ...asked, lang: language, customerId, shop, way })
      const { orderNumber, dueFen, expiresAt } = placed
      const token = orderToken(app, orderNumber)
      return {
        kind: 'data',
        status: 201,
        message: 'orderPlaced',
        data: {
          order_number: orderNumber,
          amount: yuan(dueFen),
          access_token: token,
          expires_at: formatShanghai(expiresAt),
          ...(way && dueFen > 0 ? await paymentData(call, placed, way) : {}),
        },
        cookies: placedCookies(app, request, orderNumber, token),
      }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/user/orders/quote',
    summary: 'What an order would cost with a coupon; places nothing and takes nothing',
    body: QuoteBody,
    reply: Type.Object({
      full_amount: Type.Number({ description: 'yuan, without the coupon' }),
      discount: Type.Number({ description: 'yuan' }),
      amount: Type.Number({ description: 'yuan, to pay' }),
    }),
    errors: [
      'invalid_request',
      'product_not_found',
      'package_not_found',
      'rate_limited',
      ...couponRefusals,
      ...purchaseRefusals,
    ],
    async run(call) {
      const { app, body, address } = call
      const shop = await storefrontOf(call)
      const quote = await quoteOrder(app, { ...readQuoteRequest(body, address), shop })
      return ok('found', {
        full_amount: yuan(quote.fullFen),
        discount: yuan(quote.discountFen),
        amount: yuan(quote.dueFen),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/user/orders/query',
    looksUp: true,
    summary: 'Look an order up by number and phone; full keys need the order token',
    headers: Type.Object({ 'x-order-token': Type.Optional(Type.String()) }),
    query: Type.Object({
      order_number: Type.String({ minLength: 1, maxLength: 64 }),
      phone: Type.String({ minLength: 1, maxLength: 40 }),
      code: Type.Optional(
        Type.String({
          maxLength: 40,
          description: 'a one-time code sent for this order; good once',
        }),
      ),
    }),
    reply: OrderReply,
    errors: ['invalid_request', 'order_not_found', 'rate_limited', 'code_wrong', 'code_over'],
    async run(call) {
      const { app, query, request, language } = call
      const phone = parsePhone(query.phone)
      if (phone === undefined) throw new Refusal('invalid_request', { field: 'phone' })
      const order = await lookUp(call, query.order_number, phone)
      const isBuyer = holdsOrderToken(app, request, order.orderNumber)
      if (isBuyer || query.code === undefined)
        return ok('orderFound', orderData(app, order, language, isBuyer))
      await checkOrderCode(app, order, query.code)
      const data = {
        ...orderData(app, order, language, true),
        // The code is used up; this goes on opening the order.
        access_token: orderToken(app, order.orderNumber),
      }
      return ok('orderFound', data, orderCookies(app, request, order.orderNumber))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/user/orders/codes',
    summary:
      'Send a one-time code to the phone or e-mail an order was placed with; the answer is the same when there is no such order',
    body: Type.Object(
      {
        order_number: Type.String({ minLength: 1, maxLength: 64 }),
        phone: Type.String({ minLength: 1, maxLength: 40 }),
        way: Type.Optional(
          Type.Union([Type.Literal('sms'), Type.Literal('mail')], {
            description: 'absent: a text message where the shop sends these, else a mail',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      way: Type.Union([Type.Literal('sms'), Type.Literal('mail')]),
      again_after_seconds: Type.Integer(),
      valid_seconds: Type.Integer(),
    }),
    errors: ['invalid_request', 'code_unavailable', 'rate_limited'],
    async run(call) {
      const { app, body, address, language } = call
      const phone = parsePhone(body.phone)
      if (phone === undefined) throw new Refusal('invalid_request', { field: 'phone' })
      const { order_number: orderNumber, way } = body
      const shopId = await shopIdOf(call)
      const asked = { orderNumber, phone, way, address, lang: language, shopId }
      const sent = await sendOrderCode(app, asked)
      return ok('orderCodeSent', {
        way: sent.way,
        again_after_seconds: sent.pauseSeconds,
        valid_seconds: sent.lifeSeconds,
      })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/user/orders/:order_number/cancel',
    summary: 'Cancel an order that waits, at the gateway first',
    caller: 'order-token',
    params: OrderParams,
    reply: Type.Object({ order_number: Type.String(), status: Type.Integer() }),
    errors: ['unauthorized', 'order_not_found', 'order_not_payable', 'gateway_unavailable'],
    async run({ app, params }) {
      await cancelOrder(app, params.order_number)
      return ok('orderCancelled', { order_number: params.order_number, status: 2 })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/user/orders/:order_number/files/:file_id',
    summary: 'A file the order was delivered',
    caller: 'order-token',
    params: Type.Object({ order_number: Type.String(), file_id: Type.String({ maxLength: 64 }) }),
    errors: ['unauthorized', 'file_not_found'],
    async run({ app, request, params }) {
      const { order_number: orderNumber, file_id: fileId } = params
      const file = await findFileOfOrder(app.db, app.merchantId, orderNumber, fileId)
      if (!file) throw new Refusal('file_not_found')
      return fileAnswer(request, file)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/user/orders/:order_number/licenses/:license_id/file',
    summary: 'The offline licence file, signed with Ed25519',
    caller: 'order-token',
    params: Type.Object({ order_number: Type.String(), license_id: Type.String() }),
    errors: [
      'unauthorized',
      'license_not_found',
      'license_expired',
      'license_revoked',
      'license_suspended',
      'license_not_started',
      'file_needs_device',
    ],
    async run({ app, params }) {
      const file = await makeLicenseFile(app, params.order_number, params.license_id)
      return {
        kind: 'text',
        status: 200,
        contentType: 'application/json; charset=utf-8',
        body: `${JSON.stringify(file, null, 2)}\n`,
        headers: {
          'content-disposition': `attachment; filename="${params.license_id}.license.json"`,
        },
      }
    },
  }),
]

/** Where the buyer goes on. Whatever keeps the payment from being opened, a fault of ours too, the order stands. */
async function paymentData(
  { app, request, language }: Pick<Call<unknown, unknown, unknown>, 'app' | 'request' | 'language'>,
  placed: PlacedOrder,
  way: ReturnType<typeof readOrderWay>,
) {
  try {
    return { payment: openedData(way.kind, await openPlaced(app, placed, way)) }
  } catch (error) {
    const { code, params } = refusalOf(app.log, error, request)
    return { payment_error: { code, message: messageOf(code, language, params) } }
  }
}

/**
 * Finds an order by number and phone, with fresh news. A wrong phone does the same work and gets the same
 * answer as an unknown number, and both count against the same limits; a call that turns out right does
 * not count, and who holds the order's token is not limited by others' mistakes.
 */
export async function lookUp(
  { app, request, address }: Pick<Call<unknown, unknown, unknown>, 'app' | 'request' | 'address'>,
  typedNumber: string,
  phone: string,
): Promise<OrderView> {
  const orderNumber = foldOrderNumber(typedNumber)
  await takeCall(app, 'lookup', [{ address }])
  const isTrusted = holdsOrderToken(app, request, orderNumber)
  if (!isTrusted) {
    await takeCall(app, 'lookup-miss', [{ address }, `phone ${phone}`])
    await takeCall(app, 'lookup-miss-order', [orderNumber])
  }
  const isTheirs = await findOrderOfPhone(app.db, app.merchantId, orderNumber, phone)
  const order = isTheirs ? await findOrder(app.db, app.merchantId, orderNumber) : undefined
  if (!order) throw new Refusal('order_not_found')
  if (!isTrusted) {
    await forgiveCall(app, 'lookup-miss', [{ address }, `phone ${phone}`])
    await forgiveCall(app, 'lookup-miss-order', [orderNumber])
  }
  return refreshOrder(app, order)
}
