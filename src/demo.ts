// Demo mode's other side: the simulated gateway, mounted in the shop's own server, and the same gateway
// alone for programs that are tested against it.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { AlipayTexts, Config, WechatTexts } from './config.ts'
import type { MovableClock } from './core/ports.ts'
import type { Log } from './kit/log.ts'
import { systemRandom } from './kit/random.ts'
import { Secret } from './kit/secret.ts'
import {
  createSimulator,
  generateRsaPair,
  type RsaPair,
  startSimulator,
} from './simulator/index.ts'

const prefix = '/simulator'
const demoAppId = '9021000000000001'
const demoSellerId = '2088000000000001'

export type MountedSimulator = Readonly<{
  mount(server: FastifyInstance): void
  /** its own page, where trades are steered */
  url(): string
  /** what a merchant of the simulated gateway would configure */
  alipayTexts(): AlipayTexts & Readonly<{ callUrl: string }>
  wechatTexts(): WechatTexts | undefined
  stop(): Promise<void>
}>

/** Where browsers reach the shop, and where it reaches itself; known once it listens. */
export type Addresses = Readonly<{ publicUrl: () => string; localUrl: () => string }>

/** The simulator under the shop's own address, with an app whose keys are made once and kept in DATA_DIR. */
export async function mountSimulator(
  config: Config,
  clock: MovableClock,
  { publicUrl, localUrl }: Addresses,
  log: Log,
): Promise<MountedSimulator> {
  const dataDir = join(config.dataDir, 'simulator')
  const pair = await keepPair(dataDir)
  const url = () => `${publicUrl()}${prefix}`
  const simulator = await createSimulator({
    clock,
    random: systemRandom,
    publicUrl: url,
    dataDir,
    apps: [
      {
        appId: demoAppId,
        sellerId: demoSellerId,
        appPublicKey: pair.publicKeyPem,
        signType: 'RSA2',
      },
    ],
    log,
  })
  return {
    mount: (server) => void server.register(simulator.plugin, { prefix }),
    url: () => `${url()}/`,
    alipayTexts: () => ({
      appId: demoAppId,
      privateKey: new Secret(pair.privateKeyPem),
      alipayPublicKey: simulator.platformPublicKey,
      signType: 'RSA2',
      gateway: `${url()}${simulator.gatewayUrl}`,
      // From here the outside address may lead nowhere, or round through a proxy.
      callUrl: `${localUrl()}${prefix}${simulator.gatewayUrl}`,
      sandbox: false,
      sellerId: demoSellerId,
    }),
    wechatTexts: () => undefined,
    stop: () => simulator.stop(),
  }
}

export type SimulatorSettings = Readonly<{
  host: string
  port: number
  appId: string | undefined
  sellerId: string | undefined
  /** undefined: a pair is made, and its private half printed */
  appPublicKey: string | undefined
  signType: 'RSA2' | 'RSA'
  dataDir: string | undefined
  log: Log
  json: boolean
}>

/** Runs the simulator alone until a signal; prints what a merchant must configure. */
export async function runSimulator(settings: SimulatorSettings): Promise<void> {
  const { host, port, signType, dataDir, log } = settings
  const appId = settings.appId ?? demoAppId
  const sellerId = settings.sellerId ?? demoSellerId
  const pair = settings.appPublicKey === undefined ? await generateRsaPair() : undefined
  const appPublicKey = settings.appPublicKey ?? pair?.publicKeyPem ?? ''
  const running = await startSimulator({
    host,
    port,
    ...(dataDir === undefined ? {} : { dataDir }),
    apps: [{ appId, sellerId, appPublicKey, signType }],
    log,
  })
  const { simulator, url } = running
  const env = {
    ALIPAY_APP_ID: appId,
    ALIPAY_SELLER_ID: sellerId,
    ALIPAY_GATEWAY: `${url}${simulator.gatewayUrl}`,
    ALIPAY_ALIPAY_PUBLIC_KEY: simulator.platformPublicKey,
    ...(pair ? { ALIPAY_PRIVATE_KEY: bareKey(pair.privateKeyPem) } : {}),
  }
  const text = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  process.stdout.write(
    settings.json
      ? `${JSON.stringify({ ok: true, url, env })}\n`
      : `# ${url}/\n${text.join('\n')}\n`,
  )
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  await running.stop()
}

function bareKey(pem: string): string {
  return pem.replace(/-----[^-]+-----/g, '').replace(/\s/g, '')
}

/** The demo app's keys, made once; a payment begun before a restart is still signed by them after it. */
async function keepPair(folder: string): Promise<RsaPair> {
  const file = join(folder, 'demo-app-keys.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as RsaPair
  const pair = await generateRsaPair()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, JSON.stringify(pair), { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, file)
  return pair
}
