// Statistics of tables that grow faster than the database looks at them, which it does once a minute at most. Of a table
// it knows nothing of it takes one index to be as good as another, and a plan made so is kept: in the first minute of a
// rush each look-up would read more of it with every order (decision 0017).

import type { Log } from '../kit/log.ts'
import { bePatient, type Database, statement, waitBriefly } from './connect.ts'

/** From one look at the sizes to the next; so few that a rush writes few rows meanwhile. */
const usesBetween = 500
/** After each look that failed it is so many times as long until the next, and no longer than so many uses. */
const failedTimes = 4
const usesMost = 128_000
/** Of a table that is smaller all may be read, and what was known of it would tell the database to do so. */
const pagesMin = 8
/** What is known of a table serves until it is so many times as large. */
const outgrownTimes = 4

// A table whose owner somebody else is would not be looked at, and each time the database would log so.
const selectOutgrown = statement(
  'list_outgrown_tables',
  `select quote_ident(t.relname) as name
   from (
     select c.relname, c.relpages, pg_relation_size(c.oid) / current_setting('block_size')::integer as pages
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
     where c.relkind = 'r' and pg_has_role(c.relowner, 'usage')) t
   where t.pages >= $1 and t.pages >= $2 * t.relpages
   order by t.pages`,
)
/**
 * Looks at every table that has outgrown what the database knows of it, the smallest first, so that every connection
 * plans anew what reads one. A table somebody else looks at just now is left to him.
 */
async function analyzeOutgrown(db: Database): Promise<void> {
  const tables = await db.tx(async (tx) => {
    await waitBriefly(tx)
    return tx.rows<{ name: string }>(selectOutgrown, [pagesMin, outgrownTimes])
  })
  for (const { name } of tables) {
    await db.tx(async (tx) => {
      await bePatient(tx)
      await waitBriefly(tx)
      await tx.rows(statement('', `analyze (skip_locked) ${name}`), [])
    })
  }
}

/**
 * For connections of one database that answer buyers and programs: after so many uses of any of them, and beside those
 * that come, the tables that have outgrown what the database knows of them are looked at through `db`.
 */
export function watchGrowth(db: Database, log: Log): (used: Database) => Database {
  let usesLeft = usesBetween
  let pause = usesBetween
  let isLooking = false
  const count = async () => {
    usesLeft -= 1
    if (isLooking || usesLeft > 0) return
    isLooking = true
    try {
      await analyzeOutgrown(db)
      pause = usesBetween
    } catch (error) {
      // Nobody waits for it. A database that is away is told of by those who need it.
      pause = Math.min(pause * failedTimes, usesMost)
      log.warn('growth_not_looked_at', { error })
    }
    usesLeft = pause
    isLooking = false
  }
  return (used) => ({
    ...used,
    rows: (stmt, values) => {
      void count()
      return used.rows(stmt, values)
    },
    tx: (work) => {
      void count()
      return used.tx(work)
    },
  })
}
