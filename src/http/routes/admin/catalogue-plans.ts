// The packages of a product in the console: made, changed, moved, deleted.

import { type Static, Type } from 'typebox'
import { changePlan, createPlan, movePlan, removePlan } from '../../../app/catalogue/edit-plan.ts'
import { consoleRoute, nothing } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import {
  Id,
  Kind,
  LimitsBody,
  Move,
  PlanBody,
  PlanParams,
  ProductParams,
  Version,
} from './catalogue-fields.ts'
import { fenIn } from './money-fields.ts'
import { termsIn } from './terms-fields.ts'

const plans = '/api/v1/admin/catalogue/products/:product_id/packages'
const one = `${plans}/:package_id` as const
const right = 'catalogue.write' as const

const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }
const exact = { additionalProperties: false }
const Limits = Type.Partial(Type.Object(LimitsBody))
const CreateBody = Type.Object(
  { package_id: Id, kind: Type.Optional(Kind), ...PlanBody, ...Limits.properties },
  exact,
)
const ChangeBody = Type.Partial(
  Type.Object({ ...PlanBody, ...LimitsBody, version: Version }, exact),
  exact,
)

export const cataloguePlanRoutes: readonly Route[] = [
  consoleRoute({
    method: 'POST',
    path: plans,
    summary: 'Add a package to a product',
    right,
    params: ProductParams,
    body: CreateBody,
    reply: nothing,
    status: 201,
    errors: ['invalid_request', 'product_not_found', 'id_taken'],
    async run({ app, params, body, by }) {
      const { package_id: planId, kind = 'license', name, on_sale: onSale } = body
      const terms = { validDays: body.validity_days, maxDevices: body.max_devices }
      const none = { stockLeft: null, stockWarning: null, phoneLimit: null, terms: {}, tiers: [] }
      const limits = { ...none, ...limitsIn(body) }
      const plan = { name, onSale, ...terms, ...limits, priceFen: fenIn('price', body.price) }
      await createPlan(app, params.product_id, { planId, kind }, plan, by)
      return { kind: 'data', status: 201, message: saved, data: {} }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/change`,
    summary: 'Change what is given of a package; placed orders keep what they were placed with',
    right,
    params: PlanParams,
    body: ChangeBody,
    reply: nothing,
    errors: ['invalid_request', 'product_not_found', 'package_not_found', 'changed_meanwhile'],
    async run({ app, params, body, by }) {
      const { product_id: productId, package_id: planId } = params
      const { version, ...typed } = body
      await changePlan(app, productId, planId, typedChange(typed), by, version)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/move`,
    summary: 'One place up or down in its product',
    right,
    params: PlanParams,
    body: Move,
    reply: nothing,
    errors: ['invalid_request', 'product_not_found', 'package_not_found'],
    async run({ app, params, body, by }) {
      await movePlan(app, params.product_id, params.package_id, body.to, by)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/delete`,
    summary: 'Delete a package nobody ever ordered',
    right,
    params: PlanParams,
    body: nothing,
    reply: nothing,
    errors: [
      'invalid_request',
      'product_not_found',
      'package_not_found',
      'already_ordered',
      'cards_left',
    ],
    async run({ app, params, by }) {
      await removePlan(app, params.product_id, params.package_id, by)
      return ok({ zh: '已删除', en: 'Deleted' }, {})
    },
  }),
]

function typedChange({
  price,
  validity_days: validDays,
  max_devices: maxDevices,
  on_sale: onSale,
  name,
  ...limits
}: Omit<Static<typeof ChangeBody>, 'version'>) {
  return {
    ...limitsIn(limits),
    ...(name === undefined ? {} : { name }),
    ...(price === undefined ? {} : { priceFen: fenIn('price', price) }),
    ...(validDays === undefined ? {} : { validDays }),
    ...(maxDevices === undefined ? {} : { maxDevices }),
    ...(onSale === undefined ? {} : { onSale }),
  }
}

function limitsIn({
  stock_left: stockLeft,
  stock_warning: stockWarning,
  phone_limit: phoneLimit,
  terms,
  price_tiers: tiers,
}: Static<typeof Limits>) {
  return {
    ...(terms === undefined ? {} : { terms: termsIn(terms) }),
    ...(tiers === undefined ? {} : { tiers: tiers.map(tierIn) }),
    ...(stockLeft === undefined ? {} : { stockLeft }),
    ...(stockWarning === undefined ? {} : { stockWarning }),
    ...(phoneLimit === undefined ? {} : { phoneLimit }),
  }
}

function tierIn({ from, price }: Static<typeof LimitsBody.price_tiers>[number]) {
  return { from, priceFen: fenIn('price_tiers', price) }
}
