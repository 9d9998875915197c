// The database that comes along: a real PostgreSQL under DATA_DIR for those who set no DATABASE_URL.
// A guard program runs it (postgres-guard.ts); here a Keytill takes and returns its lease on it.

import { existsSync } from 'node:fs'
import { type Lease, type LeaseRequest, takeLease } from './embedded-lease.ts'
import { EmbeddedError, type Place, placeOf, port } from './embedded-place.ts'
import { databaseName } from './embedded-server.ts'

export { EmbeddedError } from './embedded-place.ts'

export type EmbeddedOptions = Readonly<{
  dataDir: string
  /** one English sentence for the log */
  log: (line: string) => void
  /** ms the server outlives a program that was killed; default 10 000 */
  graceMs?: number
}>

export type Embedded = Readonly<{
  /** `host` is the folder of the Unix socket */
  connection: Readonly<{ host: string; port: number; user: string; database: string }>
  /** Ends our use of the server. Never throws; a second call waits for the first. */
  stop(): Promise<void>
}>

const defaultGraceMs = 10_000
/** between tries to have a server again */
const renewGapMs = 2_000

/**
 * Starts the server of a DATA_DIR as its one owner, or takes over the one a killed Keytill left. Its
 * `stop` shuts the server down cleanly, and nothing of ours runs afterwards.
 * Throws EmbeddedError, `data_dir_in_use` within a second when another owner lives.
 */
export function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return use('owner', options)
}

/**
 * Joins the running server of a DATA_DIR, or starts it where none runs. Its `stop` leaves the server to
 * the others who use it; the last one out shuts it down. An owner who stops ends it for visitors too.
 * Throws EmbeddedError.
 */
export function attachEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return use('visitor', options)
}

async function use(kind: LeaseRequest['kind'], options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, log, graceMs = defaultGraceMs } = options
  refuseWindows()
  const place = placeOf(dataDir)
  if (!existsSync(place.cluster)) log(`making a new PostgreSQL database in ${place.home}`)
  const lease = await hold(place, { kind, pid: process.pid, graceMs }, log)
  return {
    connection: { host: place.run, port, user: databaseName, database: databaseName },
    stop: lease.release,
  }
}

/** Holds a lease until it is released, taking a new one when the guard itself was killed. */
async function hold(place: Place, request: LeaseRequest, log: EmbeddedOptions['log']) {
  let stopped: Promise<void> | undefined
  let current: Promise<Lease | undefined>

  const take = async (): Promise<Lease> => {
    const lease = await takeLease(place, request)
    const found = lease.wasRunning ? 'found running' : 'started'
    log(`embedded PostgreSQL ${found}, process id ${lease.serverPid}, socket in ${place.run}`)
    void lease.closed.then(renew)
    return lease
  }
  const renew = () => {
    if (stopped !== undefined) return
    log('the guard of the embedded PostgreSQL is gone, starting another')
    current = take().catch((error: unknown) => {
      log(`no guard for the embedded PostgreSQL: ${String(error)}`)
      // A full disk has room again some day; whoever frees it need not know of us.
      setTimeout(renew, renewGapMs).unref()
      return undefined
    })
  }
  const first = await take()
  current = Promise.resolve(first)

  return {
    release: () => {
      stopped ??= current.then((lease) => lease?.release())
      return stopped
    },
  }
}

function refuseWindows() {
  if (process.platform !== 'win32') return
  throw new EmbeddedError(
    'embedded_unavailable',
    'the embedded PostgreSQL runs on Linux and macOS only. Set DATABASE_URL to a PostgreSQL server (15 or newer) instead',
  )
}
