// The program's clock: real time plus the one offset kept in the database, which only demo mode and tests
// move. The database's app_now() reads the same offset.

import type { MovableClock } from '../core/ports.ts'
import { instantOf } from '../core/time.ts'
import type { Database } from './connect.ts'
import { advanceClock, findClockOffset, resetClock } from './settings.ts'

export interface DatabaseClock extends MovableClock {
  /** Takes the offset the database keeps; until then the clock shows real time. */
  load(db: Database): Promise<void>
  /** Back to real time, for a database that once was a demo's. Answers what it was off, in ms. */
  reset(db: Database): Promise<number>
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
    async reset(db) {
      return resetClock(db)
    },
    async advance(ms) {
      if (!database) throw new Error('the clock has no database yet')
      offsetMs = await advanceClock(database, ms)
    },
  }
}
