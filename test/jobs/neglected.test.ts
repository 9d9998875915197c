// What nobody looks after is told: in the log every hour, by the doctor, and in the metrics.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { examineNeglected } from '../../src/app/doctor-neglected.ts'
import { statement } from '../../src/db/connect.ts'
import { countWaiting, listNeglected, type Neglected } from '../../src/db/neglected.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createDatabase(2)
})
afterAll(() => test?.drop())

const rows = (text: string) => test.db.rows(statement('', text), [])
const told = async (what: Neglected['what']) =>
  (await listNeglected(test.db, 1)).filter((one) => one.what === what).map(({ ref }) => ref)
const waiting = () => countWaiting(test.db, 1)
const doctorSays = async (what: Neglected['what']) =>
  (await examineNeglected(test.db, 1)).find(({ check }) => check === `neglected.${what}`)

it('names an order that is still closing more than an hour after its time', async () => {
  await rows(
    `insert into orders (merchant_id, order_number, state, closing_to, due_fen, contact_person, phone, client_address,
       created_at, expires_at)
     select 1, 'ORDER' || lpad(hours::text, 15, '0'), 'closing', 'expired', 9900, 'A', '13800138000', '127.0.0.1',
       app_now() - interval '9 hours', app_now() - hours * interval '40 minutes'
     from unnest(array[1, 2, 3]) as hours`,
  )
  await rows(
    `insert into job (merchant_id, kind, ref, run_at, created_at)
     select 1, 'expire-order', order_number, app_now() + interval '1 hour', app_now() from orders`,
  )
  expect(await told('stuck_order')).toEqual(['ORDER000000000000002', 'ORDER000000000000003'])
  expect(await waiting()).toMatchObject({ stuckOrders: 2 })
  await rows('delete from job')
  expect(await told('stuck_order')).toEqual(['ORDER000000000000002', 'ORDER000000000000003'])
  expect(await doctorSays('stuck_order')).toMatchObject({
    level: 'bad',
    en: expect.stringContaining('ORDER000000000000002 and 1 more.'),
  })
})

it('names a notice that could not be applied for more than an hour', async () => {
  await rows(
    `insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers, sender_address, received_at)
     select 1, 'alipay', 'N' || minutes, 'O' || minutes, 'retry', '', '{}', '', app_now() - minutes * interval '1 minute'
     from unnest(array[30, 90]) as minutes`,
  )
  expect(await told('stuck_notice')).toEqual(['alipay O90'])
  expect(await waiting()).toMatchObject({ stuckNotices: 1 })
  expect(await doctorSays('stuck_notice')).toMatchObject({ level: 'bad' })
})

it('names a job that was due an hour ago, not one somebody is at', async () => {
  await rows(
    `insert into job (merchant_id, kind, ref, run_at, lease_until, created_at)
     values (1, 'refund', 'R1', app_now() - interval '2 hours', null, app_now()),
       (1, 'refund', 'R2', app_now() - interval '2 hours', real_now() + interval '10 seconds', app_now()),
       (1, 'refund', 'R3', app_now() - interval '30 minutes', null, app_now())`,
  )
  expect(await told('late_job')).toEqual(['refund R1'])
  expect(await waiting()).toMatchObject({ lateJobs: 1 })
  expect(await doctorSays('late_job')).toMatchObject({ level: 'bad' })
})

it('names refunds not taken on for a day, and those at their gateway for a week', async () => {
  // None of these has a payment.
  await rows(
    'alter table refund drop constraint refund_merchant_id_channel_id_gateway_trade_no_fkey',
  )
  await rows(
    `insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no, gateway_trade_no,
       amount_fen, state, planned_at, settled_at)
     select 1, state || days, 'asked', 'ORDER000000000000002', 'alipay', 'O1', 'T1', 1, state,
       app_now() - days * interval '1 day', case when state = 'done' then app_now() end
     from unnest(array['awaiting', 'planned', 'processing', 'unknown', 'done']) as state,
       unnest(array[0, 2, 8]) as days`,
  )
  expect((await told('silent_refund')).toSorted()).toEqual([
    'planned2',
    'planned8',
    'processing8',
    'unknown2',
    'unknown8',
  ])
  expect(await waiting()).toMatchObject({ longRefunds: 5, unknownRefunds: 3 })
})

it('names a case nobody has decided for three days', async () => {
  await rows(
    `insert into money_case (merchant_id, kind, ref, reason, channel_id, out_trade_no, gateway_trade_no,
       amount_fen, state, opened_at)
     select 1, 'mismatch', state || days, 'unknown_order', 'alipay', '', '', 1, state, app_now() - days * interval '1 day'
     from unnest(array['open', 'acting', 'waived']) as state, unnest(array[2, 4]) as days`,
  )
  expect(await told('open_case')).toEqual(['mismatch open4'])
  expect(await waiting()).toMatchObject({ openCases: 2 })
  expect(await doctorSays('open_case')).toMatchObject({ level: 'warn' })
})

it('names the days of a channel whose bill of movements never came, in one line', async () => {
  await rows(
    `insert into reconciliation (merchant_id, channel_id, day, state, funds_trouble, ran_at)
     select 1, 'wechat', (app_now() - days * interval '1 day')::date, 'balanced',
       case when days <> 6 then 'no bill of movements' end, app_now()
     from unnest(array[1, 5, 6, 7]) as days`,
  )
  const [one, ...more] = await told('no_funds_bill')
  expect(one).toMatch(/^wechat \d{4}-\d\d-\d\d and 1 days more$/)
  expect(more).toEqual([])
  expect(await doctorSays('no_funds_bill')).toMatchObject({ level: 'warn' })
})

it('names days of more than a month ago on which money moved and that were never compared', async () => {
  await rows(
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at)
     select 1, 'payment', 'alipay:' || days, 'clearing:alipay', 'payable', 1,
       (app_now() - days * interval '1 day')::date, app_now()
     from unnest(array[3, 40, 41, 50, 500]) as days`,
  )
  await rows(
    `insert into channel_account (merchant_id, channel_id, gateway, sandbox, account, since)
     values (1, 'alipay', 'alipay', false, '2021', app_now())`,
  )
  await rows(
    `insert into reconciliation (merchant_id, channel_id, day, state, ran_at)
     values (1, 'alipay', (app_now() - interval '41 days')::date, 'balanced', app_now())`,
  )
  const [one, ...more] = await told('never_compared')
  expect(one).toMatch(/^alipay \d{4}-\d\d-\d\d and 1 days more$/)
  expect(more).toEqual([])
  expect(await doctorSays('never_compared')).toMatchObject({
    en: expect.stringContaining('keytill reconcile --since'),
  })
})
