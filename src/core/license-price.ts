// What a licence that is there is worth when its owner buys another plan for it.

import type { Fen } from './money.ts'
import { dayMs, type Instant } from './time.ts'

export type Paid = Readonly<{
  paidFen: Fen
  /** how many days that was for; null: for ever, or its time has not begun */
  days: number | null
}>

/**
 * What of the price is left for the days that are left, the one that has begun among them, rounded down to the fen: all
 * of it of a licence for ever, nothing of one that is over, and never more than was paid, whatever days were given on
 * top. By whole days, so that what a buyer was quoted a moment ago is what the order costs.
 */
export function creditFor({ paidFen, days }: Paid, until: Instant | null, now: Instant): Fen {
  if (until === null || days === null) return paidFen
  if (until <= now || days <= 0) return 0 as Fen
  const left = Math.min(wholeDays(now, until), days)
  return Number((BigInt(paidFen) * BigInt(left)) / BigInt(days)) as Fen
}

/** A part of a day counts as one. */
export function wholeDays(from: Instant, until: Instant): number {
  return Math.ceil((until - from) / dayMs)
}
