// Arithmetic on moments that may not come.

import type { Instant } from '../core/time.ts'

/** The earliest of some moments that may not come. */
export function earliest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  let first: Instant | undefined
  for (const moment of moments) {
    if (moment !== undefined && (first === undefined || moment < first)) first = moment
  }
  return first
}
