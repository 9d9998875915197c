// A clock that stands still at 2026-03-01 12:00:00 in Shanghai until it is moved.

import type { MovableClock } from '../../src/core/ports.ts'
import { type Instant, later, parseShanghai } from '../../src/core/time.ts'
import { assert } from '../../src/kit/assert.ts'

/** `onMove` learns every moment the clock comes to, the first one included. */
export function createStillClock(onMove: (now: Instant) => void = () => {}): MovableClock {
  const start = parseShanghai('2026-03-01 12:00:00')
  assert(start !== undefined, 'a moment')
  let now = start
  onMove(now)
  return {
    now: () => now,
    advance: async (ms) => {
      now = later(now, ms)
      onMove(now)
    },
  }
}
