// A database of its own for a test file: cloned from a template that was migrated once.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { inject } from 'vitest'
import { connect, type Database, statement } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { lifecycleGuard } from './lifecycle-guard.ts'

/** The parts of the embedded server, or the address of another one. */
type Connection = string | Readonly<{ host: string; port: number; user: string; database: string }>

export type TestDatabase = Readonly<{
  db: Database
  connection: Connection
  drop(): Promise<void>
}>

const templateName = 'keytill_template'
const onIdleError = () => {}
const lockTemplate = statement('test_lock', 'select pg_advisory_xact_lock(4711)')

/** A database without a single table. */
export async function createEmptyDatabase(): Promise<Omit<TestDatabase, 'db'>> {
  const server = inject('database')
  const database = `test_${randomBytes(6).toString('hex')}`
  await runAt(server, `create database ${database}`)
  return {
    connection: inDatabase(server, database),
    drop: () => runAt(server, `drop database if exists ${database} with (force)`),
  }
}

async function runAt(server: Connection, text: string): Promise<void> {
  const db = connect({ connection: server, size: 1, onIdleError })
  await db.script(text)
  await db.close()
}

export async function createDatabase(size = 10): Promise<TestDatabase> {
  const server = inject('database')
  const admin = connect({ connection: server, size: 1, onIdleError })
  const database = `test_${randomBytes(6).toString('hex')}`
  try {
    await ensureTemplate(admin, server)
    await admin.script(`create database ${database} template ${templateName}`)
  } finally {
    await admin.close()
  }
  const connection = inDatabase(server, database)
  const db = connect({ connection, size, onIdleError })
  return {
    db,
    connection,
    async drop() {
      await db.close()
      const last = connect({ connection: server, size: 1, onIdleError })
      await last.script(`drop database if exists ${database} with (force)`)
      await last.close()
    },
  }
}

/** Files run in parallel; the first one makes the template, the others wait for it. */
async function ensureTemplate(admin: Database, server: Connection): Promise<void> {
  const have = statement('test_have', 'select 1 from pg_database where datname = $1')
  if ((await admin.rows(have, [templateName])).length > 0) return
  const second = connect({ connection: server, size: 1, onIdleError })
  try {
    await second.tx(async (tx) => {
      await tx.rows(lockTemplate, [])
      if ((await admin.rows(have, [templateName])).length > 0) return
      const draft = `${templateName}_draft`
      await admin.script(`drop database if exists ${draft}`)
      await admin.script(`create database ${draft}`)
      const db = connect({ connection: inDatabase(server, draft), size: 1, onIdleError })
      await migrate(db, join(import.meta.dirname, '../../migrations'))
      await db.script(lifecycleGuard)
      await db.close()
      await admin.script(`alter database ${draft} rename to ${templateName}`)
    })
  } finally {
    await second.close()
  }
}

function inDatabase(server: Connection, database: string): Connection {
  if (typeof server !== 'string') return { ...server, database }
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** The same as a DATABASE_URL. */
export function databaseUrl(connection: Connection): string {
  if (typeof connection === 'string') return connection
  const { host, user, database } = connection
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`
}
