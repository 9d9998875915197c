// A backup is worth what its restore gives back: every row as it was, or a refusal that changes nothing.

import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withProof } from '../../src/app/backup/backup-file.ts'
import { type Restored, restoreBackup } from '../../src/app/backup/restore-backup.ts'
import { writeBackup } from '../../src/app/backup/write-backup.ts'
import { deriveSecrets, opensCheck } from '../../src/app/keys.ts'
import { findBroken } from '../../src/db/audit.ts'
import { listTables, readTables, useStableText } from '../../src/db/backup.ts'
import { connect, type Database, statement } from '../../src/db/connect.ts'
import { loadMasterKey } from '../../src/kit/master-key.ts'
import { migrationsFolder } from '../../src/main.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { guardName } from '../support/lifecycle-guard.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

const onIdleError = () => {}
const awkward = `a\\b "c" 'd' (e,f) {g}\n\r\t\u2028 \u{1f600} \\N null`

let shop: Shop
let folder: string
let backup: string
let licenseKey: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keytill-backup-'))
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
  const [first] = [await paid(), await paid(), await shop.order()]
  licenseKey = (await shop.look(first)).json.data.licenses[0].license_key
  await shop.rows('update orders set contact_person = $1 where order_number = $2', [
    awkward,
    first.number,
  ])
  await shop.rows(
    `insert into bill_file (merchant_id, channel_id, day, kind, sha256, bytes, parser, lines, declared, computed, fetched_at)
     select 1, 'elsewhere', '2026-03-01', 'funds', sha256(b), b, 1, 0, '{"a": [1, "\\"é\\\\"]}', '{}', real_now()
     from (select decode(repeat('00ff0a5c', 300000), 'hex') as b) as bytes`,
  )
  await editBehindOurBack()
  await shop.running.stop()
  backup = (await writeBackup(shop.database.db, { folder })).path
})
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a backup', () => {
  it('gives back every row of every table as it was, seals included', async () => {
    await restoredInto(async (copy) => {
      expect(await hashes(copy)).toEqual(await hashes(shop.database.db))
      const broken = await brokenIn(copy)
      expect(broken).not.toEqual([])
      expect(broken).toEqual(await brokenIn(shop.database.db))
      const kept = await textRows(copy, 'select contact_person as text from orders')
      expect(kept).toContain(awkward)
    })
  })

  it('leaves the restored database as strict as the first: references and append-only facts', async () => {
    await restoredInto(async (copy) => {
      await expect(copy.script('delete from payment_fact')).rejects.toThrow()
      await expect(
        copy.script(
          "update order_line set order_number = 'none000000000000' where order_number = (select min(order_number) from order_line)",
        ),
      ).rejects.toThrow(/foreign key/)
      const rulesOf = (db: Database) =>
        textRows(
          db,
          `select conname || pg_get_constraintdef(oid) as text from pg_constraint
           union all select tgname::text || tgenabled::text from pg_trigger where not tgisinternal and tgname <> '${guardName}' order by 1`,
        )
      expect(await rulesOf(copy)).toEqual(await rulesOf(shop.database.db))
    })
  })

  it('is the same a second time while nothing happens, but for its moment', async () => {
    const again = await writeBackup(shop.database.db, { path: join(folder, 'again.gz') })
    const [first, second] = [contentOf(backup), contentOf(again.path)]
    expect(second.rows).toEqual(first.rows)
    expect({ ...second.header, at: '' }).toEqual({ ...first.header, at: '' })
  })

  it('is readable by its owner alone, holds no open licence key, and never replaces a file', async () => {
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    const bytes = gunzipSync(readFileSync(backup))
    expect(licenseKey).toMatch(/\w/)
    expect(bytes.includes(licenseKey)).toBe(false)
    expect(bytes.includes(shop.env.SECRET_KEY ?? '')).toBe(false)
    await expect(writeBackup(shop.database.db, { path: backup })).rejects.toThrow('exists already')
  })

  it('names the table that has a row wider than a backup holds', async () => {
    const reading = shop.database.db.tx(async (tx) => {
      await useStableText(tx)
      for await (const rows of readTables(tx, 1_000_000)) expect(rows).not.toEqual([])
    })
    await expect(reading).rejects.toThrow(/^table bill_file has a row of 24\d{5} bytes/)
  })

  it('of an empty database is refused', async () => {
    await inEmpty((db) => expect(writeBackup(db, { folder })).rejects.toThrow('nothing to back up'))
  })
})

describe('a restore', () => {
  it.each([
    ['cut off in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['with one bit turned', turned],
    ['that never was one', () => Buffer.from('not a backup at all')],
    ['that is packed but something else', () => gzipSync('hello\n')],
    ['with a row changed and packed again', (bytes: Buffer) => repacked(bytes, '张三', '李四')],
  ])('refuses a file %s, and changes nothing', async (_, spoil) => {
    const path = join(folder, 'spoilt.gz')
    writeFileSync(path, spoil(readFileSync(backup)))
    await inEmpty(async (db) => {
      await expect(restore(db, { path })).rejects.toThrow(/damaged|no backup/)
      expect(await tableCount(db)).toBe(0)
    })
  })

  it('refuses another SECRET_KEY, and changes nothing', async () => {
    await inEmpty(async (db) => {
      const opens = opensUnder('another secret altogether, as long as it must be')
      await expect(restore(db, { opens })).rejects.toThrow('SECRET_KEY')
      expect(await tableCount(db)).toBe(0)
    })
  })

  it('refuses the backup of a newer program', async () => {
    const { header, rows } = contentOf(backup)
    const migrations = [...header.migrations, { number: 9999, name: '9999-future.sql' }]
    const path = await proven('newer.gz', [JSON.stringify({ ...header, migrations }), ...rows])
    await inEmpty((db) => expect(restore(db, { path })).rejects.toThrow('9999-future.sql'))
  })

  it('refuses a row whose reference leads nowhere, and changes nothing', async () => {
    const { header, rows } = contentOf(backup)
    const at = rowsBefore(header, 'merchant')
    const tables = header.tables.map((table) =>
      table.name === 'merchant' ? { ...table, rows: 0 } : table,
    )
    const path = await proven('orphans.gz', [
      JSON.stringify({ ...header, tables }),
      ...rows.slice(0, at),
      ...rows.slice(at + 1),
    ])
    await inEmpty(async (db) => {
      await expect(restore(db, { path })).rejects.toThrow(/foreign key/)
      expect(await tableCount(db)).toBe(0)
    })
  })

  it('refuses a database in use, and one that is not empty; --force moves that aside', async () => {
    await inEmpty(async (db, connection) => {
      const other = connect({ connection, size: 1, onIdleError })
      await other.script('create table precious (a int); insert into precious values (7)')
      await expect(restore(db, { force: true })).rejects.toThrow('stop it first')
      await other.close()
      await expect(restore(db)).rejects.toThrow('not empty')
      const { movedTo } = await restore(db, { force: true })
      expect(await textRows(db, `select a::text as text from ${movedTo}.precious`)).toEqual(['7'])
      expect(await hashes(db)).toEqual(await hashes(shop.database.db))
    })
  })

  it('brings the backup of an older program to the newest tables', async () => {
    const older = join(folder, 'older')
    cpSync(migrationsFolder, older, { recursive: true })
    const newer = join(folder, 'newer')
    cpSync(migrationsFolder, newer, { recursive: true })
    writeFileSync(
      join(newer, '9998-more.sql'),
      "alter table orders add column more text not null default 'more';",
    )
    await inEmpty(async (db) => {
      const { migrated } = await restore(db, { migrations: newer })
      expect(migrated).toEqual(['9998-more.sql'])
      expect(await textRows(db, 'select distinct more as text from orders')).toEqual(['more'])
    })
  })
})

/** Its seal no longer fits, and a restore must not mend that. */
async function editBehindOurBack(): Promise<void> {
  await shop.database.db.tx(async (tx) => {
    await tx.rows(statement('', "select set_config('keytill.program', 'off', true)"), [])
    await tx.rows(statement('', "update orders set client_address = '192.0.2.1'"), [])
  })
}

type Request = Parameters<typeof restoreBackup>[1]

function restore(db: Database, changes: Partial<Request> = {}): Promise<Restored> {
  const opens = opensUnder(shop.env.SECRET_KEY ?? '')
  return restoreBackup(db, {
    path: backup,
    migrations: migrationsFolder,
    opens,
    force: false,
    ...changes,
  })
}

function opensUnder(secret: string) {
  const { sealer } = deriveSecrets(loadMasterKey(folder, secret))
  return (check: string) => opensCheck(sealer, check)
}

async function inEmpty<T>(
  work: (db: Database, connection: Parameters<typeof connect>[0]['connection']) => Promise<T>,
): Promise<T> {
  const { connection, drop } = await createEmptyDatabase()
  const db = connect({ connection, size: 1, onIdleError })
  try {
    return await work(db, connection)
  } finally {
    await db.close()
    await drop()
  }
}

function restoredInto(work: (copy: Database) => Promise<void>): Promise<void> {
  return inEmpty(async (db) => {
    await restore(db)
    await work(db)
  })
}

/** What an audit names, in an order that no plan of the database changes. */
async function brokenIn(db: Database): Promise<readonly string[]> {
  return (await findBroken(db, 1)).map(({ id, ref, detail }) => `${id} ${ref} ${detail}`).sort()
}

/** What every table holds, as one hash each. */
async function hashes(db: Database): Promise<Readonly<Record<string, string>>> {
  return db.tx(async (tx) => {
    await useStableText(tx)
    const found: Record<string, string> = {}
    for (const { name, rows } of await listTables(tx)) {
      const [row] = await tx.rows<{ hash: string | null }>(
        statement(
          '',
          `select md5(string_agg(md5(r::text), '' order by md5(r::text))) as hash from "${name}" r`,
        ),
        [],
      )
      found[name] = `${rows} ${row?.hash}`
    }
    return found
  })
}

async function textRows(db: Database, text: string): Promise<readonly string[]> {
  return (await db.rows<{ text: string }>(statement('', text), [])).map((row) => row.text)
}

async function tableCount(db: Database): Promise<number> {
  return (await db.tx(listTables)).length
}

type Content = Readonly<{ header: Header; rows: readonly string[] }>
type Header = Readonly<{
  at: string
  migrations: readonly { number: number; name: string }[]
  tables: readonly { name: string; rows: number }[]
}>

function contentOf(path: string): Content {
  const [header = '', ...rows] = gunzipSync(readFileSync(path)).toString('utf8').split('\n')
  return { header: JSON.parse(header), rows: rows.slice(0, -2) }
}

/** A file with a right checksum over these lines. */
async function proven(name: string, lines: readonly string[]): Promise<string> {
  async function* pieces() {
    for (const line of lines) yield `${line}\n`
  }
  const whole: string[] = []
  for await (const piece of withProof(pieces())) whole.push(piece)
  const path = join(folder, name)
  writeFileSync(path, gzipSync(whole.join('')))
  return path
}

function rowsBefore({ tables }: Header, table: string): number {
  const at = tables.findIndex(({ name }) => name === table)
  return tables.slice(0, at).reduce((sum, { rows }) => sum + rows, 0)
}

function turned(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(copy.length / 2)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

function repacked(bytes: Buffer, from: string, to: string): Buffer {
  return gzipSync(gunzipSync(bytes).toString('utf8').replace(from, to))
}

async function paid(): Promise<PlacedOrder> {
  const order = await shop.order()
  await shop.post('/api/v1/user/pay/alipay', { order_number: order.number, payment_type: 'qr' })
  await shop.post('/simulator/control/pay', { gateway: 'alipay', out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  return order
}
