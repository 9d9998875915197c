// What the core and the use cases need from the outside, as types only. main.ts chooses the real ones,
// tests and the simulator choose theirs.

import type { Instant } from './time.ts'

/** Wall-clock time, moved by the demo's one offset. */
export interface Clock {
  now(): Instant
}

/** A clock that can be moved forward: demo mode and tests only. */
export interface MovableClock extends Clock {
  /** Moves every reader of this clock, the database's `app_now()` included, forward by `ms`. */
  advance(ms: number): Promise<void>
}

/** Cryptographically strong randomness. */
export interface Random {
  bytes(length: number): Uint8Array
}
