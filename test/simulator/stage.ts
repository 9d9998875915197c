// A stage for the simulator's tests: the simulator on a real port under a clock of its own, the official
// SDK in front of it, and a merchant's server that writes down every notice it gets.

import { rmSync } from 'node:fs'
import { AlipaySdk } from 'alipay-sdk'
import Fastify from 'fastify'
import type { Instant } from '../../src/core/time.ts'
import { assert } from '../../src/kit/assert.ts'
import { systemRandom } from '../../src/kit/random.ts'
import { type AppSettings, createSimulator } from '../../src/simulator/index.ts'
import { rsaPair } from '../support/rsa-pair.ts'
import { folderWithKeys } from './key-folder.ts'
import { type Answer, openReceiver } from './receiver.ts'
import { createStillClock } from './still-clock.ts'

export const appId = '9021000000000001'
export const sellerId = '2088000000000001'
export const goodBuyer = '2088102180000001'
export const poorBuyer = '2088102180000002'

export type Fields = Readonly<Record<string, string>>
export type Json = Record<string, unknown>

const pair = rsaPair()
export const appPrivateKeyPem = pair.privatePem

export interface Receiver {
  readonly url: string
  readonly notices: { readonly fields: Fields; readonly body: string; readonly at: Instant }[]
  /** What to answer a notice from now on; undefined: never. */
  answer: (fields: Fields) => Answer | undefined
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Everything under way, at 2026-03-01 12:00:00 in Shanghai. */
export async function openStage(app: Partial<AppSettings> = {}, dataDir?: string) {
  const clock = createStillClock()
  const server = Fastify()
  const receiver: Receiver = {
    url: '',
    notices: [],
    answer: () => ({ status: 200, body: 'success' }),
  }
  const notified = await openReceiver(clock, ({ body, at }) => {
    const fields = Object.fromEntries(new URLSearchParams(body))
    receiver.notices.push({ fields, body, at })
    return receiver.answer(fields)
  })
  Object.assign(receiver, { url: notified.url })
  let base = ''
  const folder = dataDir ?? folderWithKeys()
  const simulator = await createSimulator({
    clock,
    random: systemRandom,
    publicUrl: () => base,
    dataDir: folder,
    apps: [{ appId, sellerId, appPublicKey: pair.publicPem, signType: 'RSA2', ...app }],
    log: { error: (event, fields) => assert(false, `${event} ${JSON.stringify(fields)}`) },
  })
  await server.register(simulator.plugin, { prefix: '/sim' })
  base = `${await server.listen({ host: '127.0.0.1', port: 0 })}/sim`
  const certificates = simulator.certificates(appId)
  const sdk = new AlipaySdk({
    appId,
    privateKey: pair.privatePem,
    keyType: 'PKCS8',
    signType: app.signType ?? 'RSA2',
    gateway: base + simulator.gatewayUrl,
    camelcase: false,
    ...(app.aesKey === undefined ? {} : { encryptKey: app.aesKey }),
    ...(certificates
      ? {
          appCertContent: certificates.appCertPem,
          alipayPublicCertContent: certificates.alipayCertPem,
          alipayRootCertContent: certificates.alipayRootCertPem,
        }
      : { alipayPublicKey: simulator.platformPublicKey }),
  })

  const stage = {
    simulator,
    sdk,
    base,
    clock,
    receiver,
    /** Calls an API and insists on a rightly signed reply. */
    call: async (method: string, content: Json, common: Json = {}): Promise<Json> =>
      sdk.exec(
        `alipay.trade.${method}`,
        { ...common, bizContent: content },
        { validateSign: true },
      ) as Promise<Json>,
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
    payUrl: (kind: 'page' | 'wap', content: Json, common: Json = {}): string =>
      sdk.pageExecute(`alipay.trade.${kind}.pay`, 'GET', {
        notify_url: receiver.url,
        return_url: 'http://shop.example/result',
        ...common,
        bizContent: { ...orderOf(kind), ...content },
      }),
    stop: async () => {
      await server.close()
      await simulator.stop()
      await notified.close()
      if (dataDir === undefined) rmSync(folder, { recursive: true })
    },
  }
  return stage
}

const productCodes = { page: 'FAST_INSTANT_TRADE_PAY', wap: 'QUICK_WAP_WAY', qr: 'QR_CODE_OFFLINE' }

/** The least an order needs. */
export function orderOf(kind: 'page' | 'wap' | 'qr', outTradeNo = 'ORDER1'): Json {
  return {
    out_trade_no: outTradeNo,
    total_amount: '9.90',
    subject: '一年授权 & more',
    product_code: productCodes[kind],
  }
}

/** Scans and pays a fresh order with its QR code, as a buyer's phone does. */
export async function payByQr(stage: Stage, outTradeNo = 'ORDER1', content: Json = {}) {
  const order = { ...orderOf('qr', outTradeNo), ...content }
  const made = await stage.call('precreate', order, { notify_url: stage.receiver.url })
  await fetch(String(made.qr_code))
  await submit(`${String(made.qr_code)}/pay`, { buyer: goodBuyer })
  await stage.settled()
  return stage.call('query', { out_trade_no: outTradeNo })
}

/** Submits a form and stays where it leads, unfollowed. */
export async function submit(url: string, fields: Fields): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
}

/** Opens a payment link as a browser would and gives back the cashier's address. */
export async function openCashier(payUrl: string, headers: Fields = {}): Promise<string> {
  const response = await fetch(payUrl, { redirect: 'manual', headers })
  const location = response.headers.get('location')
  assert(response.status === 303 && location, `the link opens a cashier, not ${response.status}`)
  return new URL(location, payUrl).href
}
