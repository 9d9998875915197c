// The one way to PostgreSQL: a pool of connections, prepared statements by name, and values in our own
// types (bigint as number, timestamptz as Instant in ms).

import pg from 'pg'
import { type Instant, instantOf } from '../core/time.ts'

/** A statement prepared once per connection under its name. */
export type Statement = Readonly<{ name: string; text: string }>

/** Anything that runs statements: the pool, or the one connection of a transaction. */
export interface Db {
  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>
}

export interface Database extends Db {
  /** Runs `work` in one transaction, again from the start when the database asks for that. */
  tx<T>(work: (db: Db) => Promise<T>): Promise<T>
  /** Runs plain SQL text, for migrations. */
  script(text: string): Promise<void>
  close(): Promise<void>
}

export type ConnectSettings = Readonly<{
  /** `postgres://…`, or the parts of the embedded server */
  connection: string | Readonly<{ host: string; port: number; user: string; database: string }>
  size?: number
  /** a connection that broke while idle; the pool replaces it */
  onIdleError: (error: Error) => void
}>

const connectTimeoutMs = 5_000
const statementTimeoutMs = 15_000
/** serialization failure, deadlock, lock timeout: the whole transaction is tried again */
const tryAgainCodes = new Set(['40001', '40P01', '55P03'])
const triesMax = 5

export function statement(name: string, text: string): Statement {
  return { name, text }
}

export function connect(settings: ConnectSettings): Database {
  const { connection } = settings
  const pool = new pg.Pool({
    ...(typeof connection === 'string' ? { connectionString: connection } : connection),
    max: settings.size ?? 10,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: 'keytill',
    // The second lets the database seal what the program writes (migrations, seal_row).
    options: '-c timezone=UTC -c keytill.program=on',
    types: { getTypeParser },
  })
  // Without a listener a database restart would end the process.
  pool.on('error', settings.onIdleError)

  return {
    rows: (stmt, values) => run(pool, stmt, values),
    tx: (work) => transaction(pool, work),
    script: async (text) => {
      await pool.query(text)
    },
    close: () => pool.end(),
  }
}

async function run<Row>(
  client: pg.Pool | pg.PoolClient,
  stmt: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await client.query({ name: stmt.name, text: stmt.text, values: [...values] })
  return result.rows as Row[]
}

async function transaction<T>(pool: pg.Pool, work: (db: Db) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      const result = await work({ rows: (stmt, values) => run(client, stmt, values) })
      await client.query('commit')
      return result
    } catch (error) {
      // A connection that cannot even roll back is thrown away with its transaction.
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      if (tried >= triesMax || !tryAgainCodes.has(codeOf(error))) throw error
    } finally {
      client.release(broken)
    }
  }
}

/** The SQLSTATE of a database error, or ''. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}

const int8 = 20
const timestamptz = 1184

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8) return Number
  if (oid === timestamptz) return instantFromText
  return pg.types.getTypeParser(oid, format ?? 'text')
}

/** `2026-11-21 04:56:18.123456+00`, as every session of ours prints it. */
function instantFromText(text: string): Instant {
  return instantOf(Date.parse(`${text.replace(' ', 'T').replace(/\+00$/, 'Z')}`))
}
