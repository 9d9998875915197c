// What the doctor finds on the disks and among the jobs, each made to happen once.

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUpDaily, listOutdated } from '../../src/app/backup/keep-backups.ts'
import { writeBackup } from '../../src/app/backup/write-backup.ts'
import { examineDatabase } from '../../src/app/doctor-database.ts'
import { examineBackups, examineRoom } from '../../src/app/doctor-storage.ts'
import { dayMs, instantOf, later } from '../../src/core/time.ts'
import { Shop } from '../support/shop.ts'

let shop: Shop
let folder: string
beforeAll(async () => {
  shop = await Shop.open()
  await shop.running.stop()
  folder = mkdtempSync(join(tmpdir(), 'keytill-doctor-'))
})
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function levels(): Promise<Readonly<Record<string, string>>> {
  const desk = { db: shop.database.db, merchantId: 1, clock: shop.running.clock }
  const findings = await examineDatabase(desk, () => instantOf(Date.now()))
  return Object.fromEntries(findings.map(({ check, level }) => [check, level]))
}

describe('the doctor, about jobs', () => {
  it('names the oldest that nobody takes, and a lease that was left behind', async () => {
    await shop.rows('delete from job')
    expect(Object.keys(await levels())).not.toContain('due_jobs')
    await shop.rows(
      `insert into job (merchant_id, kind, ref, run_at, created_at)
       values (1, 'refund', 'R1', app_now() - interval '1 hour', app_now())`,
    )
    expect(await levels()).toMatchObject({ due_jobs: 'warn' })
    expect(Object.keys(await levels())).not.toContain('leases')
    await shop.rows(`update job set lease_until = real_now() - interval '2 minutes'`)
    expect(await levels()).toMatchObject({ due_jobs: 'warn', leases: 'warn' })
    await shop.rows('delete from job')
  })
})

describe('the doctor, about room', () => {
  const places = [
    { check: 'disk.data', folder: '' },
    { check: 'disk.log', folder: '' },
  ] as const
  const levelsOf = async (free: () => Promise<number>) =>
    (await examineRoom(places, free)).map(({ level }) => level)

  it.each([
    [2_000, 'ok'],
    [900, 'warn'],
    [100, 'bad'],
  ])('with %i MB left in each place says %s', async (megabytes, level) => {
    expect(await levelsOf(async () => megabytes * 1_048_576)).toEqual([level, level])
  })

  it('says so where it cannot look, and looks above what is not there yet', async () => {
    expect(await levelsOf(() => Promise.reject(new Error('no')))).toEqual(['warn', 'warn'])
    const [real] = await examineRoom([{ check: 'disk.data', folder: join(folder, 'not/yet') }])
    expect(real?.en).toMatch(/has \d+ MB left/)
  })
})

describe('the doctor, about backups', () => {
  it('misses one, takes one of any name, and warns when it is older than two days', async () => {
    const backups = join(folder, 'backups')
    const now = shop.running.clock.now()
    expect((await examineBackups(backups, now)).level).toBe('warn')
    mkdirSync(backups)
    writeFileSync(join(backups, 'keytill-2099-01-01T00-00-00-000Z.backup.gz'), 'no backup')
    expect((await examineBackups(backups, now)).level).toBe('warn')
    const { path } = await writeBackup(shop.database.db, { folder: backups })
    renameSync(path, join(backups, 'before the fair'))
    expect((await examineBackups(backups, later(now, dayMs))).level).toBe('ok')
    expect((await examineBackups(backups, later(now, 3 * dayMs))).level).toBe('warn')
  })
})

describe('the backups of every day', () => {
  const nameOf = (day: number) => {
    const at = new Date(Date.UTC(2026, 0, 1 + day, 4)).toISOString()
    return `daily-${at.replace(/[:.]/g, '-')}.backup.gz`
  }

  it('are kept for seven days, and the last of each of four weeks', () => {
    const others = ['keytill-2020-01-01T00-00-00-000Z.backup.gz', 'mine.gz']
    const kept = new Set([...others, nameOf(0)])
    // One a day for forty days, from Thursday 2026-01-01 to Monday 2026-02-09.
    for (let day = 0; day < 40; day += 1) {
      kept.add(nameOf(day))
      for (const name of listOutdated([...kept])) kept.delete(name)
    }
    const days = [...kept]
      .filter((name) => name.startsWith('daily'))
      .map((name) => name.slice(6, 16))
    expect(days.sort()).toEqual([
      '2026-01-25',
      '2026-02-01',
      '2026-02-03',
      '2026-02-04',
      '2026-02-05',
      '2026-02-06',
      '2026-02-07',
      '2026-02-08',
      '2026-02-09',
    ])
    expect([...kept]).toEqual(expect.arrayContaining(others))
  })

  it('take nothing of the room a database needs, and clear away what a kill left unfinished', async () => {
    const own = join(folder, 'own')
    const { db } = shop.database
    await expect(backUpDaily(db, own, async () => 1_000)).rejects.toThrow('too few')
    const left = `${nameOf(1)}.a1B2c3`
    mkdirSync(join(own, left))
    writeFileSync(join(own, left, 'draft'), 'half')
    const { path } = await backUpDaily(db, own, async () => 1e12)
    expect(path).toMatch(/\/daily-[^/]+\.backup\.gz$/)
    expect((await examineBackups(own, shop.running.clock.now())).level).toBe('ok')
    expect(readdirSync(own)).toHaveLength(1)
  })
})
