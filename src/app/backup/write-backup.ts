// Writing a backup while the shop sells: one read-only snapshot of every table into one file that is there whole
// or not at all.

import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { formatShanghai, instantOf } from '../../core/time.ts'
import { onSnapshot } from '../../db/audit.ts'
import {
  findNow,
  listAppliedMigrations,
  listSequences,
  listTables,
  RowTooWide,
  readTables,
  useStableText,
} from '../../db/backup.ts'
import type { Database, Db } from '../../db/connect.ts'
import { findSecretCheck } from '../../db/settings.ts'
import {
  BackupError,
  type BackupHeader,
  backupFormat,
  headerLine,
  rowLines,
  withProof,
} from './backup-file.ts'

export type BackupWritten = Readonly<{
  path: string
  bytes: number
  rows: number
  /** ISO 8601, the moment of the snapshot */
  at: string
}>

/** One file, or one named by its time in a folder; what its name begins with is `keytill` where nothing is said. */
export type BackupPlace = Readonly<{ path: string }> | Readonly<{ folder: string; begin?: string }>

/**
 * Writes everything the database holds. Readable by its owner alone. SECRET_KEY is not in it. Throws a BackupError
 * when the file exists, there is nothing to keep, or a row is too wide for a backup.
 */
export function writeBackup(db: Database, place: BackupPlace): Promise<BackupWritten> {
  return onSnapshot(db, async (tx) => {
    await useStableText(tx)
    const header = await headerOf(tx)
    const path = 'path' in place ? place.path : join(place.folder, nameOf(header, place.begin))
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeWhole(path, withProof(contentOf(tx, header)))
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0)
    return { path, bytes: (await stat(path)).size, rows, at: header.at }
  })
}

async function headerOf(tx: Db): Promise<BackupHeader> {
  const tables = await listTables(tx)
  if (!tables.some(({ name }) => name === 'migration'))
    throw new BackupError('there is no shop in this database yet: nothing to back up')
  const now = await findNow(tx)
  return {
    keytill_backup: backupFormat,
    at: new Date(now ?? 0).toISOString(),
    migrations: await listAppliedMigrations(tx),
    secret_check: (await findSecretCheck(tx)) ?? null,
    sequences: await listSequences(tx),
    tables,
  }
}

/** `keytill-2026-11-21_12-56-18-123.backup.gz`: the moment in Asia/Shanghai, as everywhere a merchant reads one. */
function nameOf({ at }: BackupHeader, begin = 'keytill'): string {
  const [day = '', clock = ''] = formatShanghai(instantOf(Date.parse(at))).split(' ')
  const ms = at.slice(-4, -1)
  return `${begin}-${day}_${clock.replaceAll(':', '-')}-${ms}.backup.gz`
}

async function* contentOf(tx: Db, header: BackupHeader): AsyncGenerator<string> {
  yield headerLine(header)
  try {
    for await (const rows of readTables(tx)) yield rowLines(rows)
  } catch (error) {
    throw error instanceof RowTooWide ? new BackupError(error.message) : error
  }
}

/** In a folder of its own until every byte is on the disk; an existing file is never replaced. */
async function writeWhole(path: string, content: AsyncIterable<string>): Promise<void> {
  await refuseExisting(path)
  const workplace = await mkdtemp(`${path}.`)
  const draft = join(workplace, 'draft')
  try {
    const file = createWriteStream(draft, { mode: 0o600, flush: true })
    await pipeline(content, createGzip(), file)
    await refuseExisting(path)
    await rename(draft, path)
  } finally {
    await rm(workplace, { recursive: true, force: true })
  }
  await syncFolder(dirname(path))
}

async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found) throw new BackupError(`${path} exists already`)
}

/** Without it the name, not the content, could be gone after a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
