// What a buyer asked for, read from a body whose shape the schema has checked already.

import { Type } from 'typebox'
import type { QuoteRequest } from '../app/coupon/quote-order.ts'
import type { OrderRequest } from '../app/order/place-order.ts'
import { type Fen, parseYuan } from '../core/money.ts'
import { linesMax, parseContact, parseEmail, parsePhone, quantityMax } from '../core/order.ts'
import { type ErrorCode, Refusal } from '../errors.ts'
import { PaymentWay } from './payment-way.ts'

const Id = Type.String({ minLength: 1, maxLength: 64 })
const Quantity = Type.Integer({ minimum: 1, maximum: quantityMax })

const LicenseKey = Type.Optional(
  Type.String({
    maxLength: 256,
    description:
      'of the licence to renew by its own package, or to upgrade to another one of its product; quantity 1',
  }),
)

/** What is wanted, in either form, and the coupon it is to be bought with. */
const wanted = {
  product_id: Type.Optional(Id),
  package_id: Type.Optional(Id),
  quantity: Type.Optional(Quantity),
  license_key: LicenseKey,
  items: Type.Optional(
    Type.Array(
      Type.Object(
        { product_id: Id, package_id: Id, quantity: Quantity, license_key: LicenseKey },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: linesMax },
    ),
  ),
  coupon_code: Type.Optional(
    Type.String({ maxLength: 100, description: 'case, spaces and dashes do not matter' }),
  ),
}

/** Why a code takes nothing off an order. */
export const couponRefusals: readonly ErrorCode[] = [
  'coupon_not_found',
  'coupon_not_begun',
  'coupon_over',
  'coupon_used_up',
  'coupon_used_by_phone',
  'coupon_minimum',
  'coupon_other_products',
  'coupon_nothing_off',
]

/** Why nothing can be bought for a licence. */
export const purchaseRefusals: readonly ErrorCode[] = [
  'license_not_found',
  'license_revoked',
  'license_suspended',
  'license_not_upgradable',
]

/** The body of an order, for the server to check and the document to show. */
export const OrderBody = Type.Object(
  {
    ...wanted,
    contact_person: Type.String({ maxLength: 200 }),
    phone: Type.String({ maxLength: 40 }),
    email: Type.Optional(Type.String({ maxLength: 254 })),
    total_amount: Type.Optional(
      Type.Union([Type.Number(), Type.String({ maxLength: 20 })], {
        description: 'yuan, after the coupon',
      }),
    ),
    return_url: Type.Optional(Type.String({ maxLength: 2000 })),
    payment: Type.Optional(PaymentWay),
  },
  { additionalProperties: false },
)
export type OrderBody = Type.Static<typeof OrderBody>

/** The body of the question what an order would cost. */
export const QuoteBody = Type.Object(
  { ...wanted, phone: Type.Optional(Type.String({ maxLength: 40 })) },
  { additionalProperties: false },
)
type QuoteBody = Type.Static<typeof QuoteBody>

/** What a body alone says of an order; who is signed in, what they read and how they can pay, the route knows. */
type AskedOrder = Omit<OrderRequest, 'lang' | 'customerId' | 'way'>

/** Refuses with invalid_request, naming the field. `key` is the Idempotency-Key header. */
export function readOrderRequest(
  body: OrderBody,
  key: string | string[] | undefined,
  clientAddress: string,
): AskedOrder {
  const contactPerson = parseContact(body.contact_person)
  if (contactPerson === undefined) throw invalid('contact_person')
  const phone = parsePhone(body.phone)
  if (phone === undefined) throw invalid('phone')
  const email = body.email === undefined ? undefined : parseEmail(body.email)
  if (body.email !== undefined && email === undefined) throw invalid('email')

  return {
    lines: readLines(body),
    contactPerson,
    phone,
    email,
    totalFen: readTotal(body.total_amount),
    couponCode: body.coupon_code,
    returnUrl: body.return_url,
    clientAddress,
    idempotency: key === undefined ? undefined : { key: readKey(key), body },
  }
}

/** A phone that is not typed out yet is none. Refuses with invalid_request, naming the field. */
export function readQuoteRequest(body: QuoteBody, clientAddress: string): QuoteRequest {
  const phone = body.phone === undefined ? undefined : parsePhone(body.phone)
  return { lines: readLines(body), couponCode: body.coupon_code, phone, clientAddress }
}

function readLines(body: QuoteBody): OrderRequest['lines'] {
  if (body.items === undefined) {
    if (body.product_id === undefined) throw invalid('product_id')
    if (body.package_id === undefined) throw invalid('package_id')
    if (body.quantity === undefined) throw invalid('quantity')
    const { product_id: productId, package_id: planId, quantity, license_key: licenseKey } = body
    return [{ productId, planId, quantity, licenseKey }]
  }
  if (
    body.product_id !== undefined ||
    body.package_id !== undefined ||
    body.quantity !== undefined ||
    body.license_key !== undefined
  ) {
    throw invalid('items')
  }
  const names = body.items.map((one) => `${one.product_id}\0${one.package_id}`)
  if (new Set(names).size !== names.length) throw invalid('items')
  return body.items.map((one) => ({
    productId: one.product_id,
    planId: one.package_id,
    quantity: one.quantity,
    licenseKey: one.license_key,
  }))
}

/** Yuan by its decimal text, whether it came as a number or a string. */
function readTotal(amount: number | string | undefined): Fen | undefined {
  if (amount === undefined) return undefined
  const fen = parseYuan(String(amount))
  if (fen === undefined) throw invalid('total_amount')
  return fen
}

function readKey(key: string | string[]): string {
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(key)) throw invalid('Idempotency-Key')
  return key
}

function invalid(field: string): Refusal {
  return new Refusal('invalid_request', { field })
}
