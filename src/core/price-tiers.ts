// What a unit costs when several are bought together: a plan's price for the first ones, and lower ones from so many on.

import type { Fen } from './money.ts'

/** From `from` units on, each unit of the line costs `priceFen`. */
export type PriceTier = Readonly<{ from: number; priceFen: Fen }>

export const tiersMax = 8

/** What each unit of a line of so many costs. Tiers stand by their number of units. */
export function unitPrice(priceFen: Fen, tiers: readonly PriceTier[], quantity: number): Fen {
  return tiers.findLast(({ from }) => quantity >= from)?.priceFen ?? priceFen
}

/**
 * Whether tiers can stand beside a price: by rising numbers of units from 2 on, each cheaper than the one before and
 * none for nothing, so that more units never cost less by a slip of the pen.
 */
export function areTiers(priceFen: Fen, tiers: readonly PriceTier[], quantityMax: number): boolean {
  const steps = [{ from: 1, priceFen }, ...tiers]
  return (
    tiers.length <= tiersMax &&
    tiers.every(({ from, priceFen: price }, at) => {
      const before = steps[at]
      const isLater = before !== undefined && from > before.from && price < before.priceFen
      return isLater && price > 0 && Number.isInteger(from) && from <= quantityMax
    })
  )
}
