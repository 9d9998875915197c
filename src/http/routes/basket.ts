// The basket: things put together, taken out, and ordered at once.

import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { type App, takesPayments } from '../../app/app.ts'
import { quoteOrder } from '../../app/coupon/quote-order.ts'
import { placeOrder } from '../../app/order/place-order.ts'
import { isPast, readTerms } from '../../core/license-terms.ts'
import { addFen, type Fen, formatYuan, parseYuan } from '../../core/money.ts'
import { linesMax } from '../../core/order.ts'
import type { Storefront } from '../../core/storefront.ts'
import { findProduct } from '../../db/catalogue.ts'
import { findCouponOn } from '../../db/coupons.ts'
import { errorStatus, type Lang, Refusal } from '../../errors.ts'
import { productUrl } from '../../pages/addresses.ts'
import { basketPage } from '../../pages/basket.ts'
import { canJoin } from '../../pages/catalogue-pick.ts'
import type { BasketView } from '../../pages/views-basket.ts'
import {
  type BasketItem,
  basketCookie,
  basketItemPattern,
  basketOf,
  basketText,
  betweenItems,
  itemsIn,
  without,
} from '../basket.ts'
import { customerIn } from '../customer.ts'
import { placedCookies } from '../identity.ts'
import { BuyForm, contactOf, formRefusal, typedOf } from '../order-form.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { cashierUrl, planView, resultUrl } from '../page-views.ts'
import { readOrderRequest } from '../read-order-request.ts'
import { type Answer, type Call, type Route, route } from '../route.ts'
import { storefrontOf } from '../shop.ts'

const Text = Type.Optional(Type.String({ maxLength: 4_000 }))
const BasketForm = Type.Object({ ...BuyForm.properties, items: Text, total_amount: Text })
type BasketForm = Type.Static<typeof BasketForm>
type Caller = Call<BasketForm, unknown, unknown>

export const basketRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/basket',
    bodyForm: 'form',
    summary: 'What this browser has put together for one order, and its form',
    query: Type.Object({ full: Type.Optional(Type.String()) }),
    run: (call) =>
      show(call, basketOf(call.request), {
        ...(call.query.full === '1' ? { refusal: { kind: 'basket_full' } } : {}),
      }),
  }),
  route({
    method: 'POST',
    path: '/basket/add',
    bodyForm: 'form',
    summary: 'Puts a plan beside what is in the basket',
    body: Type.Object({ product_id: Text, package_id: Text }),
    async run({ request, body }) {
      const item = { productId: body.product_id ?? '', planId: body.package_id ?? '' }
      return withMore(basketOf(request), itemsIn(basketText([item])))
    },
  }),
  route({
    method: 'POST',
    path: '/basket/pick',
    bodyForm: 'form',
    summary:
      'Puts every plan that was ticked beside what is in the basket; a box is named as its plan is there',
    body: Type.Record(Type.String({ pattern: basketItemPattern }), Type.String({ maxLength: 8 })),
    async run({ request, body }) {
      const wanted = Object.keys(body).join(betweenItems)
      return withMore(basketOf(request), itemsIn(wanted, linesMax + 1))
    },
  }),
  route({
    method: 'POST',
    path: '/basket/remove',
    bodyForm: 'form',
    summary: 'Takes a plan out of the basket',
    body: Type.Object({ item: Text }),
    async run({ request, body }) {
      const [gone] = itemsIn(body.item ?? '')
      const items = basketOf(request)
      return goTo('/basket', gone ? [basketCookie(without(items, gone))] : [])
    },
  }),
  route({
    method: 'POST',
    path: '/basket',
    bodyForm: 'form',
    summary: 'Orders what is in the basket, for the sum that was shown',
    body: BasketForm,
    async run(call) {
      const { app, body, request, address, language } = call
      try {
        const wanted = await requestIn(call)
        const key = body.idempotency_key || undefined
        const asked = readOrderRequest(wanted, key, address)
        const customerId = customerIn(request)?.customerId
        const shop = await storefrontOf(call)
        const placed = await placeOrder(app, { ...asked, lang: language, customerId, shop })
        const url = placed.dueFen === 0 ? resultUrl(placed) : cashierUrl(placed)
        return goTo(url, [...placedCookies(app, request, placed.orderNumber), basketCookie([])])
      } catch (error) {
        if (error instanceof Refusal) return refused(call, error)
        throw error
      }
    },
  }),
]

/** What comes later stands last; where not all of it finds room, nothing is added. */
function withMore(items: readonly BasketItem[], more: readonly BasketItem[]): Answer {
  const all = [...more.reduce(without, items), ...more]
  if (all.length > linesMax) return goTo('/basket?full=1')
  return goTo('/basket', more.length === 0 ? [] : [basketCookie(all)])
}

/**
 * The posted form as the JSON API would send it. The sum it carries is without a coupon, which takes off what it takes
 * off; the rest must be right. Refuses with price_mismatch, and as quoteOrder.
 */
async function requestIn(call: Caller) {
  const { app, body, address } = call
  const items = itemsIn(body.items ?? '')
  const contact = contactOf(body)
  const wanted = {
    ...contact,
    items: items.map(({ productId, planId }) => ({
      product_id: productId,
      package_id: planId,
      quantity: 1,
    })),
  }
  const total_amount = body.total_amount ?? ''
  if (items.length === 0) throw new Refusal('package_not_found', { field: 'package_id' })
  if (contact.coupon_code === undefined) return { ...wanted, total_amount }
  const lines = items.map((item) => ({ ...item, quantity: 1 }))
  const { coupon_code: couponCode } = contact
  const shop = await storefrontOf(call)
  const quote = { lines, couponCode, phone: undefined, clientAddress: address, shop }
  const { fullFen, dueFen } = await quoteOrder(app, quote)
  if (parseYuan(total_amount) !== fullFen)
    throw new Refusal('price_mismatch', { field: 'total_amount' })
  return { ...wanted, total_amount: formatYuan(dueFen) }
}

/** The basket again, with what was typed and what is wrong with it; anything else is the server's to show. */
async function refused(call: Caller, refusal: Refusal): Promise<Answer> {
  const { body } = call
  const items = itemsIn(body.items ?? '')
  const told = { typed: typedOf(body), ...formRefusal(refusal, call.language) }
  const status = errorStatus[refusal.code]
  const { code, field } = refusal
  if (code === 'price_mismatch' || field === 'total_amount')
    return show(call, items, { ...told, refused: [], isPriceChanged: true }, status)
  if (['product_not_found', 'package_not_found', 'out_of_stock', 'purchase_limit'].includes(code))
    return show(call, items, { ...told, refused: [], refusal: { kind: 'item_gone' } }, status)
  if (told.refused.length === 0 && !told.refusal) throw refusal
  return show(call, items, told, status)
}

type Given = Partial<BasketView> & Readonly<{ isPriceChanged?: boolean }>

/** What cannot be had any more is left out, and said. */
async function show(
  call: PageCall,
  wanted: readonly BasketItem[],
  { isPriceChanged = false, ...given }: Given,
  status = 200,
): Promise<Answer> {
  const { app, lang } = call
  const shop = await storefrontOf(call)
  const found = await Promise.all(wanted.map((item) => itemOf(app, shop, item, lang)))
  const items = found.flatMap((item) => (item ? [item] : []))
  const totalFen = addFen(...items.map(({ plan }) => plan.priceFen)) as Fen
  const left = items.map(({ productId, plan }) => ({ productId, planId: plan.id }))
  const isGone = left.length < wanted.length
  const view: BasketView = {
    items,
    itemsText: basketText(left),
    totalFen,
    typed: { quantity: '1', contactPerson: '', phone: '', email: '' },
    refused: [],
    idempotencyKey: randomUUID(),
    paymentEnabled: takesPayments(app),
    takesCoupons: await findCouponOn(app.db, app.merchantId),
    ...given,
    ...(isGone ? { refusal: { kind: 'item_gone' } } : {}),
    ...(isPriceChanged ? { refusal: { kind: 'price_changed', totalFen } } : {}),
  }
  const cookies = isGone ? [basketCookie(left)] : []
  return page(call, basketPage(await contextOf(call), view), status, cookies)
}

async function itemOf(
  app: App,
  shop: Storefront,
  { productId, planId }: BasketItem,
  lang: Lang,
): Promise<BasketView['items'][number] | undefined> {
  const product = await findProduct(app.db, app.merchantId, productId, shop)
  const plan = product?.plans.find((one) => one.planId === planId)
  if (!product || !plan || isPast(readTerms(plan.terms), app.clock.now())) return undefined
  const view = planView(plan, lang)
  if (!canJoin(view)) return undefined
  const name = `${product.name[lang]} · ${plan.name[lang]}`
  return { productId, plan: view, name, url: productUrl(productId, planId) }
}
