// What the simulated API v2 refuses of a request, and how it says so: signature, XML, and every field of an order.

import { afterEach, expect, test } from 'vitest'
import { Hash } from 'wechatpay-axios-plugin'
import { mchId, mchKey, wechatAppId } from './wechat-stage.ts'
import { account, type Fields, openV2Stage, type V2Stage } from './wechat-v2-callers.ts'

let stage: V2Stage
afterEach(() => stage.stop())

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
  stage = await openV2Stage()
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
  stage = await openV2Stage()
  const reply = await stage.post('pay/orderquery', {}, { body: `${head}<xml>${inside}</xml>` })
  expect(reply).toMatchObject({ return_code: 'FAIL', return_msg: 'XML格式错误' })
})

test('plain text, CDATA, numeric letters and an empty tag are all read', async () => {
  stage = await openV2Stage()
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
  ['an openid nobody has', { trade_type: 'JSAPI', openid: 'oBuyer' }, 'PARAM_ERROR'],
  ['MWEB without a scene', { trade_type: 'MWEB' }, 'LACK_PARAMS'],
  ['an hour that does not exist', { time_expire: '20260301250000' }, 'PARAM_ERROR'],
  ['less than a minute to pay', { time_expire: '20260301120059' }, 'PARAM_ERROR'],
])('an order with %s is refused, and the refusal signed', async (_, change: Fields, code) => {
  stage = await openV2Stage()
  const reply = await stage.place(change)
  expect(reply).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', err_code: code })
  expect(reply.sign).toBe(Hash.sign('MD5', reply, mchKey))
})

test('a field nobody expects is signed like the others and ignored', async () => {
  stage = await openV2Stage()
  expect(await stage.place({ whatever: '1' })).toMatchObject({ result_code: 'SUCCESS' })
})

test('a merchant without a v2 key gets nothing of API v2', async () => {
  stage = await openV2Stage({})
  expect(await stage.place()).toMatchObject({ return_code: 'FAIL' })
})
