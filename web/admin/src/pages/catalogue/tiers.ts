// Prices of several units as they are typed: a line for each, its number of units and its price.

import { isAmount, type Pack, wholeOf } from './product.ts'

type Tiers = Pack['price_tiers']
export type TypedTier = Readonly<{ from: string; price: string }>

const unitsMax = 100
export const tiersMax = 8
export const plainTiers = ''

export function typedTiersOf(tiers: Tiers): string {
  return writeTiers(tiers.map(({ from, price }) => ({ from: String(from), price: String(price) })))
}

/** One text, so that it is easily seen whether it was changed. */
export function writeTiers(tiers: readonly TypedTier[]): string {
  return tiers.map(({ from, price }) => `${from}\t${price}`).join('\n')
}

export function readTiers(typed: string): TypedTier[] {
  if (typed === plainTiers) return []
  return typed.split('\n').map((line) => {
    const [from = '', price = ''] = line.split('\t')
    return { from, price }
  })
}

/** As the server takes them; a line that was left empty is none. */
export function tiersOf(typed: string) {
  const filled = readTiers(typed).filter((tier) => !isBlank(tier))
  return filled.map(({ from, price }) => ({ from: Number(from), price: price.trim() }))
}

/** Rising numbers of units, each price below the one before. */
export function tiersWrong(price: string, typed: string): boolean {
  const filled = readTiers(typed).filter((tier) => !isBlank(tier))
  const steps = [{ from: '1', price }, ...filled]
  return filled.some((tier, at) => {
    const before = steps[at]
    const isRead = wholeOf(tier.from, unitsMax) !== undefined && isAmount(tier.price)
    const isLater = Number(tier.from) > Number(before?.from)
    const isCheaper = Number(tier.price) < Number(before?.price) && Number(tier.price) > 0
    return !isRead || !isLater || !isCheaper
  })
}

function isBlank({ from, price }: TypedTier): boolean {
  return from.trim() === '' && price.trim() === ''
}
