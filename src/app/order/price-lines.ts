// What an order's lines cost by the catalogue, with everything the delivery needs, and which limits its plans set.

import type { Fen } from '../../core/money.ts'
import { lineAmount, type OrderLine, orderTotal } from '../../core/order.ts'
import { findProduct } from '../../db/catalogue.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

export type WantedLine = Readonly<{ productId: string; planId: string; quantity: number }>
export type PhoneLimit = Readonly<{ line: OrderLine; most: number }>
/** What the plans of an order allow; nearly always nothing is limited, and then nothing is asked. */
export type Limits = Readonly<{ isStockLimited: boolean; phones: readonly PhoneLimit[] }>

/** Prices lines by the catalogue. Refuses with product_not_found, package_not_found. */
export async function priceLines(
  app: App,
  wantedLines: readonly WantedLine[],
): Promise<Readonly<{ lines: readonly OrderLine[]; limits: Limits }>> {
  const lines: OrderLine[] = []
  const phones: PhoneLimit[] = []
  let isStockLimited = false
  for (const wanted of wantedLines) {
    const product = await findProduct(app.db, app.merchantId, wanted.productId)
    if (!product) throw new Refusal('product_not_found', { field: 'product_id' })
    const plan = product.plans.find((one) => one.planId === wanted.planId)
    if (!plan) throw new Refusal('package_not_found', { field: 'package_id' })
    const line = {
      lineNo: lines.length + 1,
      productId: plan.productId,
      planId: plan.planId,
      name: {
        zh: `${product.name.zh} · ${plan.name.zh}`,
        en: `${product.name.en} · ${plan.name.en}`,
      },
      quantity: wanted.quantity,
      unitFen: plan.priceFen,
      amountFen: lineAmount(plan.priceFen, wanted.quantity),
      fulfilmentKind: plan.fulfilmentKind,
      validDays: plan.validDays,
      maxDevices: plan.maxDevices,
    }
    lines.push(line)
    if (plan.phoneLimit !== null) phones.push({ line, most: plan.phoneLimit })
    if (plan.stockLeft !== null) isStockLimited = true
  }
  return { lines, limits: { isStockLimited, phones } }
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
