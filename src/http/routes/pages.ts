// The shop's pages: catalogue, product, order, look-up, and the files they load.

import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { takesPayments } from '../../app/app.ts'
import { placeOrder } from '../../app/order/place-order.ts'
import { isOrderLink } from '../../app/order/resend.ts'
import { parsePhone, quantityMax } from '../../core/order.ts'
import { findProduct, listProducts } from '../../db/catalogue.ts'
import { findCouponOn } from '../../db/coupons.ts'
import { findOrder, listOrderSummaries } from '../../db/orders.ts'
import { errorCatalogue, messageOf, Refusal } from '../../errors.ts'
import { cataloguePage } from '../../pages/catalogue.ts'
import { lookupPage } from '../../pages/lookup.ts'
import { productPage } from '../../pages/product.ts'
import type {
  LookupOutcome,
  OrderField,
  OrderRefusal,
  ProductView,
  RecentOrder,
} from '../../pages/views.ts'
import { findAsset } from '../assets.ts'
import { holdsOrderToken, orderCookies, ordersOfBrowser } from '../identity.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { cashierUrl, foundOrder, productSummary, resultUrl } from '../page-views.ts'
import { readOrderRequest } from '../read-order-request.ts'
import { type Answer, type Route, route } from '../route.ts'
import { lookUp } from './orders.ts'

const recentMax = 10
const assetSeconds = 365 * 86_400

const Text = Type.Optional(Type.String({ maxLength: 2_000 }))
const BuyForm = Type.Object({
  product_id: Text,
  package_id: Text,
  quantity: Text,
  contact_person: Text,
  phone: Text,
  email: Text,
  coupon_code: Text,
  idempotency_key: Text,
})
type BuyForm = Type.Static<typeof BuyForm>

export const pageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/',
    bodyForm: 'form',
    summary: 'The shop: what is on sale',
    async run(call) {
      const { app, lang } = call
      const products = await listProducts(app.db, app.merchantId)
      const view = {
        products: products.map((product) => productSummary(product, lang)),
        paymentEnabled: takesPayments(app),
      }
      return page(call, cataloguePage(await contextOf(call), view))
    },
  }),
  route({
    method: 'GET',
    path: '/products/:id',
    bodyForm: 'form',
    summary: 'A product and its order form',
    params: Type.Object({ id: Type.String() }),
    query: Type.Object({ plan: Type.Optional(Type.String()) }),
    async run(call) {
      return orderForm(call, call.params.id, { planId: call.query.plan })
    },
  }),
  route({
    method: 'POST',
    path: '/buy',
    bodyForm: 'form',
    summary: 'The order form: places the order and leads on to the cashier',
    body: BuyForm,
    async run(call) {
      const { app, body, request, address } = call
      try {
        const placed = await placeOrder(
          app,
          readOrderRequest(bodyOf(body), body.idempotency_key || undefined, address),
        )
        const url = placed.dueFen === 0 ? resultUrl(placed) : cashierUrl(placed)
        return goTo(url, orderCookies(app, request, placed.orderNumber))
      } catch (error) {
        if (error instanceof Refusal) return refusedForm(call, body, error)
        throw error
      }
    },
  }),
  route({
    method: 'GET',
    path: '/orders',
    bodyForm: 'form',
    summary: 'The look-up form, and the orders of this browser',
    run: (call) => lookupForm(call, { orderNumber: '', phone: '' }, undefined),
  }),
  route({
    method: 'POST',
    path: '/orders',
    bodyForm: 'form',
    summary: 'Look an order up by number and phone',
    body: Type.Object({ order_number: Text, phone: Text }),
    async run(call) {
      const typed = { orderNumber: call.body.order_number ?? '', phone: call.body.phone ?? '' }
      return lookupForm(call, typed, await lookUpTyped(call, typed))
    },
  }),
  route({
    method: 'GET',
    path: '/orders/:order_number/keys.txt',
    bodyForm: 'form',
    summary: 'All keys of an order that hold, as a text file',
    caller: 'order-token',
    params: Type.Object({ order_number: Type.String() }),
    async run({ app, params }) {
      const order = await findOrder(app.db, app.merchantId, params.order_number)
      if (!order) throw new Refusal('order_not_found')
      const keys = order.licenses
        .filter((license) => license.state === 'active')
        .map((license) => app.licenseKeys.unseal(license.keySealed, license.licenseId))
      const cards = order.cards
        .filter((card) => card.state === 'delivered')
        .map((card) => app.cardKeys.unseal(card.cardSealed, card.cardHash))
      return {
        kind: 'text',
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        body: `${[...keys, ...cards].join('\r\n')}\r\n`,
        headers: { 'content-disposition': `attachment; filename="${order.orderNumber}-keys.txt"` },
      }
    },
  }),
  route({
    method: 'GET',
    path: '/orders/:order_number/open',
    bodyForm: 'form',
    summary: "A link the merchant gave the buyer: this browser is the buyer's from now on",
    params: Type.Object({ order_number: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ link_token: Text }),
    errors: ['unauthorized'],
    async run({ app, request, params, query }) {
      const { order_number: orderNumber } = params
      if (!isOrderLink(app, orderNumber, query.link_token ?? '')) throw new Refusal('unauthorized')
      return goTo(resultUrl({ orderNumber }), orderCookies(app, request, orderNumber))
    },
  }),
  route({
    method: 'GET',
    path: '/MP_verify_:rest',
    bodyForm: 'form',
    summary: "Proves to WeChat that the login domain is the merchant's",
    params: Type.Object({ rest: Type.String() }),
    async run({ app, params }) {
      const name = `MP_verify_${params.rest}`
      // Only the configured one: whoever could name the file could claim the domain for an account of theirs.
      if (name !== app.settings.verifyFile) throw new Refusal('not_found')
      const body = params.rest.replace(/\.txt$/, '')
      return { kind: 'text', status: 200, contentType: 'text/plain; charset=utf-8', body }
    },
  }),
  route({
    method: 'GET',
    path: '/assets/:name',
    bodyForm: 'form',
    summary: 'A built file of the pages',
    params: Type.Object({ name: Type.String() }),
    async run({ params }) {
      const asset = findAsset(params.name)
      if (!asset) throw new Refusal('not_found')
      return {
        kind: 'text',
        status: 200,
        contentType: asset.contentType,
        body: asset.body,
        headers: { 'cache-control': `public, max-age=${assetSeconds}, immutable` },
      }
    },
  }),
]

/** A form's texts as the JSON API would send them. */
function bodyOf(form: BuyForm) {
  const quantity = (form.quantity ?? '').normalize('NFKC').trim()
  if (!/^\d{1,3}$/.test(quantity) || Number(quantity) < 1 || Number(quantity) > quantityMax) {
    throw new Refusal('invalid_request', { field: 'quantity' })
  }
  return {
    product_id: form.product_id ?? '',
    package_id: form.package_id ?? '',
    quantity: Number(quantity),
    contact_person: form.contact_person ?? '',
    phone: form.phone ?? '',
    ...(form.email?.trim() ? { email: form.email.trim() } : {}),
    ...(form.coupon_code?.trim() ? { coupon_code: form.coupon_code.trim() } : {}),
  }
}

const formFields: readonly OrderField[] = [
  'package_id',
  'quantity',
  'contact_person',
  'phone',
  'email',
  'coupon_code',
]

/** The form again, with what was typed and what is wrong with it; anything else is the server's to show. */
async function refusedForm(call: PageCall, body: BuyForm, refusal: Refusal): Promise<Answer> {
  const field = formFields.find((one) => one === refusal.field)
  const reason = reasonOf(refusal)
  // What is short has its own sentence; no field was filled in wrongly.
  const isShort = reason?.kind === 'out_of_stock' || reason?.kind === 'purchase_limit'
  if (!field && !reason) throw refusal
  return orderForm(
    call,
    body.product_id ?? '',
    {
      planId: body.package_id,
      typed: {
        quantity: body.quantity ?? '1',
        contactPerson: body.contact_person ?? '',
        phone: body.phone ?? '',
        email: body.email ?? '',
        couponCode: body.coupon_code ?? '',
      },
      refused: field && !isShort ? [field] : [],
      ...(field === 'coupon_code'
        ? { couponRefusal: messageOf(refusal.code, call.lang, refusal.params) }
        : { refusal: reason }),
    },
    errorCatalogue[refusal.code].status,
  )
}

function reasonOf({ code, params, retryAfterSeconds = 60 }: Refusal): OrderRefusal | undefined {
  if (code === 'rate_limited') return { kind: code, retryAfterSeconds }
  if (code === 'conflict') return { kind: code }
  const [max, left] = [Number(params.max), Number(params.left)]
  if (code === 'out_of_stock') return { kind: code, left }
  return code === 'purchase_limit' ? { kind: code, max, left } : undefined
}

async function orderForm(
  call: PageCall,
  productId: string,
  given: Partial<ProductView>,
  status = 200,
): Promise<Answer> {
  const { app, lang } = call
  const product = await findProduct(app.db, app.merchantId, productId)
  if (!product) throw new Refusal('product_not_found')
  const view: ProductView = {
    product: productSummary(product, lang),
    typed: { quantity: '1', contactPerson: '', phone: '', email: '' },
    refused: [],
    // A reload of the answer, or a second press, is the same order.
    idempotencyKey: randomUUID(),
    paymentEnabled: takesPayments(app),
    takesCoupons: await findCouponOn(app.db, app.merchantId),
    ...given,
  }
  return page(call, productPage(await contextOf(call), view), status)
}

async function lookUpTyped(
  call: PageCall & Readonly<{ address: string }>,
  typed: Readonly<{ orderNumber: string; phone: string }>,
): Promise<LookupOutcome> {
  const { app, request, lang } = call
  const phone = parsePhone(typed.phone)
  if (phone === undefined) return { kind: 'not_found' }
  try {
    const order = await lookUp(call, typed.orderNumber, phone)
    const isBuyer = holdsOrderToken(app, request, order.orderNumber)
    return { kind: 'found', order: foundOrder(app, order, lang, isBuyer) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code !== 'rate_limited') return { kind: 'not_found' }
    return { kind: 'rate_limited', retryAfterSeconds: error.retryAfterSeconds ?? 60 }
  }
}

async function lookupForm(
  call: PageCall,
  typed: Readonly<{ orderNumber: string; phone: string }>,
  outcome: LookupOutcome | undefined,
): Promise<Answer> {
  const recent = await recentOrders(call)
  const status = outcome?.kind === 'not_found' ? 404 : outcome?.kind === 'rate_limited' ? 429 : 200
  return page(call, lookupPage(await contextOf(call), { typed, outcome, recent }), status)
}

async function recentOrders({ app, request, lang }: PageCall): Promise<readonly RecentOrder[]> {
  const numbers = ordersOfBrowser(app, request)
  if (numbers.length === 0) return []
  const orders = await listOrderSummaries(app.db, app.merchantId, numbers, recentMax)
  return orders.map((order) => ({
    orderNumber: order.orderNumber,
    state: order.state,
    amountFen: order.dueFen,
    createdAt: order.createdAt,
    name: order.name[lang],
    url: order.state === 'waiting' ? cashierUrl(order) : resultUrl(order),
  }))
}
