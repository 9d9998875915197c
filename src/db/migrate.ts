// Brings the schema to the newest numbered file in migrations/. Forward only; safe when twenty processes
// start at once, because one advisory lock lets them pass one by one.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bePatient, type Database, type Db, statement } from './connect.ts'

const lockKey = 7_130_482_215_733_501

const takeLock = statement('migrate_lock', 'select pg_advisory_xact_lock($1)')
const createLog = statement(
  'migrate_log',
  `create table if not exists migration (
    number integer primary key,
    name text not null,
    applied_at timestamptz not null default now()
  )`,
)
const listApplied = statement('migrate_applied', 'select number from migration')
const note = statement('migrate_note', 'insert into migration (number, name) values ($1, $2)')

/**
 * Applies what is missing, each file in one transaction. Returns the names applied.
 * Throws when the database is newer than this program.
 */
export async function migrate(db: Database, folder: string): Promise<readonly string[]> {
  return db.tx((tx) => migrateIn(tx, folder))
}

/** The same inside a transaction, and no further than the file numbered `upTo`. */
export async function migrateIn(
  tx: Db,
  folder: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const files = listMigrations(folder)
  await bePatient(tx)
  await tx.rows(takeLock, [lockKey])
  await tx.rows(createLog, [])
  const applied = new Set(
    (await tx.rows<{ number: number }>(listApplied, [])).map((row) => row.number),
  )
  refuseNewer(applied, files)
  const missing = files.filter((file) => !applied.has(file.number) && file.number <= upTo)
  for (const file of missing) {
    // Without a statement name and values PostgreSQL takes several statements at once.
    await tx.rows({ name: '', text: readFileSync(join(folder, file.name), 'utf8') }, [])
    await tx.rows(note, [file.number, file.name])
  }
  return missing.map((file) => file.name)
}

/** The files of a folder of migrations, in order. */
export function listMigrations(
  folder: string,
): readonly Readonly<{ name: string; number: number }>[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, number: Number(name.slice(0, 4)) }))
}

function refuseNewer(applied: ReadonlySet<number>, files: readonly { number: number }[]) {
  const newest = Math.max(0, ...files.map((file) => file.number))
  const ahead = [...applied].find((number) => number > newest)
  if (ahead !== undefined) {
    throw new Error(
      `the database has migration ${ahead}, this program knows up to ${newest}: start the newer Keytill that wrote it`,
    )
  }
}
