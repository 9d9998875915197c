// The simulated Alipay: gateway, cashier, notices and control, put together as one Fastify plugin for the
// demo or as a server of its own.

import { join } from 'node:path'
import Fastify, { type FastifyPluginAsync, type FastifyRequest } from 'fastify'
import type { MovableClock, Random } from '../core/ports.ts'
import { type Instant, instantOf, later } from '../core/time.ts'
import type { Log } from '../kit/log.ts'
import { systemRandom } from '../kit/random.ts'
import { type AppCertificates, type AppSettings, registerApps } from './apps.ts'
import { type BookEntry, createBooks, earliest } from './books.ts'
import { addControl, answerControlError } from './control.ts'
import { createFaults } from './faults.ts'
import { createGatewayApi } from './gateway-api.ts'
import { addGateway } from './gateway-routes.ts'
import { openJournal } from './journal.ts'
import { openKeyring } from './keyring.ts'
import { createNotices, type NoticeEntry } from './notices.ts'
import { addPages, pathOf } from './pages.ts'

export type { AppCertificates, AppSettings } from './apps.ts'
export { generateRsaPair, type RsaPair } from './sign.ts'

export interface SimulatorOptions {
  readonly clock: MovableClock
  readonly random: Random
  /** Absolute address of the mount; asked only after listening. */
  readonly publicUrl: () => string
  /** Keys and the journal of trades live here; without it both are forgotten with the process. */
  readonly dataDir?: string
  readonly apps: readonly AppSettings[]
  readonly log: Pick<Log, 'error'>
}

export interface Simulator {
  /** Register under any prefix; brings its own body parsing and error answers. */
  readonly plugin: FastifyPluginAsync
  /** Path of the gateway below the mount. */
  readonly gatewayUrl: '/gateway.do'
  /** SPKI PEM: what the open platform's console calls the Alipay public key. */
  readonly platformPublicKeyPem: string
  /** The same, as the console shows it: one line of base64. */
  readonly platformPublicKey: string
  /** The files of an app in certificate mode; undefined for an app in key mode. */
  certificates(appId: string): AppCertificates | undefined
  /** Moves the clock forward by `ms`, stopping at every notice and expiry on the way, oldest first. */
  advance(ms: number): Promise<void>
  /** Releases hanging calls, breaks off deliveries, closes the journal. */
  stop(): Promise<void>
}

type Entry = BookEntry | NoticeEntry

const tickMs = 200

/** Throws when a key, a certificate or the journal cannot be read. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, random, publicUrl, dataDir, log } = options
  const keyring = await openKeyring(dataDir)
  const apps = await registerApps(options.apps, keyring, dataDir)
  const faults = createFaults()
  const journal = openJournal<Entry>(dataDir && join(dataDir, 'alipay-trades.jsonl'))
  const record = (entry: Entry) => journal.append(entry)
  const onError = (error: unknown) => log.error('simulator_due_failed', { error: String(error) })
  const notices = createNotices({ clock, random, apps, keyring, faults, record, onError })
  const books = createBooks({
    clock,
    random,
    record,
    onEvent: (event, trade) => notices.onEvent(event, trade),
  })
  for (const entry of journal.earlier) {
    if (isNoticeEntry(entry)) notices.replay(entry)
    else books.replay(entry)
  }

  const tick = () => {
    try {
      books.lapseDue()
      notices.startDue()
    } catch (error) {
      onError(error)
    }
  }
  const runDue = async (): Promise<void> => {
    books.lapseDue()
    await notices.deliverDue()
  }
  const ticker = setInterval(tick, tickMs).unref()
  const advance = inTurn((ms: number) =>
    advanceInSteps(ms, clock, runDue, () => earliest([notices.nextDue(), books.nextLapse()])),
  )
  const reset = async (): Promise<void> => {
    await notices.clear()
    books.clear()
    faults.clear()
    journal.clear()
  }

  const waitingRoom = createWaitingRoom()
  const baseUrl = () => publicUrl().replace(/\/$/, '')
  const basePath = () => new URL(publicUrl()).pathname.replace(/\/$/, '')
  const around = { apps, books, clock, faults, keyring, notices, basePath, advance, reset }
  const qrAddress = (offer: Parameters<typeof pathOf>[0]) => baseUrl() + pathOf(offer)
  const api = createGatewayApi({ books, clock, qrAddress })
  let isStopped = false

  return {
    plugin: async (server) => {
      server.removeAllContentTypeParsers()
      server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      )
      server.setErrorHandler(answerControlError)
      server.addHook('preClose', async () => waitingRoom.close())
      addGateway(server, { ...around, api, hang: waitingRoom.hang })
      addPages(server, around)
      addControl(server, around)
    },
    gatewayUrl: '/gateway.do',
    platformPublicKeyPem: keyring.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    platformPublicKey: keyring.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    certificates: (appId) => apps.get(appId)?.certificates?.files,
    advance,
    stop: async () => {
      if (isStopped) return
      isStopped = true
      clearInterval(ticker)
      waitingRoom.close()
      await notices.stop()
      journal.close()
    },
  }
}

export interface StandaloneOptions
  extends Omit<SimulatorOptions, 'clock' | 'random' | 'publicUrl'> {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
}

/** The simulator as a server of its own, with a clock that only it reads. Throws when the port is taken. */
export async function startSimulator(
  options: StandaloneOptions,
): Promise<{ readonly simulator: Simulator; readonly url: string; stop(): Promise<void> }> {
  const { host, port, ...rest } = options
  const server = Fastify({ logger: false })
  let url = ''
  const simulator = await createSimulator({
    ...rest,
    clock: createShiftedClock(),
    random: systemRandom,
    publicUrl: () => url,
  })
  await server.register(simulator.plugin)
  url = await server.listen({ host, port })
  const stop = async (): Promise<void> => {
    await server.close()
    await simulator.stop()
  }
  return { simulator, url, stop }
}

function createShiftedClock(): MovableClock {
  let shift = 0
  return {
    now: () => instantOf(Date.now() + shift),
    advance: async (ms) => {
      shift += ms
    },
  }
}

async function advanceInSteps(
  ms: number,
  clock: MovableClock,
  runDue: () => Promise<void>,
  nextDue: () => Instant | undefined,
): Promise<void> {
  const target = later(clock.now(), ms)
  const moveTo = async (at: Instant) => {
    if (at > clock.now()) await clock.advance(at - clock.now())
    await runDue()
  }
  await runDue()
  let last: Instant | undefined
  for (let next = nextDue(); next !== undefined && next <= target; next = nextDue()) {
    // Due again at the same moment: it cannot be done (the simulator is stopping), and others must not wait.
    if (next === last) break
    await moveTo(next)
    last = next
  }
  await moveTo(target)
}

/** Calls made while one is running wait for it, in order. */
function inTurn(work: (ms: number) => Promise<void>): (ms: number) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (ms) => {
    const turn = last.then(() => work(ms))
    last = turn.catch(() => {})
    return turn
  }
}

/** Where hanging calls wait until their caller gives up or the room closes. */
function createWaitingRoom() {
  const waiting = new Set<() => void>()
  let isClosed = false
  return {
    hang: async ({ raw: { socket } }: FastifyRequest): Promise<void> => {
      if (!isClosed) {
        await new Promise<void>((resolve) => {
          const letGo = () => {
            waiting.delete(letGo)
            resolve()
          }
          waiting.add(letGo)
          socket.once('close', letGo)
        })
      }
      socket.destroy()
    },
    close: (): void => {
      isClosed = true
      for (const letGo of waiting) letGo()
    },
  }
}

function isNoticeEntry(entry: Entry): entry is NoticeEntry {
  return (
    entry.type === 'notice_made' || entry.type === 'notice_tried' || entry.type === 'notice_due'
  )
}
