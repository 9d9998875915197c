// Orders, payments, notices and refunds by the simulated API v2: the independent client wechatpay-axios-plugin,
// unchanged, and requests made by hand wherever that client would not send them.

import { afterEach, describe, expect, test } from 'vitest'
import { Hash } from 'wechatpay-axios-plugin'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { rich } from './wechat-payer.ts'
import { mchKey } from './wechat-stage.ts'
import {
  accepted,
  account,
  type Fields,
  openSealed,
  openV2Stage,
  type V2Stage,
} from './wechat-v2-callers.ts'

let stage: V2Stage
afterEach(() => stage.stop())

describe.each(['MD5', 'HMAC-SHA256'] as const)('a merchant that signs with %s', (signType) => {
  test.each([
    { type: 'NATIVE', more: {}, way: { code_url: /^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/ } },
    { type: 'JSAPI', more: { openid: rich }, way: { prepay_id: /^wx\w{30,62}$/ } },
    { type: 'APP', more: {}, way: { prepay_id: /^wx\w{30,62}$/ } },
    {
      type: 'MWEB',
      more: { scene_info: '{"h5_info":{"type":"Wap"}}' },
      way: { mweb_url: /\/checkmweb\?prepay_id=wx\w+&package=\d+$/ },
    },
  ])('orders by $type, is paid, told of it, and refunds', async ({ type, more, way }) => {
    stage = await openV2Stage()
    const common = { ...account, sign_type: signType }
    const order = { ...stage.order(), attach: 'A&B <1>', trade_type: type, ...more }
    const placed = await stage.call('pay/unifiedorder', { ...common, ...order })
    for (const [name, form] of Object.entries(way)) expect(placed[name]).toMatch(form)
    expect(placed).toMatchObject({ trade_type: type, result_code: 'SUCCESS' })

    const query = () => stage.call('pay/orderquery', { ...common, out_trade_no: 'ORDER1' })
    expect(await query()).toMatchObject({ trade_state: 'NOTPAY', total_fee: '990' })
    await stage.pay()
    const paid = await query()
    expect(paid).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: expect.stringMatching(/^42000\d{23}$/) as unknown,
      trade_type: type,
      total_fee: '990',
      cash_fee: '990',
      time_end: '20260301120000',
      attach: 'A&B <1>',
    })
    if (type === 'JSAPI') expect(paid.openid).toBe(rich)

    const [told] = stage.told
    const { transaction_id, time_end, openid } = paid
    expect(told).toMatchObject({ result_code: 'SUCCESS', transaction_id, time_end, openid })
    expect(told?.sign).toBe(Hash.sign(signType, told ?? {}, mchKey))

    const asked = { transaction_id: String(transaction_id), out_refund_no: 'REFUND1' }
    const refunded = await stage.call('secapi/pay/refund', {
      ...common,
      ...asked,
      total_fee: '990',
      refund_fee: '400',
      notify_url: stage.notifyUrl,
    })
    expect(refunded).toMatchObject({ ...asked, refund_fee: '400', out_trade_no: 'ORDER1' })
    const refunds = () => stage.call('pay/refundquery', { ...common, out_refund_no: 'REFUND1' })
    expect(await refunds()).toMatchObject({ refund_status_0: 'PROCESSING', refund_count: '1' })
    await stage.simulator.advance(10 * secondMs)
    expect(await refunds()).toMatchObject({
      refund_status_0: 'SUCCESS',
      refund_fee_0: '400',
      refund_success_time_0: '2026-03-01 12:00:10',
    })
    expect(await query()).toMatchObject({ trade_state: 'REFUND' })
    expect(openSealed(stage.told[1]?.req_info ?? '')).toMatchObject({
      out_refund_no: 'REFUND1',
      refund_status: 'SUCCESS',
      refund_fee: '400',
      success_time: '2026-03-01 12:00:10',
    })
  })
})

test('a payment notice goes out again until the answer is XML that says SUCCESS, and nothing else is', async () => {
  stage = await openV2Stage()
  const answers = [
    { status: 200, body: 'SUCCESS' },
    { status: 200, body: '{"return_code":"SUCCESS"}' },
    { status: 204, body: '' },
    { status: 500, body: accepted },
    { status: 200, body: '<xml><return_code>FAIL</return_code></xml>' },
    { status: 200, body: '<xml><return_code>success</return_code></xml>' },
    { status: 200, body: `<!DOCTYPE xml>${accepted}` },
  ]
  stage.answer = () => answers[stage.told.length - 1] ?? { status: 200, body: accepted }
  await stage.place()
  await stage.pay()
  await stage.simulator.advance(24 * hourMs)
  expect(stage.told).toHaveLength(answers.length + 1)
  const { nonce_str: first, sign, ...news } = stage.told[0] ?? {}
  const { nonce_str: last, sign: signedAnew, ...repeated } = stage.told.at(-1) ?? {}
  expect(repeated).toEqual(news)
  expect(last).not.toBe(first)
  expect(signedAnew).not.toBe(sign)
})

test('one number means one order: the same again is another way in, anything else is refused', async () => {
  stage = await openV2Stage()
  const first = await stage.place()
  const again = await stage.place()
  expect(again.code_url).toMatch(/^weixin:/)
  expect(again.code_url).not.toBe(first.code_url)
  expect(await stage.place({ total_fee: '991' })).toMatchObject({ err_code: 'INVALID_REQUEST' })
  await stage.pay()
  expect(await stage.place()).toMatchObject({ err_code: 'ORDERPAID' })

  await stage.place({ out_trade_no: 'B' })
  await stage.simulator.advance(5 * minuteMs)
  const close = () => stage.post('pay/closeorder', { out_trade_no: 'B' })
  expect(await close()).toMatchObject({ result_code: 'SUCCESS' })
  expect(await close()).toMatchObject({ err_code: 'ORDERCLOSED' })
  expect(await stage.place({ out_trade_no: 'B' })).toMatchObject({ err_code: 'ORDERCLOSED' })
  expect(await stage.post('pay/closeorder', { out_trade_no: 'ORDER1' })).toMatchObject({
    err_code: 'ORDERPAID',
  })
  expect(await stage.post('pay/closeorder', { out_trade_no: 'C' })).toMatchObject({
    err_code: 'ORDERNOTEXIST',
  })
})

test('an order cannot be closed in the five minutes after it was placed', async () => {
  stage = await openV2Stage()
  await stage.place()
  const close = () => stage.post('pay/closeorder', { out_trade_no: 'ORDER1' })
  await stage.simulator.advance(5 * minuteMs - 1)
  expect(await close()).toMatchObject({ result_code: 'FAIL', err_code: 'ERROR' })
  const query = await stage.post('pay/orderquery', { out_trade_no: 'ORDER1' })
  expect(query).toMatchObject({ trade_state: 'NOTPAY' })
  await stage.simulator.advance(1)
  expect(await close()).toMatchObject({ result_code: 'SUCCESS' })
})

test('an order is closed at its time_expire, and asking again in its last minute is allowed', async () => {
  stage = await openV2Stage()
  const order = { time_expire: '20260301123000' }
  await stage.place(order)
  await stage.simulator.advance(30 * minuteMs - 1)
  expect(await stage.place(order)).toMatchObject({ result_code: 'SUCCESS' })
  await stage.simulator.advance(1)
  const query = await stage.post('pay/orderquery', { out_trade_no: 'ORDER1' })
  expect(query).toMatchObject({ trade_state: 'CLOSED' })
  expect(await stage.place(order)).toMatchObject({ err_code: 'ORDERCLOSED' })
})

test('a query needs a number, finds an order by either of them, and only its own merchant’s', async () => {
  stage = await openV2Stage()
  await stage.place()
  await stage.pay()
  const query = (fields: Fields) => stage.post('pay/orderquery', fields)
  expect(await query({})).toMatchObject({ err_code: 'LACK_PARAMS' })
  const { transaction_id = '' } = await query({ out_trade_no: 'ORDER1' })
  expect(await query({ transaction_id })).toMatchObject({ out_trade_no: 'ORDER1' })
  expect(await query({ transaction_id: '4200000000' })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
})

test('a coupon is told of, and the order is worth what it was', async () => {
  stage = await openV2Stage()
  await stage.place()
  await stage.control('pay', { out_trade_no: 'ORDER1', coupon_fen: 90 })
  expect(await stage.post('pay/orderquery', { out_trade_no: 'ORDER1' })).toMatchObject({
    total_fee: '990',
    cash_fee: '900',
    coupon_fee: '90',
    coupon_count: '1',
    coupon_fee_0: '90',
  })
})

test('a refund is made once per number, never beyond what was paid, and listed', async () => {
  stage = await openV2Stage()
  const refund = (refundFee: string, number = 'R1', more: Fields = {}) =>
    stage.post('secapi/pay/refund', {
      out_trade_no: 'ORDER1',
      out_refund_no: number,
      total_fee: '990',
      refund_fee: refundFee,
      ...more,
    })
  expect(await refund('1')).toMatchObject({ err_code: 'ORDERNOTEXIST' })
  await stage.place()
  expect(await refund('1')).toMatchObject({ err_code: 'TRADE_ERROR' })
  await stage.pay()
  expect(await refund('1', 'R1', { total_fee: '991' })).toMatchObject({
    err_code: 'INVALID_REQUEST',
  })
  expect(await refund('991')).toMatchObject({ err_code: 'ERROR' })
  const first = await refund('400')
  expect(await refund('400')).toMatchObject({ refund_id: first.refund_id })
  expect(await refund('401')).toMatchObject({ err_code: 'INVALID_REQUEST' })
  expect(await refund('100', 'R2')).toMatchObject({ err_code: 'FREQUENCY_LIMITED' })
  await stage.simulator.advance(minuteMs)
  await stage.control('faults', { fault: 'not_enough', times: 1 })
  expect(await refund('100', 'R2')).toMatchObject({ err_code: 'NOTENOUGH' })
  await stage.control('faults', { fault: 'refund_abnormal', times: 1 })
  expect(await refund('100', 'R2')).toMatchObject({ result_code: 'SUCCESS' })
  await stage.simulator.advance(minuteMs)

  const query = (fields: Fields) => stage.post('pay/refundquery', fields)
  expect(await query({ out_trade_no: 'ORDER1' })).toMatchObject({
    refund_count: '2',
    out_refund_no_0: 'R1',
    refund_status_0: 'SUCCESS',
    out_refund_no_1: 'R2',
    refund_status_1: 'CHANGE',
  })
  expect(await query({ out_trade_no: 'ORDER1', offset: '1' })).toMatchObject({
    total_refund_count: '2',
    refund_count: '1',
    out_refund_no_0: 'R2',
  })
  const { refund_id = '' } = first
  expect(await query({ refund_id })).toMatchObject({ out_refund_no_0: 'R1', refund_count: '1' })
  expect(await query({ out_refund_no: 'R9' })).toMatchObject({ err_code: 'REFUNDNOTEXIST' })
})

test('faults spoil replies the way API v2 can be spoilt', async () => {
  stage = await openV2Stage()
  const set = (fault: string) => stage.control('faults', { fault, times: 1 })
  await set('bad_reply_signature')
  await expect(stage.call('pay/unifiedorder', { ...account, ...stage.order() })).rejects.toThrow(
    /sign\(/,
  )
  await set('rate_limit')
  expect(await stage.place()).toMatchObject({ err_code: 'FREQUENCY_LIMITED' })
  await set('server_error')
  expect(await stage.place()).toEqual({})
  await set('accept_then_server_error')
  expect(await stage.place({ out_trade_no: 'B' })).toMatchObject({ err_code: 'SYSTEMERROR' })
  expect(await stage.post('pay/orderquery', { out_trade_no: 'B' })).toMatchObject({
    trade_state: 'NOTPAY',
  })
})

test('a forged or altered notice does not verify or decrypt, and the next delivery does', async () => {
  stage = await openV2Stage()
  stage.answer = () => ({ status: 500, body: '' })
  await stage.control('faults', { fault: 'forge_notice', times: 1 })
  await stage.place()
  await stage.pay()
  await stage.control('faults', { fault: 'tamper_notice', times: 1 })
  await stage.simulator.advance(15 * secondMs)
  await stage.simulator.advance(15 * secondMs)
  const isRight = stage.told.map((told) => told.sign === Hash.sign('MD5', told, mchKey))
  expect(isRight).toEqual([false, false, true])
  expect(stage.told[1]?.total_fee).toBe('9990')

  stage.told.length = 0
  await stage.control('faults', { fault: 'forge_notice', times: 1 })
  const asked = { out_trade_no: 'ORDER1', out_refund_no: 'R1', notify_url: stage.notifyUrl }
  await stage.post('secapi/pay/refund', { ...asked, total_fee: '990', refund_fee: '990' })
  await stage.simulator.advance(10 * secondMs)
  await stage.control('faults', { fault: 'tamper_notice', times: 1 })
  await stage.simulator.advance(15 * secondMs)
  await stage.simulator.advance(15 * secondMs)
  const sealed = stage.told.flatMap(({ req_info }) => req_info ?? [])
  expect(sealed.map((each) => openSealed(each).out_refund_no)).toEqual([undefined, undefined, 'R1'])
})
