// A sum divided among parts in proportion, to the fen: nothing is lost and nothing is made.

import { assert } from '../kit/assert.ts'
import type { Fen } from './money.ts'

/**
 * Shares of `sumFen` (fen) in proportion to `parts` (fen), in their order. The fen that do not divide go to the
 * largest remainders, earlier parts first; no share is larger than its part. The sum must fit into the parts.
 */
export function spread(sumFen: Fen, parts: readonly Fen[]): readonly Fen[] {
  const allFen = parts.reduce((sum, part) => sum + part, 0)
  assert(sumFen <= allFen, 'a sum that is spread fits into its parts')
  if (allFen === 0) return parts
  const all = BigInt(allFen)
  const exact = parts.map((part) => BigInt(sumFen) * BigInt(part))
  const floors = exact.map((share) => Number(share / all))
  const missing = sumFen - floors.reduce((sum, floor) => sum + floor, 0)
  // The sort is stable, so equal remainders stay in order.
  const byRemainder = exact
    .map((share, at) => ({ at, remainder: share % all }))
    .toSorted((one, other) => Number(other.remainder - one.remainder))
  const more = new Set(byRemainder.slice(0, missing).map(({ at }) => at))
  return floors.map((floor, at) => (floor + (more.has(at) ? 1 : 0)) as Fen)
}
