// WeChat Pay as the shop sees it: openings, answers to notices, the login, and where browsers are sent.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { later } from '../../../src/core/time.ts'
import type { Gateway, Opening } from '../../../src/gateways/gateway.ts'
import type { WechatProduct } from '../../../src/gateways/wechat/config.ts'
import { readWechatConfig, wechatGateway } from '../../../src/gateways/wechat/index.ts'
import { aConfig, appId, clock, fen, now, texts } from './accounts.ts'
import { type Answer, openStandIn, type StandIn } from './stand-in.ts'

let standIn: StandIn
let gateway: Gateway

beforeAll(async () => {
  standIn = await openStandIn()
  const changes = { gateway: standIn.url, loginGateway: standIn.url, appSecret: 's3cret&' }
  gateway = wechatGateway(aConfig(changes), { clock })
})
beforeEach(() => {
  standIn.asked.length = 0
})
afterAll(() => standIn.close())

const v2 = wechatGateway(
  readWechatConfig({ ...texts, apiV3Key: undefined, mchKey: 'developmentV2Key0123456789abcdef' }),
  { clock },
)

const payable = {
  outTradeNo: 'DEV000001',
  amountFen: fen(9900),
  subject: '会员一年',
  expiresAt: later(now, 1_800_000),
  notifyUrl: 'https://shop.example/api/v1/pay/wechat/notify',
  returnUrl: 'https://shop.example/payment/result?order_number=DEV000001',
  quitUrl: 'https://shop.example/cashier/DEV000001',
}

function open(scene: Opening['scene'], answer: Answer, openid?: string) {
  standIn.answer(() => answer)
  return gateway.open({ scene, payable, payer: { address: '203.0.113.9', openid } }, 5_000)
}

describe('an opening', () => {
  test('by QR code shows the code', async () => {
    expect(await open('qr', { body: { code_url: 'weixin://x' } })).toEqual({
      outcome: 'qr',
      code: 'weixin://x',
    })
    expect(JSON.parse(standIn.asked[0]?.body ?? '')).toMatchObject({
      description: '会员一年',
      notify_url: payable.notifyUrl,
      time_expire: '2025-03-03T12:30:00+08:00',
    })
  })

  test('on a phone leads to WeChat and back to the order', async () => {
    expect(await open('wap', { body: { h5_url: 'https://wx.tenpay.com/x?a=1' } })).toEqual({
      outcome: 'redirect',
      url: `https://wx.tenpay.com/x?a=1&redirect_url=${encodeURIComponent(payable.returnUrl)}`,
    })
    expect(standIn.asked[0]?.body).toContain('"payer_client_ip":"203.0.113.9"')
  })

  test('inside WeChat hands over parameters, to a payer who is known', async () => {
    expect(await open('jsapi', { body: { prepay_id: 'wx1' } }, 'oDEV')).toMatchObject({
      outcome: 'jsapi',
      parameters: { package: 'prepay_id=wx1' },
    })
    expect(await open('jsapi', {})).toMatchObject({ outcome: 'refused', code: 'NO_OPENID' })
  })

  test('on a desktop page does not exist', async () => {
    expect(await open('pc', {})).toMatchObject({ outcome: 'refused', code: 'NO_SUCH_SCENE' })
    expect(standIn.asked).toEqual([])
  })

  test.each([
    ['INVALID_REQUEST', 400, 'number-spent'],
    ['ORDER_CLOSED', 400, 'number-spent'],
    ['ORDERPAID', 400, 'number-spent'],
    ['ORDER_PAID', 403, 'number-spent'],
    ['OUT_TRADE_NO_USED', 403, 'number-spent'],
    ['APPID_MCHID_NOT_MATCH', 400, 'refused'],
    ['NO_AUTH', 403, 'refused'],
    ['RULE_LIMIT', 403, 'refused'],
    ['SYSTEM_ERROR', 500, 'unknown'],
  ])('refused with %s is %s %s', async (code, status, outcome) => {
    expect((await open('qr', { status, body: { code, message: 'x' } })).outcome).toBe(outcome)
  })
})

test('a refund names WeChat’s own number of the payment', async () => {
  standIn.answer(() => ({
    body: { out_refund_no: 'R1', status: 'PROCESSING', transaction_id: '42', amount: {} },
  }))
  const refund = {
    outTradeNo: 'DEV000001',
    gatewayTradeNo: '42',
    refundNo: 'R1',
    amountFen: fen(100),
    paidFen: fen(9900),
    reason: '退款',
  }
  expect(await gateway.refund(refund, 5_000)).toEqual({ outcome: 'processing' })
  expect(standIn.asked[0]?.body).toContain('"transaction_id":"42"')
  expect(await gateway.queryRefund(refund, 5_000)).toEqual({ outcome: 'processing' })
})

test('says what it can do', () => {
  expect(gateway).toMatchObject({ kind: 'wechat', isSandbox: false, signsReturns: false })
  expect(gateway.scenes).toEqual(['qr', 'wap', 'jsapi'])
  expect(v2.scenes).toEqual(['qr'])
  expect(v2.login).toBeUndefined()
  expect(wechatGateway(aConfig(), { clock }).login).toBeUndefined()
  const isSandbox = (sandbox: boolean) =>
    wechatGateway(
      readWechatConfig({ ...texts, apiV3Key: undefined, mchKey: 'x'.repeat(32), sandbox }),
      { clock },
    ).isSandbox
  expect([isSandbox(true), isSandbox(false)]).toEqual([true, false])
})

test.each<[readonly WechatProduct[] | undefined, Gateway['scenes']]>([
  [undefined, ['qr', 'wap', 'jsapi']],
  [['native'], ['qr']],
  [['h5'], ['wap']],
  [['jsapi'], ['jsapi']],
  [
    ['native', 'jsapi'],
    ['qr', 'jsapi'],
  ],
])('of the products %j the merchant opened it offers %j', (products, scenes) => {
  expect(wechatGateway(aConfig({ products }), { clock }).scenes).toEqual(scenes)
})

test('an old account offers the QR code, whatever is said to be opened', () => {
  const old = { apiV3Key: undefined, mchKey: 'x'.repeat(32), products: ['h5', 'jsapi'] } as const
  expect(wechatGateway(readWechatConfig({ ...texts, ...old }), { clock }).scenes).toEqual(['qr'])
})

test('a return proves nothing', () => {
  expect(gateway.readReturn('?out_trade_no=DEV000001').outcome).toBe('forged')
})

describe('the answer to a notice', () => {
  test('is empty when it was taken', () => {
    expect(gateway.answerNotice('taken')).toMatchObject({ status: 204, body: '' })
  })

  test.each([
    ['refused', 400],
    ['failed', 500],
  ] as const)('says so when it was %s', (verdict, status) => {
    const answer = gateway.answerNotice(verdict)
    expect(answer).toMatchObject({ status, contentType: 'application/json; charset=utf-8' })
    expect(JSON.parse(answer.body)).toEqual({ code: 'FAIL', message: expect.any(String) })
  })

  test('is XML with status 200 under API v2', () => {
    expect(v2.answerNotice('taken')).toMatchObject({
      status: 200,
      contentType: expect.stringContaining('text/xml'),
      body: expect.stringContaining('<return_code><![CDATA[SUCCESS]]></return_code>'),
    })
    for (const verdict of ['refused', 'failed'] as const)
      expect(v2.answerNotice(verdict).body).toContain('<![CDATA[FAIL]]>')
  })
})

test.each([
  [{ gateway: undefined }, ['https://wx.tenpay.com']],
  [{ gateway: 'https://api2.mch.weixin.qq.com' }, ['https://wx.tenpay.com']],
  [{ gateway: undefined, appSecret: 'x' }, ['https://wx.tenpay.com', 'https://open.weixin.qq.com']],
  [{ gateway: 'http://127.0.0.1:3000/wechat' }, ['http://127.0.0.1:3000']],
  [
    { gateway: 'http://127.0.0.1:3000', loginGateway: 'http://127.0.0.1:3000/w', appSecret: 'x' },
    ['http://127.0.0.1:3000'],
  ],
  [
    { gateway: 'https://evil-api.mch.weixin.qq.com.example' },
    ['https://evil-api.mch.weixin.qq.com.example'],
  ],
])('with %j browsers are sent to %j', (changes, origins) => {
  expect(wechatGateway(aConfig(changes), { clock }).payerOrigins).toEqual(origins)
})

describe('the login', () => {
  const redeem = (answer: Answer) => {
    standIn.answer(() => ({ signer: 'nobody', ...answer }))
    return gateway.login?.openid('c0de', 5_000)
  }

  test('sends the browser to WeChat’s page with everything in its place', () => {
    expect(gateway.login?.url('https://shop.example/pay?a=1&b=2', 'st4te')).toBe(
      `${standIn.url}/connect/oauth2/authorize?appid=${appId}` +
        '&redirect_uri=https%3A%2F%2Fshop.example%2Fpay%3Fa%3D1%26b%3D2' +
        '&response_type=code&scope=snsapi_base&state=st4te#wechat_redirect',
    )
  })

  test('learns who is paying from the code', async () => {
    expect(await redeem({ body: { access_token: 'x', openid: 'oDEV-1_a' } })).toEqual({
      outcome: 'known',
      openid: 'oDEV-1_a',
    })
    expect(standIn.asked[0]).toMatchObject({
      method: 'GET',
      target: `/sns/oauth2/access_token?appid=${appId}&secret=s3cret%26&code=c0de&grant_type=authorization_code`,
    })
    expect(standIn.asked[0]?.headers.authorization).toBeUndefined()
  })

  test.each([
    [{ body: { errcode: 40029, errmsg: 'invalid code' } }, { outcome: 'refused', code: '40029' }],
    [{ body: { errcode: 40163, errmsg: 'code been used' } }, { outcome: 'refused', code: '40163' }],
    [{ body: { errcode: -1, errmsg: 'system error' } }, { outcome: 'unknown' }],
    [{ body: { errcode: 45011, errmsg: 'too often' } }, { outcome: 'unknown' }],
    [{ body: {} }, { outcome: 'unknown' }],
    [{ body: { openid: 'a b' } }, { outcome: 'unknown' }],
    [{ body: '<html>' }, { outcome: 'unknown' }],
    [{ status: 502, body: { openid: 'oDEV' } }, { outcome: 'unknown' }],
  ])('answered with %j', async (answer, wanted) => {
    expect(await redeem(answer)).toMatchObject(wanted)
  })
})
