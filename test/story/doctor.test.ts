// What the doctor finds on the disks and among the jobs, each made to happen once.

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUpDaily, listOutdated } from '../../src/app/backup/keep-backups.ts'
import { writeBackup } from '../../src/app/backup/write-backup.ts'
import { examineDatabase } from '../../src/app/doctor-database.ts'
import { examineSecrets } from '../../src/app/doctor-secrets.ts'
import { examineBackups, examineRoom } from '../../src/app/doctor-storage.ts'
import { deriveSecrets } from '../../src/app/keys.ts'
import { sealWebhookSecret } from '../../src/app/webhook/secret.ts'
import { dayMs, formatShanghai, instantOf, later } from '../../src/core/time.ts'
import { loadMasterKey } from '../../src/kit/master-key.ts'
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

describe('the doctor, about secrets', () => {
  const found = async (master: Buffer) => {
    const desk = { db: shop.database.db, merchantId: 1, ...deriveSecrets(master) }
    return (await examineSecrets(desk)).map(({ level, check, en }) => `${level} ${check}: ${en}`)
  }
  const ours = () => loadMasterKey(folder, shop.env.SECRET_KEY)

  it('names the newest of each kind that this SECRET_KEY does not open', async () => {
    const { sealer } = deriveSecrets(ours())
    const other = deriveSecrets(Buffer.alloc(32, 7)).sealer
    await shop.rows(
      `insert into webhook_endpoint (merchant_id, endpoint_id, url, name, events, complete_since, secret_sealed, created_at)
       values (1, 'ep_1', 'https://a.example/', 'A', '{order.paid}', 'infinity', $1, app_now() - interval '1 day')`,
      [sealWebhookSecret(other, 'whsec_A', 'ep_1')],
    )
    expect(await found(ours())).toEqual([expect.stringMatching(/^bad secrets.webhook: .*ep_1/)])
    await shop.rows('update webhook_endpoint set secret_sealed = $1', [
      sealWebhookSecret(sealer, 'whsec_A', 'ep_1'),
    ])
    expect(await found(ours())).toEqual([])
    expect(await found(Buffer.alloc(32, 7))).toEqual([
      expect.stringContaining('secrets.webhook'),
      expect.stringContaining('secrets.signing_key'),
    ])
    await shop.rows('delete from webhook_endpoint')
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
  it('misses one in a shop of three days, takes one of any name, and tells of one older than two days', async () => {
    const backups = join(folder, 'backups')
    const now = shop.running.clock.now()
    const begin = later(now, -3 * dayMs)
    const levelOf = async (at = now, since = begin) =>
      (await examineBackups(backups, at, since)).level
    expect(await levelOf(now, later(now, -dayMs))).toBe('ok')
    expect(await levelOf()).toBe('bad')
    mkdirSync(backups)
    writeFileSync(join(backups, 'keytill-2099-01-01T00-00-00-000Z.backup.gz'), 'no backup')
    expect(await levelOf()).toBe('bad')
    const { path } = await writeBackup(shop.database.db, { folder: backups })
    renameSync(path, join(backups, 'before the fair'))
    expect(await levelOf(later(now, dayMs))).toBe('ok')
    expect(await levelOf(later(now, 3 * dayMs))).toBe('bad')
  })

  it('says so where the folder cannot be looked at', async () => {
    const blocked = join(folder, 'a file')
    writeFileSync(blocked, '')
    const now = shop.running.clock.now()
    expect((await examineBackups(blocked, now, now)).level).toBe('bad')
  })
})

describe('the backups of every day', () => {
  const nameOf = (day: number) => {
    const at = new Date(Date.UTC(2026, 0, 1 + day, 4)).toISOString()
    // The first ones are of a version that wrote UTC: 04:00 there is noon in Shanghai.
    if (day < 30) return `daily-${at.replace(/[:.]/g, '-')}.backup.gz`
    return `daily-${at.slice(0, 10)}_12-00-00-000.backup.gz`
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
    const now = shop.running.clock.now()
    const { db } = shop.database
    await expect(backUpDaily(db, own, async () => 1_000)).rejects.toThrow('too few')
    const left = `${nameOf(1)}.a1B2c3`
    mkdirSync(join(own, left))
    writeFileSync(join(own, left, 'draft'), 'half')
    const { path } = await backUpDaily(db, own, async () => 1e12)
    // Named by the clock the merchant lives by.
    const hours = [now, shop.running.clock.now()].map((at) =>
      formatShanghai(at).slice(0, 13).replace(' ', '_'),
    )
    expect(hours.map((hour) => `daily-${hour}`)).toContain(basename(path).slice(0, 19))
    // 20:00 UTC is 04:00 in Shanghai: of one day the later one is kept, whichever version named it.
    const former = 'daily-2026-01-30T20-00-00-000Z.backup.gz'
    const named = (clock: string) => `daily-2026-01-31_${clock}-00-000.backup.gz`
    expect(listOutdated([former, named('04-30')])).toEqual([former])
    expect(listOutdated([former, named('03-30')])).toEqual([named('03-30')])
    expect((await examineBackups(own, now, now)).level).toBe('ok')
    expect(readdirSync(own)).toHaveLength(1)
  })
})
