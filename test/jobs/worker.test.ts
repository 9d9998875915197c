// The worker over the whole program: what fails for ever is set aside and the rest flows on, a dead worker's
// job is taken over, and what is asked for while a job runs is not forgotten.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spareSilent } from '../../src/app/spare-silent.ts'
import type { Fen } from '../../src/core/money.ts'
import { statement } from '../../src/db/connect.ts'
import { claimJobs, deleteJob, enqueueJob, rescheduleJob, unparkJob } from '../../src/db/jobs.ts'
import { listNeglected } from '../../src/db/neglected.ts'
import { isRenewed, startWorker } from '../../src/jobs/worker.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { Shop } from '../support/shop.ts'

const minute = 60_000

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

describe('a job that fails for ever', () => {
  it('is set aside after twenty failures, and can be let run again', async () => {
    await shop.rows(
      `insert into job (merchant_id, kind, ref, run_at, created_at, failures)
       values (1, 'reconcile', 'alipay:no day', app_now(), app_now(), 17)`,
      [],
    )
    await shop.until('it is set aside', async () => {
      await shop.advance(61 * minute)
      const [job] = await shop.rows<{ failures: number; parked: boolean; error: string }>(
        `select failures, parked_at is not null as parked, last_error as error
         from job where ref = 'alipay:no day'`,
      )
      expect(job?.parked).toBe((job?.failures ?? 0) >= 20)
      if (job?.parked) expect(job.error).toContain('no day')
      return job?.parked
    })
    const order = await shop.order()
    await shop.advance(40 * minute)
    await shop.untilState(order, 'expired')
    expect(await unparkJob(shop.database.db, 1, 'reconcile', 'alipay:no day')).toBe(true)
    expect(await unparkJob(shop.database.db, 1, 'reconcile', 'alipay:another')).toBe(false)
    await shop.rows("delete from job where ref = 'alipay:no day'", [])
  })
})

describe('a job of a kind that only a newer program knows', () => {
  it('waits for it untouched while an older one works, and is told of when none comes', async () => {
    const { db } = shop.database
    await shop.rows(
      `insert into job (merchant_id, kind, ref, run_at, created_at)
       values (1, 'from-the-future', 'x', app_now() - interval '2 hours', app_now())`,
    )
    await enqueueJob(db, 1, 'watch-order', 'after it', 0)
    const isDone = async () => (await shop.count('job', "ref = 'after it'")) === 0
    await shop.until('the job that was due later is done', isDone)
    const untouched = 'lease_no = 0 and tries = 0 and failures = 0 and parked_at is null'
    expect(await shop.count('job', `kind = 'from-the-future' and ${untouched}`)).toBe(1)
    expect(await listNeglected(db, 1)).toContainEqual({
      what: 'late_job',
      ref: 'from-the-future x',
    })
    // To a program that knows it, it is a job like any other.
    await shop.rows("update job set kind = 'watch-order' where kind = 'from-the-future'")
    await shop.until('it is done', async () => (await shop.count('job', "ref = 'x'")) === 0)
  })
})

describe('a gateway that says nothing', () => {
  it('is waited for by few jobs at a time, so that others run', async () => {
    for (let n = 0; n < 20; n += 1) await shop.openedOrder('qr')
    const asked = () => shop.count('gateway_call', "verb = 'query' and outcome like 'unknown%'")
    shop.standIn.mood = 'hangs'
    await shop.rows("update job set run_at = app_now() where kind = 'query-attempt'")
    await shop.until('it has said nothing', async () => (await asked()) >= 8)
    await enqueueJob(shop.database.db, 1, 'watch-order', 'a notice', 0)
    const isDone = async () => (await shop.count('job', "ref = 'a notice'")) === 0
    await shop.until('the job without a gateway is done', isDone)
    expect(await asked()).toBeLessThan(15)
    shop.standIn.mood = 'well'
  })

  it('is asked by everybody again once it has answered, and is always sent what was noted as sent', async () => {
    const sparing = spareSilent(shop.running.app)
    const gateway = () => {
      const [channel] = sparing.channels
      if (!channel) throw new Error('no channel')
      return channel.gateway
    }
    const query = (deadlineMs: number) => gateway().query('NOBODY', deadlineMs)
    const all = (count: number, deadlineMs: number) =>
      Promise.all(Array.from({ length: count }, () => query(deadlineMs)))
    shop.standIn.mood = 'hangs'
    await all(3, 50)
    const told = await all(10, 200)
    expect(new Set(told.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']))
    expect(told.filter((one) => JSON.stringify(one).includes('others are waiting'))).toHaveLength(8)
    const [refunded] = await Promise.all([
      gateway().refund(aRefund, 200),
      ...Array.from({ length: 3 }, () => query(200)),
    ])
    expect(JSON.stringify(refunded)).not.toContain('others are waiting')
    shop.standIn.mood = 'well'
    expect((await query(5_000)).outcome).toBe('absent')
    expect((await all(10, 5_000)).map(({ outcome }) => outcome)).toEqual(Array(10).fill('absent'))
  })
})

const aRefund = {
  outTradeNo: 'NOBODY',
  gatewayTradeNo: '1',
  refundNo: 'R1',
  amountFen: 1 as Fen,
  paidFen: 1 as Fen,
  reason: 'test',
}

describe('a lease', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase(2)
  })
  afterAll(() => database?.drop())

  const rows = (text: string) => database.db.rows<{ n: number }>(statement('', text), [])
  const count = async (where: string) =>
    (await rows(`select count(*) as n from job where ${where}`))[0]?.n
  const plan = (ref: string) => enqueueJob(database.db, 1, 'watch-order', ref, 0)
  const claimed = async (ref: string) => {
    const jobs = await claimJobs(database.db, 50, 30_000)
    return jobs.find((job) => job.ref === ref)
  }

  it('that ended lets another worker take the job over, and fences the first one off', async () => {
    const { db } = database
    await plan('taken')
    const first = await claimed('taken')
    expect(await claimed('taken')).toBeUndefined()
    // The first worker is dead, or sleeps: its lease ends.
    await rows("update job set lease_until = real_now() - interval '1 second' where ref = 'taken'")
    const second = await claimed('taken')
    expect(second?.leaseNo).toBe((first?.leaseNo ?? 0) + 1)
    if (!first || !second) throw new Error('nobody has the job')
    await deleteJob(db, first)
    await rescheduleJob(db, first, 1)
    expect(await count("ref = 'taken' and lease_until > real_now()")).toBe(1)
    await deleteJob(db, second)
    expect(await count("ref = 'taken'")).toBe(0)
  })

  it('does not swallow what is asked for while the job runs', async () => {
    const { db } = database
    await plan('asked again')
    const job = await claimed('asked again')
    if (!job) throw new Error('nobody has the job')
    await enqueueJob(db, 1, 'watch-order', 'asked again', 5 * minute)
    await deleteJob(db, job)
    expect(await count("ref = 'asked again' and lease_until is null")).toBe(1)
    await rows("delete from job where ref = 'asked again'")
  })

  it('left behind by twenty dead workers in a row sets the job aside', async () => {
    await plan('deadly')
    for (let death = 1; death <= 20; death += 1) {
      const job = await claimed('deadly')
      expect(job?.failures).toBe(death - 1)
      await rows("update job set lease_until = real_now() - interval '1 second'")
    }
    const worker = startWorker({ ...shop.running.app, db: database.db })
    const isParked = async () => (await count("ref = 'deadly' and parked_at is not null")) === 1
    await shop.until('it is set aside', isParked)
    await worker.stop()
    await rows('delete from job')
  })

  it('of a bill takes no place from a payment', async () => {
    const { db } = database
    await enqueueJob(db, 1, 'download-bill', 'alipay:2026-01-01', 0)
    await plan('payment')
    const quick = await claimJobs(db, 8, 30_000, 'quick')
    const slow = await claimJobs(db, 8, 30_000, 'slow')
    expect(quick.map(({ kind }) => kind)).toEqual(['watch-order'])
    expect(slow.map(({ kind }) => kind)).toEqual(['download-bill'])
    await rows('delete from job')
  })
})

describe('three workers on one database', () => {
  it('run every job, and none of them twice', async () => {
    await shop.rows('create table claimed (ref text, lease_no bigint)')
    await shop.rows(
      `create function note_claim() returns trigger language plpgsql as $$
       begin insert into claimed values (new.ref, new.lease_no); return new; end $$`,
    )
    await shop.rows(
      `create trigger note_claim after update on job for each row
       when (new.lease_no > old.lease_no and new.ref like 'shared %') execute function note_claim()`,
    )
    const more = [1, 2].map(() => startWorker(shop.running.app))
    await shop.rows(
      `insert into job (merchant_id, kind, ref, run_at, created_at)
       select 1, 'watch-order', 'shared ' || n, app_now(), app_now() from generate_series(1, 200) n`,
    )
    const isEmpty = async () => (await shop.count('job', "ref like 'shared %'")) === 0
    await shop.until('all have run', isEmpty)
    for (const worker of more) await worker.stop()
    const claims = await shop.rows<{ ref: string }>('select ref from claimed')
    expect(new Set(claims.map(({ ref }) => ref)).size).toBe(200)
    expect(claims).toHaveLength(200)
    await shop.rows('drop trigger note_claim on job')
  })
})

it.each([
  ['refund', 150, false],
  ['refund', 149, true],
  ['backup', 150, true],
  ['backup', 3_600, false],
] as const)('a %s that has kept its lease %i times is kept on: %s', (kind, renewals, kept) => {
  expect(isRenewed(kind, renewals)).toBe(kept)
})
