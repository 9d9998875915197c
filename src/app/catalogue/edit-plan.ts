// Plans of a product: made, changed, moved, and deleted where none was ever ordered. A new price is what the next
// order pays; orders that are placed keep theirs.

import { movedOne } from '../../core/catalogue.ts'
import { isPlain, readTerms, wrongTerm } from '../../core/license-terms.ts'
import { formatYuan } from '../../core/money.ts'
import { quantityMax } from '../../core/order.ts'
import { areTiers } from '../../core/price-tiers.ts'
import type { Author } from '../../db/audit-log.ts'
import { findCard } from '../../db/console-cards.ts'
import {
  addPlan,
  deletePlan,
  editPlan,
  findOrdered,
  type NewPlan,
  orderPlans,
  type PlanFields,
  setPlanStock,
} from '../../db/console-catalogue.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import {
  changeCatalogue,
  differences,
  nameIn,
  planOf,
  productOf,
  type TypedText,
} from './change-catalogue.ts'
import { planVersion, requireVersion } from './version.ts'

/** What a person types of a plan. */
export type TypedPlan = Omit<PlanFields, 'name'> & Readonly<{ name: TypedText }>

/**
 * Adds a plan as the last of its product; one of cards has none yet. Throws product_not_found, id_taken,
 * invalid_request.
 */
export async function createPlan(
  app: App,
  productId: string,
  { planId, kind }: Pick<NewPlan, 'planId' | 'kind'>,
  typed: TypedPlan,
  by: Author,
): Promise<void> {
  const plan = { ...typed, planId, kind, name: nameIn(typed.name) }
  if (kind === 'card' && typed.stockLeft !== null) throw cardsAreTheStock()
  checkTerms(plan)
  checkTiers(plan)
  await changeCatalogue(app, by, async (tx) => {
    await productOf(app, tx, productId)
    const isNew = await addPlan(tx, app.merchantId, productId, plan)
    if (!isNew) throw new Refusal('id_taken', { field: 'package_id' })
    const details = { package: planId, kind, name: plan.name, price: formatYuan(plan.priceFen) }
    return { action: 'plan.create', subject: productId, details }
  })
}

/**
 * Changes what is given and leaves the rest. `stockLeft` is what there is to sell from now on; the stock of cards is
 * what was imported. `version` is what the editor saw. Throws product_not_found, package_not_found, invalid_request,
 * changed_meanwhile.
 */
export async function changePlan(
  app: App,
  productId: string,
  planId: string,
  { name, ...plain }: Partial<TypedPlan>,
  by: Author,
  version?: string,
): Promise<void> {
  const typed = { ...plain, ...(name ? { name: nameIn(name) } : {}) }
  await changeCatalogue(app, by, async (tx) => {
    const plan = planOf(await productOf(app, tx, productId), planId)
    requireVersion(version, planVersion(plan))
    const changed = { ...plan, ...typed }
    const { stockLeft } = typed
    if (stockLeft !== undefined && plan.kind === 'card') throw cardsAreTheStock()
    checkTerms(changed)
    checkTiers(changed)
    const details = differences(told(plan), told(changed))
    if (Object.keys(details).length === 0) return undefined
    await editPlan(tx, app.merchantId, productId, changed)
    if (stockLeft !== undefined && stockLeft !== plan.stockLeft)
      await setPlanStock(tx, app.merchantId, productId, planId, stockLeft)
    const entry = { package: planId, ...details }
    return { action: 'plan.change', subject: productId, details: entry }
  })
}

/** One place up or down. Throws product_not_found, package_not_found. */
export async function movePlan(
  app: App,
  productId: string,
  planId: string,
  to: 'up' | 'down',
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const product = await productOf(app, tx, productId)
    const { planId: moved } = planOf(product, planId)
    const before = product.plans.map((one) => one.planId)
    const after = movedOne(before, moved, to)
    if (after === before) return undefined
    await orderPlans(tx, app.merchantId, productId, after)
    return { action: 'plan.move', subject: productId, details: { package: planId, to } }
  })
}

/** Throws product_not_found, package_not_found, already_ordered, cards_left. */
export async function removePlan(
  app: App,
  productId: string,
  planId: string,
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const plan = planOf(await productOf(app, tx, productId), planId)
    if (await findOrdered(tx, app.merchantId, productId, planId))
      throw new Refusal('already_ordered')
    if (await findCard(tx, app.merchantId, productId, planId)) throw new Refusal('cards_left')
    await deletePlan(tx, app.merchantId, productId, planId)
    return {
      action: 'plan.delete',
      subject: productId,
      details: { package: planId, ...told(plan) },
    }
  })
}

/** As a person reads it: amounts in yuan. */
function told({ priceFen, ...plan }: PlanFields): Readonly<Record<string, unknown>> {
  const { name, validDays, maxDevices, onSale, stockLeft, stockWarning, phoneLimit, terms } = plan
  const tiers = plan.tiers.map((tier) => ({ from: tier.from, price: formatYuan(tier.priceFen) }))
  const limits = { stockLeft, stockWarning, phoneLimit, terms, tiers }
  return { name, price: formatYuan(priceFen), validDays, maxDevices, onSale, ...limits }
}

/** Refuses with invalid_request: only licences have terms, and they must go with each other and with the days. */
function checkTerms({ kind, terms, validDays }: Pick<NewPlan, 'kind' | 'terms' | 'validDays'>) {
  if (kind !== 'license' && !isPlain(terms))
    throw new Refusal('invalid_request', { field: 'terms' })
  const wrong = wrongTerm(readTerms(terms), validDays)
  if (wrong !== undefined)
    throw new Refusal('invalid_request', {
      field: `terms.${wrong === 'isTrial' ? 'trial' : wrong}`,
    })
}

/** Refuses with invalid_request, also where a new price of the plan is below one of several units. */
function checkTiers({ priceFen, tiers }: Pick<NewPlan, 'priceFen' | 'tiers'>) {
  if (!areTiers(priceFen, tiers, quantityMax))
    throw new Refusal('invalid_request', { field: 'price_tiers' })
}

function cardsAreTheStock(): Refusal {
  return new Refusal('invalid_request', { field: 'stock_left' })
}
