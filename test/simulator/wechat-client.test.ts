// The independent client wechatpay-axios-plugin, unchanged, against the simulated WeChat Pay over HTTP in
// every key mode; it refuses any reply that is not rightly signed.

import { createVerify, X509Certificate } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { Aes } from 'wechatpay-axios-plugin'
import { hourMs, minuteMs } from '../../src/core/time.ts'
import { rich } from './wechat-payer.ts'
import {
  apiV3Key,
  type Json,
  mchId,
  openWechatStage,
  orderOf,
  type WechatStage,
  wechatAppId,
} from './wechat-stage.ts'

let stage: WechatStage
afterEach(() => stage.stop())

const modes = ['public-key', 'certificates', 'both'] as const
const scene = { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } }
const ways = [
  { kind: 'native', more: {}, reply: { code_url: /^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/ } },
  { kind: 'jsapi', more: { payer: { openid: rich } }, reply: { prepay_id: /^wx\w{30,62}$/ } },
  { kind: 'h5', more: { scene_info: scene }, reply: { h5_url: /\?prepay_id=wx\w+&package=\d+$/ } },
  { kind: 'app', more: {}, reply: { prepay_id: /^wx\w{30,62}$/ } },
]

describe.each(modes)('a merchant in mode %s', (mode) => {
  test('orders in each of the four ways', async () => {
    stage = await openWechatStage({ mode })
    const client = stage.client()
    for (const { kind, more, reply } of ways) {
      const order = { ...orderOf(stage.notifyUrl), out_trade_no: `ORDER-${kind}`, ...more }
      const placed = await call(client, 'post', `pay/transactions/${kind}`, order)
      for (const [name, form] of Object.entries(reply)) expect(placed[name]).toMatch(form)
      await stage.control('pay', { out_trade_no: `ORDER-${kind}` })
      expect(await queried(client, `ORDER-${kind}`)).toMatchObject({
        trade_type: kind === 'h5' ? 'MWEB' : kind.toUpperCase(),
        payer: { openid: kind === 'jsapi' ? rich : (expect.any(String) as unknown) },
      })
    }
  })

  test('is paid, told of it, and refunds', async () => {
    stage = await openWechatStage({ mode })
    const client = stage.client()
    const order = { ...orderOf(stage.notifyUrl), attach: 'A&B' }
    await call(client, 'post', 'pay/transactions/native', order)
    expect(await queried(client)).toEqual({
      appid: wechatAppId,
      mchid: mchId,
      out_trade_no: 'ORDER1',
      trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付',
      attach: 'A&B',
      amount: { total: 990, currency: 'CNY' },
    })

    await stage.control('pay', { out_trade_no: 'ORDER1' })
    await stage.settled()
    const paid = await queried(client)
    expect(paid).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: expect.stringMatching(/^42000\d{23}$/) as unknown,
      bank_type: 'OTHERS',
      success_time: '2026-03-01T12:00:00+08:00',
      amount: { total: 990, payer_total: 990, currency: 'CNY', payer_currency: 'CNY' },
    })
    const byId = `pay/transactions/id/${String(paid.transaction_id)}`
    expect(await call(client, 'get', byId, undefined, { mchid: mchId })).toEqual(paid)
    const [notice] = stage.receiver.told
    expect(notice && stage.isSigned(notice.headers, notice.body)).toBe(true)
    expect(notice && stage.open(notice)).toEqual(paid)

    const asked = {
      transaction_id: paid.transaction_id,
      out_refund_no: 'REFUND1',
      notify_url: stage.notifyUrl,
      amount: { refund: 400, total: 990, currency: 'CNY' },
    }
    const refunded = await call(client, 'post', 'refund/domestic/refunds', asked)
    expect(refunded).toMatchObject({ status: 'PROCESSING', out_refund_no: 'REFUND1' })
    expect(await queried(client)).toMatchObject({ trade_state: 'REFUND' })
    await stage.simulator.advance(10_000)
    expect(await call(client, 'get', 'refund/domestic/refunds/REFUND1')).toMatchObject({
      status: 'SUCCESS',
      success_time: '2026-03-01T12:00:10+08:00',
      amount: { refund: 400, total: 990, payer_refund: 400 },
    })
    const told = stage.receiver.told.at(-1)
    expect(told && stage.isSigned(told.headers, told.body)).toBe(true)
    expect(told?.json.event_type).toBe('REFUND.SUCCESS')
    expect(told && stage.open(told)).toMatchObject({
      refund_status: 'SUCCESS',
      refund_id: refunded.refund_id,
    })
  })

  test('closes an order, which cannot be paid any more', async () => {
    stage = await openWechatStage({ mode })
    const client = stage.client()
    await call(client, 'post', 'pay/transactions/native', orderOf(stage.notifyUrl))
    const path = 'pay/transactions/out-trade-no/ORDER1/close'
    expect(await call(client, 'post', path, { mchid: mchId })).toBe('')
    expect(await call(client, 'post', path, { mchid: mchId })).toBe('')
    expect(await stage.control('pay', { out_trade_no: 'ORDER1' })).toMatchObject({
      status: 409,
      sub_code: 'ORDER_CLOSED',
    })
    expect((await stage.query()).json).toMatchObject({ trade_state: 'CLOSED' })
  })
})

test('certificates are downloaded sealed, and the reply is signed by one of them', async () => {
  stage = await openWechatStage({ mode: 'certificates' })
  const reply = await stage.raw('GET', '/v3/certificates')
  const [sealed] = reply.json.data as [Json & { encrypt_certificate: Json }]
  const { ciphertext, nonce, associated_data: aad } = sealed.encrypt_certificate
  const pem = Aes.AesGcm.decrypt(String(ciphertext), apiV3Key, String(nonce), String(aad))
  const certificate = new X509Certificate(pem)
  expect(certificate.serialNumber).toBe(sealed.serial_no)
  expect(Date.parse(certificate.validFrom)).toBe(Date.parse(String(sealed.effective_time)))
  expect(Date.parse(certificate.validTo)).toBe(Date.parse(String(sealed.expire_time)))
  expect(sealed.serial_no).toMatch(/^[0-9A-F]{40}$/)
  expect(reply.headers.get('wechatpay-serial')).toBe(sealed.serial_no)
  const [timestamp, nonceStr, signature] = ['timestamp', 'nonce', 'signature'].map((name) =>
    String(reply.headers.get(`wechatpay-${name}`)),
  )
  const text = `${timestamp}\n${nonceStr}\n${reply.text}\n`
  const isRight = createVerify('RSA-SHA256')
    .update(text)
    .verify(certificate.publicKey, String(signature), 'base64')
  expect(isRight).toBe(true)
})

test('a merchant with the public key alone is told to use it', async () => {
  stage = await openWechatStage()
  const { status, json } = await stage.raw('GET', '/v3/certificates')
  expect([status, json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS'])
})

test('a rotation in mid-day lists the new certificate, then switches, then drops the old', async () => {
  stage = await openWechatStage({ mode: 'certificates' })
  const [old] = stage.wechat.certificates()
  const before = stage.client()
  const serials = async () =>
    ((await stage.raw('GET', '/v3/certificates')).json.data as Json[]).map((each) => each.serial_no)
  const signedBy = async () => (await stage.query()).headers.get('wechatpay-serial')

  const fresh = await stage.wechat.rotateCertificate({
    switchInMs: 30 * minuteMs,
    overlapMs: 2 * hourMs,
  })
  expect(await serials()).toEqual([old?.serial, fresh])
  expect(await signedBy()).toBe(old?.serial)
  await call(before, 'post', 'pay/transactions/native', orderOf(stage.notifyUrl))

  await stage.simulator.advance(30 * minuteMs)
  expect(await signedBy()).toBe(fresh)
  await stage.control('pay', { out_trade_no: 'ORDER1' })
  await stage.settled()
  expect(stage.receiver.told[0]?.headers['wechatpay-serial']).toBe(fresh)
  await expect(queried(before)).rejects.toThrow(fresh)
  expect(await queried(stage.client())).toMatchObject({ trade_state: 'SUCCESS' })
  const asOld = { headers: { 'wechatpay-serial': String(old?.serial) } }
  const reply = await stage.raw('GET', '/v3/certificates', undefined, asOld)
  expect(reply.headers.get('wechatpay-serial')).toBe(old?.serial)

  await stage.simulator.advance(2 * hourMs)
  expect(await serials()).toEqual([fresh])
  expect((await stage.raw('GET', '/v3/certificates', undefined, asOld)).status).toBe(400)
})

test('a merchant with both kinds of keys gets both, and the one it asks for', async () => {
  stage = await openWechatStage({ mode: 'both' })
  const serials = Object.keys(stage.platformKeys())
  const signedBy = async (headers?: Record<string, string>) =>
    (await stage.raw('GET', '/v3/certificates', undefined, headers ? { headers } : {})).headers.get(
      'wechatpay-serial',
    )
  expect(new Set([await signedBy(), await signedBy()])).toEqual(new Set(serials))
  for (const serial of serials) expect(await signedBy({ 'wechatpay-serial': serial })).toBe(serial)
})

type Client = ReturnType<WechatStage['client']>

async function call(
  client: Client,
  method: 'get' | 'post',
  path: string,
  body?: Json,
  params: Json = {},
): Promise<Json> {
  const api = client.chain(`v3/${path}`)
  const reply = method === 'get' ? await api.get({ params }) : await api.post(body)
  return reply.data as Json
}

function queried(client: Client, outTradeNo = 'ORDER1'): Promise<Json> {
  const path = `pay/transactions/out-trade-no/${outTradeNo}`
  return call(client, 'get', path, undefined, { mchid: mchId })
}
