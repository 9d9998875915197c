// What an order's lines cost by the catalogue, with everything the delivery needs, and which limits its plans set.

import { isPast, isPlain, readTerms } from '../../core/license-terms.ts'
import type { Fen } from '../../core/money.ts'
import {
  type LineLicense,
  type LocalText,
  lineAmount,
  type OrderLine,
  orderTotal,
} from '../../core/order.ts'
import { unitPrice } from '../../core/price-tiers.ts'
import type { Storefront } from '../../core/storefront.ts'
import { findProduct, type Plan } from '../../db/catalogue.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { buyForLicense } from '../license/buy-for-license.ts'

export type WantedLine = Readonly<{
  productId: string
  planId: string
  quantity: number
  /** as typed: of the licence that is to be renewed by its own plan, or upgraded to another */
  licenseKey?: string | undefined
}>
export type PhoneLimit = Readonly<{ line: OrderLine; most: number }>
/** What the plans of an order allow; nearly always nothing is limited, and then nothing is asked. */
export type Limits = Readonly<{ isStockLimited: boolean; phones: readonly PhoneLimit[] }>

/**
 * Prices lines by the catalogue of a shop. Refuses with product_not_found, package_not_found, and for a licence that is to be
 * renewed or upgraded as buyForLicense does, and with invalid_request where it is more than one unit of it or of a course,
 * or is named by two lines.
 */
export async function priceLines(
  app: App,
  wantedLines: readonly WantedLine[],
  clientAddress: string,
  shop: Storefront,
): Promise<Readonly<{ lines: readonly OrderLine[]; limits: Limits }>> {
  const lines: OrderLine[] = []
  const phones: PhoneLimit[] = []
  let isStockLimited = false
  for (const wanted of wantedLines) {
    const product = await findProduct(app.db, app.merchantId, wanted.productId, shop)
    if (!product) throw new Refusal('product_not_found', { field: 'product_id' })
    const plan = product.plans.find((one) => one.planId === wanted.planId)
    if (!plan || isPast(readTerms(plan.terms), app.clock.now()))
      throw new Refusal('package_not_found', { field: 'package_id' })
    // A second unit would be paid for and would open nothing.
    if (plan.fulfilmentKind === 'course' && wanted.quantity !== 1)
      throw new Refusal('invalid_request', { field: 'quantity' })
    const own = await purchaseOf(app, wanted, plan, clientAddress)
    // Both would be paid, and the second would change a licence that the first has changed already.
    const licenseId = licenseOf(own)
    if (licenseId !== undefined && lines.some((line) => licenseOf(line) === licenseId))
      throw new Refusal('invalid_request', { field: 'license_key' })
    const line = {
      lineNo: lines.length + 1,
      productId: plan.productId,
      planId: plan.planId,
      name: {
        zh: `${product.name.zh} · ${plan.name.zh}${wordOf(own).zh}`,
        en: `${product.name.en} · ${plan.name.en}${wordOf(own).en}`,
      },
      quantity: wanted.quantity,
      unitFen: own.priceFen,
      amountFen: lineAmount(own.priceFen, wanted.quantity),
      fulfilmentKind: plan.fulfilmentKind,
      validDays: plan.validDays,
      maxDevices: plan.maxDevices,
      ...(own.license ? { license: own.license } : {}),
    }
    lines.push(line)
    // More time is no second licence; but what costs nothing would be had for ever by asking again.
    const isAnother = wanted.licenseKey === undefined || own.priceFen === 0
    if (plan.phoneLimit !== null && isAnother) phones.push({ line, most: plan.phoneLimit })
    if (plan.stockLeft !== null && own.license?.act !== 'renew') isStockLimited = true
  }
  return { lines, limits: { isStockLimited, phones } }
}

type Purchase = Readonly<{ priceFen: Fen; license?: LineLicense }>

async function purchaseOf(
  app: App,
  { licenseKey, quantity }: WantedLine,
  plan: Plan,
  clientAddress: string,
): Promise<Purchase> {
  if (licenseKey !== undefined) {
    if (quantity !== 1) throw new Refusal('invalid_request', { field: 'quantity' })
    return buyForLicense(app, licenseKey, plan, clientAddress)
  }
  const { terms } = plan
  const priceFen = unitPrice(plan.priceFen, plan.tiers, quantity)
  return isPlain(terms) ? { priceFen } : { priceFen, license: { act: 'new', terms } }
}

/** Of the licence a line is bought for. */
function licenseOf({ license }: Pick<OrderLine, 'license'>): string | undefined {
  return license && 'licenseId' in license ? license.licenseId : undefined
}

/** Behind a line's name: a buyer must not take more time for a second licence. */
function wordOf({ license }: Purchase): LocalText {
  switch (license?.act) {
    case 'renew':
      return { zh: '（续期）', en: ' (renewal)' }
    case 'upgrade':
      return { zh: '（升级）', en: ' (upgrade)' }
    case 'new':
    case undefined:
      return { zh: '', en: '' }
  }
}

/** What lines cost together. Refuses with invalid_request. */
export function totalOf(lines: readonly OrderLine[]): Fen {
  try {
    return orderTotal(lines)
  } catch (error) {
    // More than any gateway takes in one payment.
    if (error instanceof RangeError) throw new Refusal('invalid_request', { field: 'quantity' })
    throw error
  }
}
