// The guard of the test databases: every step of a state is one the core's tables name, the tables name every state
// there is, and agreed amounts stay.

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PaidFact } from '../../src/core/fact.ts'
import { lifecycles } from '../../src/core/lifecycle.ts'
import { statement } from '../../src/db/connect.ts'
import { findSnapshot } from '../../src/db/payment-snapshot.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createDatabase(2)
})
afterAll(() => test?.drop())

const rows = <Row>(text: string, values: readonly unknown[] = []) =>
  test.db.rows<Row>(statement('', text), values)

it.each(Object.entries(lifecycles))('knows every state of %s', async (table, steps) => {
  const [check] = await rows<{ states: string }>(
    `select string_agg(pg_get_constraintdef(oid), ' ') as states from pg_constraint
     where conrelid = $1::regclass and contype = 'c' and conname in ($1 || '_state_check')`,
    [table],
  )
  const stated = [...(check?.states ?? '').matchAll(/'([a-z_]+)'::text/g)].map(
    ([, state = '']) => state,
  )
  expect(new Set(Object.keys(steps))).toEqual(new Set(stated))
  const known = Object.keys(steps)
  expect(
    Object.values(steps)
      .flat()
      .filter((state) => !known.includes(state)),
  ).toEqual([])
})

it('refuses our own hand a step that does not follow, and lets a lawful one pass', async () => {
  await rows(
    `insert into money_case (merchant_id, kind, ref, reason, channel_id, out_trade_no, state, opened_at)
     values (1, 'mismatch', 'M1', 'amount', 'alipay', 'N1', 'open', app_now())`,
  )
  const become = (state: string) =>
    rows(`update money_case set state = $1, resolved_at = app_now() where ref = 'M1'`, [state])
  await become('waived')
  await expect(become('acting')).rejects.toThrow('money_case: acting does not follow from waived')
})

it('refuses our own hand another amount than the one that was agreed', async () => {
  await rows(
    `insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, client_address,
       created_at, expires_at)
     values (1, 'AAAAAAAAAAAAAAAAAAAA', 'waiting', 9900, '', '', '', app_now(), app_now() + interval '1 hour')`,
  )
  await rows(
    `insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject,
       gateway_expires_at, created_at, chosen_at)
     select 1, 'alipay', order_number, order_number, 'open', 9900, '', expires_at, created_at, created_at from orders`,
  )
  for (const [table, amount] of [
    ['orders', 'due_fen'],
    ['attempt', 'amount_fen'],
  ] as const)
    await expect(rows(`update ${table} set ${amount} = 1`)).rejects.toThrow(
      `${table}: ${amount} was agreed and does not change`,
    )
  await rows('update orders set version = version + 1, due_fen = 9900')
})

it('finds the books of a payment in a moment, also by a plan made before the first one', async () => {
  const other = await createDatabase(1)
  const { db } = other
  const at = `timestamptz '2026-01-01'`
  const number = `'LARGE0' || lpad(i::text, 14, '0')`
  const sell = (first: number, last: number) => `
    insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, client_address, created_at, expires_at)
      select 1, ${number}, 'waiting', 1, '', '', '', ${at}, ${at} + interval '1 hour' from generate_series(${first}, ${last}) i;
    insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject, gateway_expires_at, created_at, chosen_at)
      select 1, 'alipay', ${number}, ${number}, 'open', 1, '', ${at}, ${at}, ${at} from generate_series(${first}, ${last}) i;`
  const fact = { outTradeNo: 'LARGE000000000000001', gatewayTradeNo: 'T0' } as PaidFact
  try {
    await db.script(`set session_replication_role = replica; ${sell(1, 100)}
      analyze; set plan_cache_mode = force_generic_plan`)
    await findSnapshot(db, 1, 'alipay', fact, null)
    await db.script(`${sell(101, 6_000)}
      insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number, amount_fen, paid_at, verdict, recorded_at)
        select 1, 'alipay', 'T' || i, ${number}, ${number}, 1, ${at}, 'accepted', ${at} from generate_series(1, 6000) i;
      insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
        select 1, 'alipay', 'T' || i, 'notice', ${at} from generate_series(1, 6000) i`)
    const begun = performance.now()
    const books = await findSnapshot(db, 1, 'alipay', fact, null)
    expect(books?.order.number).toBe(fact.outTradeNo)
    expect(performance.now() - begun).toBeLessThan(500)
  } finally {
    await other.drop()
  }
})
