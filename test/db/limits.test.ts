// Callers counted in the same buckets at the same moment wait for each other in one order, never in a circle.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { statement } from '../../src/db/connect.ts'
import { countLimitWait, giveLimitBack, pruneLimits, takeLimit } from '../../src/db/limits.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const limit = { burst: 2, windowMs: 600_000 }
const waiting = statement(
  '',
  `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
)
let test: TestDatabase
beforeAll(async () => {
  test = await createDatabase(3)
})
afterAll(() => test?.drop())

it('a call given back holds no bucket while it waits for one before it', async () => {
  const { db } = test
  // As they lie in the table, the second comes first.
  await takeLimit(db, 1, ['b'], limit)
  await takeLimit(db, 1, ['a'], limit)
  await db.rows(statement('', 'analyze rate_limit'), [])
  let given: Promise<void> | undefined
  await db.tx(async (tx) => {
    await takeLimit(tx, 1, ['a'], limit)
    given = giveLimitBack(db, 1, ['b', 'a'], limit)
    while ((await db.rows(waiting, [])).length === 0);
    // Would fail at once if anybody held it.
    await tx.rows(
      statement('', "select 1 from rate_limit where bucket = 'b' for update nowait"),
      [],
    )
  })
  await given
  expect(await takeLimit(db, 1, ['a', 'b'], limit)).toEqual(['a', 'b'])
})

it('buckets that are over go without waiting for one in use', async () => {
  const { db } = test
  await db.rows(statement('', "update rate_limit set tat = now() - interval '1 day'"), [])
  await db.tx(async (tx) => {
    await takeLimit(tx, 1, ['a'], limit)
    await pruneLimits(db)
  })
  const left = statement('', 'select bucket from rate_limit')
  expect(await db.rows(left, [])).toEqual([{ bucket: 'a' }])
  expect(await countLimitWait(db, 1, ['b'], limit)).toBe(0)
})
