// Who is asked to come again when more is asked than can be answered. Looking something up gives way first: it changes
// nothing, the same buyer will ask again, and a rush of it must not keep others from paying. What tells of money has
// connections of its own and is never refused.

import type { Database } from '../db/connect.ts'
import { countGathered, findLongestWait } from '../db/gather.ts'
import type { Route } from './route.ts'

/** So many wait for the database, and one more look-up would only make all of them slower. */
const beforeLookUpMax = 30
/** So many, and one of them for so long, and whoever joins them waits for seconds: each asks the database a dozen times. */
const beforeAnyMax = 300
const beforeAnyMaxMs = 1_000

/** As many when the program itself is behind: what comes in is read in heaps then, and most of a heap is refused. */
const beforeLookUpLateMax = 3
/** A program that comes so much later to what is due is behind. */
const lateMs = 250
const tickMs = 50

export type Room = Readonly<{
  /** Whether this call is refused at once instead of waiting with the others. */
  isFull(db: Database, one: Route): boolean
  stop(): void
}>

export function openRoom(): Room {
  let wasLateMs = 0
  let due = performance.now() + tickMs
  const timer = setInterval(() => {
    const now = performance.now()
    wasLateMs = now - due
    due = now + tickMs
  }, tickMs).unref()
  const isLate = () => Math.max(wasLateMs, performance.now() - due) > lateMs
  return {
    isFull(db, one) {
      if (db.isCrowded()) return true
      if (isUrgent(one)) return false
      const gathered = countGathered(db)
      if (one.looksUp !== true) {
        if (db.waiting() >= beforeAnyMax) return true
        // However many pay at one moment, they are written together, and none of them waits for long.
        return gathered >= beforeAnyMax && findLongestWait(db) > beforeAnyMaxMs
      }
      const waiting = db.waiting() + gathered
      return waiting >= (isLate() ? beforeLookUpLateMax : beforeLookUpMax)
    },
    stop: () => clearInterval(timer),
  }
}

/** What tells of money, and what a program a buyer paid for asks before it runs. */
export function isUrgent({ caller, signed }: Route): boolean {
  return caller === 'gateway' || signed === true
}
