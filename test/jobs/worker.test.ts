// The worker over the whole program: what fails for ever is set aside and the rest flows on, a dead worker's
// job is taken over, and what is asked for while a job runs is not forgotten.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statement } from '../../src/db/connect.ts'
import { claimJobs, deleteJob, enqueueJob, rescheduleJob, unparkJob } from '../../src/db/jobs.ts'
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
       values (1, 'from-the-future', 'x', app_now(), app_now(), 17)`,
      [],
    )
    await shop.until('it is set aside', async () => {
      await shop.advance(11 * minute)
      const [job] = await shop.rows<{ failures: number; parked: boolean; error: string }>(
        `select failures, parked_at is not null as parked, last_error as error
         from job where kind = 'from-the-future'`,
      )
      expect(job?.parked).toBe((job?.failures ?? 0) >= 20)
      if (job?.parked) expect(job.error).toContain('from-the-future')
      return job?.parked
    })
    const order = await shop.order()
    await shop.advance(40 * minute)
    await shop.untilState(order, 'expired')
    expect(await unparkJob(shop.database.db, 1, 'from-the-future', 'x')).toBe(true)
    expect(await unparkJob(shop.database.db, 1, 'from-the-future', 'y')).toBe(false)
    await shop.rows("delete from job where kind = 'from-the-future'", [])
  })
})

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
})

it('the timetable is planned once, however many processes start', async () => {
  await shop.restart()
  await shop.until('it is planned', async () => (await standing()).length >= 3)
  expect(await standing()).toEqual([...new Set(await standing())])
})

async function standing(): Promise<string[]> {
  const rows = await shop.rows<{ kind: string }>("select kind from job where ref = 'standing'")
  return rows.map(({ kind }) => kind)
}
