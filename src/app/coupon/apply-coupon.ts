// A coupon on an order: what its code takes off, and the use that is taken with the order.

import { judgeCoupon, parseCouponCode } from '../../core/coupon.ts'
import { type Fen, formatYuan } from '../../core/money.ts'
import type { OrderLine } from '../../core/order.ts'
import { formatShanghai } from '../../core/time.ts'
import type { Db } from '../../db/connect.ts'
import {
  countCouponUses,
  type FoundCoupon,
  findCoupon,
  insertCouponUse,
  lockCoupon,
} from '../../db/coupons.ts'
import { type ErrorCode, type MessageParams, Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { forgiveCall, type Subject, takeCall } from '../limits.ts'

/** What a code takes off an order; `lines` cost what is left to pay for each. */
export type Discount = Readonly<{
  coupon: FoundCoupon
  discountFen: Fen
  lines: readonly DiscountedLine[]
}>
export type DiscountedLine = OrderLine & Readonly<{ discountFen: Fen }>

/**
 * What a code, as typed, takes off lines at their full price. Wrong codes of one address are limited. Refuses with
 * coupon_not_found, coupon_not_begun, coupon_over, coupon_other_products, coupon_minimum, coupon_nothing_off,
 * rate_limited.
 */
export async function discountOf(
  app: App,
  typed: string,
  lines: readonly OrderLine[],
  clientAddress: string,
): Promise<Discount> {
  const guesser = [{ address: clientAddress }]
  await limitGuesses(app, guesser)
  const code = parseCouponCode(typed)
  const coupon = code === undefined ? undefined : await findCoupon(app.db, app.merchantId, code)
  if (!coupon?.terms.isOn) throw refused('coupon_not_found')
  await forgiveCall(app, 'coupon-miss', guesser)
  return takenOff(coupon, lines)
}

/**
 * Takes the use for an order that was just inserted, under the buyer's lock: what the coupon says now must still be
 * what the order was promised. Refuses as discountOf does, and with coupon_used_up, coupon_used_by_phone.
 */
export async function useCoupon(
  app: App,
  tx: Db,
  { orderNumber, phone }: Readonly<{ orderNumber: string; phone: string }>,
  { coupon: { code }, discountFen, lines }: Discount,
): Promise<void> {
  const coupon = await lockCoupon(tx, app.merchantId, code)
  if (!coupon?.terms.isOn) throw refused('coupon_not_found')
  const fullLines = lines.map(atFullPrice)
  // Changed since the order was priced: whoever ordered sees the new sum before paying it.
  const now = takenOff(coupon, fullLines)
  if (now.lines.some((line, at) => line.discountFen !== lines[at]?.discountFen))
    throw new Refusal('price_mismatch', { field: 'coupon_code' })
  await checkUses(app, tx, coupon, phone)
  const { couponId } = coupon
  const use = { orderNumber, code, couponId, phone, discountFen }
  await insertCouponUse(tx, app.merchantId, use)
}

/** Refuses with coupon_used_up, coupon_used_by_phone. Asks nothing of a coupon without limits. */
export async function checkUses(
  app: App,
  db: Db,
  coupon: FoundCoupon,
  phone: string | null,
): Promise<void> {
  const { usesMax, phoneMax } = coupon
  if (usesMax === null && phoneMax === null) return
  const used = await countCouponUses(db, app.merchantId, coupon, phone)
  if (usesMax !== null && used.ofCode >= usesMax) throw refused('coupon_used_up')
  if (phoneMax !== null && used.ofPhone >= phoneMax)
    throw refused('coupon_used_by_phone', { max: phoneMax })
}

async function limitGuesses(app: App, guesser: readonly Subject[]): Promise<void> {
  try {
    await takeCall(app, 'coupon-miss', guesser)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, retryAfterSeconds = 60 } = error
    throw new Refusal(code, { field: 'coupon_code', retryAfterSeconds })
  }
}

function takenOff(coupon: FoundCoupon, lines: readonly OrderLine[]): Discount {
  const judged = judgeCoupon(coupon.terms, lines, coupon.now)
  switch (judged.verdict) {
    case 'takes-off': {
      const { discountFen, shares } = judged
      return { coupon, discountFen, lines: lines.map((line, at) => lessBy(line, shares[at])) }
    }
    case 'off':
      throw refused('coupon_not_found')
    case 'not-begun':
      throw refused('coupon_not_begun', { from: formatShanghai(judged.from).slice(0, 10) })
    case 'over':
      throw refused('coupon_over')
    case 'other-products':
      throw refused('coupon_other_products')
    case 'minimum':
      throw refused('coupon_minimum', { amount: formatYuan(judged.missingFen) })
    case 'nothing-off':
      throw refused('coupon_nothing_off')
  }
}

function lessBy(line: OrderLine, shareFen = 0 as Fen): DiscountedLine {
  return { ...line, amountFen: (line.amountFen - shareFen) as Fen, discountFen: shareFen }
}

function atFullPrice({ discountFen, ...line }: DiscountedLine): OrderLine {
  return { ...line, amountFen: (line.amountFen + discountFen) as Fen }
}

function refused(code: ErrorCode, params: MessageParams = {}): Refusal {
  return new Refusal(code, { field: 'coupon_code', params })
}
