// Paying by the code a buyer shows, as the official SDK of Alipay and an independent client of WeChat Pay see it.

import { afterEach, describe, expect, test } from 'vitest'
import { minuteMs, secondMs } from '../../src/core/time.ts'
import { openStage, orderOf, type Stage } from './stage.ts'
import { mchId, openWechatStage, type WechatStage, wechatAppId } from './wechat-stage.ts'
import { account, openV2Stage, type V2Stage } from './wechat-v2-callers.ts'

/** The independent client throws what is no success. */
function refusalIn(error: unknown): Readonly<{ status: number; data: unknown }> {
  const { response } = error as { response?: Readonly<{ status: number; data: unknown }> }
  if (response) return response
  throw error
}

type Outcome = 'paid' | 'password' | 'poor' | 'restricted'

describe('at Alipay', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  const codeFor = async (outcome: Outcome) =>
    String((await stage.control('codes', { gateway: 'alipay', outcome })).auth_code)
  const pay = (code: string, outTradeNo = 'ORDER1') =>
    stage.call(
      'pay',
      {
        ...orderOf('qr', outTradeNo),
        product_code: 'FACE_TO_FACE_PAYMENT',
        scene: 'bar_code',
        auth_code: code,
      },
      { notify_url: stage.receiver.url },
    )
  const query = () => stage.call('query', { out_trade_no: 'ORDER1' })
  const cancel = () => stage.call('cancel', { out_trade_no: 'ORDER1' })

  test('a code pays at once, once, and the shop is told of it', async () => {
    stage = await openStage()
    const code = await codeFor('paid')
    expect(code).toMatch(/^28\d{16}$/)
    expect(await pay(code)).toMatchObject({
      code: '10000',
      total_amount: '9.90',
      gmt_payment: '2026-03-01 12:00:00',
      buyer_logon_id: '138****0001',
    })
    await stage.settled()
    expect(stage.receiver.notices.map(({ fields }) => fields.trade_status)).toEqual([
      'TRADE_SUCCESS',
    ])
    expect(await pay(code, 'ORDER2')).toMatchObject({
      code: '40004',
      sub_code: 'ACQ.PAYMENT_AUTH_CODE_INVALID',
    })
    expect(await pay(await codeFor('paid'))).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_SUCCESS' })
  })

  test.each([
    ['wrong', async () => '281234567890123456'],
    [
      'older than a minute',
      async () => {
        const code = await codeFor('paid')
        await stage.control('clock', { advance_ms: minuteMs })
        return code
      },
    ],
  ])('a code that is %s is refused, and no trade comes of it', async (_how, make) => {
    stage = await openStage()
    expect(await pay(await make())).toMatchObject({ sub_code: 'ACQ.PAYMENT_AUTH_CODE_INVALID' })
    expect(await query()).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' })
  })

  test.each([
    ['poor', 'ACQ.BUYER_BALANCE_NOT_ENOUGH'],
    ['restricted', 'ACQ.BUYER_ENABLE_STATUS_FORBID'],
  ] as const)('a %s buyer leaves a trade behind that must be cancelled', async (who, subCode) => {
    stage = await openStage()
    expect(await pay(await codeFor(who))).toMatchObject({ code: '40004', sub_code: subCode })
    expect(await query()).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' })
    expect(await cancel()).toMatchObject({ action: 'close', retry_flag: 'N' })
  })

  test('a buyer who must confirm pays later, or declines', async () => {
    stage = await openStage()
    expect(await pay(await codeFor('password'))).toMatchObject({
      code: '10003',
      msg: 'order success pay inprocess',
    })
    expect(await query()).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' })
    await stage.control('pay', { out_trade_no: 'ORDER1' })
    expect(await query()).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '9.90' })

    await pay(await codeFor('password'), 'ORDER2')
    await stage.control('decline', { out_trade_no: 'ORDER2' })
    expect(await stage.call('query', { out_trade_no: 'ORDER2' })).toMatchObject({
      trade_status: 'TRADE_CLOSED',
    })
  })

  test('cancelling may have to be repeated, and gives the money back', async () => {
    stage = await openStage()
    await pay(await codeFor('paid'))
    await stage.control('faults', { fault: 'undo_again', times: 1 })
    const again = await cancel()
    expect(again).toMatchObject({ code: '10000', retry_flag: 'Y' })
    expect(again).not.toHaveProperty('action')
    expect(await cancel()).toMatchObject({
      retry_flag: 'N',
      action: 'refund',
      gmt_refund_pay: '2026-03-01 12:00:00',
    })
    expect(await query()).toMatchObject({ trade_status: 'TRADE_CLOSED' })
  })
})

describe('at WeChat Pay by API v3', () => {
  let stage: WechatStage
  afterEach(() => stage.stop())

  const codeFor = async (outcome: Outcome) =>
    String((await stage.control('codes', { gateway: 'wechat', outcome })).auth_code)
  const ours = { appid: wechatAppId, mchid: mchId }
  /** By the independent client, which refuses a success that is not rightly signed. */
  const send = async (path: string, body: object) => {
    const chained = stage.client().chain(`v3/pay/transactions/${path}`)
    const { status, data } = await chained.post(body).catch(refusalIn)
    return { status, json: data as unknown }
  }
  const pay = (code: string, outTradeNo = 'ORDER1') =>
    send('codepay', {
      ...ours,
      description: '一年授权',
      out_trade_no: outTradeNo,
      amount: { total: 990, currency: 'CNY' },
      payer: { auth_code: code },
      scene_info: { device_ip: '192.0.2.1', store_info: { out_id: 'counter' } },
    })
  const reverse = () => send('out-trade-no/ORDER1/reverse', ours)

  test('a code pays at once and nobody is told; it can be reversed, not closed', async () => {
    stage = await openWechatStage()
    const code = await codeFor('paid')
    expect(code).toMatch(/^1[0-5]\d{16}$/)
    const paid = await pay(code)
    expect([paid.status, paid.json]).toMatchObject([
      200,
      { trade_state: 'SUCCESS', trade_type: 'MICROPAY', amount: { total: 990 } },
    ])
    await stage.settled()
    expect(stage.receiver.told).toEqual([])
    expect((await pay(code, 'ORDER2')).json).toMatchObject({ code: 'AUTH_CODE_INVALID' })

    expect((await reverse()).json).toMatchObject({ code: 'INVALID_REQUEST' })
    await stage.control('clock', { advance_ms: 15 * secondMs })
    expect((await reverse()).json).toMatchObject({ recall: 'N' })
    expect((await stage.query()).json).toMatchObject({ trade_state: 'REVOKED' })
  })

  test('a payer who must confirm is waited for, and can decline', async () => {
    stage = await openWechatStage()
    const asked = await pay(await codeFor('password'))
    expect([asked.status, asked.json]).toMatchObject([202, { code: 'USERPAYING' }])
    expect((await stage.query()).json).toMatchObject({ trade_state: 'USERPAYING' })
    const closed = await send('out-trade-no/ORDER1/close', { mchid: mchId })
    expect(closed.json).toMatchObject({ code: 'INVALID_REQUEST' })
    await stage.control('decline', { out_trade_no: 'ORDER1' })
    expect((await stage.query()).json).toMatchObject({ trade_state: 'PAYERROR' })
  })

  test('a payer without money or rights is refused, and the order has failed', async () => {
    stage = await openWechatStage()
    expect((await pay(await codeFor('poor'))).json).toMatchObject({ code: 'NOT_ENOUGH' })
    expect((await stage.query()).json).toMatchObject({ trade_state: 'PAYERROR' })
    const restricted = await pay(await codeFor('restricted'), 'ORDER2')
    expect(restricted.json).toMatchObject({ code: 'USER_ACCOUNT_ABNORMAL' })
    expect((await stage.query('ORDER2')).json).toMatchObject({ trade_state: 'PAYERROR' })
  })
})

describe.each(['MD5', 'HMAC-SHA256'])('at WeChat Pay by API v2, signed with %s', (signType) => {
  let stage: V2Stage
  afterEach(() => stage.stop())

  const common = { ...account, sign_type: signType }
  const charge = async (outcome: Outcome) => ({
    body: '一年授权',
    out_trade_no: 'ORDER1',
    total_fee: '990',
    spbill_create_ip: '192.0.2.1',
    auth_code: String((await stage.control('codes', { gateway: 'wechat', outcome })).auth_code),
  })
  const ask = (path: string) => stage.call(path, { ...common, out_trade_no: 'ORDER1' })

  test('a code pays at once and is reversed with the money', async () => {
    stage = await openV2Stage()
    const asked = { ...common, ...(await charge('paid')) }
    expect(await stage.call('pay/micropay', asked)).toMatchObject({
      result_code: 'SUCCESS',
      trade_type: 'MICROPAY',
      total_fee: '990',
      time_end: '20260301120000',
    })
    await stage.control('clock', { advance_ms: 15 * secondMs })
    await stage.control('faults', { fault: 'undo_again', times: 1 })
    expect(await ask('secapi/pay/reverse')).toMatchObject({ recall: 'Y' })
    expect(await ask('secapi/pay/reverse')).toMatchObject({ recall: 'N' })
    expect(await ask('pay/orderquery')).toMatchObject({ trade_state: 'REVOKED' })
    expect(stage.told).toEqual([])
  })

  test('a payer who must confirm is waited for', async () => {
    stage = await openV2Stage()
    // The independent client throws such an answer away.
    const asked = await stage.post('pay/micropay', { ...common, ...(await charge('password')) })
    expect(asked).toMatchObject({ result_code: 'FAIL', err_code: 'USERPAYING' })
    expect(await ask('pay/orderquery')).toMatchObject({ trade_state: 'USERPAYING' })
    await stage.pay()
    expect(await ask('pay/orderquery')).toMatchObject({ trade_state: 'SUCCESS' })
  })
})
