// Coupons, decided without a database: how a code is written, whether a coupon holds for an order, and what it takes
// off each line.

import { randomText } from './ids.ts'
import { addFen, type Fen } from './money.ts'
import type { OrderLine } from './order.ts'
import type { Random } from './ports.ts'
import { spread } from './spread.ts'
import type { Instant } from './time.ts'

export const codeLengthMin = 4
export const codeLengthMax = 24
/** Uses of one code, or of one phone, that a limit can name: they are counted one by one under a lock. */
export const usesMax = 10_000
/** Codes drawn at once. */
export const drawnMax = 5_000
/** Products a coupon can be for, when it is not for all. */
export const productsMax = 100
/** 60 random bits: nobody guesses one. */
const drawnLength = 12

/** As the merchant sees it; a code may be used up, or a coupon not be for a product, while it is on. */
export const couponStates = ['on', 'not_begun', 'over', 'used_up', 'off'] as const
export type CouponState = (typeof couponStates)[number]

/** An amount off in fen, or a percentage off, at most `capFen`. */
export type Off =
  | Readonly<{ kind: 'amount'; fen: Fen }>
  | Readonly<{ kind: 'percent'; percent: number; capFen: Fen | null }>

/** What a coupon promises and asks for. Limits on its uses are counted where orders are. */
export type CouponTerms = Readonly<{
  off: Off
  /** what the products it is for must cost together, before the discount */
  minimumFen: Fen
  /** null: since ever */
  from: Instant | null
  /** the first moment it is over; null: for ever */
  until: Instant | null
  /** null: every product */
  productIds: readonly string[] | null
  isOn: boolean
}>

export type CouponVerdict =
  | Readonly<{ verdict: 'takes-off'; discountFen: Fen; shares: readonly Fen[] }>
  | Readonly<{ verdict: 'off' | 'over' | 'other-products' | 'nothing-off' }>
  | Readonly<{ verdict: 'not-begun'; from: Instant }>
  | Readonly<{ verdict: 'minimum'; missingFen: Fen }>

type PricedLine = Pick<OrderLine, 'productId' | 'amountFen'>

/** The least an order with a coupon costs: one of 0.00 would be delivered to whoever has a code and no money moved. */
export const leastDueFen = 1 as Fen

/**
 * Decides what a coupon does for lines at their full price: its discount, and each line's share of it in the lines'
 * order. A percentage is rounded down to the fen, so that never more than it is taken off; the discount is cut where
 * less than 0.01 would be left to pay.
 */
export function judgeCoupon(
  terms: CouponTerms,
  lines: readonly PricedLine[],
  now: Instant,
): CouponVerdict {
  if (!terms.isOn) return { verdict: 'off' }
  if (terms.from !== null && now < terms.from) return { verdict: 'not-begun', from: terms.from }
  if (terms.until !== null && now >= terms.until) return { verdict: 'over' }
  const isFor = (line: PricedLine) => terms.productIds?.includes(line.productId) ?? true
  if (!lines.some(isFor)) return { verdict: 'other-products' }

  const parts = lines.map((line) => (isFor(line) ? line.amountFen : (0 as Fen)))
  const partFen = addFen(...parts)
  if (partFen < terms.minimumFen)
    return { verdict: 'minimum', missingFen: (terms.minimumFen - partFen) as Fen }
  const allFen = addFen(...lines.map((line) => line.amountFen))
  const discountFen = Math.min(offOf(terms.off, partFen), allFen - leastDueFen) as Fen
  if (discountFen <= 0) return { verdict: 'nothing-off' }
  return { verdict: 'takes-off', discountFen, shares: spread(discountFen, parts) }
}

function offOf(off: Off, partFen: Fen): number {
  if (off.kind === 'amount') return Math.min(off.fen, partFen)
  const hundredths = partFen * off.percent
  const wholeFen = (hundredths - (hundredths % 100)) / 100
  return Math.min(wholeFen, off.capFen ?? wholeFen)
}

/**
 * Folds a code as people type and paste it (any case, full-width, spaces and dashes) to upper-case letters and digits.
 * Undefined when it cannot be one.
 */
export function parseCouponCode(text: string): string | undefined {
  if (text.length > 100) return undefined
  const folded = text
    .normalize('NFKC')
    .replace(/[\s\-_–—]/g, '')
    .toUpperCase()
  const isCode = /^[0-9A-Z]+$/.test(folded)
  return isCode && folded.length >= codeLengthMin && folded.length <= codeLengthMax
    ? folded
    : undefined
}

/** A code nobody can guess. */
export function drawCouponCode(random: Random): string {
  return randomText(random, drawnLength)
}
