// The simulated API v2 over HTTP: the independent client wechatpay-axios-plugin, unchanged, and requests made
// by hand wherever that client would not send them.

import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { Aes, Hash, Transformer, Wechatpay } from 'wechatpay-axios-plugin'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { generateRsaPair } from '../../src/simulator/index.ts'
import { openReceiver } from './receiver.ts'
import { type Json, mchId, openWechatStage, serialNo, wechatAppId } from './wechat-stage.ts'

/** The client wants one, though API v2 has no use for it. */
const pair = await generateRsaPair()
const mchKey = 'Keytill0Simulator0ApiV2Key012345'
const accepted = '<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>'

type Fields = Record<string, string>
type Stage = Awaited<ReturnType<typeof openStage>>
let stage: Stage
afterEach(() => stage.stop())

describe.each(['MD5', 'HMAC-SHA256'] as const)('a merchant that signs with %s', (signType) => {
  test.each([
    { type: 'NATIVE', more: {}, way: { code_url: /^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/ } },
    { type: 'JSAPI', more: { openid: 'oBuyer' }, way: { prepay_id: /^wx\w{30,62}$/ } },
    { type: 'APP', more: {}, way: { prepay_id: /^wx\w{30,62}$/ } },
    {
      type: 'MWEB',
      more: { scene_info: '{"h5_info":{"type":"Wap"}}' },
      way: { mweb_url: /\/checkmweb\?prepay_id=wx\w+&package=\d+$/ },
    },
  ])('orders by $type, is paid, told of it, and refunds', async ({ type, more, way }) => {
    stage = await openStage()
    const common = { ...account, sign_type: signType }
    const order = { ...orderOf(), attach: 'A&B <1>', trade_type: type, ...more }
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
    if (type === 'JSAPI') expect(paid.openid).toBe('oBuyer')

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
    expect(open(stage.told[1]?.req_info ?? '')).toMatchObject({
      out_refund_no: 'REFUND1',
      refund_status: 'SUCCESS',
      refund_fee: '400',
      success_time: '2026-03-01 12:00:10',
    })
  })
})

test('a payment notice goes out again until the answer is XML that says SUCCESS, and nothing else is', async () => {
  stage = await openStage()
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

test.each([
  ['a GET', { method: 'GET' }, '请使用post方法'],
  ['an empty body', { body: '' }, 'post数据为空'],
  ['bytes that are not UTF-8', { body: Uint8Array.of(0xff) }, '编码'],
  ['JSON', { body: '{}' }, 'XML格式错误'],
  ['an unknown merchant', { fields: { mch_id: '1900000002' } }, 'mch_id'],
  ['no nonce', { fields: { nonce_str: '' } }, 'nonce_str'],
  ['a sign type nobody knows', { fields: { sign_type: 'SHA1' } }, '签名类型错误'],
  ['a wrong key', { key: 'x'.repeat(32) }, '签名错误'],
  ['a field added after signing', { unsigned: '<total_fee>1</total_fee>' }, '签名错误'],
])('%s is a fault of the transport, answered without a signature', async (_, change, said) => {
  stage = await openStage()
  const reply = await stage.post('pay/orderquery', { out_trade_no: 'ORDER1' }, change)
  expect(reply.return_code).toBe('FAIL')
  expect(reply.return_msg).toContain(said)
  expect(reply).not.toHaveProperty('sign')
})

test.each([
  ['a document type', '<!DOCTYPE xml [<!ENTITY a "ORDER1">]>', '<out_trade_no>&a;</out_trade_no>'],
  ['an external entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', '<b>&a;</b>'],
  ['an entity nobody declared', '', '<b>&a;</b>'],
  ['a bare ampersand', '', '<b>a & b</b>'],
  ['a field inside a field', '', '<b><c>1</c></b>'],
  ['a field named twice', '', '<b>1</b><b>1</b>'],
  ['an attribute', '', '<b c="1">1</b>'],
  ['a comment', '', '<!-- c --><b>1</b>'],
  ['text beside the fields', '', 'text<b>1</b>'],
  ['a tag that is closed by another', '', '<b>1</c>'],
])('XML with %s is malformed', async (_, head, inside) => {
  stage = await openStage()
  const reply = await stage.post('pay/orderquery', {}, { body: `${head}<xml>${inside}</xml>` })
  expect(reply).toMatchObject({ return_code: 'FAIL', return_msg: 'XML格式错误' })
})

test('plain text, CDATA, numeric letters and an empty tag are all read', async () => {
  stage = await openStage()
  const fields = { ...account, nonce_str: 'abc', out_trade_no: 'A]]>B', attach: '' }
  const sign = Hash.sign('MD5', fields, mchKey)
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<xml> <appid>${wechatAppId}</appid><mch_id><![CDATA[${mchId}]]></mch_id><nonce_str>a&#98;&#x63;</nonce_str>
<out_trade_no><![CDATA[A]]]]><![CDATA[>B]]></out_trade_no><attach/><sign>${sign}</sign></xml>`
  expect(await stage.post('pay/orderquery', {}, { body })).toMatchObject({
    return_code: 'SUCCESS',
    err_code: 'ORDERNOTEXIST',
  })
})

test.each([
  ['another app', { appid: 'wx9999999999999999' }, 'APPID_NOT_EXIST'],
  ['no body', { body: '' }, 'LACK_PARAMS'],
  ['a body of 129 bytes', { body: '一'.repeat(43) }, 'PARAM_ERROR'],
  ['an order number of 33 letters', { out_trade_no: 'A'.repeat(33) }, 'PARAM_ERROR'],
  ['an order number with a dot', { out_trade_no: 'A.1' }, 'PARAM_ERROR'],
  ['nothing to pay', { total_fee: '0' }, 'PARAM_ERROR'],
  ['an amount in yuan', { total_fee: '9.90' }, 'PARAM_ERROR'],
  ['an address that is none', { spbill_create_ip: 'localhost' }, 'PARAM_ERROR'],
  ['a notify_url with a query', { notify_url: 'https://shop.example/n?a=1' }, 'PARAM_ERROR'],
  ['an unknown trade type', { trade_type: 'QR' }, 'PARAM_ERROR'],
  ['no product', { product_id: '' }, 'LACK_PARAMS'],
  ['JSAPI without openid', { trade_type: 'JSAPI' }, 'LACK_PARAMS'],
  ['MWEB without a scene', { trade_type: 'MWEB' }, 'LACK_PARAMS'],
  ['an hour that does not exist', { time_expire: '20260301250000' }, 'PARAM_ERROR'],
  ['less than a minute to pay', { time_expire: '20260301120059' }, 'PARAM_ERROR'],
])('an order with %s is refused, and the refusal signed', async (_, change: Fields, code) => {
  stage = await openStage()
  const reply = await stage.place(change)
  expect(reply).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', err_code: code })
  expect(reply.sign).toBe(Hash.sign('MD5', reply, mchKey))
})

test('a field nobody expects is signed like the others and ignored', async () => {
  stage = await openStage()
  expect(await stage.place({ whatever: '1' })).toMatchObject({ result_code: 'SUCCESS' })
})

test('one number means one order: the same again is another way in, anything else is refused', async () => {
  stage = await openStage()
  const first = await stage.place()
  const again = await stage.place()
  expect(again.code_url).toMatch(/^weixin:/)
  expect(again.code_url).not.toBe(first.code_url)
  expect(await stage.place({ total_fee: '991' })).toMatchObject({ err_code: 'INVALID_REQUEST' })
  await stage.pay()
  expect(await stage.place()).toMatchObject({ err_code: 'ORDERPAID' })

  await stage.place({ out_trade_no: 'B' })
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

test('an order is closed at its time_expire, and asking again in its last minute is allowed', async () => {
  stage = await openStage()
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
  stage = await openStage()
  await stage.place()
  await stage.pay()
  const query = (fields: Fields) => stage.post('pay/orderquery', fields)
  expect(await query({})).toMatchObject({ err_code: 'LACK_PARAMS' })
  const { transaction_id = '' } = await query({ out_trade_no: 'ORDER1' })
  expect(await query({ transaction_id })).toMatchObject({ out_trade_no: 'ORDER1' })
  expect(await query({ transaction_id: '4200000000' })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
})

test('a coupon is told of, and the order is worth what it was', async () => {
  stage = await openStage()
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
  stage = await openStage()
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
  stage = await openStage()
  const set = (fault: string) => stage.control('faults', { fault, times: 1 })
  await set('bad_reply_signature')
  await expect(stage.call('pay/unifiedorder', { ...account, ...orderOf() })).rejects.toThrow(
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
  stage = await openStage()
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
  expect(sealed.map((each) => open(each).out_refund_no)).toEqual([undefined, undefined, 'R1'])
})

test('a merchant without a v2 key gets nothing of API v2', async () => {
  stage = await openStage({})
  expect(await stage.place()).toMatchObject({ return_code: 'FAIL' })
})

const account = { appid: wechatAppId, mch_id: mchId }
let notifyUrl = ''

/** The least an order needs. */
function orderOf(): Fields {
  return {
    body: '一年授权 & more',
    out_trade_no: 'ORDER1',
    total_fee: '990',
    spbill_create_ip: '127.0.0.1',
    notify_url: notifyUrl,
    trade_type: 'NATIVE',
    product_id: 'P1',
  }
}

/** What a request says differently from a right one. */
interface Change {
  readonly method?: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly fields?: Fields
  readonly key?: string
  /** Put into the document after it was signed. */
  readonly unsigned?: string
}

async function openStage(keys: { mchKey?: string } = { mchKey }) {
  const base = await openWechatStage(keys)
  const told: Fields[] = []
  const receiver = await openReceiver(base.clock, ({ body }) => {
    told.push(fieldsOf(body))
    return opened.answer()
  })
  notifyUrl = receiver.url
  const client = new Wechatpay({
    mchid: mchId,
    serial: serialNo,
    privateKey: pair.privateKeyPem,
    certs: base.platformKeys(),
    secret: mchKey,
    baseURL: `${base.base}/wechat/`,
  })

  /** A request made by hand; `{}` for an answer that is no XML. */
  const post = async (path: string, fields: Fields, change: Change = {}): Promise<Fields> => {
    const all: Fields = { ...account, nonce_str: nonce(), ...fields, ...change.fields }
    const signType = all.sign_type === 'HMAC-SHA256' ? all.sign_type : 'MD5'
    const sign = Hash.sign(signType, all, change.key ?? mchKey)
    const xml = Transformer.toXml({ ...all, sign })
    const body = change.body ?? xml.replace('</xml>', `${change.unsigned ?? ''}</xml>`)
    const method = change.method ?? 'POST'
    const headers = { 'content-type': 'text/xml' }
    const response = await fetch(
      `${base.base}/wechat/${path}`,
      method === 'GET' ? {} : { method, headers, body },
    )
    return response.status === 200 ? fieldsOf(await response.text()) : {}
  }

  const opened = {
    simulator: base.simulator,
    control: base.control,
    told,
    notifyUrl: receiver.url,
    answer: () => ({ status: 200, body: accepted }),
    post,
    place: (change: Fields = {}) => post('pay/unifiedorder', { ...orderOf(), ...change }),
    /** A call by the independent client, which refuses a reply that is not rightly signed. */
    call: async (path: string, fields: Fields): Promise<Json> => {
      const chained = path.split('/').reduce<Chain | undefined>((at, name) => at?.[name], client.v2)
      const response = await chained?.post(fields)
      return response?.data as Json
    },
    pay: async () => {
      await base.control('pay', { out_trade_no: 'ORDER1' })
      await base.settled()
    },
    stop: async () => {
      await base.stop()
      await receiver.close()
    },
  }
  return opened
}

type Chain = InstanceType<typeof Wechatpay>['v2']

function nonce(): string {
  return randomUUID().replaceAll('-', '')
}

/** What is sealed in a refund's notice, opened by the independent client; `{}` when it does not open. */
function open(sealed: string): Fields {
  try {
    const text = Aes.AesEcb.decrypt(sealed, Hash.md5(mchKey))
    return text.startsWith('<root>') ? fieldsOf(text) : {}
  } catch {
    return {}
  }
}

function fieldsOf(xml: string): Fields {
  return Transformer.toObject(xml) as Fields
}
