// The official alipay-sdk, unchanged, against the simulator over HTTP, with every reply's signature checked.

import { createVerify } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { generateRsaPair } from '../../src/simulator/index.ts'
import { certificateSn } from '../../src/simulator/x509.ts'
import { appId, openStage, orderOf, payByQr, type Stage, sellerId } from './stage.ts'

let stage: Stage
afterEach(() => stage.stop())

const modes = [
  { name: 'key mode', app: {} },
  { name: 'certificate mode', app: { certificateMode: {} } },
  { name: 'RSA sign type', app: { signType: 'RSA' as const } },
]

describe.each(modes)('$name', ({ app }) => {
  test('an order is shown as a code, paid, asked about, part refunded and asked about again', async () => {
    stage = await openStage(app)
    const paid = await payByQr(stage)
    expect(paid).toMatchObject({
      code: '10000',
      trade_status: 'TRADE_SUCCESS',
      total_amount: '9.90',
      buyer_pay_amount: '9.90',
      buyer_logon_id: '138****0001',
      send_pay_date: '2026-03-01 12:00:00',
    })
    const refund = { out_trade_no: 'ORDER1', refund_amount: '1.50', out_request_no: 'R1' }
    expect(await stage.call('refund', refund)).toMatchObject({
      code: '10000',
      fund_change: 'Y',
      refund_fee: '1.50',
    })
    const asked = { trade_no: paid.trade_no, out_request_no: 'R1' }
    expect(await stage.call('fastpay.refund.query', asked)).toMatchObject({
      refund_amount: '1.50',
      refund_status: 'REFUND_SUCCESS',
      total_amount: '9.90',
    })
    const notice = stage.receiver.notices[0]?.fields
    expect(notice).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      total_amount: '9.90',
      app_id: appId,
      seller_id: sellerId,
      subject: '一年授权 & more',
      fund_bill_list: '[{"amount":"9.90","fundChannel":"ALIPAYACCOUNT"}]',
    })
    expect(stage.sdk.checkNotifySignV2(notice)).toBe(true)
  })

  test('a wrong signature is refused in a reply that is itself signed', async () => {
    stage = await openStage(app)
    stage.sdk.config.privateKey = (await generateRsaPair()).privateKeyPem
    expect(await stage.call('query', { out_trade_no: 'ORDER1' })).toMatchObject({
      code: '40002',
      sub_code: 'isv.invalid-signature',
    })
  })
})

test('an unpaid trade can be closed and cancelled, a paid one only cancelled', async () => {
  stage = await openStage()
  const made = await stage.call('precreate', orderOf('qr', 'A'))
  expect(await stage.call('close', { out_trade_no: 'A' })).toMatchObject({
    sub_code: 'ACQ.TRADE_NOT_EXIST',
  })
  await fetch(String(made.qr_code))
  expect(await stage.call('query', { out_trade_no: 'A' })).toMatchObject({
    trade_status: 'WAIT_BUYER_PAY',
    buyer_pay_amount: '0.00',
  })
  expect(await stage.call('close', { out_trade_no: 'A' })).toMatchObject({ code: '10000' })
  expect(await stage.call('close', { out_trade_no: 'A' })).toMatchObject({
    sub_code: 'ACQ.TRADE_STATUS_ERROR',
  })
  expect(await stage.call('cancel', { out_trade_no: 'A' })).toMatchObject({ action: 'close' })
  await payByQr(stage, 'B')
  expect(await stage.call('close', { out_trade_no: 'B' })).toMatchObject({
    sub_code: 'ACQ.TRADE_STATUS_ERROR',
  })
  expect(await stage.call('cancel', { out_trade_no: 'B' })).toMatchObject({
    action: 'refund',
    retry_flag: 'N',
  })
  const unseen = await stage.call('cancel', { out_trade_no: 'UNSEEN' })
  expect(unseen).toMatchObject({ code: '10000', retry_flag: 'N' })
  expect(unseen).not.toHaveProperty('action')
})

test('an unknown app id is refused without a signature, in the words the live gateway uses', async () => {
  stage = await openStage()
  const url = `${stage.base}/gateway.do?app_id=2021&method=alipay.trade.query`
  const response = await fetch(url, { method: 'POST' })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8')
  expect(await response.json()).toEqual({
    alipay_trade_query_response: {
      code: '40002',
      msg: 'Invalid Arguments',
      sub_code: 'isv.invalid-app-id',
      sub_msg: '无效的AppID参数',
    },
  })
})

test('required parameters are asked for before formats, and formats before the signature', async () => {
  stage = await openStage()
  const subCode = async (query: string) => {
    const response = await fetch(`${stage.base}/gateway.do?app_id=${appId}${query}`)
    const [node] = Object.values((await response.json()) as Record<string, { sub_code: string }>)
    return node?.sub_code
  }
  const method = '&method=alipay.trade.query&charset=utf-8&version=1.0'
  const signed = '&sign_type=RSA2&sign=AAAA&biz_content=%7B%7D'
  expect(await subCode('')).toBe('isv.missing-method')
  expect(await subCode(`${method}&sign_type=MD5&sign=A`)).toBe('isv.missing-timestamp')
  expect(await subCode(`${method}${signed}&timestamp=yesterday`)).toBe('isv.invalid-timestamp')
  expect(await subCode(`${method}${signed}&timestamp=2026-03-01+12:00:00`)).toBe(
    'isv.invalid-signature',
  )
})

test('certificate mode asks for both serials and names its own certificate in replies', async () => {
  stage = await openStage({ certificateMode: {} })
  const { sdk } = stage
  const certificates = stage.simulator.certificates(appId)
  expect(sdk.config.appCertSn).toBe(certificateSn(certificates?.appCertPem ?? ''))
  expect(sdk.config.alipayRootCertSn).toBe(certificateSn(certificates?.alipayRootCertPem ?? ''))
  const query = sdk.pageExecute('alipay.trade.query', 'GET', { bizContent: { out_trade_no: 'A' } })
  const raw = await (await fetch(query)).text()
  expect(raw).toContain(`"alipay_cert_sn":"${sdk.config.alipayCertSn}"`)
  const without = new URL(query)
  without.searchParams.delete('alipay_root_cert_sn')
  expect(await (await fetch(without)).text()).toContain('isv.missing-alipay-root-cert-sn')
})

test('an encrypted call gets an encrypted reply, signed with its quotation marks', async () => {
  stage = await openStage({ aesKey: Buffer.alloc(16, 7).toString('base64') })
  const { sdk } = stage
  const order = { needEncrypt: true, bizContent: orderOf('qr') }
  expect(await sdk.exec('alipay.trade.precreate', order)).toMatchObject({ code: '10000' })
  const query = { needEncrypt: true, bizContent: { out_trade_no: 'ORDER1' } }
  expect(await sdk.exec('alipay.trade.query', query)).toMatchObject({
    sub_code: 'ACQ.TRADE_NOT_EXIST',
  })
  const sealed = sdk.pageExecute('alipay.trade.query', 'GET', query)
  const raw = await (await fetch(sealed)).text()
  const [, node = '', sign = ''] = /_response":("[^"]+"),"sign":"([^"]+)"/.exec(raw) ?? []
  const verifier = createVerify('RSA-SHA256').update(node)
  expect(verifier.verify(stage.simulator.platformPublicKeyPem, sign, 'base64')).toBe(true)
})

test('one number means one order: other facts, paid and closed numbers are refused', async () => {
  stage = await openStage()
  const again = async (outTradeNo: string, content = {}) =>
    (await stage.call('precreate', { ...orderOf('qr', outTradeNo), ...content })).sub_code
  const made = await stage.call('precreate', orderOf('qr', 'A'))
  await fetch(String(made.qr_code))
  expect(await again('A')).toBeUndefined()
  expect(await again('A', { total_amount: '9.91' })).toBe('ACQ.CONTEXT_INCONSISTENT')
  await stage.call('close', { out_trade_no: 'A' })
  expect(await again('A')).toBe('ACQ.TRADE_HAS_CLOSE')
  await payByQr(stage, 'B')
  expect(await again('B')).toBe('ACQ.TRADE_HAS_SUCCESS')
  expect(await again('C', { time_expire: '2026-03-01 11:59:59' })).toBe(
    'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
  )
  expect(await again('C', { total_amount: '1.234' })).toBe('ACQ.INVALID_PARAMETER')
  expect(await again('C', { total_amount: 9.9 })).toBeUndefined()
})

test('a refund is made once per request number and never beyond what was paid', async () => {
  stage = await openStage()
  await payByQr(stage)
  const refund = async (amount: string, requestNo?: string) => {
    const number = requestNo === undefined ? {} : { out_request_no: requestNo }
    const content = { out_trade_no: 'ORDER1', refund_amount: amount, ...number }
    return stage.call('refund', content)
  }
  expect(await refund('1.00')).toMatchObject({ sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' })
  expect(await refund('1.00', 'R1')).toMatchObject({ fund_change: 'Y', refund_fee: '1.00' })
  expect(await refund('1.00', 'R1')).toMatchObject({ fund_change: 'N', refund_fee: '1.00' })
  expect(await refund('2.00', 'R1')).toMatchObject({ sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST' })
  expect(await refund('8.91', 'R2')).toMatchObject({ sub_code: 'ACQ.REASON_TRADE_REFUND_FEE_ERR' })
  expect(await refund('8.90', 'R2')).toMatchObject({ fund_change: 'Y', refund_fee: '9.90' })
  expect(await refund('8.90', 'R2')).toMatchObject({ fund_change: 'N', refund_fee: '9.90' })
  expect(await refund('0.01', 'R3')).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_CLOSE' })
  expect(await stage.call('query', { out_trade_no: 'ORDER1' })).toMatchObject({
    trade_status: 'TRADE_CLOSED',
  })
  const unknown = { out_trade_no: 'ORDER1', out_request_no: 'NOBODY' }
  expect(await stage.call('fastpay.refund.query', unknown)).toEqual({
    code: '10000',
    msg: 'Success',
  })
})

test('a trade whose relative time is over is closed and a late code opens nothing', async () => {
  stage = await openStage()
  const made = await stage.call('precreate', { ...orderOf('qr', 'A'), timeout_express: '30m' })
  await fetch(String(made.qr_code))
  const unscanned = await stage.call('precreate', orderOf('qr', 'B'))
  await stage.simulator.advance(30 * 60_000)
  expect(await stage.call('query', { out_trade_no: 'A' })).toMatchObject({
    trade_status: 'TRADE_CLOSED',
  })
  await stage.simulator.advance(2 * 3_600_000)
  expect(await (await fetch(String(unscanned.qr_code))).text()).toContain('已超过付款时间')
  expect(await stage.call('query', { out_trade_no: 'B' })).toMatchObject({
    sub_code: 'ACQ.TRADE_NOT_EXIST',
  })
})
