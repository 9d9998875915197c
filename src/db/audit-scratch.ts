// A scratch copy of the schema for the audit's self-test, and damage that is undone again.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bePatient, type Db, statement } from './connect.ts'

/** Runs plain SQL inside the transaction. */
async function script(tx: Db, text: string): Promise<void> {
  await tx.rows(statement('', text), [])
}

/**
 * Makes an empty copy of the schema that this transaction sees instead of the real one, until it is rolled back.
 * Throws when the role may not make a schema.
 */
export async function openScratch(tx: Db, migrationsFolder: string): Promise<void> {
  await bePatient(tx)
  await script(tx, 'create schema keytill_audit_scratch')
  await script(tx, 'set local search_path to keytill_audit_scratch')
  await script(
    tx,
    'create table migration (number integer primary key, name text not null, applied_at timestamptz)',
  )
  const files = readdirSync(migrationsFolder).filter((name) => /^\d{4}-.*\.sql$/.test(name))
  for (const name of files.sort()) {
    await script(tx, readFileSync(join(migrationsFolder, name), 'utf8'))
    await script(
      tx,
      `insert into migration values (${Number(name.slice(0, 4))}, '${name}', app_now())`,
    )
  }
}

/** Does damage, asks `work`, and undoes the damage. Constraints and triggers must be lifted by the damage itself. */
export async function planted<T>(tx: Db, damage: string, work: () => Promise<T>): Promise<T> {
  await script(tx, 'savepoint planted')
  try {
    await script(tx, 'set constraints all immediate')
    await script(tx, damage)
    return await work()
  } finally {
    await script(tx, 'rollback to savepoint planted')
  }
}
