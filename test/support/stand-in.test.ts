// The stand-ins of WeChat Pay are held to an independent client, so that they are not merely as wrong as ours.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Aes, Hash, Rsa, Transformer, Wechatpay } from 'wechatpay-axios-plugin'
import { strangerPair } from './rsa-pair.ts'
import { newPayment, newTradeNo } from './stand-in.ts'
import { WechatPlatform } from './wechat-platform.ts'
import { WechatV2Platform } from './wechat-v2-platform.ts'

/** Another order for each test. */
let number = ''
beforeEach(() => {
  number = newTradeNo()
})

const notifyUrl = 'http://shop.example/api/v1/pay/wechat/notify'

describe.each(['platform certificates', 'public key'] as const)('API v3 with %s', (mode) => {
  let wechat: WechatPlatform
  let client: ReturnType<typeof clientOf>
  beforeAll(async () => {
    wechat = new WechatPlatform(mode)
    await wechat.start()
    client = clientOf(wechat)
  })
  afterAll(() => wechat.stop())
  beforeEach(() => {
    wechat.complaints.length = 0
  })

  const order = (changes: Record<string, unknown> = {}) => ({
    appid: wechat.appId,
    mchid: wechat.mchId,
    description: '测试 & 100%',
    out_trade_no: number,
    notify_url: notifyUrl,
    amount: { total: 9900, currency: 'CNY' },
    ...changes,
  })

  it('takes an order, tells where it stands, and closes it', async () => {
    const opened = await client.post('/v3/pay/transactions/native', order())
    expect(opened.data.code_url).toMatch(/^weixin:/)
    expect((await client.get(pathOf(wechat))).data).toMatchObject({ trade_state: 'NOTPAY' })
    const closed = await client.post(`/v3/pay/transactions/out-trade-no/${number}/close`, {
      mchid: wechat.mchId,
    })
    expect(closed.status).toBe(204)
    expect((await client.get(pathOf(wechat))).data).toMatchObject({ trade_state: 'CLOSED' })
    expect(wechat.complaints).toEqual([])
  })

  it('pays and gives money back', async () => {
    const payment = wechat.pay(number, 9900)
    expect((await client.get(pathOf(wechat))).data).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: payment.tradeNo,
      amount: { total: 9900 },
    })
    const amount = { refund: 100, total: 9900, currency: 'CNY' }
    const asked = { out_trade_no: number, out_refund_no: 'R1', amount }
    const refunded = await client.post('/v3/refund/domestic/refunds', asked)
    expect(refunded.data).toMatchObject({ status: 'SUCCESS', amount: { refund: 100 } })
    expect((await client.get('/v3/refund/domestic/refunds/R1')).data.refund_id).toBe(
      refunded.data.refund_id,
    )
    expect((await client.get(pathOf(wechat))).data.trade_state).toBe('REFUND')
    const tooMuch = { ...asked, out_refund_no: 'R2', amount: { ...amount, refund: 9801 } }
    expect((await client.post('/v3/refund/domestic/refunds', tooMuch)).status).toBe(400)
  })

  it('sends notices that verify and decrypt', () => {
    const { body, headers } = wechat.notice(newPayment(number, 9900, '4200000001'))
    const { 'wechatpay-timestamp': at, 'wechatpay-nonce': once } = headers
    const signature = headers['wechatpay-signature'] ?? ''
    expect(Rsa.verify(`${at}\n${once}\n${body}\n`, signature, wechat.keys.publicKey)).toBe(true)
    const { resource } = JSON.parse(body)
    const { ciphertext, nonce, associated_data: about } = resource
    const plain = Aes.AesGcm.decrypt(ciphertext, wechat.apiV3Key, nonce, about)
    expect(JSON.parse(plain)).toMatchObject({ out_trade_no: number, transaction_id: '4200000001' })
  })

  it.each<[string, Record<string, unknown>]>([
    ['another app', { appid: 'wx0000000000000000' }],
    ['an amount that is no number', { amount: { total: '9900', currency: 'CNY' } }],
    ['an end less than a minute away', { time_expire: '2020-01-01T00:00:00+08:00' }],
    ['a notify address with a query', { notify_url: `${notifyUrl}?a=1` }],
    ['a field nobody knows', { extra: 1 }],
  ])('refuses an order with %s, and complains', async (_name, changes) => {
    const refused = await client.post('/v3/pay/transactions/native', order(changes))
    expect([refused.status, refused.data.code]).toEqual([400, 'PARAM_ERROR'])
    expect(wechat.complaints).toHaveLength(1)
  })

  it('refuses the same number asked for otherwise', async () => {
    await client.post('/v3/pay/transactions/native', order())
    const other = await client.post('/v3/pay/transactions/native', order({ description: '别的' }))
    expect([other.status, other.data.code]).toEqual([400, 'INVALID_REQUEST'])
  })

  it('believes no stranger and no late request, and its own lies are noticed', async () => {
    wechat.clock = () => Date.now() + 301_000
    await expect(client.get(pathOf(wechat))).rejects.toMatchObject(unauthorized)
    wechat.clock = () => Date.now()
    const stranger = clientOf(wechat, strangerPair().privatePem)
    await expect(stranger.get(pathOf(wechat))).rejects.toMatchObject(unauthorized)
    expect(wechat.complaints).toHaveLength(1)
    wechat.pay(number, 9900)
    wechat.mood = 'forged'
    await expect(client.get(pathOf(wechat))).rejects.toThrow(/Verify the response/)
    wechat.mood = 'well'
  })

  it(mode === 'public key' ? 'has no certificates to give' : 'gives its certificate', async () => {
    const answer = await client.get('/v3/certificates')
    if (mode === 'public key') return expect(answer.status).toBe(404)
    const [{ serial_no: serial, encrypt_certificate: sealed }] = answer.data.data
    const { ciphertext, nonce, associated_data: about } = sealed
    const pem = Aes.AesGcm.decrypt(ciphertext, wechat.apiV3Key, nonce, about)
    expect(serial).toBe(wechat.serial)
    expect(Rsa.from(pem, 'public').equals(wechat.keys.publicKey)).toBe(true)
  })
})

describe('API v2', () => {
  let wechat: WechatV2Platform
  let client: Wechatpay
  beforeAll(async () => {
    wechat = new WechatV2Platform()
    await wechat.start()
    client = clientOfV2(wechat, wechat.key)
  })
  afterAll(() => wechat.stop())
  beforeEach(() => {
    wechat.complaints.length = 0
  })

  const ask = async (path: string, fields: Record<string, string>, by = client) => {
    const all = { appid: wechat.appId, mch_id: wechat.mchId, out_trade_no: number, ...fields }
    const { data } = await by.client.v2.post(path, all)
    return data
  }
  const order = {
    body: '测试 & <100%>',
    total_fee: '9900',
    spbill_create_ip: '127.0.0.1',
    notify_url: notifyUrl,
    trade_type: 'NATIVE',
    product_id: 'year',
    time_expire: '20261121123000',
  }

  it.each(['MD5', 'HMAC-SHA256'])(
    'takes an order signed by %s, and closes it',
    async (signType) => {
      const opened = await ask('/pay/unifiedorder', { ...order, sign_type: signType })
      expect(opened.code_url).toMatch(/^weixin:/)
      expect(await ask('/pay/orderquery', { sign_type: signType })).toMatchObject({
        result_code: 'SUCCESS',
        trade_state: 'NOTPAY',
      })
      expect((await ask('/pay/closeorder', {})).result_code).toBe('SUCCESS')
      expect((await ask('/pay/orderquery', {})).trade_state).toBe('CLOSED')
      expect(wechat.complaints).toEqual([])
    },
  )

  it('pays and gives money back', async () => {
    wechat.pay(number, 9900)
    expect(await ask('/pay/orderquery', {})).toMatchObject({ total_fee: '9900' })
    const refund = { out_refund_no: 'R1', refund_fee: '100', total_fee: '9900' }
    expect((await ask('/secapi/pay/refund', refund)).refund_fee).toBe('100')
    expect((await ask('/pay/refundquery', {})).refund_status_0).toBe('SUCCESS')
  })

  it('sends notices that verify', () => {
    const { sign, ...fields } = Transformer.toObject(
      wechat.notice(newPayment(number, 9900)).body,
    ) as Record<string, string>
    expect(sign).toBe(Hash.sign('MD5', fields, wechat.key))
  })

  it('believes no stranger', async () => {
    const stranger = clientOfV2(wechat, 'x'.repeat(32))
    await expect(ask('/pay/orderquery', {}, stranger)).rejects.toThrow()
    expect(wechat.complaints).toHaveLength(1)
  })

  it('says what it does not know', async () => {
    await expect(ask('/pay/orderquery', {})).rejects.toMatchObject({
      response: { data: { err_code: 'ORDERNOTEXIST' } },
    })
  })
})

const unauthorized = { response: { status: 401 } }

function pathOf({ mchId }: WechatPlatform): string {
  return `/v3/pay/transactions/out-trade-no/${number}?mchid=${mchId}`
}

function clientOf(wechat: WechatPlatform, privateKey = wechat.merchant.privatePem) {
  const settings = {
    mchid: wechat.mchId,
    serial: wechat.merchantSerial,
    privateKey,
    certs: { [wechat.serial]: wechat.keys.publicPem },
  }
  return new Wechatpay({ ...settings, ...overWire(wechat.url), validateStatus }).client.v3
}

function clientOfV2(wechat: WechatV2Platform, secret: string): Wechatpay {
  // It wants to be told of v3 as well.
  const { privatePem: privateKey, publicPem } = strangerPair()
  const v3 = { serial: '00', privateKey, certs: { PUB_KEY_ID_0: publicPem } }
  return new Wechatpay({ mchid: wechat.mchId, secret, ...v3, ...overWire(wechat.url) })
}

/** WeChat signs its refusals too, but not this one. */
function validateStatus(status: number): boolean {
  return status !== 401
}

function overWire(baseURL: string) {
  return { baseURL, proxy: false } as const
}
