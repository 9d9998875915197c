// The guard: a program of its own that runs the embedded server of one DATA_DIR for as long as somebody
// holds a lease, and a little longer, so that a Keytill that was killed finds its server again.
// Usage: node postgres-guard.js DATA_DIR

import { rmSync } from 'node:fs'
import { createConnection, createServer, type Server as Listener, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { findBinaries } from './embedded-binaries.ts'
import {
  type LeaseReply,
  type LeaseRequest,
  lockTakenExit,
  onLine,
  releaseLine,
} from './embedded-lease.ts'
import { EmbeddedError, identityOf, type Place, placeOf } from './embedded-place.ts'
import { launch, makeCluster, type Server, stopServer } from './embedded-server.ts'

const firstLeaseMsMax = 10_000
/** What died sooner than this may die again at once, and is not started over and over. */
const soundMs = 5_000
const relaunchGapMs = 500

const place = placeOf(process.argv[2] ?? '')
const leases = new Map<Socket, LeaseRequest>()
let server: Promise<Server> | undefined
let stopping = false
let graceMs = firstLeaseMsMax
let graceTimer: NodeJS.Timeout | undefined

await lock(place)
const door = await openDoor(place)
waitForLease()
// A service manager signals every program of the service: whoever holds a lease says when to stop.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (leases.size === 0) void stop()
  })
}

function welcome(socket: Socket): void {
  socket.on('error', () => {})
  // 'end' comes a turn before 'close': a new start right after a kill must not meet the dead owner.
  socket.on('end', () => leave(socket))
  socket.on('close', () => leave(socket))
  onLine(socket, (line) => {
    if (line === releaseLine) return release(socket)
    void lend(socket, JSON.parse(line) as LeaseRequest)
  })
}

async function lend(socket: Socket, request: LeaseRequest): Promise<void> {
  const owner = [...leases.values()].find((lease) => lease.kind === 'owner')
  if (owner !== undefined && request.kind === 'owner') return reply(socket, inUse(owner.pid))
  leases.set(socket, request)
  graceMs = request.graceMs
  clearTimeout(graceTimer)
  const wasRunning = server !== undefined
  server ??= start()
  const answer = await server.then(
    ({ pid }): LeaseReply => ({ granted: true, serverPid: pid, wasRunning }),
    refusal,
  )
  reply(socket, answer)
  if (!answer.granted) void stop()
}

/** The program is done: an owner takes the server with it, a visitor only when it is the last. */
function release(socket: Socket): void {
  const lease = leases.get(socket)
  leases.delete(socket)
  if (lease?.kind === 'owner' || leases.size === 0) void stop()
  else socket.end()
}

/** The program is gone without a word. */
function leave(socket: Socket): void {
  if (leases.delete(socket) && leases.size === 0) waitForLease()
}

function waitForLease(): void {
  graceTimer = setTimeout(() => void stop(), graceMs)
}

async function start(): Promise<Server> {
  const binaries = await findBinaries(place)
  await makeCluster(place, binaries)
  const run = async (): Promise<Server> => {
    const launched = await launch(place, binaries)
    const readyAt = performance.now()
    void launched.exited.then(() => relaunch(performance.now() - readyAt))
    return launched
  }
  // A server that died under us (out of memory, a kill) comes back, for as long as it can be started.
  const relaunch = (livedMs: number) => {
    if (stopping) return
    console.error(`${new Date().toISOString()} guard: the server ended unexpectedly, starting it`)
    server = delay(livedMs < soundMs ? relaunchGapMs : 0).then(run)
    server.catch(stop)
  }
  return run()
}

/** The end: nobody new comes in, the server stops, and the connections close with this program. */
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  clearTimeout(graceTimer)
  door.close()
  const running = await server?.catch(() => undefined)
  if (running !== undefined) await stopServer(running)
  process.exit(0)
}

/**
 * One guard for one DATA_DIR: an abstract socket, which the system frees with the program that bound it.
 * Elsewhere than on Linux the door alone decides, and two starts within milliseconds after a guard was
 * killed may both pass; PostgreSQL's own lock file still keeps a second server out.
 */
async function lock({ home }: Place): Promise<void> {
  if (process.platform !== 'linux') return
  const free = await listen(
    createServer((stranger) => stranger.destroy()),
    `\0keytill-${identityOf(home)}`,
  )
  if (!free) process.exit(lockTakenExit)
}

async function openDoor({ guardSocket }: Place): Promise<Listener> {
  const listener = createServer(welcome)
  if (await listen(listener, guardSocket)) return listener
  // A living guard's (in another container, say, where our lock does not reach), or a killed one's.
  if (await answers(guardSocket)) process.exit(lockTakenExit)
  rmSync(guardSocket)
  if (!(await listen(listener, guardSocket))) process.exit(lockTakenExit)
  return listener
}

function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = createConnection(path, () => {
      socket.destroy()
      settle(true)
    })
    socket.on('error', () => settle(false))
  })
}

/** False when the name is taken. */
function listen(listener: Listener, path: string): Promise<boolean> {
  return new Promise((settle, fail) => {
    listener.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') settle(false)
      else fail(error)
    })
    listener.listen(path, () => settle(true))
  })
}

function reply(socket: Socket, answer: LeaseReply): void {
  socket.write(`${JSON.stringify(answer)}\n`)
}

function inUse(pid: number): LeaseReply {
  const message =
    `DATA_DIR ${place.dataDir} is in use by the Keytill with process id ${pid}: ` +
    'stop that one first, or choose another DATA_DIR'
  return { granted: false, code: 'data_dir_in_use', message }
}

function refusal(error: unknown): LeaseReply {
  if (error instanceof EmbeddedError) {
    return { granted: false, code: error.code, message: error.message }
  }
  console.error(error)
  return {
    granted: false,
    code: 'embedded_failed',
    message: `the embedded PostgreSQL: ${String(error)}`,
  }
}
