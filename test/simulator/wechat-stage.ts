// A stage for the tests of the simulated WeChat Pay: the simulator on a real port, an independent client in
// front of it, a merchant's server behind its notices, and one clock for them all.

import { createSign, createVerify, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { AlipaySdk } from 'alipay-sdk'
import Fastify from 'fastify'
import { vi } from 'vitest'
import { Aes, Wechatpay } from 'wechatpay-axios-plugin'
import { type Instant, secondMs } from '../../src/core/time.ts'
import { assert } from '../../src/kit/assert.ts'
import { systemRandom } from '../../src/kit/random.ts'
import { createSimulator, type MerchantSettings } from '../../src/simulator/index.ts'
import { rsaPair } from '../support/rsa-pair.ts'
import { folderWithKeys } from './key-folder.ts'
import { type Answer, openReceiver } from './receiver.ts'
import { createStillClock } from './still-clock.ts'

export const mchId = '1900000001'
export const wechatAppId = 'wx0000000000000001'
export const alipayAppId = '9021000000000001'
export const serialNo = '4A1B2C3D4E5F60718293A4B5C6D7E8F901234567'
export const apiV3Key = 'Keytill0Simulator0ApiV3Key012345'
export const mchKey = 'Keytill0Simulator0ApiV2Key012345'

export type Json = Record<string, unknown>

const pair = rsaPair()

export interface Told {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: Instant
  /** The envelope, without a look at its signature. */
  readonly json: Json & { readonly resource: Json }
}

export interface Raw {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

export type WechatStage = Awaited<ReturnType<typeof openWechatStage>>

/** Everything under way, at 2026-03-01 12:00:00 in Shanghai, for the client's `Date` too. */
export async function openWechatStage(merchant: Partial<MerchantSettings> = {}, dataDir?: string) {
  vi.useFakeTimers({ toFake: ['Date'] })
  const clock = createStillClock((now) => vi.setSystemTime(now))
  const told: Told[] = []
  const receiver = {
    told,
    answer: (): Answer | undefined => ({ status: 204, body: '' }),
  }
  const notified = await openReceiver(clock, (received) => {
    told.push({ ...received, json: JSON.parse(received.body) as Told['json'] })
    return receiver.answer()
  })
  const server = Fastify()
  const folder = dataDir ?? folderWithKeys()
  let base = ''
  const simulator = await createSimulator({
    clock,
    random: systemRandom,
    publicUrl: () => base,
    dataDir: folder,
    apps: [
      {
        appId: alipayAppId,
        sellerId: '2088000000000001',
        appPublicKey: pair.publicPem,
        signType: 'RSA2',
      },
    ],
    merchants: [
      {
        mchId,
        appId: wechatAppId,
        merchantPublicKey: pair.publicPem,
        serialNo,
        apiV3Key,
        mode: 'public-key',
        ...merchant,
      },
    ],
    log: { error: (event, fields) => assert(false, `${event} ${JSON.stringify(fields)}`) },
  })
  await server.register(simulator.plugin, { prefix: '/sim' })
  base = `${await server.listen({ host: '127.0.0.1', port: 0 })}/sim`
  const { wechat } = simulator
  assert(wechat, 'there is a merchant')

  /** Every key that may sign something to this merchant, by its serial. */
  const platformKeys = (): Record<string, string> => ({
    ...(merchant.mode === 'certificates' ? {} : { [wechat.publicKeyId]: wechat.publicKeyPem }),
    ...Object.fromEntries(wechat.certificates().map(({ serial, pem }) => [serial, pem])),
  })

  const raw = async (
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    changed: RawChange = {},
  ): Promise<Raw> => {
    const target = new URL(`${base}/wechat${path}`)
    const text = body === undefined ? '' : JSON.stringify(body)
    const signedPath = target.pathname + target.search
    const response = await fetch(target, {
      method,
      headers: {
        authorization: authorize(method, signedPath, changed.signedBody ?? text, changed),
        accept: 'application/json',
        'user-agent': 'test',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...changed.headers,
      },
      ...(body === undefined ? {} : { body: text }),
    })
    const answered = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') && answered !== ''
    return {
      status: response.status,
      headers: response.headers,
      text: answered,
      json: isJson ? (JSON.parse(answered) as Json) : {},
    }
  }

  return {
    simulator,
    wechat,
    base,
    clock,
    receiver,
    notifyUrl: notified.url,
    platformKeys,
    raw,
    /** The independent client with the keys the platform has now; it checks every 2xx it gets. */
    client: () =>
      new Wechatpay({
        mchid: mchId,
        serial: serialNo,
        privateKey: pair.privatePem,
        certs: platformKeys(),
        baseURL: `${base}/wechat/`,
      }),
    /** Whether headers sign a body with a key of the platform. */
    isSigned: (headers: Headers | IncomingHttpHeaders, body: string): boolean => {
      const header = (name: string) =>
        String(headers instanceof Headers ? headers.get(name) : headers[name])
      const key = platformKeys()[header('wechatpay-serial')]
      const text = `${header('wechatpay-timestamp')}\n${header('wechatpay-nonce')}\n${body}\n`
      const signature = header('wechatpay-signature')
      return (
        key !== undefined &&
        createVerify('RSA-SHA256').update(text).verify(key, signature, 'base64')
      )
    },
    /** What a notice says, decrypted by the independent client. */
    open: ({ json: { resource } }: Told): Json =>
      JSON.parse(
        Aes.AesGcm.decrypt(
          String(resource.ciphertext),
          apiV3Key,
          String(resource.nonce),
          String(resource.associated_data),
        ),
      ) as Json,
    /** Places an order with the least it needs, or more. */
    place: (more: Json = {}, kind = 'native'): Promise<Raw> =>
      raw('POST', `/v3/pay/transactions/${kind}`, { ...orderOf(notified.url), ...more }),
    query: (outTradeNo = 'ORDER1') =>
      raw('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${mchId}`),
    refund: (more: Json = {}, amount = 990): Promise<Raw> =>
      raw('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: 'ORDER1',
        out_refund_no: 'REFUND1',
        amount: { refund: amount, total: 990, currency: 'CNY' },
        ...more,
      }),
    /** The same number at the other gateway. */
    precreate: (outTradeNo: string) =>
      new AlipaySdk({
        appId: alipayAppId,
        privateKey: pair.privatePem,
        keyType: 'PKCS8',
        gateway: base + simulator.gatewayUrl,
        alipayPublicKey: simulator.platformPublicKey,
      }).exec('alipay.trade.precreate', {
        bizContent: { out_trade_no: outTradeNo, total_amount: '9.90', subject: 'A' },
      }),
    control: async (path: string, body?: Json): Promise<Json & { readonly status: number }> => {
      const response = await fetch(`${base}/control/${path}`, {
        ...(body === undefined
          ? {}
          : {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(body),
            }),
      })
      return { ...((await response.json()) as Json), status: response.status }
    },
    /** Everything that is due has been delivered and answered. */
    settled: () => simulator.advance(0),
    stop: async () => {
      await server.close()
      await simulator.stop()
      await notified.close()
      if (dataDir === undefined) rmSync(folder, { recursive: true })
      vi.useRealTimers()
    },
  }
}

/** What a request says differently from a right one. */
export interface RawChange {
  readonly headers?: Readonly<Record<string, string>>
  readonly signedBody?: string
  readonly mchid?: string
  readonly serial?: string
  readonly offsetMs?: number
  readonly privateKey?: string
}

/** The least an order needs. */
export function orderOf(notifyUrl: string): Json {
  return {
    appid: wechatAppId,
    mchid: mchId,
    description: '一年授权 & more',
    out_trade_no: 'ORDER1',
    notify_url: notifyUrl,
    amount: { total: 990, currency: 'CNY' },
  }
}

/** Pays a fresh order as a buyer's phone does and waits until its notice is through. */
export async function placeAndPay(stage: WechatStage, more: Json = {}): Promise<Raw> {
  const placed = await stage.place(more)
  assert(placed.status === 200, `the order is placed, not ${placed.text}`)
  const outTradeNo = typeof more.out_trade_no === 'string' ? more.out_trade_no : 'ORDER1'
  await stage.control('pay', { out_trade_no: outTradeNo })
  await stage.settled()
  return stage.query(outTradeNo)
}

export const { publicPem: merchantPublicKey, privatePem: merchantPrivateKey } = pair

/** The Authorization of a request, by the system's clock. */
export function authorize(
  method: string,
  path: string,
  body: string,
  changed: RawChange = {},
): string {
  const { mchid = mchId, serial = serialNo, offsetMs = 0, privateKey = pair.privatePem } = changed
  const timestamp = Math.floor((Date.now() + offsetMs) / secondMs)
  const nonce = randomUUID().replaceAll('-', '')
  const text = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`
  const signature = createSign('RSA-SHA256').update(text).sign(privateKey, 'base64')
  return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}
