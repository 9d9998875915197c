// The shop's pages: catalogue, product, order, look-up, and the files they load.

import { Type } from 'typebox'
import { takesPayments } from '../../app/app.ts'
import { placeOrder } from '../../app/order/place-order.ts'
import { isOrderLink } from '../../app/order/resend.ts'
import { listProducts } from '../../db/catalogue.ts'
import { findOrder } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { cataloguePage } from '../../pages/catalogue.ts'
import { findAsset } from '../assets.ts'
import { takesGzip } from '../compress.ts'
import { customerIn } from '../customer.ts'
import { orderCookies, placedCookies } from '../identity.ts'
import { lookupAnswer } from '../lookup-answer.ts'
import { BuyForm, bodyOf, orderForm, refusedForm, summedForm } from '../order-form.ts'
import { contextOf, goTo, page } from '../page-answer.ts'
import { cashierUrl, productSummary, resultUrl } from '../page-views.ts'
import { readOrderRequest } from '../read-order-request.ts'
import { type Route, route } from '../route.ts'
import { storefrontOf } from '../shop.ts'

const assetSeconds = 365 * 86_400

const Text = Type.Optional(Type.String({ maxLength: 2_000 }))

export const pageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/',
    bodyForm: 'form',
    summary: 'The shop: what is on sale',
    async run(call) {
      const { app, lang } = call
      const products = await listProducts(app.db, app.merchantId, await storefrontOf(call))
      const view = {
        products: products.map((product) => productSummary(app, product, lang)),
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
      const { app, body, request, address, language } = call
      try {
        if (body.sum !== undefined) return await summedForm(call, body)
        const asked = readOrderRequest(bodyOf(body), body.idempotency_key || undefined, address)
        const customerId = customerIn(request)?.customerId
        const shop = await storefrontOf(call)
        const placed = await placeOrder(app, { ...asked, lang: language, customerId, shop })
        const url = placed.dueFen === 0 ? resultUrl(placed) : cashierUrl(placed)
        return goTo(url, placedCookies(app, request, placed.orderNumber))
      } catch (error) {
        if (error instanceof Refusal) return refusedForm(call, body, error)
        throw error
      }
    },
  }),
  route({
    method: 'GET',
    path: '/orders',
    looksUp: true,
    bodyForm: 'form',
    summary: 'The look-up form, and the orders of this browser',
    query: Type.Object({ order_number: Type.Optional(Type.String({ maxLength: 64 })) }),
    run: (call) =>
      lookupAnswer(call, { typed: { orderNumber: call.query.order_number ?? '', phone: '' } }),
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
      const keys = order.licenses.flatMap(({ state, keySealed, licenseId }) =>
        state === 'active' && keySealed !== null
          ? [app.licenseKeys.unseal(keySealed, licenseId)]
          : [],
      )
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
    async run({ params, request }) {
      const asset = findAsset(params.name)
      if (!asset) throw new Refusal('not_found')
      const isPacked = takesGzip(request)
      return {
        kind: 'text',
        status: 200,
        contentType: asset.contentType,
        body: isPacked ? asset.gzip : asset.body,
        headers: {
          'cache-control': `public, max-age=${assetSeconds}, immutable`,
          vary: 'accept-encoding',
          ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
        },
      }
    },
  }),
]
