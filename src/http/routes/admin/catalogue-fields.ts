// What the console's calls about the catalogue take and answer.

import { type Static, Type } from 'typebox'
import { planVersion, productVersion } from '../../../app/catalogue/version.ts'
import {
  catalogueIdPattern,
  descriptionMax,
  nameMax,
  planDevicesMax,
  stockMax,
  validDaysMax,
} from '../../../core/catalogue.ts'
import { quantityMax } from '../../../core/order.ts'
import { tiersMax } from '../../../core/price-tiers.ts'
import { formatShanghai } from '../../../core/time.ts'
import type { AuditLogRow } from '../../../db/audit-log.ts'
import type { PlanRow, ProductRow } from '../../../db/console-catalogue.ts'
import { pictureUrl } from '../../media.ts'
import { yuan } from '../../reply.ts'
import { Amount, amountOrNull } from './money-fields.ts'
import { TermsBody, termsData } from './terms-fields.ts'

const texts = (maxLength: number) =>
  Type.Object(
    {
      zh: Type.String({ maxLength }),
      en: Type.Optional(Type.String({ maxLength, description: 'absent or blank: the Chinese' })),
    },
    { additionalProperties: false },
  )

export const Id = Type.String({ pattern: catalogueIdPattern })
export const ProductParams = Type.Object({ product_id: Type.String({ maxLength: 64 }) })
export const PlanParams = Type.Object({
  product_id: Type.String({ maxLength: 64 }),
  package_id: Type.String({ maxLength: 64 }),
})
export const Move = Type.Object(
  { to: Type.Union([Type.Literal('up'), Type.Literal('down')]) },
  { additionalProperties: false },
)

/** Twice the length in characters, so that the limit is the server's own and in its words. */
export const NameBody = texts(nameMax * 2)
const description = texts(descriptionMax)
const policies = {
  late_policy: Type.Union([Type.Literal('deliver'), Type.Literal('refund'), Type.Literal('hold')]),
  refund_effect: Type.Union([
    Type.Literal('none'),
    Type.Literal('suspend'),
    Type.Literal('revoke'),
  ]),
}
export const ProductBody = { name: NameBody, description, ...policies }
export const PlanBody = {
  name: NameBody,
  price: Amount,
  validity_days: Type.Union([Type.Integer({ minimum: 1, maximum: validDaysMax }), Type.Null()], {
    description: 'null: for ever',
  }),
  max_devices: Type.Integer({ minimum: 1, maximum: planDevicesMax }),
  on_sale: Type.Boolean(),
}
const countOrNull = (minimum: number, description: string) =>
  Type.Union([Type.Integer({ minimum, maximum: stockMax }), Type.Null()], { description })
/** Absent in the body of a new plan: no limit. */
export const LimitsBody = {
  stock_left: countOrNull(0, 'units to sell from now on; null: any number. Not of cards'),
  stock_warning: countOrNull(0, 'warn when no more than so many are left; null: never'),
  phone_limit: countOrNull(1, 'units one phone may have; null: any number'),
  price_tiers: Type.Array(
    Type.Object(
      { from: Type.Integer({ minimum: 2, maximum: quantityMax }), price: Amount },
      { additionalProperties: false },
    ),
    {
      maxItems: tiersMax,
      description: 'what each unit costs from so many units on, each less than the one before',
    },
  ),
  terms: TermsBody,
}
/** In the body of a change: what its editor saw. */
export const Version = Type.String({
  maxLength: 16,
  description: 'as it was told; refused with changed_meanwhile where another stands by now',
})
export const Kind = Type.Union(
  [Type.Literal('license'), Type.Literal('card'), Type.Literal('content'), Type.Literal('course')],
  {
    description:
      'what is delivered: a licence made on payment, a card that was imported, a text and files, or the chapters of the product',
  },
)

export const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const pictureOrNull = Type.Union([Type.String(), Type.Null()], {
  description: 'the address of the picture',
})
export const ProductListRow = Type.Object({
  product_id: Type.String(),
  name: Both,
  on_sale: Type.Boolean(),
  picture: pictureOrNull,
  packages: Type.Integer(),
  packages_on_sale: Type.Integer(),
  price_from: amountOrNull,
  price_to: amountOrNull,
})
const Plan = Type.Object({
  package_id: Type.String(),
  version: Version,
  name: Both,
  price: Type.Number(),
  validity_days: Type.Union([Type.Integer(), Type.Null()]),
  max_devices: Type.Integer(),
  on_sale: Type.Boolean(),
  kind: Kind,
  ...LimitsBody,
  price_tiers: Type.Array(Type.Object({ from: Type.Integer(), price: Type.Number() })),
  taken: Type.Integer({ description: 'units sold, or kept for orders that may still be paid' }),
  has_goods: Type.Boolean({
    description:
      'false: content without a text or a file, or a course without a chapter, which is not sold',
  }),
})
export const ProductDetail = Type.Object({
  product_id: Type.String(),
  version: Version,
  name: Both,
  description: Both,
  ...policies,
  on_sale: Type.Boolean(),
  picture: pictureOrNull,
  packages: Type.Array(Plan),
  history: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      at: Type.String(),
      operator: Type.String(),
      action: Type.String(),
      details: Type.Object({}, { additionalProperties: true }),
    }),
  ),
})

/** One line of the list; prices are those of the plans on sale. */
export function productRow(product: ProductRow): Static<typeof ProductListRow> {
  const onSale = product.plans.filter((plan) => plan.onSale)
  const prices = onSale.map((plan) => plan.priceFen).sort((a, b) => a - b)
  const [lowest, highest] = [prices[0], prices.at(-1)]
  return {
    product_id: product.productId,
    name: product.name,
    on_sale: product.onSale,
    picture: pictureUrl(product.imageHash),
    packages: product.plans.length,
    packages_on_sale: onSale.length,
    price_from: lowest === undefined ? null : yuan(lowest),
    price_to: highest === undefined ? null : yuan(highest),
  }
}

export function productDetail(
  product: ProductRow,
  history: readonly AuditLogRow[],
): Static<typeof ProductDetail> {
  return {
    product_id: product.productId,
    version: productVersion(product),
    name: product.name,
    description: product.description,
    late_policy: product.latePolicy,
    refund_effect: product.refundEffect,
    on_sale: product.onSale,
    picture: pictureUrl(product.imageHash),
    packages: product.plans.map(planData),
    history: history.map(({ seq, at, operator, action, details }) => ({
      seq,
      at: formatShanghai(at),
      operator,
      action,
      details,
    })),
  }
}

function planData(plan: PlanRow): Static<typeof Plan> {
  return {
    package_id: plan.planId,
    version: planVersion(plan),
    name: plan.name,
    price: yuan(plan.priceFen),
    validity_days: plan.validDays,
    max_devices: plan.maxDevices,
    on_sale: plan.onSale,
    kind: plan.kind,
    stock_left: plan.stockLeft,
    stock_warning: plan.stockWarning,
    phone_limit: plan.phoneLimit,
    price_tiers: plan.tiers.map(({ from, priceFen }) => ({ from, price: yuan(priceFen) })),
    terms: termsData(plan.terms),
    taken: plan.taken,
    has_goods: plan.hasGoods,
  }
}
