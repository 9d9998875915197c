// The timetable over the whole program: what is done again and again is planned once, is never set aside, tells
// what was neglected, and forgets nothing that proves money.

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { watchBooks } from '../../src/app/audit.ts'
import { backupFolderOf, findNewestBackup } from '../../src/app/backup/keep-backups.ts'
import { findWarnings } from '../../src/app/console-warnings.ts'
import { examineDatabase } from '../../src/app/doctor-database.ts'
import { examineNeglected } from '../../src/app/doctor-neglected.ts'
import { dayMs, hourMs, instantOf, secondMs } from '../../src/core/time.ts'
import { findLastAudit } from '../../src/db/audit-runs.ts'
import { statement } from '../../src/db/connect.ts'
import { claimJobs, failJob, failuresMax } from '../../src/db/jobs.ts'
import { listNeglected } from '../../src/db/neglected.ts'
import { pruneOld } from '../../src/db/retention.ts'
import type { Finding } from '../../src/gateways/gateway.ts'
import { runStanding } from '../../src/jobs/standing.ts'
import { createLog } from '../../src/kit/log.ts'
import { Shop } from '../support/shop.ts'

const minute = 60_000
const kinds = [
  'audit',
  'audit-recent',
  'backup',
  'examine-channels',
  'license-ends',
  'plan-bills',
  'retention',
  'upkeep',
  'watchfulness',
]
let shop: Shop

beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

const standing = async () =>
  (
    await shop.rows<{ kind: string }>("select kind from job where ref = 'standing' order by kind")
  ).map(({ kind }) => kind)

it('is planned once, however often the program starts', async () => {
  await shop.restart()
  await shop.until('it is planned', async () => (await standing()).length >= kinds.length)
  expect(await standing()).toEqual(kinds)
})

it('proves the books soon after the start, and again within the hour', async () => {
  const proofs = async () => shop.count('audit_run', 'broken = 0')
  await shop.advance(2 * minute)
  await shop.until('the books are proved', async () => (await proofs()) >= 1)
  await shop.until('it waits for its next turn', async () =>
    shop
      .count('job', "kind = 'audit' and lease_until is null and run_at > app_now()")
      .then((n) => n === 1),
  )
  const before = await proofs()
  await shop.advance(61 * minute)
  await shop.until('they are proved again', async () => (await proofs()) > before)
  const metrics = (await shop.get('/metrics')).text
  expect(metrics).toMatch(/keytill_proof_age_seconds \d+/)
  expect(metrics).toContain('keytill_jobs_parked 0')
})

it('tells within a minute of a row that another hand has edited, once, and goes on selling', async () => {
  const waits = () =>
    shop.count('job', "kind = 'audit-recent' and lease_until is null and run_at > app_now()")
  const order = await shop.order()
  const writeAs = (writer: 'off' | 'reseal') =>
    shop.database.db.tx(async (tx) => {
      await tx.rows(statement('', "select set_config('keytill.program', $1, true)"), [writer])
      const edit = "update orders set client_address = '192.0.2.1' where order_number = $1"
      await tx.rows(statement('', edit), [order.number])
    })
  await writeAs('off')
  await shop.advance(minute)
  const told = await shop.until('it is told', async () => {
    const last = await findLastAudit(shop.database.db, 1)
    return last !== undefined && last.broken > 0 && last
  })
  expect(told.findings.map(({ ref }) => ref)).toEqual([order.number])
  expect((await shop.get('/metrics')).text).toContain('keytill_audit_broken 1')
  expect((await shop.get('/readyz')).status).toBe(200)
  const desk = { db: shop.database.db, merchantId: 1, clock: shop.running.clock }
  const findings = await examineDatabase(desk, () => instantOf(Date.now()))
  expect(findings).toContainEqual(expect.objectContaining({ check: 'audit', level: 'bad' }))
  await shop.until('it waits for its next turn', async () => (await waits()) === 1)
  const runs = await shop.count('audit_run')
  expect(await watchBooks(desk)).toEqual([])
  expect(await shop.count('audit_run')).toBe(runs)
  // Taken for what it is now, so that the books of the next tests are whole.
  await writeAs('reseal')
})

it('writes a backup every day into its own folder', async () => {
  const folder = backupFolderOf(shop.env.DATA_DIR ?? '')
  await shop.advance(10 * minute)
  const newest = await shop.until('there is a backup', () => findNewestBackup(folder))
  const tomorrow = "kind = 'backup' and run_at > app_now() + interval '23 hours'"
  await shop.until(
    'it waits for its next turn',
    async () => (await shop.count('job', tomorrow)) === 1,
  )
  await shop.rows("update job set run_at = app_now() where kind = 'backup'")
  await shop.until('there is a newer one', async () => {
    return ((await findNewestBackup(folder)) ?? 0) > newest
  })
  const fresh = "broken = 0 and finished_at > app_now() - interval '2 hours'"
  await shop.until(
    'the books are proved again',
    async () => (await shop.count('audit_run', fresh)) > 0,
  )
})

it('tells of a backup that fails every day: by the doctor, in the metrics, on the first page and in the log', async () => {
  const { app } = shop.running
  const folder = backupFolderOf(shop.env.DATA_DIR ?? '')
  const tryNow = "update job set run_at = app_now() where kind = 'backup' and lease_until is null"
  const age = async () =>
    Number(/keytill_backup_age_seconds (\d+)/.exec((await shop.get('/metrics')).text)?.[1])
  const bad = (findings: readonly Finding[]) =>
    findings.filter(({ level }) => level === 'bad').map(({ check }) => check)
  expect(await age()).toBeLessThan(hourMs / secondMs)
  expect(bad(await findWarnings(app))).not.toContain('backup')
  renameSync(folder, `${folder}-kept`)
  writeFileSync(folder, 'no folder')
  await shop.until('it has failed four times', async () => {
    await shop.rows(tryNow)
    return (await shop.count('job', "kind = 'backup' and failures >= 4")) === 1
  })
  expect(await examineNeglected(app.db, 1)).toContainEqual(
    expect.objectContaining({ check: 'neglected.failing_job', level: 'bad' }),
  )
  await shop.advance(2 * dayMs + hourMs)
  expect(await age()).toBeGreaterThan((2 * dayMs) / secondMs)
  expect(bad(await findWarnings(app))).toContain('backup')
  const lines: unknown[] = []
  const sink = { write: (line: string) => lines.push(JSON.parse(line)) }
  const log = createLog({ file: undefined, level: 'info', stdout: sink })
  await runStanding('watchfulness')({ ...app, log })
  expect(lines).toContainEqual(expect.objectContaining({ level: 'error', what: 'no_backup' }))
  rmSync(folder)
  await shop.rows("update job set run_at = app_now() where kind in ('backup', 'audit')")
  await shop.until('it is written', async () => (await age()) < hourMs / secondMs)
  const fresh = "broken = 0 and finished_at > app_now() - interval '1 hour'"
  await shop.until('the books are proved', async () => (await shop.count('audit_run', fresh)) > 0)
})

it('names jobs set aside, and books that nobody proved for three hours', async () => {
  const { db } = shop.database
  await shop.running.stop()
  await shop.rows(
    `insert into job (merchant_id, kind, ref, run_at, created_at, parked_at)
     values (1, 'refund', 'R1', app_now(), app_now(), app_now())`,
  )
  expect(await listNeglected(db, 1)).toEqual([{ what: 'parked_job', ref: 'refund R1' }])
  await shop.rows("update audit_run set finished_at = finished_at - interval '4 hours'")
  expect((await listNeglected(db, 1)).map(({ what }) => what)).toEqual(['parked_job', 'no_proof'])
})

it('is tried for ever: nothing of it is set aside', async () => {
  const { db } = shop.database
  await shop.rows("update job set run_at = app_now(), lease_until = null where ref = 'standing'")
  const [job] = await claimJobs(db, 1, 30_000, 'slow')
  if (!job) throw new Error('nothing is due')
  await shop.rows('update job set failures = $1', [failuresMax])
  expect(await failJob(db, job, 1_000, 'again', false)).toBe(false)
  await shop.rows('update job set failures = $1', [failuresMax])
  const [other] = await claimJobs(db, 1, 30_000, 'slow')
  if (!other) throw new Error('nothing is due')
  expect(await failJob(db, other, 1_000, 'again', true)).toBe(true)
})

it('forgets counters and quiet news after their time, and keeps what proves money', async () => {
  await shop.rows(
    `insert into notice_refusal values
       (1, 'alipay', 'forged', current_date - 500, 1, '', '', now()), (1, 'alipay', 'forged', current_date - 300, 1, '', '', now())`,
  )
  await shop.rows(
    `insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers, sender_address, received_at)
     select 1, 'alipay', state || days, 'N', state, '', '{}', '', now() - days * interval '1 day'
     from unnest(array['quiet', 'applied', 'refused', 'retry']) state, unnest(array[100, 200, 5000]) days`,
  )
  await shop.rows(
    `insert into bill_line (merchant_id, channel_id, day, kind, line_no, entry, amount_fen)
     values (1, 'alipay', current_date - 1000, 'trade', 1, 'other', 1)`,
  )
  await pruneOld(shop.database.db)
  expect(await shop.count('notice_refusal', "last_reason = ''")).toBe(1)
  expect(await shop.count('notice', "state = 'quiet'")).toBe(1)
  expect(await shop.count('notice', "state <> 'quiet'")).toBe(9)
  expect(await shop.count('bill_line')).toBe(1)
})
