// The audit's self-test: lawful books are clean, every planted corruption is found, and nothing is left behind.

import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allCorruptions, runSelfTest } from '../../src/app/audit-self-test.ts'
import { invariants } from '../../src/db/audit.ts'
import { statement } from '../../src/db/connect.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase(2)
})
afterAll(() => database?.drop())

it('finds each of more than thirty kinds of corruption, blames nothing lawful, and leaves no trace', async () => {
  const tested = await runSelfTest(database.db, 1, join(import.meta.dirname, '../../migrations'))
  expect(tested.clean).toEqual([])
  expect(tested.corruptions.filter(({ missed }) => missed.length > 0)).toEqual([])
  expect(tested.corruptions.length).toBeGreaterThan(30)
  const schemas = statement('', `select 1 from pg_namespace where nspname like 'keytill%'`)
  expect(await database.db.rows(schemas, [])).toEqual([])
}, 60_000)

it('has a way to break every rule there is', () => {
  const broken = new Set(allCorruptions.flatMap(({ expects }) => expects))
  expect(invariants.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([])
})
