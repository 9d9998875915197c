// Tables that are kept by month (migration 0040): the months to come are made ahead, and what is past its time goes a
// month at a time. Rows without a month of their own lie in the default partition, so that nothing is ever refused.

import { codeOf, type Database, type Db, statement, waitBriefly } from './connect.ts'

/** A day's work is missed seldom, and never for so long. */
const monthsAhead = 2

/** `table`_other is its default partition, `key` the moment its months go by. */
export const byMonth = [{ table: 'gateway_call', key: 'at', keptDays: 90 }] as const

const make = statement('make_months', 'select make_months($1, $2, $3) as count')
const drop = statement(
  'drop_months',
  "select drop_months($1, app_now() - $2 * interval '1 day') as count",
)
const lockNotGiven = '55P03'

export type MonthsKept = Readonly<{ made: number; dropped: number }>

/**
 * Makes the months to come and drops those that are past. Undefined where somebody reads such a table for long, as a
 * backup does: nobody is made to wait behind us, and tomorrow is early enough.
 */
export async function keepMonths(db: Database): Promise<MonthsKept | undefined> {
  try {
    return await db.tx(keepIn)
  } catch (error) {
    if (codeOf(error) === lockNotGiven) return undefined
    throw error
  }
}

async function keepIn(tx: Db): Promise<MonthsKept> {
  let made = 0
  let dropped = 0
  await waitBriefly(tx)
  for (const { table, key, keptDays } of byMonth) {
    made += await countOf(tx, make, [table, key, monthsAhead])
    dropped += await countOf(tx, drop, [table, keptDays])
  }
  return { made, dropped }
}

async function countOf(tx: Db, stmt: typeof make, values: readonly unknown[]): Promise<number> {
  return (await tx.rows<{ count: number }>(stmt, values))[0]?.count ?? 0
}
