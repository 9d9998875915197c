// Buying for a licence that is there: its own plan again for more time, or another plan at the price less what is left.

import { validDaysMax } from '../../core/catalogue.ts'
import { extendedUntil } from '../../core/license.ts'
import { creditFor, wholeDays } from '../../core/license-price.ts'
import { isPast, licenseTime, readTerms } from '../../core/license-terms.ts'
import type { Fen } from '../../core/money.ts'
import type { LineLicense } from '../../core/order.ts'
import type { Storefront } from '../../core/storefront.ts'
import type { Instant } from '../../core/time.ts'
import { findProduct, type Plan } from '../../db/catalogue.ts'
import type { License } from '../../db/licenses.ts'
import { findPaidForLicense } from '../../db/line-terms.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { countingMisses } from './count-miss.ts'
import { own } from './find-usable.ts'
import { lookUpKey } from './look-up-key.ts'

type Act<K extends LineLicense['act']> = Extract<LineLicense, { act: K }>

/** What the line costs, and what it does to the licence. */
export type LicensePurchase = Readonly<{ priceFen: Fen; license: Act<'renew'> | Act<'upgrade'> }>

/**
 * Refuses with license_not_found (also for a licence of another product), license_revoked, license_suspended,
 * rate_limited; with license_not_upgradable where the plan adds nothing: more time to what never ends or ends on a day,
 * a trial again, fewer seats than are in use, or a plan that is worth no more than what is left.
 */
export async function buyForLicense(
  app: App,
  typedKey: string,
  plan: Plan,
  clientAddress: string,
): Promise<LicensePurchase> {
  const { productId } = plan
  const license = await countingMisses(app, clientAddress, productId, async () =>
    own(app, await lookUpKey(app, typedKey, productId, '')),
  )
  if (license.state !== 'active') throw new Refusal(`license_${license.state}`)
  const purchase = purchaseOf(license, plan, await creditOf(app, license))
  if (!purchase) throw new Refusal('license_not_upgradable')
  return purchase
}

export type LicenseOffer = LicensePurchase &
  Readonly<{
    plan: Plan
    /** when the licence would end, bought now; null: never */
    until: Instant | null
    /** days that still wait for the first device; null: its time runs */
    awaitingDays: number | null
  }>

/** What can be bought for a licence in a shop now: its own plan first, then the others as they are listed. */
export async function offersFor(
  app: App,
  license: License,
  shop: Storefront,
): Promise<readonly LicenseOffer[]> {
  if (license.state !== 'active') return []
  const product = await findProduct(app.db, app.merchantId, license.productId, shop)
  const plans = (product?.plans ?? []).filter(
    ({ terms }) => !isPast(readTerms(terms), app.clock.now()),
  )
  const isOwn = (plan: Plan) => plan.planId === license.planId
  const creditFen = await creditOf(app, license)
  return [...plans.filter(isOwn), ...plans.filter((plan) => !isOwn(plan))].flatMap((plan) => {
    const purchase = purchaseOf(license, plan, creditFen)
    return purchase ? [{ ...purchase, plan, ...timeAfter(license, plan, purchase) }] : []
  })
}

/** Undefined where the plan adds nothing. */
function purchaseOf(license: License, plan: Plan, creditFen: Fen): LicensePurchase | undefined {
  if (plan.fulfilmentKind !== 'license') return undefined
  return license.planId === plan.planId ? renewal(license, plan) : upgrade(license, plan, creditFen)
}

function renewal(
  license: License,
  { priceFen, terms, validDays }: Plan,
): LicensePurchase | undefined {
  const endless = license.validUntil === null && license.awaitingDays === null
  const { isTrial } = readTerms(license.terms)
  if (endless || isTrial || validDays === null) return undefined
  if ((license.awaitingDays ?? 0) + validDays > validDaysMax) return undefined
  return { priceFen, license: { act: 'renew', terms, licenseId: license.licenseId } }
}

function upgrade(
  { licenseId, planId: fromPlanId, devicesUsed }: License,
  { priceFen, terms, maxDevices }: Plan,
  creditFen: Fen,
): LicensePurchase | undefined {
  const { isTrial, mayExceed } = readTerms(terms)
  if (creditFen >= priceFen || isTrial) return undefined
  // Devices would lose their seats: which of them is their owner's to choose, before he pays.
  if (devicesUsed > maxDevices && !mayExceed) return undefined
  const act = { act: 'upgrade' as const, terms, licenseId, fromPlanId, creditFen }
  return { priceFen: (priceFen - creditFen) as Fen, license: act }
}

/** What of its price is left for the days that are left. */
async function creditOf(app: App, { licenseId, validUntil, now }: License): Promise<Fen> {
  const paid = await findPaidForLicense(app.db, app.merchantId, licenseId)
  const { fen: paidFen, since } = paid
  // A plan that ends on a day has no days of its own.
  const lasts = validUntil === null || since === null ? null : wholeDays(since, validUntil)
  return creditFor({ paidFen, days: paid.days ?? lasts }, validUntil, now)
}

/** As the payment's statement will have it. */
function timeAfter(
  { validUntil, awaitingDays, now }: License,
  plan: Plan,
  purchase: LicensePurchase,
): Readonly<{ until: Instant | null; awaitingDays: number | null }> {
  const days = plan.validDays ?? 0
  if (purchase.license.act === 'upgrade') {
    const terms = { ...readTerms(plan.terms), starts: 'purchase' as const }
    const time = licenseTime(terms, plan.validDays, now)
    return { until: time.validUntil, awaitingDays: null }
  }
  if (awaitingDays !== null) return { until: null, awaitingDays: awaitingDays + days }
  return { until: extendedUntil(validUntil, days, now) ?? null, awaitingDays: null }
}
