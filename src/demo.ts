// Demo mode's other side: the simulated gateways, mounted in the shop's own server, and the same gateways
// alone for programs that are tested against them.

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { AlipayTexts, Config, WechatTexts } from './config.ts'
import type { MovableClock } from './core/ports.ts'
import type { Log } from './kit/log.ts'
import { systemRandom } from './kit/random.ts'
import { Secret } from './kit/secret.ts'
import { createShelf, type LetterShelf } from './letters/demo.ts'
import {
  createSimulator,
  generateRsaPair,
  type MerchantSettings,
  type RsaPair,
  type Simulator,
  startSimulator,
} from './simulator/index.ts'

const prefix = '/simulator'
const demoAppId = '9021000000000001'
const demoSellerId = '2088000000000001'
const demoMchId = '1900000001'
const demoWechatAppId = 'wx9021000000000001'

export type MountedSimulator = Readonly<{
  /** its pages and interfaces, found only while `isOpen` says so */
  mount(server: FastifyInstance, isOpen: () => boolean): void
  /** what a demonstration would have sent */
  letters: LetterShelf
  /** its own page, where trades are steered */
  url(): string
  /** what a merchant of the simulated gateway would configure */
  alipayTexts(): AlipayTexts & Readonly<{ callUrl: string }>
  wechatTexts(): WechatTexts & Readonly<{ loginCallUrl: string }>
  stop(): Promise<void>
}>

/** Where browsers reach the shop, and where it reaches itself; known once it listens. */
export type Addresses = Readonly<{ publicUrl: () => string; localUrl: () => string }>

/** The simulator under the shop's own address, with accounts whose keys are made once and kept in DATA_DIR. */
export async function mountSimulator(
  config: Config,
  clock: MovableClock,
  { publicUrl, localUrl }: Addresses,
  log: Log,
): Promise<MountedSimulator> {
  const dataDir = join(config.dataDir, 'simulator')
  const pair = await keep(dataDir, 'demo-app-keys.json', generateRsaPair)
  const merchant = await keep(dataDir, 'demo-merchant.json', makeMerchant)
  const url = () => `${publicUrl()}${prefix}`
  const letters = createShelf()
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
    merchants: [merchantOf(merchant, 'public-key')],
    messages: () => letters.list(),
    log,
  })
  return {
    letters,
    mount: (server, isOpen) =>
      void server.register(
        async (scope) => {
          scope.addHook('onRequest', async (_request, reply) => {
            if (!isOpen()) reply.callNotFound()
          })
          await scope.register(simulator.plugin)
        },
        { prefix },
      ),
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
      offersSignIn: config.alipayLogin,
      sellerId: demoSellerId,
    }),
    wechatTexts: () => ({
      ...textsOf(merchant),
      ...platformKeyOf(simulator),
      gateway: `${localUrl()}${prefix}/wechat`,
      loginGateway: `${url()}/wechat`,
      loginCallUrl: `${localUrl()}${prefix}/wechat`,
      sandbox: false,
    }),
    stop: () => simulator.stop(),
  }
}

/** How the simulated WeChat Pay signs what it sends; `v2`: what is printed is an account of API v2. */
export const wechatModes = ['public-key', 'certificates', 'both', 'v2'] as const
export type WechatMode = (typeof wechatModes)[number]

export type SimulatorSettings = Readonly<{
  host: string
  port: number
  appId: string | undefined
  sellerId: string | undefined
  /** undefined: a pair is made, and its private half printed */
  appPublicKey: string | undefined
  signType: 'RSA2' | 'RSA'
  wechatMode: WechatMode
  dataDir: string | undefined
  log: Log
  json: boolean
}>

/** Runs the simulator alone until a signal; prints what a merchant must configure. */
export async function runSimulator(settings: SimulatorSettings): Promise<void> {
  const { host, port, signType, wechatMode, dataDir, log } = settings
  const appId = settings.appId ?? demoAppId
  const sellerId = settings.sellerId ?? demoSellerId
  const pair = settings.appPublicKey === undefined ? await generateRsaPair() : undefined
  const appPublicKey = settings.appPublicKey ?? pair?.publicKeyPem ?? ''
  const merchant = await keep(dataDir, 'demo-merchant.json', makeMerchant)
  const running = await startSimulator({
    host,
    port,
    ...(dataDir === undefined ? {} : { dataDir }),
    apps: [{ appId, sellerId, appPublicKey, signType }],
    merchants: [merchantOf(merchant, wechatMode === 'v2' ? 'public-key' : wechatMode)],
    log,
  })
  const { simulator, url } = running
  const env = {
    ALIPAY_APP_ID: appId,
    ALIPAY_SELLER_ID: sellerId,
    ALIPAY_GATEWAY: `${url}${simulator.gatewayUrl}`,
    ALIPAY_ALIPAY_PUBLIC_KEY: simulator.platformPublicKey,
    ...(pair ? { ALIPAY_PRIVATE_KEY: bareKey(pair.privateKeyPem) } : {}),
    ...wechatEnv(merchant, wechatMode, simulator, `${url}/wechat`),
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

/** What a merchant of the simulated WeChat Pay has: the API certificate's key, and three secrets. */
type DemoMerchant = RsaPair &
  Readonly<{ serialNo: string; apiV3Key: string; mchKey: string; appSecret: string }>

async function makeMerchant(): Promise<DemoMerchant> {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex')
  return {
    ...(await generateRsaPair()),
    serialNo: hex(20).toUpperCase(),
    apiV3Key: hex(16),
    mchKey: hex(16),
    appSecret: hex(16),
  }
}

function merchantOf(merchant: DemoMerchant, mode: MerchantSettings['mode']): MerchantSettings {
  const { publicKeyPem, serialNo, apiV3Key, mchKey, appSecret } = merchant
  return {
    mchId: demoMchId,
    appId: demoWechatAppId,
    appSecret,
    merchantPublicKey: publicKeyPem,
    serialNo,
    apiV3Key,
    mchKey,
    mode,
  }
}

function textsOf({ privateKeyPem, serialNo, apiV3Key, appSecret }: DemoMerchant) {
  return {
    appId: demoWechatAppId,
    appSecret: new Secret(appSecret),
    mchId: demoMchId,
    apiV3Key: new Secret(apiV3Key),
    privateKey: new Secret(privateKeyPem),
    serialNo,
  }
}

function platformKeyOf({ wechat }: Simulator) {
  return wechat ? { publicKeyId: wechat.publicKeyId, publicKey: wechat.publicKeyPem } : {}
}

function wechatEnv(
  merchant: DemoMerchant,
  mode: WechatMode,
  simulator: Simulator,
  gateway: string,
): Readonly<Record<string, string>> {
  const account = {
    WECHAT_APP_ID: demoWechatAppId,
    WECHAT_MCH_ID: demoMchId,
    WECHAT_GATEWAY: gateway,
  }
  if (mode === 'v2') return { ...account, WECHAT_MCH_KEY: merchant.mchKey }
  const { publicKeyId = '', publicKey = '' } = platformKeyOf(simulator)
  const platform = { WECHAT_PUBLIC_KEY_ID: publicKeyId, WECHAT_PUBLIC_KEY: bareKey(publicKey) }
  return {
    ...account,
    WECHAT_APP_SECRET: merchant.appSecret,
    WECHAT_LOGIN_GATEWAY: gateway,
    WECHAT_API_V3_KEY: merchant.apiV3Key,
    WECHAT_SERIAL_NO: merchant.serialNo,
    WECHAT_PRIVATE_KEY: bareKey(merchant.privateKeyPem),
    ...(mode === 'certificates' ? {} : platform),
  }
}

/** Made once and kept; a payment begun before a restart is still signed by the same keys after it. */
async function keep<T>(
  folder: string | undefined,
  name: string,
  make: () => Promise<T>,
): Promise<T> {
  if (folder === undefined) return make()
  const file = join(folder, name)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as T
  const made = await make()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, JSON.stringify(made), { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, file)
  return made
}
