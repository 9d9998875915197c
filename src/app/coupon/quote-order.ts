// What an order would cost with a coupon, before it is placed. Nothing is taken and nothing is promised.

import type { Fen } from '../../core/money.ts'
import { type Storefront, wholeShop } from '../../core/storefront.ts'
import type { App } from '../app.ts'
import { takeCall } from '../limits.ts'
import { priceLines, totalOf, type WantedLine } from '../order/price-lines.ts'
import { checkUses, discountOf } from './apply-coupon.ts'

export type QuoteRequest = Readonly<{
  lines: readonly WantedLine[]
  /** as typed */
  couponCode: string | undefined
  /** folded to 11 digits; undefined: not known yet, so that its own limit is not looked at */
  phone: string | undefined
  clientAddress: string
  /** as placeOrder has it */
  shop?: Storefront
}>

/** In fen; `dueFen` is `fullFen` less `discountFen`. */
export type Quote = Readonly<{ fullFen: Fen; discountFen: Fen; dueFen: Fen }>

/** Refuses with product_not_found, package_not_found, invalid_request, rate_limited, and as placeOrder does for a coupon. */
export async function quoteOrder(app: App, request: QuoteRequest): Promise<Quote> {
  const { couponCode, phone, clientAddress, shop = wholeShop } = request
  await takeCall(app, 'quote', [{ address: clientAddress }])
  const { lines } = await priceLines(app, request.lines, clientAddress, shop)
  const fullFen = totalOf(lines)
  if (couponCode === undefined) return { fullFen, discountFen: 0 as Fen, dueFen: fullFen }
  const { coupon, discountFen } = await discountOf(app, couponCode, lines, clientAddress)
  await checkUses(app, app.db, coupon, phone ?? null)
  return { fullFen, discountFen, dueFen: (fullFen - discountFen) as Fen }
}
