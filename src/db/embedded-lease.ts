// The programs' side of the guard's socket. An open connection is the lease on the embedded server: the
// system closes it with the program that held it, however that ends.

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createConnection, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { EmbeddedError, type EmbeddedErrorCode, type Place } from './embedded-place.ts'

/** One line of JSON to the guard, the first on a connection. */
export type LeaseRequest = Readonly<{
  /** one owner at a time; any number of visitors beside it */
  kind: 'owner' | 'visitor'
  pid: number
  /** how long the server outlives the last lease when that is lost without `releaseLine` */
  graceMs: number
}>

/** The guard's answer. It may take as long as a recovery. */
export type LeaseReply =
  | Readonly<{ granted: true; serverPid: number; wasRunning: boolean }>
  | Readonly<{ granted: false; code: EmbeddedErrorCode; message: string }>

/** The second line of a connection: done with the server. The guard closes the connection when that is so. */
export const releaseLine = 'release'

/** The guard's exit code when another guard has the place. */
export const lockTakenExit = 3

export type Lease = Readonly<{
  serverPid: number
  wasRunning: boolean
  closed: Promise<void>
  /** Gives it back; an owner's or the last one's ends server and guard before this settles. */
  release(): Promise<void>
}>

const retryMs = 20
/** For a guard that starts, or one that is just stopping its server. */
const guardMsMax = 30_000

/**
 * Takes a lease from the guard of this place, which is started when there is none.
 * Throws EmbeddedError: `data_dir_in_use` when `owner` is taken, or why the server does not start.
 */
export async function takeLease(place: Place, request: LeaseRequest): Promise<Lease> {
  const deadline = Date.now() + guardMsMax
  let guard: ChildProcess | undefined
  while (Date.now() < deadline) {
    const lease = await ask(place, request)
    if (lease !== undefined) return lease
    if (guard === undefined || guard.signalCode !== null || guard.exitCode === lockTakenExit) {
      guard = spawnGuard(place)
    } else if (guard.exitCode !== null) {
      const message = `the guard of the embedded PostgreSQL ended with code ${guard.exitCode}, see ${place.log}`
      throw new EmbeddedError('embedded_failed', message)
    }
    await delay(retryMs)
  }
  throw new EmbeddedError(
    'data_dir_in_use',
    `DATA_DIR ${place.dataDir} is held by another Keytill that does not answer at ${place.guardSocket}: ` +
      'stop it first, or choose another DATA_DIR',
  )
}

/** Undefined when no guard answers: there is none, or it is on its way out. */
async function ask(place: Place, request: LeaseRequest): Promise<Lease | undefined> {
  const socket = createConnection(place.guardSocket)
  const closed = new Promise<void>((settle) => {
    socket.on('close', () => settle())
  })
  socket.on('error', () => {})
  socket.write(`${JSON.stringify(request)}\n`)
  const firstLine = new Promise<string>((settle) => {
    onLine(socket, settle)
  })
  const line = await Promise.race([firstLine, closed])
  if (line === undefined) return undefined
  // The socket lies in a folder that only our own programs reach.
  const reply = JSON.parse(line) as LeaseReply
  if (!reply.granted) {
    socket.destroy()
    throw new EmbeddedError(reply.code, reply.message)
  }
  const { serverPid, wasRunning } = reply
  // A lease alone must not keep a program from ending.
  socket.unref()
  return { serverPid, wasRunning, closed, release: () => release(socket, closed) }
}

/** Calls back for each whole line that arrives. */
export function onLine(socket: Socket, take: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
}

async function release(socket: Socket, closed: Promise<void>): Promise<void> {
  socket.ref()
  if (socket.writable) socket.write(`${releaseLine}\n`)
  await closed
}

/** In a session of its own, with no stream of ours: neither Ctrl-C nor a closed terminal reaches it. */
function spawnGuard(place: Place): ChildProcess {
  const log = openSync(place.log, 'a', 0o600)
  const { PATH } = process.env
  const guard = spawn(process.execPath, [...guardProgram(), place.dataDir], {
    cwd: '/',
    detached: true,
    env: { PATH },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  guard.on('error', () => {})
  guard.unref()
  return guard
}

/** Bundled, it lies beside us; in a checkout it is TypeScript, which tsx runs. */
function guardProgram(): readonly string[] {
  const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  if (import.meta.url.endsWith('.js')) return [beside('./postgres-guard.js')]
  const tsx = createRequire(import.meta.url).resolve('tsx')
  return ['--import', pathToFileURL(tsx).href, beside('./postgres-guard.ts')]
}
