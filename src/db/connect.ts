// The one way to PostgreSQL: a pool of connections, prepared statements by name, and values in our own
// types (bigint as number, timestamptz as Instant in ms).

import pg from 'pg'
import { type Instant, instantOf, wallClockMs } from '../core/time.ts'

/** A statement prepared once per connection under its name. */
export type Statement = Readonly<{ name: string; text: string }>

/** Anything that runs statements: the pool, or the one connection of a transaction. */
export interface Db {
  /** one connection, whose statements are all done or none */
  readonly isTransaction?: true
  /** Outside a transaction, again when the database asks for that. */
  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>
}

export interface Database extends Db {
  /** Runs `work` in one transaction, again from the start when the database asks for that. */
  tx<T>(work: (db: Db) => Promise<T>): Promise<T>
  /** Runs plain SQL text, for migrations. */
  script(text: string): Promise<void>
  /** whether somebody waits for a connection and nobody has got one for three seconds */
  isCrowded(): boolean
  /** how many wait for a connection now */
  waiting(): number
  close(): Promise<void>
}

export type ConnectSettings = Readonly<{
  /** `postgres://…`, or the parts of the embedded server */
  connection: string | Readonly<{ host: string; port: number; user: string; database: string }>
  size?: number
  /**
   * Its statements look up by keys alone. A plan made while a table was small would read all of it for each key, and go on
   * so through a rush, until the database looks at the table again a minute later.
   */
  byKeysAlone?: boolean
  /** a connection that broke while idle; the pool replaces it */
  onIdleError: (error: Error) => void
}>

const connectTimeoutMs = 5_000
/** The server itself ends what takes longer. */
const statementTimeoutMs = 10_000
/** So much later a server that lives has said that it did; after that the line is taken for dead. */
const silenceMs = 2_000
/** An idle line whose other end has vanished is found out by the system, within this and ten seconds more. */
const keepAliveAfterMs = 5_000
/** pg's own words for it; there is no code */
const silentLine = 'Query read timeout'
const lostLine =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated\b.*|Client (has encountered a connection error|was closed) and is not queryable)$/
/** of the system, and of a server that has no room, is shutting down or is not up yet */
const awayCodes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08\w{3}|53300|57P0[1-3])$/
/** So long without a connection for anybody, and it is better to say so than to wait. */
const crowdedMs = 3_000
/** serialization failure, deadlock, lock timeout: nothing was done, and all of it is tried again */
const tryAgainCodes = new Set(['40001', '40P01', '55P03'])
const triesMax = 5

export function statement(name: string, text: string): Statement {
  return { name, text }
}

/**
 * SQL: a column of which a row that is looked for by its key is only asked. As it stands it would bring in an index of
 * the few rows in that state, which seems to be the shortest way while it is empty: a plan made then would read all of it
 * for each row in a rush.
 */
export function unindexed(column: string): string {
  return `(${column} || '')`
}

/**
 * A pool of connections that mends itself. A line that has gone silent fails its statement within 12 s, and every
 * line opened before it is given up with it: what swallowed one has swallowed the others, and nobody should have to
 * find that out one by one.
 */
export function connect(settings: ConnectSettings): Database {
  let pool = openPool(settings)
  let isClosed = false
  const isCrowded = () => (waits.get(pool)?.longestMs() ?? 0) > crowdedMs
  const giveUpIfSilent = (used: pg.Pool, error: unknown) => {
    if (isClosed || used !== pool || !isSilentLine(error)) return
    pool = openPool(settings)
    void used.end()
  }
  /** Runs `work` on the pool of the moment. */
  const on = async <T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> => {
    const used = pool
    waits.get(used)?.begin()
    try {
      return await work(used)
    } catch (error) {
      giveUpIfSilent(used, error)
      throw isNoConnection(error) ? Object.assign(error, { statusCode: 503 }) : error
    }
  }

  return {
    rows: (stmt, values) => on((used) => persist(() => run(used, stmt, values))),
    tx: (work) => on((used) => persist(() => transaction(used, work))),
    script: async (text) => {
      await pool.query(timed({ text }, patientMs))
    },
    isCrowded,
    waiting: () => pool.waitingCount,
    close: () => {
      isClosed = true
      return pool.end()
    },
  }
}

/** How every line of ours is opened, those of the pools and the one that listens. */
export function lineSettings(connection: ConnectSettings['connection']) {
  return {
    ...(typeof connection === 'string' ? { connectionString: connection } : connection),
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
    application_name: 'keytill',
  }
}

function openPool({ connection, size, byKeysAlone, onIdleError }: ConnectSettings): pg.Pool {
  const pool = new pg.Pool({
    ...lineSettings(connection),
    max: size ?? 10,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + silenceMs,
    // The second lets the database seal what the program writes (migrations, seal_row). To compile a plan takes longer
    // than any of these statements, and servers of before 18 would for each that must read a table from end to end.
    options: `-c timezone=UTC -c keytill.program=on -c jit=off${byKeysAlone ? ' -c enable_seqscan=off' : ''}`,
    types: { getTypeParser },
  })
  // Without these two a server that dies would end our process: the first hears of connections at rest, the
  // second of those in use, whose statement fails by itself or, between two of a transaction, the next one does.
  pool.on('error', (error) => onIdleError(withoutClient(error)))
  pool.on('connect', (client) => void client.on('error', () => {}))
  watchWaits(pool)
  return pool
}

type Waits = Readonly<{
  /** Somebody asks for a connection now. */
  begin(): void
  /** for how long, in ms, nobody has got a connection while somebody waits */
  longestMs(): number
}>
const waits = new WeakMap<pg.Pool, Waits>()

function watchWaits(pool: pg.Pool): void {
  let since = performance.now()
  const restart = () => {
    since = performance.now()
  }
  pool.on('acquire', restart)
  waits.set(pool, {
    // Nobody waited while nobody asked, however long ago the last one was served.
    begin: () => void (pool.waitingCount === 0 && restart()),
    longestMs: () => (pool.waitingCount > 0 ? performance.now() - since : 0),
  })
}

/** The pool hangs the whole connection on its error, every statement of ours included: nothing for a log. */
function withoutClient(error: Error & { client?: unknown }): Error {
  delete error.client
  return error
}

/** Its line counts as silent after so many ms; without them as the pool says. */
function timed(query: pg.QueryConfig, patience: number | undefined): pg.QueryConfig {
  return patience === undefined ? query : Object.assign(query, { query_timeout: patience })
}

async function run<Row>(
  client: pg.Pool | pg.PoolClient,
  stmt: Statement,
  values: readonly unknown[],
  patience?: number,
): Promise<Row[]> {
  const query = { name: stmt.name, text: stmt.text, values: [...values] }
  const result = await client.query(timed(query, patience))
  return result.rows as Row[]
}

/** A day of a million lines takes longer than any other statement may. */
const patientMs = 600_000
const setPatience = statement(
  'be_patient',
  "select set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true)",
)
/** Transactions whose statements may take long, and how long in ms. */
const patiences = new WeakMap<Db, number>()

/**
 * Lets the statements of this transaction take ten minutes instead of ten seconds: for migrations, bills, proofs
 * and backups.
 */
export async function bePatient(tx: Db): Promise<void> {
  await tx.rows(setPatience, [String(patientMs)])
  patiences.set(tx, patientMs + silenceMs)
}

const setBrevity = statement(
  'wait_briefly_for_locks',
  "select set_config('lock_timeout', '200ms', true)",
)

/** Lets the statements of this transaction wait for no lock for longer than a moment: for what can be done another time. */
export async function waitBriefly(tx: Db): Promise<void> {
  await tx.rows(setBrevity, [])
}

/** Another chance for work of which the database has undone everything, for want of a better order. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      if (tried >= triesMax || !tryAgainCodes.has(codeOf(error))) throw error
    }
  }
}

async function transaction<T>(pool: pg.Pool, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const db: Db = {
    isTransaction: true,
    rows: (stmt, values) => run(client, stmt, values, patiences.get(db)),
  }
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(db)
    await client.query(timed({ text: 'commit' }, patiences.get(db)))
    return result
  } catch (error) {
    broken = await rollback(client, error)
    throw error
  } finally {
    client.release(broken)
  }
}

/** Answers what is wrong with the connection: one that cannot roll back is thrown away with its transaction. */
async function rollback(client: pg.PoolClient, cause: unknown): Promise<Error | undefined> {
  // Nothing sent after this would be answered either.
  if (isSilentLine(cause)) return cause
  return client.query('rollback').then(
    () => undefined,
    (failure: Error) => failure,
  )
}

function isSilentLine(error: unknown): error is Error {
  return error instanceof Error && error.message === silentLine
}

/**
 * Every connection stayed in use, or nobody is at the other end: the server took no new one, cut this one, is starting
 * or going down. Said with the status that asks to come again; what was under way is as unknown as ever.
 */
function isNoConnection(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return lostLine.test(error.message) || awayCodes.test(codeOf(error)) || isUnanswered(error)
}

/** The file of a local server's socket is gone with it; any other file that is missing is another matter. */
function isUnanswered(error: Error): boolean {
  return codeOf(error) === 'ENOENT' && 'syscall' in error && error.syscall === 'connect'
}

/** For one who has waited as long as one waits for a connection. */
export function crowded(): Error {
  return Object.assign(new Error('waited too long for the database'), { statusCode: 503 })
}

/** Whether it took too long, by itself or for a lock: nothing was done, and alone it may be quicker. */
export function isTooSlow(error: unknown): boolean {
  return ['57014', '55P03'].includes(codeOf(error))
}

/** Whether the database lives and said no to what was written: it holds of that, and not of the next statement. */
export function isSaidNo(error: unknown): boolean {
  return /^(22|23|40|42|P0)/.test(codeOf(error))
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

const usualMoment = /^[12]\d{3}-.{14}(\.\d{1,6})?\+00$/

/** `2026-11-21 04:56:18.123456+00`, as every session of ours prints it, with as many digits behind the dot as it needs. */
function instantFromText(text: string): Instant {
  if (!usualMoment.test(text))
    return instantOf(Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z')))
  const fraction = text.slice('2026-11-21 04:56:18.'.length, -'+00'.length)
  return instantOf(wallClockMs(text) + Number(fraction.slice(0, 3).padEnd(3, '0')))
}
