// The client against a gateway that answers what WeChat Pay answers: what it asks, and what it makes of it.

import { verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { later } from '../../../src/core/time.ts'
import { createWechat, type Wechat } from '../../../src/gateways/wechat/client.ts'
import {
  aConfig,
  appId,
  clock,
  fen,
  mchId,
  merchantPair,
  now,
  otherPair,
  publicKeyId,
  serialNo,
  shanghai,
} from './accounts.ts'
import {
  type Answer,
  answerInTurn,
  contentOf,
  openStandIn,
  refusing,
  type StandIn,
} from './stand-in.ts'

let gateway: StandIn
let wechat: Wechat

beforeAll(async () => {
  gateway = await openStandIn()
  wechat = createWechat(aConfig({ gateway: gateway.url }), { clock })
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

const answerWith = (...answers: readonly Answer[]) => answerInTurn(gateway, answers)

const order = {
  outTradeNo: 'DEV000001',
  amountFen: fen(9900),
  description: '会员一年',
  expiresAt: later(now, 1_800_000),
}
const payerAddress = '203.0.113.9'
const openid = 'oDEVelopment0000000000000001'

describe('a request', () => {
  const calls: readonly (readonly [method: string, call: () => Promise<unknown>])[] = [
    ['POST', () => wechat.native(order)],
    ['GET', () => wechat.query('DEV000001')],
    ['GET', () => wechat.bill({ kind: 'trade', date: '2025-03-02' })],
  ]
  test.each(calls)('of %s is signed exactly as it was sent (%#)', async (method, call) => {
    answerWith({})
    await call()
    const [asked] = gateway.asked
    const { authorization = '' } = asked?.headers ?? {}
    const marks = new Map(
      [...authorization.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )
    expect(marks.get('mchid')).toBe(mchId)
    expect(marks.get('serial_no')).toBe(serialNo)
    expect(marks.get('timestamp')).toBe('1740974400')
    expect(marks.get('nonce_str')).toMatch(/^[0-9A-F]{32}$/)
    const lines = [method, asked?.target, '1740974400', marks.get('nonce_str'), asked?.body, '']
    const signature = Buffer.from(marks.get('signature') ?? '', 'base64')
    expect(verify('sha256', Buffer.from(lines.join('\n')), merchantPair.publicKey, signature)).toBe(
      true,
    )
  })

  test('says what it takes, who it is from, and by which key it wants its answer signed', async () => {
    answerWith({})
    await wechat.native(order)
    expect(gateway.asked[0]?.headers).toMatchObject({
      accept: 'application/json',
      'user-agent': 'keytill',
      'content-type': 'application/json',
      'wechatpay-serial': publicKeyId,
    })
  })

  test('has a nonce of its own each time', async () => {
    answerWith({}, {})
    await wechat.query('DEV000001')
    await wechat.query('DEV000001')
    const [first, second] = gateway.asked.map(({ headers }) => headers.authorization)
    expect(first).not.toBe(second)
  })

  test('without a body says nothing of its type', async () => {
    answerWith({})
    await wechat.query('DEV000001')
    expect(gateway.asked[0]?.headers['content-type']).toBeUndefined()
  })

  test('goes below the path of a gateway that has one', async () => {
    answerWith({})
    const mounted = createWechat(aConfig({ gateway: `${gateway.url}/wechat/` }), { clock })
    await mounted.query('DEV000001')
    expect(gateway.asked[0]?.target).toMatch(/^\/wechat\/v3\/pay\//)
  })

  test('writes what is not plain in a number as it has to stand in a path', async () => {
    answerWith({})
    await wechat.query('DEV|0*01')
    expect(gateway.asked[0]?.target).toBe(
      `/v3/pay/transactions/out-trade-no/DEV%7C0*01?mchid=${mchId}`,
    )
  })
})

describe('ordering', () => {
  test('tells what was frozen, and the time in Shanghai', async () => {
    answerWith({ body: { code_url: 'weixin://wxpay/bizpayurl?pr=x' } })
    expect(await wechat.native(order)).toEqual({
      outcome: 'qr',
      code: 'weixin://wxpay/bizpayurl?pr=x',
    })
    const [asked] = gateway.asked
    expect(asked?.target).toBe('/v3/pay/transactions/native')
    expect(contentOf(asked)).toEqual({
      appid: appId,
      mchid: mchId,
      description: '会员一年',
      out_trade_no: 'DEV000001',
      time_expire: '2025-03-03T12:30:00+08:00',
      notify_url: 'https://shop.example/notify',
      amount: { total: 9900, currency: 'CNY' },
    })
  })

  test('says the same when it is asked again', async () => {
    answerWith({ body: {} }, { body: {} })
    await wechat.native(order)
    await wechat.native(order)
    expect(gateway.asked[1]?.body).toBe(gateway.asked[0]?.body)
  })

  test('on a phone names the payer’s address, and comes back where the shop wants', async () => {
    const h5Url = 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=x&package=1'
    answerWith({ body: { h5_url: h5Url } }, { body: { h5_url: h5Url } })
    const returnUrl = 'https://shop.example/payment/result?order_number=A&x=1'
    expect(await wechat.h5({ ...order, payerAddress, returnUrl })).toEqual({
      outcome: 'redirect',
      url: `${h5Url}&redirect_url=${encodeURIComponent(returnUrl)}`,
    })
    expect(await wechat.h5({ ...order, payerAddress })).toMatchObject({ url: h5Url })
    expect(contentOf(gateway.asked[0])).toMatchObject({
      scene_info: { payer_client_ip: payerAddress, h5_info: { type: 'Wap' } },
    })
  })

  test('inside WeChat hands the page its parameters', async () => {
    answerWith({ body: { prepay_id: 'wx1' } })
    const opened = await wechat.jsapi({ ...order, openid })
    expect(opened).toMatchObject({
      outcome: 'parameters',
      parameters: {
        appId,
        timeStamp: '1740974400',
        nonceStr: expect.stringMatching(/^[0-9A-F]{32}$/),
        package: 'prepay_id=wx1',
        signType: 'RSA',
        paySign: expect.stringMatching(/^[\w+/]{342}==$/),
      },
    })
    expect(contentOf(gateway.asked[0])).toMatchObject({ payer: { openid } })
  })

  test('for an app hands over the other set', async () => {
    answerWith({ body: { prepay_id: 'wx1' } })
    expect(await wechat.app(order)).toMatchObject({
      parameters: { appid: appId, partnerid: mchId, prepayid: 'wx1', package: 'Sign=WXPay' },
    })
  })

  test('without what was asked for proves nothing', async () => {
    answerWith({ body: {} }, { body: {} }, { body: {} }, { body: {} })
    const opened = [
      await wechat.native(order),
      await wechat.h5({ ...order, payerAddress }),
      await wechat.jsapi({ ...order, openid }),
      await wechat.app(order),
    ]
    expect(opened.map(({ outcome }) => outcome)).toEqual(Array(4).fill('unknown'))
  })

  test.each([
    ['x'.repeat(200), 'x'.repeat(127)],
    ['会'.repeat(200), '会'.repeat(127)],
    ['🎫'.repeat(200), '🎫'.repeat(127)],
    ['a\nb\u0000c', 'a b c'],
  ])('describes %j in 127 whole characters at most', async (description, wanted) => {
    answerWith({ body: {} })
    await wechat.native({ ...order, description })
    expect(contentOf(gateway.asked[0]).description).toBe(wanted)
  })

  test.each(['SHORT', 'x'.repeat(33), 'DEV 0001', 'DEV/0001'])(
    'refuses the number %j before WeChat does',
    async (outTradeNo) => {
      await expect(wechat.native({ ...order, outTradeNo })).rejects.toThrow('6 to 32')
    },
  )

  test('refuses an order over nothing', async () => {
    await expect(wechat.native({ ...order, amountFen: fen(0) })).rejects.toThrow('more than zero')
  })
})

const trade = {
  appid: appId,
  mchid: mchId,
  out_trade_no: 'DEV000001',
  transaction_id: '4200000000202503030000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  success_time: '2025-03-03T11:59:06+08:00',
  payer: { openid },
  amount: { total: 9900, payer_total: 9800, currency: 'CNY', payer_currency: 'CNY' },
}
const fact = {
  outTradeNo: 'DEV000001',
  gatewayTradeNo: '4200000000202503030000000001',
  amountFen: 9900,
  paidAt: shanghai('2025-03-03 11:59:06'),
}

describe('a query', () => {
  test.each([
    ['paid', trade, { outcome: 'paid', fact }],
    [
      'refunded, so it was paid',
      { ...trade, trade_state: 'REFUND' },
      { outcome: 'paid', fact: { ...fact, hasGoneBack: true } },
    ],
    [
      'paid at a time told in UTC with decimals',
      { ...trade, success_time: '2025-03-03T03:59:06.000Z' },
      { outcome: 'paid', fact },
    ],
    [
      'paid at a time it does not tell',
      { ...trade, success_time: undefined },
      { outcome: 'paid', fact: { ...fact, paidAt: now } },
    ],
    [
      'unpaid',
      { ...trade, trade_state: 'NOTPAY', transaction_id: undefined },
      { outcome: 'waiting' },
    ],
    ['being paid', { ...trade, trade_state: 'USERPAYING' }, { outcome: 'waiting' }],
    ['accepted', { ...trade, trade_state: 'ACCEPT' }, { outcome: 'waiting' }],
    ['closed', { ...trade, trade_state: 'CLOSED' }, { outcome: 'closed' }],
    ['reversed', { ...trade, trade_state: 'REVOKED' }, { outcome: 'closed' }],
    ['failed', { ...trade, trade_state: 'PAYERROR' }, { outcome: 'closed' }],
  ])('is answered: %s', async (_, body, wanted) => {
    answerWith({ body }, { body })
    expect(await wechat.query('DEV000001')).toEqual(wanted)
    if (body.transaction_id)
      expect(await wechat.queryTransaction(body.transaction_id)).toEqual(wanted)
  })

  test.each([
    [refusing('ORDER_NOT_EXIST', 404), { outcome: 'absent' }],
    [refusing('ORDERNOTEXIST', 404), { outcome: 'absent' }],
    [refusing('ORDER_CLOSED'), { outcome: 'closed' }],
    [refusing('MCH_NOT_EXISTS'), { outcome: 'refused', code: 'MCH_NOT_EXISTS', message: '说明' }],
  ])('is answered with an error (%#)', async (answer, wanted) => {
    answerWith(answer)
    expect(await wechat.query('DEV000001')).toEqual(wanted)
  })

  const amount = trade.amount
  test.each([
    ['another order', { ...trade, out_trade_no: 'DEV000002' }],
    ['another order, closed', { ...trade, out_trade_no: 'DEV000002', trade_state: 'CLOSED' }],
    ['another merchant', { ...trade, mchid: '1900000002' }],
    ['another app', { ...trade, appid: 'wx0000000000000d02' }],
    ['no order at all', { ...trade, out_trade_no: undefined }],
    ['no merchant', { ...trade, mchid: undefined }],
    ['no app', { ...trade, appid: undefined }],
    ['no transaction id', { ...trade, transaction_id: undefined }],
    ['no amount', { ...trade, amount: undefined }],
    ['an amount as text', { ...trade, amount: { ...amount, total: '9900' } }],
    ['half a fen', { ...trade, amount: { ...amount, total: 9900.5 } }],
    ['a negative amount', { ...trade, amount: { ...amount, total: -1 } }],
    ['another currency', { ...trade, amount: { ...amount, currency: 'USD' } }],
    ['a state nobody knows', { ...trade, trade_state: 'PAID' }],
    ['no state', { ...trade, trade_state: undefined }],
  ])('proves nothing by an answer about %s', async (_, body) => {
    answerWith({ body })
    expect((await wechat.query('DEV000001')).outcome).toBe('unknown')
  })

  test('by transaction id proves nothing by another’s', async () => {
    answerWith({ body: trade })
    expect((await wechat.queryTransaction('4200000000202503030000000009')).outcome).toBe('unknown')
    expect(gateway.asked[0]?.target).toBe(
      `/v3/pay/transactions/id/4200000000202503030000000009?mchid=${mchId}`,
    )
  })
})

test.each([
  [{ status: 204 }, 'closed'],
  [{ status: 200, body: {} }, 'closed'],
  [refusing('ORDER_CLOSED'), 'closed'],
  [refusing('ORDERPAID'), 'not-closable'],
  [refusing('ORDER_PAID'), 'not-closable'],
  [refusing('ORDER_NOT_EXIST', 404), 'absent'],
  [refusing('INVALID_REQUEST'), 'refused'],
  [refusing('SYSTEM_ERROR', 500), 'unknown'],
  [{ status: 204, signer: 'nobody' }, 'unknown'],
] as const)('closing answered with %j is %s', async (answer, outcome) => {
  answerWith(answer)
  expect((await wechat.close('DEV000001')).outcome).toBe(outcome)
  const [asked] = gateway.asked
  expect(asked?.target).toBe('/v3/pay/transactions/out-trade-no/DEV000001/close')
  expect(asked?.body).toBe(`{"mchid":"${mchId}"}`)
})

test('a sensitive field is encrypted for WeChat, and theirs read with the merchant’s key', async () => {
  const encrypted = await wechat.encrypt('张三')
  expect(encrypted?.serial).toBe(publicKeyId)
  expect(wechat.decrypt(encrypted?.ciphertext ?? '')).toBeUndefined()
  await expect(wechat.encrypt('x'.repeat(215))).rejects.toThrow('at most 214 bytes')
  const stranger = createWechat(aConfig({ privateKey: otherPair.privatePem }), { clock })
  expect(stranger.decrypt(encrypted?.ciphertext ?? '')).toBeUndefined()
})
