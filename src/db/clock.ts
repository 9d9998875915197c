// The program's clock: real time plus the one offset kept in the database, which only demo mode and tests
// move. The database's app_now() reads the same offset.

import type { MovableClock } from '../core/ports.ts'
import { instantOf } from '../core/time.ts'
import type { Database } from './connect.ts'
import { advanceClock, findClockOffset } from './settings.ts'

export interface DatabaseClock extends MovableClock {
  /** Takes the offset the database keeps; until then the clock shows real time. */
  load(db: Database): Promise<void>
  /** Goes on to where another process moved it; never back, for what we move ourselves is ahead for a moment. */
  follow(db: Database): Promise<void>
}

export function createClock(): DatabaseClock {
  let offsetMs = 0
  let database: Database | undefined
  return {
    now: () => instantOf(Date.now() + offsetMs),
    async load(db) {
      database = db
      offsetMs = await findClockOffset(db)
    },
    async follow(db) {
      offsetMs = Math.max(offsetMs, await findClockOffset(db))
    },
    async advance(ms) {
      if (!database) throw new Error('the clock has no database yet')
      // Ahead of the database for a moment, never behind it: a job that is due by its time is dated by ours.
      offsetMs += ms
      offsetMs = await advanceClock(database, ms)
    },
  }
}
