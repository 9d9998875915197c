// The schema's own rules: every key begins with the merchant, facts are append-only, money is never a float.

import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect, statement } from '../../src/db/connect.ts'
import { migrate, migrateIn } from '../../src/db/migrate.ts'
import { keepMonths } from '../../src/db/months.ts'
import { pruneOld } from '../../src/db/retention.ts'
import { listStatements } from '../kill/statements.ts'
import { createDatabase, createEmptyDatabase, type TestDatabase } from '../support/database.ts'
import { describeSchema } from '../support/describe-schema.ts'

const folder = new URL('../../migrations', import.meta.url).pathname

let test: TestDatabase
beforeAll(async () => {
  test = await createDatabase(8)
})
afterAll(() => test?.drop())

const rows = <Row>(text: string, values: readonly unknown[] = []) =>
  test.db.rows<Row>(statement('', text), values)

/** What belongs to the installation and to no merchant: on a cluster each of these is on every machine. */
const ofInstallation: Readonly<Record<string, string>> = {
  migration: 'one schema for all',
  clock_offset: 'one clock for all, and only a demonstration moves it',
  secret_check: 'one SECRET_KEY for all',
  signing_key: 'the installation signs, whoever sells',
}

it('has the merchant in every primary key, unique key and foreign key, so that it can be cut by merchant', async () => {
  const keys = await rows<{ table: string; name: string; kind: string; columns: string[] }>(
    `select i.indrelid::regclass::text as "table", i.indexrelid::regclass::text as name, 'unique' as kind,
       array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k (num, place)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num order by k.place) as columns
     from pg_index i join pg_class t on t.oid = i.indrelid
     where i.indisunique and t.relnamespace = 'public'::regnamespace
     union all
     -- Each pair of columns as one word: the merchant of the one row is the merchant of the other.
     select c.conrelid::regclass::text, c.conname, 'foreign',
       array(select o.attname || '=' || t.attname from unnest(c.conkey, c.confkey) with ordinality k (own, their, place)
         join pg_attribute o on o.attrelid = c.conrelid and o.attnum = k.own
         join pg_attribute t on t.attrelid = c.confrelid and t.attnum = k.their order by k.place)
     from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
  )
  const first = { unique: 'merchant_id', foreign: 'merchant_id=merchant_id' }
  const wrong = keys.filter(
    ({ table, kind, columns: [begin] }) =>
      !Object.hasOwn(ofInstallation, table) && begin !== first[kind as keyof typeof first],
  )
  expect(wrong).toEqual([])
  expect(keys.filter(({ kind }) => kind === 'unique').length).toBeGreaterThan(60)
  expect(keys.filter(({ kind }) => kind === 'foreign').length).toBeGreaterThan(30)
})

it('has the merchant in every table, or a reason why not', async () => {
  const without = await rows<{ name: string }>(
    `select relname::text as name from pg_class c
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not exists (
       select from pg_attribute where attrelid = c.oid and attname = 'merchant_id' and attnotnull)
     order by 1`,
  )
  expect(without.map(({ name }) => name)).toEqual(Object.keys(ofInstallation).sort())
})

/** Statements that are not about one merchant: on a cluster they are asked of every machine, or one by one. */
const ofAllMerchants: Readonly<Record<string, string>> = {
  claim_jobs: 'a worker works for all',
  count_due_jobs: 'as claim_jobs',
  renew_leases: 'each lease names its merchant',
  plan_webhook_sending: 'each message names its merchant',
  analyze_bill_lines: 'statistics of the table',
  hold_free_cards: 'in a restore of everything',
  prune_audit_run: 'upkeep of the table',
  prune_customer_session: 'upkeep of the table',
  prune_gateway_call_other: 'upkeep of the table',
  prune_idempotency_keys: 'upkeep of the table',
  prune_letter: 'upkeep of the table',
  prune_limits: 'upkeep of the table',
  prune_notice: 'upkeep of the table',
  prune_notice_refusal: 'upkeep of the table',
  prune_one_time_code: 'upkeep of the table',
  prune_passkey_challenges: 'upkeep of the table',
  prune_webhook_message: 'upkeep of the table',
}

it('is asked by statements about one merchant each, or there is a reason', async () => {
  const tables = await rows<{ name: string }>(
    `select relname::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> all ($1)`,
    [Object.keys(ofInstallation)],
  )
  const business = tables.map(({ name }) => name).join('|')
  const touches = new RegExp(`\\b(from|into|update|join|analyze)\\s+(only\\s+)?(${business})\\b`)
  const isOfOne =
    /merchant_id\s*=\s*\$\d|\(\s*merchant_id\b[^)]*\)\s*(values|select(?: distinct)?)\s*\(?\s*\$\d/
  const across = (await listStatements())
    .filter(({ text }) => touches.test(text) && !isOfOne.test(text))
    .map(({ name }) => name)
  expect(across.sort()).toEqual(Object.keys(ofAllMerchants).sort())
})

it('keeps calls to gateways by month: rows of before stay, a month is dropped whole, none is refused', async () => {
  const old = await createEmptyDatabase()
  const db = connect({ connection: old.connection, size: 2, onIdleError: () => {} })
  const ask = <Row>(text: string) => db.rows<Row>(statement('', text), [])
  const call = (at: string) =>
    ask(`insert into gateway_call (merchant_id, at, channel_id, verb, out_trade_no, ms, outcome, request, answer)
      values (1, ${at}, 'alipay', 'query', 'N', 1, 'paid', '', '') returning tableoid::regclass::text as place`)
  const moveTo = (later: string) =>
    ask(`update clock_offset set ms = 1000 * extract(epoch from
      date_trunc('month', real_now()) + interval '${later}' - real_now())::bigint`)
  const months = async () =>
    (
      await ask<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'gateway_call'::regclass order by 1`,
      )
    ).map(({ name }) => name)
  try {
    await db.tx((tx) => migrateIn(tx, folder, 39))
    for (const days of [0, 80, 100]) await call(`app_now() - interval '${days} days'`)
    const before = await ask('select * from gateway_call order by at')
    await db.tx((tx) => migrateIn(tx, folder))
    expect(await ask('select * from gateway_call order by at')).toEqual(before)
    // This month's rows lie in the default partition, so the first month is the next one; six were made ahead.
    const made = (await months()).filter((name) => name !== 'gateway_call_other')
    expect(made).toHaveLength(6)
    const begin = "date_trunc('month', app_now())"
    expect(await call(begin)).toEqual([{ place: 'gateway_call_other' }])
    expect(await call(`${begin} + interval '1 month'`)).toEqual([{ place: made[0] }])
    expect(await call(`${begin} + interval '9 years'`)).toEqual([{ place: 'gateway_call_other' }])
    // Five months on, one more is put in ahead and what lies in the default partition goes row by row.
    await moveTo('5 months 20 days')
    expect(await keepMonths(db)).toEqual({ made: 1, dropped: 1 })
    expect(await months()).not.toContain(made[0])
    expect(await keepMonths(db)).toEqual({ made: 0, dropped: 0 })
    await pruneOld(db)
    expect(await ask('select at > app_now() as later from gateway_call')).toEqual([{ later: true }])
    // Who reads it for long is waited for until tomorrow, and keeps nobody else from writing.
    await moveTo('8 months')
    await db.tx(async (reader) => {
      await reader.rows(statement('', 'select from gateway_call'), [])
      expect(await keepMonths(db)).toBeUndefined()
    })
  } finally {
    await db.close()
    await old.drop()
  }
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

it('names no column that a payment changes in an index of orders, so that paying writes none of them', async () => {
  const changed =
    'state|closing_to|closed_at|paid_(fen|at|late)|(refunded|reserved|duplicate)_fen|pay_type|trade_no|version|row_seal'
  const found = await rows(
    `select indexdef from pg_indexes where schemaname = 'public' and tablename = 'orders'
       and indexdef !~ 'USING brin' and indexdef ~ $1`,
    [`\\m(${changed})\\M`],
  )
  expect(found).toEqual([])
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
