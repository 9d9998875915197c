// The database cluster under DATA_DIR and the server over it: made once, started, adopted, stopped.

import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from './embedded-binaries.ts'
import { EmbeddedError, type Place, port } from './embedded-place.ts'
import { runAsTo, spawnAs } from './embedded-user.ts'

export type Server = Readonly<{
  pid: number
  /** settles when the server is gone, whoever stopped it */
  exited: Promise<void>
}>

/** Superuser and database alike. */
export const databaseName = 'keytill'

const readyPollMs = 5
const exitPollMs = 100
const launchTries = 30
/** A killed server's children hold its shared memory for a moment. */
const launchGapMs = 100
const stopMsMax = 20_000
const logBytesMax = 10_000_000

/**
 * Makes the cluster when there is none: built aside, then renamed, so that it is there whole or not at all.
 * Throws EmbeddedError `data_version_mismatch` or `embedded_failed`.
 */
export async function makeCluster(place: Place, binaries: Binaries): Promise<void> {
  for (const name of readdirSync(place.home)) {
    if (name.startsWith('cluster.')) rmSync(join(place.home, name), { recursive: true })
  }
  if (existsSync(place.cluster)) return checkVersion(place, binaries.major)
  const unfinished = `${place.cluster}.unfinished`
  const { runAs, initdb, postgres } = binaries
  const options = `-U ${databaseName} -A trust -E UTF8 --locale=C --data-checksums --no-instructions`
  const made = await runAsTo(runAs, [initdb, '-D', unfinished, ...options.split(' ')])
  if (made.code !== 0) throw failed(place, `initdb: ${lastLine(made.output)}`)
  const create = [postgres, '--single', '-D', unfinished, 'template1']
  const created = await runAsTo(runAs, create, `create database ${databaseName}\n`)
  if (created.code !== 0 || /(ERROR|FATAL|PANIC):/.test(created.output)) {
    throw failed(place, `create database: ${lastLine(created.output)}`)
  }
  renameSync(unfinished, place.cluster)
  syncFolder(place.home)
}

/**
 * The server of this place, ready for connections: the one that runs already, or a new one.
 * Only the holder of the place's lock may call this. A recovery takes as long as it takes.
 * Throws EmbeddedError `embedded_failed`.
 */
export async function launch(place: Place, binaries: Binaries): Promise<Server> {
  for (let tries = 1; ; tries += 1) {
    const logFrom = sizeOf(place.log)
    const server = adopt(place) ?? spawnServer(place, binaries)
    if (await becomesReady(place, server)) return server
    if (tries === launchTries) throw failed(place, lastLine(readFrom(place.log, logFrom)))
    await delay(launchGapMs)
  }
}

/** Clean and fast: open transactions are rolled back, a checkpoint is written. */
export async function stopServer(server: Server): Promise<void> {
  signal(server.pid, 'SIGINT')
  const stopped = server.exited.then(() => true)
  if (await Promise.race([stopped, delay(stopMsMax, false, { ref: false })])) return
  // Without the checkpoint; the next start recovers from the log of transactions.
  signal(server.pid, 'SIGQUIT')
  await server.exited
}

/** A server left behind by a guard that was killed, or undefined after clearing what it left. */
function adopt(place: Place): Server | undefined {
  const pid = Number(readPidFile(place)[0] ?? 0)
  if (isServer(pid, place)) return { pid, exited: untilGone(pid, place) }
  // PostgreSQL believes a stale number that meanwhile belongs to another program of the same user.
  if (pid > 0 && isAlive(pid)) rmSync(join(place.cluster, 'postmaster.pid'))
  for (const name of [`.s.PGSQL.${port}`, `.s.PGSQL.${port}.lock`]) {
    rmSync(join(place.run, name), { force: true })
  }
  return undefined
}

function spawnServer(place: Place, { runAs, postgres }: Binaries): Server {
  if (sizeOf(place.log) > logBytesMax) renameSync(place.log, `${place.log}.1`)
  const log = openSync(place.log, 'a', 0o600)
  const settings = {
    listen_addresses: '',
    port,
    unix_socket_directories: `"${place.run.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    shared_buffers: '32MB',
    max_connections: 60,
    log_checkpoints: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawnAs(runAs, [postgres, '-D', place.cluster, ...options], ['ignore', log, log])
  closeSync(log)
  const exited = new Promise<void>((settle) => {
    child.on('exit', () => settle())
    child.on('error', () => settle())
  })
  return { pid: child.pid ?? 0, exited }
}

/** True once it takes connections, false when it ended before. */
async function becomesReady(place: Place, server: Server): Promise<boolean> {
  let gone = false
  void server.exited.then(() => {
    gone = true
  })
  while (!gone) {
    const lines = readPidFile(place)
    // The eighth line is the state, as pg_ctl reads it (PostgreSQL, miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true
    await delay(readyPollMs)
  }
  return false
}

async function untilGone(pid: number, place: Place): Promise<void> {
  while (isServer(pid, place)) await delay(exitPollMs)
}

/** Whether that number is our server and not a program that got the number later. */
function isServer(pid: number, place: Place): boolean {
  return pid > 0 && isAlive(pid) && commandOf(pid).includes(place.cluster)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The command line, '' for one that has ended and waits for its parent. */
function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself, which is what we wanted.
  }
}

function checkVersion(place: Place, major: number): void {
  const written = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim()
  if (written === `${major}`) return
  throw new EmbeddedError(
    'data_version_mismatch',
    `${place.cluster} was written by PostgreSQL ${written}, this Keytill brings ${major}: back up with the ` +
      'Keytill version that wrote it and restore with this one, or set DATABASE_URL to a PostgreSQL server',
  )
}

function failed(place: Place, reason: string): EmbeddedError {
  return new EmbeddedError(
    'embedded_failed',
    `the embedded PostgreSQL did not start: ${reason || 'no reason given'}. See ${place.log}, ` +
      'or set DATABASE_URL to a PostgreSQL server',
  )
}

function readPidFile(place: Place): readonly string[] {
  try {
    return readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0
}

function readFrom(file: string, from: number): string {
  return existsSync(file) ? readFileSync(file).subarray(from).toString('utf8') : ''
}

/** The line that says why, else the last one. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.findLast((line) => /(error|ERROR|FATAL|PANIC):/.test(line)) ?? lines.at(-1) ?? ''
}

function syncFolder(folder: string): void {
  const file = openSync(folder, 'r')
  fsyncSync(file)
  closeSync(file)
}
