// Where the embedded server lives under DATA_DIR, and the one error its launcher throws.

import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

export type EmbeddedErrorCode =
  /** no binaries for this platform, or they cannot run here */
  | 'embedded_unavailable'
  /** a live Keytill owns this DATA_DIR */
  | 'data_dir_in_use'
  /** this user may not read or write the DATA_DIR */
  | 'data_dir_denied'
  /** the cluster was written by another major version of PostgreSQL */
  | 'data_version_mismatch'
  /** the server or its guard did not start; the message carries the reason */
  | 'embedded_failed'

/** The message says in English what is wrong and what to do about it. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError'
  readonly code: EmbeddedErrorCode

  constructor(code: EmbeddedErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** All paths are absolute. */
export type Place = Readonly<{
  dataDir: string
  /** `DATA_DIR/postgres`, mode 0700: everything below belongs to the launcher */
  home: string
  cluster: string
  /** the 0700 folder of both sockets */
  run: string
  guardSocket: string
  log: string
}>

export const port = 5432

/** What a socket address holds on macOS; Linux allows four bytes more. */
const socketPathMax = 103

/**
 * The place of a DATA_DIR, its folders made when missing.
 * Throws EmbeddedError `data_dir_denied`.
 */
export function placeOf(dataDir: string): Place {
  try {
    return makePlace(resolve(dataDir))
  } catch (error) {
    if (error instanceof EmbeddedError || !(error instanceof Error)) throw error
    throw denied(dataDir, error.message)
  }
}

function makePlace(dataDir: string): Place {
  // Others may pass through, because a server under another uid must; they may not list.
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  mkdirSync(join(dataDir, 'postgres'), { recursive: true, mode: 0o700 })
  const home = realpathSync(join(dataDir, 'postgres'))
  const { uid } = statSync(home)
  const me = process.geteuid?.()
  if (me !== 0 && me !== uid) throw denied(dataDir, `${home} belongs to uid ${uid}`)
  const run = makeRunFolder(home)
  return {
    dataDir,
    home,
    cluster: join(home, 'cluster'),
    run,
    guardSocket: join(run, 'guard.sock'),
    log: join(home, 'postgres.log'),
  }
}

/** Beside the cluster, or, where that path is too long for a socket, in /tmp under a name of its own. */
function makeRunFolder(home: string): string {
  const beside = join(home, 'run')
  const fits = Buffer.byteLength(join(beside, `.s.PGSQL.${port}`)) <= socketPathMax
  const run = fits ? beside : join('/tmp', `keytill-${identityOf(home)}`)
  mkdirSync(run, { recursive: true, mode: 0o700 })
  const found = lstatSync(run)
  const owners = [process.geteuid?.(), statSync(home).uid]
  if (found.isDirectory() && owners.includes(found.uid) && (found.mode & 0o077) === 0) return run
  throw denied(home, `${run}, the folder for its sockets, is not private to us`)
}

/** One name for one folder, by whatever path it is reached. */
export function identityOf(folder: string): string {
  const { dev, ino } = statSync(folder)
  return createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16)
}

function denied(folder: string, reason: string): EmbeddedError {
  return new EmbeddedError(
    'data_dir_denied',
    `cannot use DATA_DIR ${folder}: ${reason}. Run as its owner, or choose another DATA_DIR`,
  )
}
