// Pages inside the simulated WeChat: the bridge that pays, and the login that says who the payer is.

import { createSign } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { Hash, Transformer } from 'wechatpay-axios-plugin'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import {
  appSecret,
  type Fields,
  openPayerStage,
  type PayerStage,
  poor,
  restricted,
  rich,
  shop,
} from './wechat-payer.ts'
import { type Json, mchId, mchKey, merchantPrivateKey, wechatAppId } from './wechat-stage.ts'

let stage: PayerStage
afterEach(() => stage.stop())

describe('a page inside WeChat', () => {
  test('pays as the openid it ordered for, once its parameters are signed', async () => {
    stage = await openPayerStage()
    const { answer, headers } = await bridge(await signedParameters(rich))
    expect(answer).toEqual({ err_msg: 'get_brand_wcpay_request:ok' })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(await stage.trade()).toMatchObject({
      trade_state: 'SUCCESS',
      payer: { openid: rich },
    })
    await stage.settled()
    expect(stage.receiver.told).toHaveLength(1)
  })

  test('may stand on any site', async () => {
    stage = await openPayerStage()
    const response = await fetch(`${stage.base}/wechat/jsapi`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-headers': 'content-type' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type')
  })

  test('learns that the payer looked and did not pay', async () => {
    stage = await openPayerStage()
    const { answer } = await bridge(await signedParameters(rich), '?answer=cancel')
    expect(answer).toEqual({ err_msg: 'get_brand_wcpay_request:cancel' })
    expect(await stage.stateOf()).toBe('NOTPAY')
  })

  test('fails for an account that cannot pay', async () => {
    stage = await openPayerStage()
    const { answer } = await bridge(await signedParameters(poor))
    expect(answer).toMatchObject({
      err_msg: 'get_brand_wcpay_request:fail',
      err_desc: '买家余额不足',
    })
  })

  test('is paid for by nobody but the payer the order is for', async () => {
    stage = await openPayerStage()
    const parameters = await signedParameters(rich)
    const differs = {
      err_msg: 'get_brand_wcpay_request:fail',
      err_desc: '下单账号与支付账号不一致，请核实后再支付',
    }
    expect((await bridge(parameters, `?buyer=${poor}`)).answer).toEqual(differs)
    expect((await bridge(parameters, '?buyer=oNobody')).answer).toEqual(differs)
    const cookie = `simulated_buyer=${restricted}`
    expect((await bridge(parameters, '', { cookie })).answer).toEqual(differs)
    const paid = await stage.control('pay', { out_trade_no: 'ORDER1', buyer_id: poor })
    expect(paid).toMatchObject({ status: 409 })
    expect(await stage.stateOf()).toBe('NOTPAY')
    expect((await bridge(parameters, `?buyer=${rich}`)).answer.err_msg).toMatch(/:ok$/)
  })

  test.each([
    ['another appId', { appId: 'wx9999999999999999' }],
    ['another time', { timeStamp: '1772337601' }],
    ['another nonce', { nonceStr: 'other' }],
    ['an unknown prepay_id', { package: 'prepay_id=wx1' }],
    ['a package that is none', { package: 'wx1' }],
    ['a hash where a signature belongs', { signType: 'MD5' }],
    ['no signature', { paySign: '' }],
  ])('fails with %s, and nothing is paid', async (_, change) => {
    stage = await openPayerStage()
    const { answer } = await bridge({ ...(await signedParameters(rich)), ...change })
    expect(answer.err_msg).toBe('get_brand_wcpay_request:fail')
    expect(await stage.stateOf()).toBe('NOTPAY')
  })

  test('fails with an order for scanning, after two hours, and without JSON', async () => {
    stage = await openPayerStage()
    const parameters = await signedParameters(rich)
    await stage.simulator.advance(2 * hourMs)
    expect((await bridge(parameters)).answer.err_desc).toContain('2 小时')
    const app = await stage.order('app', { out_trade_no: 'ORDER2' })
    const { answer } = await bridge(signed(`prepay_id=${String(app.prepay_id)}`))
    expect(answer.err_desc).toContain('JSAPI')
    const response = await fetch(`${stage.base}/wechat/jsapi`, { method: 'POST', body: 'x' })
    expect(((await response.json()) as Json).err_msg).toBe('get_brand_wcpay_request:fail')
  })

  test.each(['MD5', 'HMAC-SHA256'] as const)(
    'pays an order of API v2 signed with %s',
    async (type) => {
      stage = await openPayerStage()
      const parameters = {
        appId: wechatAppId,
        timeStamp: '1772337600',
        nonceStr: 'nonce',
        package: `prepay_id=${await placeV2Jsapi()}`,
        signType: type,
      }
      const wrong = { ...parameters, paySign: Hash.sign(type, parameters, 'x'.repeat(32)) }
      expect((await bridge(wrong)).answer.err_msg).toMatch(/:fail$/)
      const right = { ...parameters, paySign: Hash.sign(type, parameters, mchKey) }
      expect((await bridge(right)).answer.err_msg).toMatch(/:ok$/)
    },
  )
})

describe('the login', () => {
  test('asks nothing, hands a code to the page, and the openid to whoever knows the secret', async () => {
    stage = await openPayerStage()
    const back = await authorize()
    expect(back.origin + back.pathname).toBe(`${shop}/payer`)
    expect(back.searchParams.get('order')).toBe('1')
    expect(back.searchParams.get('state')).toBe('abc')
    expect(await redeem(back)).toMatchObject({
      access_token: expect.stringMatching(/^\w{32,}$/) as unknown,
      expires_in: 7200,
      openid: rich,
      scope: 'snsapi_base',
    })
  })

  test('knows whose phone it is from the address, or from the scanner', async () => {
    stage = await openPayerStage()
    expect(await redeem(await authorize({ buyer: poor }))).toMatchObject({ openid: poor })
    const scanned = await fetch(`${stage.base}/scan?buyer=${restricted}`)
    const [cookie = ''] = (scanned.headers.get('set-cookie') ?? '').split(';')
    const back = await authorize({}, { cookie: `a=1; ${cookie}` })
    expect(await redeem(back)).toMatchObject({ openid: restricted })
  })

  test('redeems a code once, within five minutes, for its own app and secret', async () => {
    stage = await openPayerStage()
    const back = await authorize()
    expect(await redeem(back, { secret: 'wrong' })).toEqual({
      errcode: 40125,
      errmsg: 'invalid appsecret',
    })
    expect(await redeem(back, { appid: 'wx9999999999999999' })).toMatchObject({ errcode: 40013 })
    expect(await redeem(back, { grant_type: 'client_credential' })).toMatchObject({
      errcode: 40002,
    })
    expect(await redeem(back)).toMatchObject({ openid: rich })
    expect(await redeem(back)).toEqual({ errcode: 40029, errmsg: 'invalid code' })
    const late = await authorize()
    await stage.simulator.advance(5 * minuteMs)
    expect(await redeem(late)).toMatchObject({ errcode: 40029 })
  })

  test.each([
    ['an unknown app', { appid: 'wx9999999999999999' }, '10013'],
    ['a scope that asks for more', { scope: 'snsapi_userinfo' }, '10005'],
    ['a way back that is no web page', { redirect_uri: 'javascript:alert(1)' }, '10003'],
    ['another response type', { response_type: 'token' }, '顺序'],
  ])('refuses %s', async (_, change: Fields, said) => {
    stage = await openPayerStage()
    const response = await fetch(authorizeUrl(change), { redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(said)
  })

  test('refuses parameters in another order, as the real one does', async () => {
    stage = await openPayerStage()
    const url = new URL(authorizeUrl())
    const [app, ...rest] = [...url.searchParams]
    url.search = new URLSearchParams(app ? [...rest, app] : rest).toString()
    const response = await fetch(url, { redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('登录失败')
  })
})

async function placeV2Jsapi(): Promise<string> {
  const order: Fields = {
    appid: wechatAppId,
    mch_id: mchId,
    nonce_str: 'nonce',
    body: 'A',
    out_trade_no: 'ORDER1',
    total_fee: '990',
    spbill_create_ip: '127.0.0.1',
    notify_url: 'http://127.0.0.1:9/notify',
    trade_type: 'JSAPI',
    openid: rich,
  }
  const response = await fetch(`${stage.base}/wechat/pay/unifiedorder`, {
    method: 'POST',
    body: Transformer.toXml({ ...order, sign: Hash.sign('MD5', order, mchKey) }),
  })
  return String((Transformer.toObject(await response.text()) as Json).prepay_id)
}

async function signedParameters(openid: string): Promise<Fields> {
  const { prepay_id: prepayId } = await stage.order('jsapi', { payer: { openid } })
  return signed(`prepay_id=${String(prepayId)}`)
}

function signed(prepayPackage: string): Fields {
  const timeStamp = String(Math.floor(stage.clock.now() / secondMs))
  const text = `${wechatAppId}\n${timeStamp}\nnonce\n${prepayPackage}\n`
  const paySign = createSign('RSA-SHA256').update(text).sign(merchantPrivateKey, 'base64')
  const parameters = { appId: wechatAppId, timeStamp, nonceStr: 'nonce', signType: 'RSA' }
  return { ...parameters, package: prepayPackage, paySign }
}

async function bridge(parameters: Fields, query = '', headers: Fields = {}) {
  const response = await fetch(`${stage.base}/wechat/jsapi${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(parameters),
  })
  return { answer: (await response.json()) as Fields, headers: response.headers }
}

function authorizeUrl(change: Fields = {}): string {
  const query = {
    appid: wechatAppId,
    redirect_uri: `${shop}/payer?order=1`,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc',
    ...change,
  }
  return `${stage.base}/wechat/connect/oauth2/authorize?${new URLSearchParams(query).toString()}`
}

async function authorize(change: Fields = {}, headers: Fields = {}): Promise<URL> {
  const response = await fetch(authorizeUrl(change), { redirect: 'manual', headers })
  expect(response.status).toBe(302)
  return new URL(response.headers.get('location') ?? '')
}

async function redeem(back: URL, change: Fields = {}): Promise<Json> {
  const query = {
    appid: wechatAppId,
    secret: appSecret,
    code: back.searchParams.get('code') ?? '',
    grant_type: 'authorization_code',
    ...change,
  }
  const search = new URLSearchParams(query).toString()
  const response = await fetch(`${stage.base}/wechat/sns/oauth2/access_token?${search}`)
  return (await response.json()) as Json
}
