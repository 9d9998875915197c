// The order form as an answer: of a product, or of what can be bought for a licence; and again, with what was typed and
// what is wrong with it.

import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { takesPayments } from '../app/app.ts'
import { quoteOrder } from '../app/coupon/quote-order.ts'
import { offersFor } from '../app/license/buy-for-license.ts'
import { findOwn } from '../app/license/own-license.ts'
import { quantityMax } from '../core/order.ts'
import { findProduct, type Product } from '../db/catalogue.ts'
import { listChapters } from '../db/chapters.ts'
import { findCouponOn } from '../db/coupons.ts'
import type { License } from '../db/licenses.ts'
import { errorStatus, messageOf, Refusal } from '../errors.ts'
import { productPage } from '../pages/product.ts'
import type { OrderField, OrderRefusal, ProductView } from '../pages/views.ts'
import { chapterLines } from './course-views.ts'
import { licenseUrl } from './goods-views.ts'
import { holdsOrderToken } from './identity.ts'
import { answerByKey, orAskForKey } from './license-answer.ts'
import { sellerOf, shopOfLicense } from './license-shop.ts'
import { contextOf, type PageCall, page } from './page-answer.ts'
import { offerViews, productSummary } from './page-views.ts'
import { readQuoteRequest } from './read-order-request.ts'
import type { Answer } from './route.ts'
import { storefrontOf } from './shop.ts'

const Text = Type.Optional(Type.String({ maxLength: 2_000 }))
export const BuyForm = Type.Object({
  product_id: Text,
  package_id: Text,
  quantity: Text,
  contact_person: Text,
  phone: Text,
  email: Text,
  coupon_code: Text,
  license_key: Text,
  idempotency_key: Text,
  /** asked without a script: what it would cost */
  sum: Text,
})
type BuyForm = Type.Static<typeof BuyForm>
type Caller = PageCall & Readonly<{ address: string }>

/** A form's texts as the JSON API would send them. Refuses with invalid_request (quantity). */
export function bodyOf(form: BuyForm) {
  const quantity = (form.quantity ?? '').normalize('NFKC').trim()
  if (!/^\d{1,3}$/.test(quantity) || Number(quantity) < 1 || Number(quantity) > quantityMax) {
    throw new Refusal('invalid_request', { field: 'quantity' })
  }
  return {
    product_id: form.product_id ?? '',
    package_id: form.package_id ?? '',
    quantity: Number(quantity),
    ...contactOf(form),
    ...(form.license_key?.trim() ? { license_key: form.license_key.trim() } : {}),
  }
}

/** Who buys, and with which coupon. */
export function contactOf(form: BuyForm) {
  return {
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
export async function refusedForm(call: Caller, body: BuyForm, refusal: Refusal): Promise<Answer> {
  const licenseKey = body.license_key?.trim() ?? ''
  const told = formRefusal(refusal, call.language, licenseKey !== '')
  if (told.refused.length === 0 && !told.refusal) throw refusal
  const given = { planId: body.package_id, typed: typedOf(body), ...told }
  return formAgain(call, body, given, errorStatus[refusal.code])
}

/** The form again with what it would cost, for whoever has no script that says so. Refuses as quoteOrder does. */
export async function summedForm(call: Caller, body: BuyForm): Promise<Answer> {
  const { quantity } = bodyOf(body)
  const shop = await storefrontOf(call)
  const request = { ...readQuoteRequest(bodyOf(body), call.address), shop }
  const { dueFen, discountFen } = await quoteOrder(call.app, request)
  const given = {
    planId: body.package_id,
    typed: { ...typedOf(body), quantity: String(quantity) },
    sum: { dueFen, discountFen },
  }
  return formAgain(call, body, given, 200)
}

function formAgain(
  call: Caller,
  body: BuyForm,
  given: Partial<ProductView>,
  status: number,
): Promise<Answer> {
  const licenseKey = body.license_key?.trim() ?? ''
  return licenseKey === ''
    ? orderForm(call, body.product_id ?? '', given, status)
    : orAskForKey(call, licenseKey, () => licenseForm(call, licenseKey, given, status))
}

/** What was typed, as it was typed. */
export function typedOf(body: BuyForm): ProductView['typed'] {
  return {
    quantity: body.quantity ?? '1',
    contactPerson: body.contact_person ?? '',
    phone: body.phone ?? '',
    email: body.email ?? '',
    couponCode: body.coupon_code ?? '',
  }
}

/** What a form says of a refusal; neither a field nor a reason: it is not the form's to show. */
export function formRefusal(
  refusal: Refusal,
  language: string,
  isForLicense = false,
): Pick<ProductView, 'refused' | 'refusal' | 'couponRefusal'> {
  const field = formFields.find((one) => one === refusal.field)
  const reason = reasonOf(refusal, isForLicense)
  // What is short has its own sentence; no field was filled in wrongly.
  const isShort = reason?.kind === 'out_of_stock' || reason?.kind === 'purchase_limit'
  return {
    refused: field && !isShort ? [field] : [],
    ...(field === 'coupon_code'
      ? { couponRefusal: messageOf(refusal.code, language, refusal.params) }
      : { refusal: reason }),
  }
}

function reasonOf(
  { code, params, retryAfterSeconds = 60 }: Refusal,
  isForLicense: boolean,
): OrderRefusal | undefined {
  if (code === 'rate_limited') return { kind: code, retryAfterSeconds }
  if (code === 'conflict') return { kind: code }
  const [max, left] = [Number(params.max), Number(params.left)]
  if (code === 'out_of_stock') return { kind: code, left }
  if (isForLicense && code.startsWith('license_')) return { kind: 'offer_gone' }
  return code === 'purchase_limit' ? { kind: code, max, left } : undefined
}

/** Refuses with product_not_found. */
export async function orderForm(
  call: PageCall,
  productId: string,
  given: Partial<ProductView>,
  status = 200,
): Promise<Answer> {
  const { app, lang } = call
  const product = await findProduct(app.db, app.merchantId, productId, await storefrontOf(call))
  if (!product) throw new Refusal('product_not_found')
  const view = { product: productSummary(app, product, lang), ...(await chaptersOf(call, product)) }
  return show(call, { ...view, ...given }, status)
}

/** What there is to learn, where it is a course. */
async function chaptersOf(
  { app, lang }: PageCall,
  { productId, plans }: Product,
): Promise<Pick<ProductView, 'chapters'>> {
  if (!plans.some(({ fulfilmentKind }) => fulfilmentKind === 'course')) return {}
  const chapters = await listChapters(app.db, app.merchantId, productId)
  return { chapters: chapterLines(productId, chapters, lang) }
}

/** What can be bought for the licence of a key. Where nothing can here, the licence says why, or where. Refuses as findOwn. */
export async function licenseForm(
  call: Caller,
  licenseKey: string,
  given: Partial<ProductView> = {},
  status = 200,
): Promise<Answer> {
  const { app, lang, address } = call
  const license = await findOwn(app, { licenseKey, address })
  const { shop, elsewhere } = await sellerOf(call, license, await shopOfLicense(call, license))
  if (elsewhere) return answerByKey(call, licenseKey)
  const offers = await offersFor(app, license, shop)
  const product = await findProduct(app.db, app.merchantId, license.productId, shop)
  if (!product || offers.length === 0)
    return answerByKey(call, licenseKey, new Refusal('license_not_upgradable'))
  const view = {
    product: { ...productSummary(app, product, lang), plans: offerViews(offers, lang) },
    license: { key: licenseKey, masked: license.keyMasked, path: pathOf(call, license) },
    ...given,
  }
  return show(call, view, status)
}

/** Whoever holds the token of its order comes back to its page, everybody else to the form that asks for a key. */
function pathOf({ app, request }: PageCall, { orderNumber, licenseId }: License): string {
  const isTheirs = orderNumber !== null && holdsOrderToken(app, request, orderNumber)
  return isTheirs ? licenseUrl(orderNumber, licenseId) : '/license'
}

async function show(
  call: PageCall,
  view: Partial<ProductView> & Pick<ProductView, 'product'>,
  status: number,
): Promise<Answer> {
  const { app } = call
  const whole: ProductView = {
    typed: { quantity: '1', contactPerson: '', phone: '', email: '' },
    refused: [],
    // A reload of the answer, or a second press, is the same order.
    idempotencyKey: randomUUID(),
    paymentEnabled: takesPayments(app),
    takesCoupons: await findCouponOn(app.db, app.merchantId),
    ...view,
  }
  return page(call, productPage(await contextOf(call), whole), status)
}
