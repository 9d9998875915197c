// What the simulated WeChat Pay refuses and how it says so: who may call, what a body may hold, and when an
// order may be placed again, closed or refunded.

import { afterEach, describe, expect, test } from 'vitest'
import { dayMs, formatShanghai, later, minuteMs, secondMs } from '../../src/core/time.ts'
import { generateRsaPair } from '../../src/simulator/index.ts'
import {
  mchId,
  openWechatStage,
  orderOf,
  placeAndPay,
  type Raw,
  type RawChange,
  serialNo,
  type WechatStage,
} from './wechat-stage.ts'

let stage: WechatStage
afterEach(() => stage.stop())

const number = ({ headers }: Raw) => Number(headers.get('request-id')?.split('-').at(-1))
const refusal = (raw: Raw) => [raw.status, raw.json.code, number(raw)]
const inTime = (ms: number) =>
  `${formatShanghai(later(stage.clock.now(), ms)).replace(' ', 'T')}+08:00`

describe('a request is believed only', () => {
  const wrong: readonly [string, RawChange, string][] = [
    ['with an Authorization', { headers: { authorization: '' } }, ''],
    ['of the right kind', { headers: { authorization: 'Bearer token' } }, ''],
    ['from a known merchant', { mchid: '1900000009' }, 'mchid'],
    ['under the certificate in use', { serial: serialNo.replace('4', '5') }, 'serial_no'],
    ['within five minutes', { offsetMs: -301 * secondMs }, 'timestamp'],
    ['when not from the future', { offsetMs: 301 * secondMs }, 'timestamp'],
    ['with the very bytes that were signed', { signedBody: '{"mchid":"1"}' }, 'signature'],
  ]
  test.each(wrong)('%s', async (_name, change, field) => {
    stage = await openWechatStage()
    const body = orderOf(stage.notifyUrl)
    const raw = await stage.raw('POST', '/v3/pay/transactions/native', body, change)
    expect(refusal(raw)).toEqual([401, 'SIGN_ERROR', 268443699])
    expect(raw.json.detail).toMatchObject({
      location: 'authorization',
      ...(field ? { field } : {}),
    })
    expect(await stage.control('trades')).toMatchObject({ trades: [] })
  })

  test('when signed by the merchant, and is told what was expected otherwise', async () => {
    stage = await openWechatStage()
    const { privateKeyPem: privateKey } = await generateRsaPair()
    const path = '/v3/certificates?algorithm_type=RSA'
    const raw = await stage.raw('GET', path, undefined, { privateKey })
    expect(raw.status).toBe(401)
    expect(raw.json.detail).toMatchObject({
      field: 'signature',
      issue: 'sign not match',
      sign_information: {
        method: 'GET',
        url: `/sim/wechat${path}`,
        truncated_sign_message: expect.stringMatching(
          /^GET\n\/sim\/wechat\/v3\/certificates\?algorithm_type=RSA\n\d{10}\n\w{32}\n\n$/,
        ) as unknown,
        sign_message_length: 96,
      },
    })
    expect(stage.isSigned(raw.headers, raw.text)).toBe(true)
  })

  test('four minutes off is near enough', async () => {
    stage = await openWechatStage()
    const raw = await stage.raw('GET', '/v3/certificates', undefined, { offsetMs: -4 * minuteMs })
    expect(raw.status).toBe(404)
  })

  test.each(['accept', 'user-agent'])('with the header %s', async (name) => {
    stage = await openWechatStage()
    const raw = await stage.raw('GET', '/v3/certificates', undefined, { headers: { [name]: '' } })
    expect(refusal(raw)).toEqual([400, 'PARAM_ERROR', 268435461])
    expect(stage.isSigned(raw.headers, raw.text)).toBe(true)
  })
})

const scene = { payer_client_ip: '14.23.150.211' }
test.each([
  ['native', { surprise: 1 }, '/surprise', 270924358],
  ['native', { amount: { total: 990, cents: 1 } }, '/amount/cents', 270924358],
  ['native', { description: undefined }, '/description', 268435461],
  ['native', { description: '字'.repeat(128) }, '/description', 268435464],
  ['native', { out_trade_no: 'A+B+C+D' }, '/out_trade_no', 268435461],
  ['native', { out_trade_no: 'ORDER' }, '/out_trade_no', 268435461],
  ['native', { notify_url: 'http://shop.example/notify?a=1' }, '/notify_url', 268435461],
  ['native', { notify_url: 'ftp://shop.example/notify' }, '/notify_url', 268435461],
  ['native', { amount: { total: 0 } }, '/amount/total', 268435464],
  ['native', { amount: { total: '990' } }, '/amount/total', 268435461],
  ['native', { amount: { total: 9.9 } }, '/amount/total', 268435461],
  ['native', { amount: { total: 990, currency: 'USD' } }, '/amount/currency', 268435461],
  ['native', { time_expire: '2026-03-01 13:00:00' }, '/time_expire', 268435461],
  ['native', { time_expire: '2026-03-01T12:00:59+08:00' }, '/time_expire', 268435464],
  [
    'native',
    { detail: { goods_detail: [{ quantity: 1 }] } },
    '/detail/goods_detail/0/merchant_goods_id',
    268435461,
  ],
  ['native', { payer: { openid: 'oBuyer' } }, '/payer/openid', 270924358],
  ['jsapi', {}, '/payer', 268435461],
  ['jsapi', { payer: {} }, '/payer/openid', 268501013],
  ['jsapi', { payer: { openid: 'oBuyer' } }, '/payer/openid', 268435461],
  ['h5', {}, '/scene_info', 268435461],
  ['h5', { scene_info: scene }, '/scene_info/h5_info', 268435461],
  [
    'h5',
    { scene_info: { ...scene, h5_info: { type: 'Mac' } } },
    '/scene_info/h5_info/type',
    268435461,
  ],
])('%s with %j is refused at %s', async (kind, more, field, code) => {
  stage = await openWechatStage()
  const raw = await stage.place(more, kind)
  expect(refusal(raw)).toEqual([400, 'PARAM_ERROR', code])
  expect(raw.json.detail).toMatchObject({ field, location: 'body' })
  expect(stage.isSigned(raw.headers, raw.text)).toBe(true)
})

test('a reply carries its number and the time, and an address nobody has is no call', async () => {
  stage = await openWechatStage()
  const { headers } = await stage.place()
  expect(headers.get('request-id')).toMatch(/^[0-9A-F]{40}-0$/)
  expect(headers.get('date')).toBe('Sun, 01 Mar 2026 04:00:00 GMT')
  expect(await stage.raw('GET', '/v3/nothing')).toMatchObject({
    status: 404,
    json: { code: 'NOT_FOUND' },
  })
})

test('a merchant orders for itself and its own app alone', async () => {
  stage = await openWechatStage()
  expect(refusal(await stage.place({ mchid: '1900000002' }))).toEqual([403, 'NO_AUTH', 268447843])
  expect(refusal(await stage.place({ appid: 'wx2' }))).toEqual([
    400,
    'APPID_MCHID_NOT_MATCH',
    268445527,
  ])
  const query = (mchid: string) => stage.raw('GET', `/v3/pay/transactions/id/4200?mchid=${mchid}`)
  expect(refusal(await query('1900000002'))).toEqual([403, 'NO_AUTH', 268447843])
  expect(refusal(await query(''))).toEqual([400, 'PARAM_ERROR', 268435461])
})

test('the same order gives another way in, a changed one is refused, whatever changed', async () => {
  stage = await openWechatStage()
  const first = await stage.place()
  const again = await stage.place()
  expect(again.status).toBe(200)
  expect(again.json.code_url).not.toBe(first.json.code_url)
  for (const more of [
    { amount: { total: 991, currency: 'CNY' } },
    { description: 'another' },
    { attach: 'more' },
    { time_expire: inTime(dayMs) },
  ]) {
    expect(refusal(await stage.place(more))).toEqual([400, 'INVALID_REQUEST', 268498688])
  }
  expect(refusal(await stage.place({}, 'app'))).toEqual([400, 'INVALID_REQUEST', 268498688])
  const { out_trade_no, appid, ...rest } = orderOf(stage.notifyUrl)
  const turned = await stage.raw('POST', '/v3/pay/transactions/native', {
    ...rest,
    appid,
    out_trade_no,
  })
  expect(turned.status).toBe(200)
})

test('a used number is refused: paid, closed, or run out of time', async () => {
  stage = await openWechatStage()
  await placeAndPay(stage)
  expect(refusal(await stage.place())).toEqual([403, 'OUT_TRADE_NO_USED', 268498689])
  const close = (outTradeNo: string) =>
    stage.raw('POST', `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid: mchId })
  expect(refusal(await close('ORDER1'))).toEqual([400, 'ORDERPAID', 268449538])
  expect(refusal(await close('ORDER9'))).toEqual([404, 'ORDER_NOT_EXIST', 268512771])
  expect(refusal(await stage.query('ORDER9'))).toEqual([404, 'ORDER_NOT_EXIST', 268512771])

  const brief = { out_trade_no: 'ORDER2', time_expire: inTime(5 * minuteMs) }
  await stage.place(brief)
  await stage.simulator.advance(5 * minuteMs - 1)
  expect((await stage.place(brief)).status).toBe(200)
  await stage.simulator.advance(1)
  expect((await stage.query('ORDER2')).json).toMatchObject({ trade_state: 'CLOSED' })
  expect(refusal(await stage.place(brief))).toEqual([400, 'ORDER_CLOSED', 268447914])
})

test('an order without an end is closed after seven days', async () => {
  stage = await openWechatStage()
  await stage.place()
  await stage.simulator.advance(7 * dayMs - 1)
  expect((await stage.query()).json).toMatchObject({ trade_state: 'NOTPAY' })
  await stage.simulator.advance(1)
  expect((await stage.query()).json).toMatchObject({ trade_state: 'CLOSED' })
})

describe('a refund', () => {
  const invalid = (raw: Raw) => [raw.status, raw.json.code]

  test('moves once however often it is asked for, and never with another amount', async () => {
    stage = await openWechatStage()
    expect(invalid(await stage.refund())).toEqual([404, 'RESOURCE_NOT_EXISTS'])
    await stage.place()
    expect(invalid(await stage.refund())).toEqual([400, 'INVALID_REQUEST'])
    await stage.control('pay', { out_trade_no: 'ORDER1' })
    const first = await stage.refund({}, 400)
    expect((await stage.refund({}, 400)).json).toEqual(first.json)
    expect(invalid(await stage.refund({}, 401))).toEqual([400, 'INVALID_REQUEST'])
    expect((await stage.control('trades/ORDER1')).refunds).toHaveLength(1)
    const path = '/v3/refund/domestic/refunds/REFUND2'
    expect(invalid(await stage.raw('GET', path))).toEqual([404, 'RESOURCE_NOT_EXISTS'])
  })

  test('stays within the order, a minute apart, and within a year', async () => {
    stage = await openWechatStage()
    await placeAndPay(stage)
    const total = { amount: { refund: 1, total: 100, currency: 'CNY' } }
    expect(invalid(await stage.refund(total))).toEqual([400, 'INVALID_REQUEST'])
    await stage.refund({}, 400)
    const second = { out_refund_no: 'REFUND2' }
    expect(invalid(await stage.refund(second, 591))).toEqual([400, 'INVALID_REQUEST'])
    expect(refusal(await stage.refund(second, 590))).toEqual([429, 'FREQUENCY_LIMITED', 268447840])
    await stage.simulator.advance(minuteMs)
    expect((await stage.refund(second, 589)).status).toBe(200)
    await stage.simulator.advance(366 * dayMs)
    expect(invalid(await stage.refund({ out_refund_no: 'REFUND3' }, 1))).toEqual([
      400,
      'INVALID_REQUEST',
    ])
  })

  test('comes in fifty parts at most', async () => {
    stage = await openWechatStage()
    await placeAndPay(stage)
    for (let part = 1; part <= 50; part++) {
      expect((await stage.refund({ out_refund_no: `PART${part}` }, 1)).status).toBe(200)
      await stage.simulator.advance(minuteMs)
    }
    expect(invalid(await stage.refund({ out_refund_no: 'PART51' }, 1))).toEqual([403, 'RULE_LIMIT'])
  })

  test('can be short of balance, and works with the same number later', async () => {
    stage = await openWechatStage()
    await placeAndPay(stage)
    await stage.control('faults', { fault: 'not_enough', app_id: mchId, times: 1 })
    expect(invalid(await stage.refund())).toEqual([403, 'NOT_ENOUGH'])
    expect((await stage.refund()).status).toBe(200)
  })

  test('that ended abnormally is sent out again by its number', async () => {
    stage = await openWechatStage()
    await placeAndPay(stage)
    await stage.control('faults', { fault: 'refund_abnormal', times: 1 })
    const refundId = String((await stage.refund({ notify_url: stage.notifyUrl })).json.refund_id)
    await stage.simulator.advance(10 * secondMs)
    const again = (type = 'USER_BANK_CARD') =>
      stage.raw('POST', `/v3/refund/domestic/refunds/${refundId}/apply-abnormal-refund`, {
        out_refund_no: 'REFUND1',
        type,
      })
    expect(invalid(await again('NOBODY'))).toEqual([400, 'PARAM_ERROR'])
    expect((await again()).json).toMatchObject({ status: 'PROCESSING' })
    await stage.simulator.advance(10 * secondMs)
    expect((await stage.refund({ notify_url: stage.notifyUrl })).json).toMatchObject({
      status: 'SUCCESS',
    })
    expect(invalid(await again())).toEqual([400, 'INVALID_REQUEST'])
    expect(stage.receiver.told.map(({ json }) => json.event_type)).toEqual([
      'TRANSACTION.SUCCESS',
      'REFUND.ABNORMAL',
      'REFUND.SUCCESS',
    ])
  })

  test('that is closed gives the amount back to the order, which stays in REFUND', async () => {
    stage = await openWechatStage()
    await placeAndPay(stage)
    await stage.control('faults', { fault: 'refund_closed', times: 1 })
    await stage.refund({ notify_url: stage.notifyUrl })
    await stage.simulator.advance(minuteMs)
    expect(stage.receiver.told.at(-1)?.json.event_type).toBe('REFUND.CLOSED')
    expect((await stage.query()).json).toMatchObject({ trade_state: 'REFUND' })
    expect((await stage.refund({ out_refund_no: 'REFUND2' })).status).toBe(200)
  })
})
