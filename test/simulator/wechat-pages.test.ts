// The payer's side of the simulated WeChat Pay: scanner, payment page, H5 link, bridge and login, by plain
// requests and form posts.

import { createSign } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { Hash, Transformer } from 'wechatpay-axios-plugin'
import { dayMs, hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { generateRsaPair } from '../../src/simulator/index.ts'
import { payers } from '../../src/simulator/wechat/model.ts'
import {
  type Json,
  mchId,
  openWechatStage,
  orderOf,
  type WechatStage,
  wechatAppId,
} from './wechat-stage.ts'

type Fields = Readonly<Record<string, string>>
const [rich, poor, restricted] = payers.map(({ openId }) => openId) as [string, string, string]
const pair = await generateRsaPair()
const appSecret = 'keytill0simulator0appsecret01234'
const mchKey = 'Keytill0Simulator0ApiV2Key012345'

let stage: WechatStage
afterEach(() => stage.stop())

describe('a scanned code', () => {
  test('leads to a page with the amount, the payee and three accounts to choose from', async () => {
    await openStage()
    const address = await scan(await placeNative())
    const response = await fetch(address)
    const page = await response.text()
    expect(page).toContain('一年授权 &amp; more')
    expect(page).toContain('9.90')
    expect(page).toContain(mchId)
    expect(page).toContain('模拟微信支付')
    expect(page.match(/type="radio"/g)).toHaveLength(3)
    expect(page).not.toMatch(/<script|style=/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const [, styles = ''] = /rel="stylesheet" href="([^"]+)"/.exec(page) ?? []
    expect(await read(styles)).toContain('--accent: #07904a')
    expect(await stateOf()).toBe('NOTPAY')
  })

  test('is paid without a password, once however often the button is pressed', async () => {
    await openStage()
    const address = await scan(await placeNative())
    const [one, other] = await Promise.all([pay(address), pay(address)])
    expect(await (await fetch(one)).text()).toContain('支付成功')
    expect(await (await fetch(other)).text()).toContain('支付成功')
    await stage.settled()
    expect(stage.receiver.told).toHaveLength(1)
    expect(await query()).toMatchObject({
      trade_state: 'SUCCESS',
      payer: { openid: rich },
    })
  })

  test.each([
    ['without money', () => poor, '买家余额不足'],
    ['with a restricted account', () => restricted, '账户状态异常'],
  ])('is not paid by a payer %s, who is told so, and then by another', async (_, who, why) => {
    await openStage()
    const address = await scan(await placeNative())
    const refused = await (await fetch(await pay(address, who()))).text()
    expect(refused).toContain(why)
    expect(refused).toContain('确认支付')
    expect(await stateOf()).toBe('NOTPAY')
    expect(await (await fetch(await pay(address))).text()).toContain('支付成功')
  })

  test('can be left unpaid and come back to', async () => {
    await openStage()
    const address = await scan(await placeNative())
    const left = await (await fetch(await submit(address, '/leave'))).text()
    expect(left).toContain('已取消支付')
    expect(left).toContain(new URL(address).pathname)
    expect(await stateOf()).toBe('NOTPAY')
  })

  test('belongs to the account that scanned it first', async () => {
    await openStage()
    const code = await placeNative()
    const mine = await scan(code, rich)
    const page = await read(mine)
    expect(page.match(/type="radio"/g)).toHaveLength(1)
    expect(page).toContain('张三')
    const theirs = await scan(code, poor)
    expect(await read(theirs)).toContain('请用同一微信号')
    expect(await read(await pay(await scan(code), restricted))).toContain('请用同一微信号')
    expect(await stateOf()).toBe('NOTPAY')
    expect(await read(await pay(mine))).toContain('支付成功')
    expect(await read(theirs)).toContain('该订单已支付')
  })

  test('says when the order is paid, closed or expired, when the code is too old, and takes no money', async () => {
    await openStage()
    const paid = await scan(await placeNative())
    await stage.control('pay', { out_trade_no: 'ORDER1' })
    expect(await read(await pay(paid, poor))).toContain('该订单已支付')

    const closed = await scan(await placeNative({ out_trade_no: 'ORDER2' }))
    await closeOrder('ORDER2')
    expect(await read(await pay(closed))).toContain('订单已关闭')

    const expiring = { out_trade_no: 'ORDER3', time_expire: '2026-03-01T12:30:00+08:00' }
    const expired = await scan(await placeNative(expiring))
    const aging = await scan(await placeNative({ out_trade_no: 'ORDER4' }))
    await stage.simulator.advance(30 * minuteMs)
    expect(await read(await pay(expired))).toContain('订单已过期')
    await stage.simulator.advance(90 * minuteMs - 1)
    expect(await read(aging)).toContain('确认支付')
    await stage.simulator.advance(1)
    expect(await read(await pay(aging))).toContain('二维码已过期')
    expect(await stateOf('ORDER4')).toBe('NOTPAY')
    await stage.simulator.advance(7 * dayMs)
    expect(await read(aging)).toContain('订单已过期')
    for (const outTradeNo of ['ORDER2', 'ORDER3', 'ORDER4']) {
      expect(await stateOf(outTradeNo)).toBe('CLOSED')
    }
  })

  test('nobody knows is answered with 404', async () => {
    await openStage()
    const response = await fetch(`${stage.base}/wechat/cashier/abcdefghj`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('找不到这个订单')
  })

  test('shows its page in English, and keeps the language', async () => {
    await openStage()
    const address = await scan(await placeNative())
    const english = { headers: { 'accept-language': 'en-GB,en;q=0.9' } }
    expect(await (await fetch(address, english)).text()).toContain('Confirm payment')
    const page = await read(`${address}?lang=en`)
    expect(page).toContain('/pay?lang=en"')
    expect(await read(await pay(`${address}?lang=en`, poor))).toContain('not hold enough money')
  })
})

describe('the scanner', () => {
  test('offers a form for the text of a code, which comes back to it', async () => {
    await openStage()
    const page = await read(`${stage.base}/scan`)
    expect(page).toContain('模拟扫码')
    expect(page).toMatch(/<form[^>]*action="\/sim\/scan"/)
    expect(page).toContain('name="code"')
  })

  test('understands the newer spelling of a WeChat code', async () => {
    await openStage()
    const [, pr = ''] = /pr=(\w+)/.exec(await placeNative()) ?? []
    const newer = `weixin://pay.weixin.qq.com/bizpayurl/up?pr=${pr}&groupid=00`
    expect(await scan(newer)).toBe(`${stage.base}/wechat/cashier/${pr}`)
  })

  test('leads an Alipay code of this simulator to its page', async () => {
    await openStage()
    const code = `${stage.base}/qr/abcdefghjkmnpqrst1`
    expect(await scan(code)).toBe(code)
  })

  test('asks which app opens a page of this site', async () => {
    await openStage()
    const { origin } = new URL(stage.base)
    const page = await read(scanUrl(`${origin}/cashier/0123456789ABCDEFGHJK/scan`))
    expect(page).toContain('href="/cashier/0123456789ABCDEFGHJK/scan?env=wechat"')
    expect(page).toContain('href="/cashier/0123456789ABCDEFGHJK/scan?env=alipay"')
  })

  test.each([
    'https://shop.example/cashier',
    'javascript:alert(1)',
    'weixin://dl/business/?ticket=abc',
    '<b>',
  ])('leads nowhere for %s', async (code) => {
    await openStage()
    const response = await fetch(scanUrl(code), { redirect: 'manual' })
    expect(response.status).toBe(200)
    const page = await response.text()
    expect(page).toContain('不属于模拟的支付平台')
    expect(page).not.toContain('<b>')
  })
})

describe('the link of an H5 order', () => {
  test('opens from a merchant’s page and leads back to it, paid or not', async () => {
    await openStage()
    const url = await placeH5()
    const back = `${shop}/payment/result?a=1&b=2`
    const address = await openH5(`${url}&redirect_url=${encodeURIComponent(back)}`)
    expect(await read(address)).toContain('9.90')
    expect(await submit(address, '/leave')).toBe(back)
    expect(await stateOf()).toBe('NOTPAY')
    expect(await pay(address)).toBe(back)
    expect(await stateOf()).toBe('SUCCESS')
    expect(await read(address)).toContain(`href="${back.replace('&', '&amp;')}"`)
  })

  test('shows what happened where the merchant named no way back', async () => {
    await openStage()
    const address = await openH5(await placeH5())
    expect(await read(await pay(address))).toContain('支付成功')
  })

  test.each([
    ['without a Referer', {}, {}, '商家参数格式有误'],
    ['with a wrong package', { package: '1' }, { referer: 'https://shop.example/' }, '格式有误'],
    [
      'with a strange prepay_id',
      { prepay_id: 'wx1' },
      { referer: 'https://shop.example/' },
      '格式',
    ],
    [
      'with its way back on another site',
      { redirect_url: 'https://other.example/' },
      { referer: 'https://shop.example/' },
      '商家存在未配置的参数',
    ],
    [
      'inside WeChat',
      {},
      { referer: 'https://shop.example/', 'user-agent': 'Mobile MicroMessenger/8.0.50' },
      '请在微信外打开订单',
    ],
  ])('does not open %s', async (_, query: Fields, headers: Fields, said) => {
    await openStage()
    const url = new URL(await placeH5())
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const response = await fetch(url, { headers, redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(said)
  })

  test('lives five minutes, within which the payment may be begun and after which it may be ended', async () => {
    await openStage()
    const url = await placeH5()
    await stage.simulator.advance(5 * minuteMs - 1)
    const address = await openH5(url)
    await stage.simulator.advance(1)
    const late = await fetch(url, { headers: { referer: shop }, redirect: 'manual' })
    expect(await late.text()).toContain('支付请求已失效')
    expect(await read(await pay(address))).toContain('支付成功')
  })

  test('never leads back to anything but a web page', async () => {
    await openStage()
    const address = new URL(await openH5(await placeH5()))
    address.searchParams.set('redirect_url', 'javascript:alert(1)')
    expect(await read(await pay(address.href))).not.toContain('href="javascript')
  })
})

describe('a page inside WeChat', () => {
  test('pays as the openid it ordered for, once its parameters are signed', async () => {
    await openStage()
    const { answer, headers } = await bridge(await signedParameters(rich))
    expect(answer).toEqual({ err_msg: 'get_brand_wcpay_request:ok' })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(await query()).toMatchObject({
      trade_state: 'SUCCESS',
      payer: { openid: rich },
    })
    await stage.settled()
    expect(stage.receiver.told).toHaveLength(1)
  })

  test('may stand on any site', async () => {
    await openStage()
    const response = await fetch(`${stage.base}/wechat/jsapi`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-headers': 'content-type' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type')
  })

  test('learns that the payer looked and did not pay', async () => {
    await openStage()
    const { answer } = await bridge(await signedParameters(rich), '?answer=cancel')
    expect(answer).toEqual({ err_msg: 'get_brand_wcpay_request:cancel' })
    expect(await stateOf()).toBe('NOTPAY')
  })

  test('fails for an account that cannot pay', async () => {
    await openStage()
    const { answer } = await bridge(await signedParameters(poor))
    expect(answer).toMatchObject({
      err_msg: 'get_brand_wcpay_request:fail',
      err_desc: '买家余额不足',
    })
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
    await openStage()
    const { answer } = await bridge({ ...(await signedParameters(rich)), ...change })
    expect(answer.err_msg).toBe('get_brand_wcpay_request:fail')
    expect(await stateOf()).toBe('NOTPAY')
  })

  test('fails with an order for scanning, after two hours, and without JSON', async () => {
    await openStage()
    const parameters = await signedParameters(rich)
    await stage.simulator.advance(2 * hourMs)
    expect((await bridge(parameters)).answer.err_desc).toContain('2 小时')
    const app = await place('app', { out_trade_no: 'ORDER2' })
    const { answer } = await bridge(signed(`prepay_id=${String(app.prepay_id)}`))
    expect(answer.err_desc).toContain('JSAPI')
    const response = await fetch(`${stage.base}/wechat/jsapi`, { method: 'POST', body: 'x' })
    expect(((await response.json()) as Json).err_msg).toBe('get_brand_wcpay_request:fail')
  })

  test.each(['MD5', 'HMAC-SHA256'] as const)(
    'pays an order of API v2 signed with %s',
    async (type) => {
      await openStage()
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
    await openStage()
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
    await openStage()
    expect(await redeem(await authorize({ buyer: poor }))).toMatchObject({ openid: poor })
    const scanned = await fetch(`${stage.base}/scan?buyer=${restricted}`)
    const [cookie = ''] = (scanned.headers.get('set-cookie') ?? '').split(';')
    const back = await authorize({}, { cookie: `a=1; ${cookie}` })
    expect(await redeem(back)).toMatchObject({ openid: restricted })
  })

  test('redeems a code once, within five minutes, for its own app and secret', async () => {
    await openStage()
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
    await openStage()
    const response = await fetch(authorizeUrl(change), { redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(said)
  })

  test('refuses parameters in another order, as the real one does', async () => {
    await openStage()
    const url = new URL(authorizeUrl())
    const [app, ...rest] = [...url.searchParams]
    url.search = new URLSearchParams(app ? [...rest, app] : rest).toString()
    const response = await fetch(url, { redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('登录失败')
  })
})

const shop = 'https://shop.example'
const h5Scene = { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } }

async function openStage(): Promise<void> {
  stage = await openWechatStage({ merchantPublicKey: pair.publicKeyPem, appSecret, mchKey })
}

async function place(kind: string, more: Json = {}): Promise<Json> {
  const order = { ...orderOf(stage.notifyUrl), ...more }
  return (await call('POST', `/v3/pay/transactions/${kind}`, order)).json
}

/** The stage's merchant has a key of its own here, since pages sign with it too. */
function call(method: 'GET' | 'POST', path: string, body?: Json) {
  return stage.raw(method, path, body, { privateKey: pair.privateKeyPem })
}

async function placeNative(more: Json = {}): Promise<string> {
  return String((await place('native', more)).code_url)
}

async function placeH5(): Promise<string> {
  return String((await place('h5', { scene_info: h5Scene })).h5_url)
}

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

async function closeOrder(outTradeNo: string): Promise<void> {
  const path = `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`
  expect((await call('POST', path, { mchid: mchId })).status).toBe(204)
}

async function query(outTradeNo = 'ORDER1'): Promise<Json> {
  return (await call('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${mchId}`)).json
}

async function stateOf(outTradeNo?: string): Promise<unknown> {
  return (await query(outTradeNo)).trade_state
}

function scanUrl(code: string, buyer?: string): string {
  const query = { code, ...(buyer === undefined ? {} : { buyer }) }
  return `${stage.base}/scan?${new URLSearchParams(query).toString()}`
}

/** Where a code leads the one who scans it. */
async function scan(code: string, buyer?: string): Promise<string> {
  return leads(await fetch(scanUrl(code, buyer), { redirect: 'manual' }))
}

async function openH5(url: string): Promise<string> {
  return leads(await fetch(url, { headers: { referer: `${shop}/` }, redirect: 'manual' }))
}

function pay(address: string, payer = rich): Promise<string> {
  return submit(address, '/pay', { payer })
}

/** Submits a form of a page and gives back where it leads. */
async function submit(address: string, form: string, fields: Fields = {}): Promise<string> {
  const url = new URL(address)
  url.pathname += form
  const body = new URLSearchParams(fields)
  return leads(await fetch(url, { method: 'POST', body, redirect: 'manual' }))
}

function leads(response: Response): string {
  expect(response.status).toBe(303)
  return new URL(response.headers.get('location') ?? '', response.url).href
}

async function read(address: string): Promise<string> {
  return (await fetch(new URL(address, stage.base))).text()
}

async function signedParameters(openid: string): Promise<Fields> {
  const { prepay_id: prepayId } = await place('jsapi', { payer: { openid } })
  return signed(`prepay_id=${String(prepayId)}`)
}

function signed(prepayPackage: string): Fields {
  const timeStamp = String(Math.floor(stage.clock.now() / secondMs))
  const text = `${wechatAppId}\n${timeStamp}\nnonce\n${prepayPackage}\n`
  const paySign = createSign('RSA-SHA256').update(text).sign(pair.privateKeyPem, 'base64')
  const parameters = { appId: wechatAppId, timeStamp, nonceStr: 'nonce', signType: 'RSA' }
  return { ...parameters, package: prepayPackage, paySign }
}

async function bridge(parameters: Fields, query = '') {
  const response = await fetch(`${stage.base}/wechat/jsapi${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
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
