// The schema's own rules: every key begins with the merchant, facts are append-only, money is never a float.

import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { statement } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { describeSchema } from '../support/describe-schema.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createDatabase(8)
})
afterAll(() => test?.drop())

const rows = <Row>(text: string, values: readonly unknown[] = []) =>
  test.db.rows<Row>(statement('', text), values)

/** Tables of the installation itself; all others belong to a merchant. */
const ofInstallation = ['migration', 'clock_offset', 'secret_check', 'signing_key']

it('begins every primary key, unique key and foreign key with the merchant', async () => {
  const keys = await rows<{ table: string; name: string; first: string }>(
    `select c.conrelid::regclass::text as "table", c.conname as name, a.attname as first
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype in ('p', 'u', 'f') and c.connamespace = 'public'::regnamespace`,
  )
  const wrong = keys.filter(
    (key) => key.first !== 'merchant_id' && !ofInstallation.includes(key.table),
  )
  expect(wrong).toEqual([])
  expect(keys.length).toBeGreaterThan(20)
})

it('keeps no money and nothing else in floating point', async () => {
  const floats = await rows(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and (data_type in ('real', 'double precision', 'money', 'numeric')
       or (column_name like '%\\_fen' and data_type <> 'bigint'))`,
  )
  expect(floats).toEqual([])
})

it('is the one the snapshot beside the migrations shows', async () => {
  const snapshot = new URL('../../migrations/schema.snapshot.txt', import.meta.url)
  const now = await describeSchema(test.db)
  // After a new migration: UPDATE_SCHEMA=1 npm test -- test/db/schema.test.ts
  if (process.env.UPDATE_SCHEMA === '1') writeFileSync(snapshot, now)
  expect(now).toBe(readFileSync(snapshot, 'utf8'))
})

it.each(['update', 'delete'])('refuses to %s a fact', async (verb) => {
  await seedFact()
  const change =
    verb === 'update' ? 'update payment_fact set amount_fen = 1' : 'delete from payment_fact'
  await expect(rows(change)).rejects.toThrow('append-only')
})

it('lets twenty processes migrate at once, each migration applied once', async () => {
  const empty = await createDatabase(20)
  try {
    await empty.db.script('drop schema public cascade; create schema public')
    const folder = new URL('../../migrations', import.meta.url).pathname
    const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(empty.db, folder)))
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
  } finally {
    await empty.drop()
  }
})

async function seedFact() {
  await rows(
    `insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, client_address, created_at, expires_at)
     values (1, 'ABCDEFGHJKMNPQRS', 'waiting', 1, 'x', '1', '', now(), now() + interval '1 hour') on conflict do nothing`,
  )
  await rows(
    `insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject, gateway_expires_at, created_at, chosen_at)
     values (1, 'c', 'ABCDEFGHJKMNPQRS', 'ABCDEFGHJKMNPQRS', 'open', 1, '', now(), now(), now()) on conflict do nothing`,
  )
  await rows(
    `insert into payment_fact values (1, 'c', 't', 'ABCDEFGHJKMNPQRS', 'ABCDEFGHJKMNPQRS', 1, now(), 'accepted', now())
     on conflict do nothing`,
  )
}
