// The backups that lie in the installation's own folder: which there are, and the one the shop writes every day,
// after which those that are too many go.

import { mkdir, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { billDayOf } from '../../core/bill.ts'
import { dayMs, type Instant, instantOf } from '../../core/time.ts'
import type { Database } from '../../db/connect.ts'
import { BackupError, peekBackup } from './backup-file.ts'
import { type BackupWritten, writeBackup } from './write-backup.ts'

/** Where backups are written when nobody says otherwise. */
export function backupFolderOf(dataDir: string): string {
  return join(dataDir, 'backups')
}

/** What the shop writes by itself begins so, and nothing else is ever deleted. */
const begin = 'daily'
const ownName = /^daily-(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-(\d\d)-(\d{3})\.backup\.gz$/
/** By earlier versions, in UTC. */
const formerName = /^daily-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z\.backup\.gz$/
/** What a kill left of one that was being written. */
const unfinished = /^daily-.*\.backup\.gz\.[^.]+$/
/** A week to notice a mistake of yesterday, and a month for one that shows with the month's accounts. */
const daysKept = 7
const weeksKept = 4
/** The database may lie on the same disk, and stops where it is full: so much is left to it. */
const roomMin = 256 * 1024 * 1024

/**
 * Writes today's backup into `folder` and deletes those of its kind that are neither the last of the newest 7 days
 * nor the last of the newest 4 weeks, by the calendar of Shanghai. Throws a BackupError where there is no room.
 * One at a time: whoever calls this holds the job.
 */
export async function backUpDaily(
  db: Database,
  folder: string,
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<BackupWritten> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of (await namesIn(folder)).filter((each) => unfinished.test(each)))
    await rm(join(folder, name), { recursive: true, force: true })
  const free = await freeBytes(folder)
  if (free < roomMin)
    throw new BackupError(
      `${folder} has ${free} bytes left, too few for a backup beside a database`,
    )
  const written = await writeBackup(db, { folder, begin })
  for (const name of listOutdated(await namesIn(folder))) await rm(join(folder, name))
  return written
}

/** Of these names those that the rule above lets go. */
export function listOutdated(names: readonly string[]): readonly string[] {
  const own = names
    .filter((name) => ownName.test(name) || formerName.test(name))
    .sort((one, other) => momentOf(one) - momentOf(other))
  const days = new Set<string>()
  const weeks = new Set<number>()
  return own.reverse().filter((name) => {
    const day = billDayOf(momentOf(name))
    // Weeks begin on Monday, and the first day of 1970 was a Thursday.
    const week = Math.floor((Date.parse(day) / dayMs + 3) / 7)
    const isLastOfDay = !days.has(day) && days.size < daysKept
    const isLastOfWeek = !weeks.has(week) && weeks.size < weeksKept
    days.add(day)
    weeks.add(week)
    return !isLastOfDay && !isLastOfWeek
  })
}

function momentOf(name: string): Instant {
  const written = name
    .replace(ownName, '$1T$2:$3:$4.$5+08:00')
    .replace(formerName, '$1T$2:$3:$4.$5Z')
  return instantOf(Date.parse(written))
}

/** The moment of the newest backup in `folder`, whatever its name, that this program could restore. */
export async function findNewestBackup(folder: string): Promise<Instant | undefined> {
  const moments: number[] = []
  for (const name of await namesIn(folder)) {
    const header = await peekBackup(join(folder, name))
    if (header) moments.push(Date.parse(header.at))
  }
  return moments.length === 0 ? undefined : instantOf(Math.max(...moments))
}

/** Empty where there is no such folder yet. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}

/** What the disk under an existing folder has left for this program. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
