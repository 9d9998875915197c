// The simulated gateways: Alipay and WeChat Pay, their control API and console, put together as one Fastify
// plugin for the demo or as a server of its own.

import Fastify, { type FastifyPluginAsync, type FastifyRequest } from 'fastify'
import type { Clock, MovableClock, Random } from '../core/ports.ts'
import { type Instant, instantOf, later } from '../core/time.ts'
import type { Log } from '../kit/log.ts'
import { systemRandom } from '../kit/random.ts'
import { type AppCertificates, type AppSettings, createAlipay } from './alipay/index.ts'
import { addControl, answerControlError } from './control.ts'
import { createFaults } from './faults.ts'
import { addMessages, type SimulatedMessage } from './message-page.ts'
import { earliest } from './moments.ts'
import type { Side } from './side.ts'
import { styleSheet } from './style.ts'
import { createWechat, type MerchantSettings, type Wechat } from './wechat/index.ts'

export type { AppCertificates, AppSettings } from './alipay/index.ts'
export { generateRsaPair, type RsaPair } from './keyring.ts'
export type { MerchantSettings } from './wechat/index.ts'

export interface SimulatorOptions {
  readonly clock: MovableClock
  /**
   * What WeChat Pay's callers take for the time: their requests are checked and its words to them stamped
   * by it. By default `clock`; another one only where callers do not share that.
   */
  readonly wireClock?: Clock
  readonly random: Random
  /** Absolute address of the mount; asked only after listening. */
  readonly publicUrl: () => string
  /** Keys and the journals of trades live here; without it both are forgotten with the process. */
  readonly dataDir?: string
  readonly apps: readonly AppSettings[]
  /** Without merchants there is no WeChat Pay. */
  readonly merchants?: readonly MerchantSettings[]
  /** What the shop around it would have sent to buyers; without it there is no page of them. */
  readonly messages?: () => readonly SimulatedMessage[]
  readonly log: Pick<Log, 'error'>
}

export interface Simulator {
  /** Register under any prefix; brings its own body parsing and error answers. */
  readonly plugin: FastifyPluginAsync
  /** Path of Alipay's gateway below the mount. */
  readonly gatewayUrl: '/gateway.do'
  /** SPKI PEM: what the open platform's console calls the Alipay public key. */
  readonly platformPublicKeyPem: string
  /** The same, as the console shows it: one line of base64. */
  readonly platformPublicKey: string
  /** The files of an app in certificate mode; undefined for an app in key mode. */
  certificates(appId: string): AppCertificates | undefined
  /** WeChat Pay's side; undefined where no merchant is registered. */
  readonly wechat: Wechat | undefined
  /** Moves the clock forward by `ms`, stopping at every notice and expiry on the way, oldest first. */
  advance(ms: number): Promise<void>
  /** Releases hanging calls, breaks off deliveries, closes the journals. */
  stop(): Promise<void>
}

const tickMs = 200

/** Throws when a key, a certificate or a journal cannot be read. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, random, publicUrl, dataDir, log, messages, merchants = [] } = options
  const faults = createFaults()
  const waitingRoom = createWaitingRoom()
  const baseUrl = () => publicUrl().replace(/\/$/, '')
  const basePath = () => new URL(publicUrl()).pathname.replace(/\/$/, '')
  const onError = (error: unknown) => log.error('simulator_due_failed', { error: String(error) })
  const { hang } = waitingRoom
  const around = { clock, random, faults, dataDir, baseUrl, basePath, hang, onError }

  const alipay = await createAlipay({ ...around, apps: options.apps })
  const wechat =
    merchants.length > 0
      ? await createWechat({ ...around, wireClock: options.wireClock ?? clock, merchants })
      : undefined
  const sides: [Side, ...Side[]] = wechat ? [alipay.side, wechat.side] : [alipay.side]

  const runDue = async (): Promise<void> => {
    await Promise.all(sides.map((side) => side.runDue()))
  }
  const stopTicking = startTicking(sides, onError)
  const advance = inTurn((ms: number) =>
    advanceInSteps(ms, clock, runDue, () => earliest(sides.map((side) => side.nextDue()))),
  )
  const reset = async (): Promise<void> => {
    for (const side of sides) await side.clear()
    faults.clear()
  }
  let isStopped = false

  return {
    plugin: async (server) => {
      server.removeAllContentTypeParsers()
      server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      )
      server.setErrorHandler(answerControlError)
      server.addHook('preClose', async () => waitingRoom.close())
      server.get('/style.css', (_request, reply) =>
        reply
          .header('cache-control', 'max-age=3600')
          .type('text/css;charset=utf-8')
          .send(styleSheet),
      )
      for (const side of sides) side.addTo(server)
      if (messages) addMessages(server, basePath, messages)
      addControl(server, {
        sides,
        faults,
        clock,
        basePath,
        advance,
        reset,
        hasMessages: messages !== undefined,
        rotateCertificate: wechat && ((rotation) => wechat.rotateCertificate(rotation)),
      })
    },
    gatewayUrl: '/gateway.do',
    platformPublicKeyPem: alipay.publicKeyPem,
    platformPublicKey: alipay.publicKey,
    certificates: (appId) => alipay.certificates(appId),
    wechat,
    advance,
    stop: async () => {
      if (isStopped) return
      isStopped = true
      stopTicking()
      waitingRoom.close()
      for (const side of sides) await side.stop()
    },
  }
}

/** Lets real time do its part. Gives back how to end it. */
function startTicking(sides: readonly Side[], onError: (error: unknown) => void): () => void {
  const tick = () => {
    for (const side of sides) {
      try {
        side.startDue()
      } catch (error) {
        onError(error)
      }
    }
  }
  const ticker = setInterval(tick, tickMs).unref()
  return () => clearInterval(ticker)
}

export interface StandaloneOptions
  extends Omit<SimulatorOptions, 'clock' | 'wireClock' | 'random' | 'publicUrl'> {
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
    wireClock: { now: () => instantOf(Date.now()) },
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
