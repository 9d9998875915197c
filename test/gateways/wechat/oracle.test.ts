// Our client and an independent one, wechatpay-axios-plugin, against each other: what one signs, encrypts or
// believes the other does too. Its own faults are known: it verifies no error and reads no notice.

import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { instantOf } from '../../../src/core/time.ts'
import { decryptField, decryptResource, encryptField } from '../../../src/gateways/wechat/cipher.ts'
import { createWechat } from '../../../src/gateways/wechat/client.ts'
import { isGenuine, messageText, readMarks } from '../../../src/gateways/wechat/message.ts'
import {
  authorizationOf,
  payText,
  requestText,
  signText,
} from '../../../src/gateways/wechat/sign.ts'
import {
  aConfig,
  apiV3Key,
  appId,
  fen,
  mchId,
  merchantPair,
  now,
  otherPair,
  platformPair,
  publicKeyId,
  serialNo,
} from './accounts.ts'
import { type Answer, openStandIn, type StandIn, signedHeaders } from './stand-in.ts'

const realClock = { now: () => instantOf(Date.now()) }
const words = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('会员一年', '🎫 emoji', ''))
const runs = { numRuns: 25 }

describe('building blocks', () => {
  test('requests are signed over the same text, verified by the other, and written alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), words, fc.nat(), async (pathAndQuery, body, seconds) => {
        const facts = { timestamp: `${seconds}`, nonce: 'n0nce' }
        const text = requestText({ method: 'POST', pathAndQuery, ...facts, body })
        expect(text).toBe(Formatter.request('POST', pathAndQuery, seconds, 'n0nce', body))
        const signature = await signText(text, merchantPair.privateKey)
        expect(Rsa.verify(text, signature, merchantPair.publicKey)).toBe(true)
        expect(Rsa.sign(text, merchantPair.privateKey)).toBe(signature)
        expect(authorizationOf({ mchId, serialNo }, facts, signature)).toBe(
          Formatter.authorization(mchId, 'n0nce', signature, seconds, serialNo),
        )
      }),
      runs,
    )
  })

  test('what it signs as the platform is believed here', () => {
    fc.assert(
      fc.property(words, (body) => {
        const timestamp = now / 1_000
        const text = Formatter.response(timestamp, 'n0nce', body)
        const headers: Record<string, string> = {
          'wechatpay-timestamp': `${timestamp}`,
          'wechatpay-nonce': 'n0nce',
          'wechatpay-serial': publicKeyId,
          'wechatpay-signature': Rsa.sign(text, platformPair.privateKey),
        }
        const marks = readMarks((name) => headers[name], now)
        if (typeof marks === 'string') throw new Error(marks)
        const bytes = Buffer.from(body)
        expect(messageText(marks, bytes).toString()).toBe(text)
        expect(isGenuine(marks, bytes, platformPair.publicKey)).toBe(true)
        expect(isGenuine(marks, bytes, otherPair.publicKey)).toBe(false)
      }),
      runs,
    )
  })

  test('what it encrypts under the API v3 key is read here, and nothing altered is', () => {
    const key = createSecretKey(Buffer.from(apiV3Key))
    fc.assert(
      fc.property(words, words, (plain, about) => {
        const nonce = 'AbCdEfGhIjKl'
        const ciphertext = Aes.AesGcm.encrypt(plain, apiV3Key, nonce, about)
        const sealed = { nonce, ciphertext, associated_data: about }
        expect(decryptResource(sealed, key)?.toString()).toBe(plain)
        const other = { ...sealed, associated_data: `${about}x` }
        expect(decryptResource(other, key)).toBeUndefined()
      }),
      runs,
    )
  })

  test('sensitive fields are read in both directions', () => {
    for (const name of ['张三', 'A. B.', '']) {
      const theirs = Rsa.encrypt(name, platformPair.publicKey)
      expect(decryptField(theirs, platformPair.privateKey)).toBe(name)
      const ours = encryptField(name, platformPair.publicKey)
      expect(Rsa.decrypt(ours, platformPair.privateKey)).toBe(name)
    }
  })

  test('a page’s parameters are signed over the same lines', () => {
    const facts = { appId, timestamp: '1740974600', nonce: 'n', prepayId: 'wx1' }
    expect(payText({ kind: 'jsapi', ...facts })).toBe(
      Formatter.joinedByLineFeed(appId, '1740974600', 'n', 'prepay_id=wx1'),
    )
    expect(payText({ kind: 'app', ...facts })).toBe(
      Formatter.joinedByLineFeed(appId, '1740974600', 'n', 'wx1'),
    )
  })
})

describe('whole clients before one gateway', () => {
  let gateway: StandIn
  beforeAll(async () => {
    gateway = await openStandIn()
  })
  beforeEach(() => {
    gateway.asked.length = 0
  })
  afterAll(() => gateway.close())

  const order = {
    appid: appId,
    mchid: mchId,
    description: '会员一年',
    out_trade_no: 'DEV000001',
    notify_url: 'https://shop.example/notify',
    amount: { total: 9900, currency: 'CNY' },
  }
  const theirs = () =>
    new Wechatpay({
      baseURL: gateway.url,
      mchid: mchId,
      serial: serialNo,
      privateKey: merchantPair.privatePem,
      certs: { [publicKeyId]: platformPair.publicPem },
    })
  const ours = () => createWechat(aConfig({ gateway: gateway.url }), { clock: realClock })
  const orderHere = () =>
    ours().native({ outTradeNo: 'DEV000001', amountFen: fen(9900), description: '会员一年' })
  const orderThere = async () => {
    try {
      const { data } = await theirs().chain('v3/pay/transactions/native').post<object>(order)
      return (data as { code_url?: string }).code_url
    } catch {
      return 'refused'
    }
  }

  test('say the same and are both understood', async () => {
    const body = { code_url: 'weixin://x' }
    gateway.answer(() => ({ body, signer: { at: realClock.now() } }))
    expect(await orderHere()).toEqual({ outcome: 'qr', code: 'weixin://x' })
    expect(await orderThere()).toBe('weixin://x')
    const [first, second] = gateway.asked
    expect(first?.target).toBe(second?.target)
    expect(first?.body).toBe(second?.body)
    for (const { target, headers, body: sent } of gateway.asked) {
      const [, timestamp = '', nonce = ''] =
        /timestamp="(\d+)",nonce_str="(\w+)"/.exec(headers.authorization ?? '') ?? []
      const signature = /signature="([^"]+)"/.exec(headers.authorization ?? '')?.[1] ?? ''
      const text = Formatter.request('POST', target, timestamp, nonce, sent)
      expect(Rsa.verify(text, signature, merchantPair.publicKey)).toBe(true)
    }
  })

  const doubtful: readonly (readonly [why: string, answer: () => Answer])[] = [
    ['unsigned', () => ({ signer: 'nobody' })],
    ['signed by somebody else', () => ({ signer: { key: otherPair.privateKey } })],
    ['signed long ago', () => ({ signer: { at: instantOf(Date.now() - 310_000) } })],
    ['signed under an unknown serial', () => ({ signer: { serial: 'PUB_KEY_ID_9' } })],
    ['a probe', () => ({ signer: { probe: 'WECHATPAY/SIGNTEST/' } })],
  ]

  test.each(doubtful)('believe no answer that is %s', async (_, answer) => {
    gateway.answer(() => {
      const { signer } = answer()
      const signed = signer === 'nobody' ? signer : { at: realClock.now(), ...signer }
      return { body: { code_url: 'weixin://x' }, signer: signed }
    })
    expect((await orderHere()).outcome).toBe('unknown')
    expect(await orderThere()).toBe('refused')
  })
})

test('our test signer is no law unto itself: the other client’s verifier accepts it', () => {
  const body = Buffer.from('{"a":"会员"}')
  const headers = signedHeaders(body)
  const { 'wechatpay-timestamp': timestamp = '', 'wechatpay-nonce': nonce = '' } = headers
  const text = Formatter.response(timestamp, nonce, body.toString())
  const signature = headers['wechatpay-signature'] ?? ''
  expect(Rsa.verify(text, signature, platformPair.publicKey)).toBe(true)
})
