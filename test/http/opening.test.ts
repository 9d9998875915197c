// Opening the payment of an order as callers see it: what each way in answers, what the gateway was told, and
// what is refused.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { scanCode } from '../support/scan-code.ts'
import { anOrder, type PlacedOrder, type Reply, Shop, startWith } from '../support/shop.ts'
import { openid, WechatPlatform } from '../support/wechat-platform.ts'

const alipay = new AlipayStandIn()
const wechat = new WechatPlatform('public key')
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '100000' }, standIns: [alipay, wechat] })
})
afterAll(() => shop?.close())

type Body = Readonly<Record<string, unknown>>

const ask = (kind: 'alipay' | 'wechat', body: Body, headers: Record<string, string> = {}) =>
  shop.post(`/api/v1/user/pay/${kind}`, body, headers)

function refusal({ status, json }: Reply): [number, string, string | undefined] {
  expect(json.message.length).toBeGreaterThan(0)
  return [status, json.error.code, json.error.field]
}

const desktop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0'
const desktopWechat = 'Mozilla/5.0 (Windows NT 10.0) WindowsWechat MicroMessenger/7.0'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 Safari/604.1'
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/120.0 Mobile Safari/537.36'
const ipad = 'Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'
const insideWechat = `${iphone} MicroMessenger/8.0.40`

describe('opening a payment at Alipay', () => {
  it('2, 13: signs a link with the amount, the end a minute before ours, and our addresses', async () => {
    const order = await shop.order()
    const { data } = (await shop.open(order)).json
    const url = new URL(data.payment_url)
    expect(url.origin + url.pathname).toBe(alipay.platform.url)
    const content = JSON.parse(url.searchParams.get('biz_content') ?? '')
    expect(content).toMatchObject({
      out_trade_no: order.number,
      total_amount: '99.00',
      product_code: 'FAST_INSTANT_TRADE_PAY',
    })
    // It stands in the buyer's bill, where others may read it.
    expect(content.subject).not.toContain(order.number)
    expectEnd(order, `${content.time_expire.replace(' ', 'T')}+08:00`)
    expect(url.searchParams.get('notify_url')).toBe(`${shop.url}/api/v1/pay/alipay/notify`)
    expect(url.searchParams.get('return_url')).toBe(`${shop.url}/payment/result`)
  })

  it('13: a phone goes to the gateway’s page for phones, and without paying comes back to the same cashier', async () => {
    const order = await shop.order()
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': iphone }
    const led = await shop.post(`/cashier/${order.number}/pay`, 'method=alipay', form)
    const asked = new URL(led.headers.get('location') ?? '').searchParams
    expect(asked.get('method')).toBe('alipay.trade.wap.pay')
    const { quit_url: quit } = JSON.parse(asked.get('biz_content') ?? '')
    expect(quit).toBe(`${shop.url}/cashier/${order.number}`)
    const back = await shop.get(quit.slice(shop.url.length), { 'user-agent': iphone })
    expect([back.status, back.text.includes(order.number)]).toEqual([200, true])
  })

  it('10: the code on the cashier scans to what the gateway gave', async () => {
    const order = await shop.order()
    const page = await shop.get(`/cashier/${order.number}`, { 'user-agent': desktop })
    const { data } = (await shop.open(order, 'qr')).json
    expect(scanCode(page.text)).toBe(data.qr_code)
  })

  it('11, 23: without a code the page says so and offers the other method; asking again brings one, for the same order', async () => {
    const order = await shop.order()
    const orders = await shop.count('orders')
    alipay.mood = 'down'
    const path = `/cashier/${order.number}?method=alipay`
    const without = (await shop.get(path, { 'user-agent': desktop })).text
    alipay.mood = 'well'
    expect(without).not.toContain('class="qr-code"')
    expect(without).toContain('暂时没有二维码')
    expect(without).toMatch(/value="wechat" data-load/)
    const again = /href="([^"]+)">[^<]*刷新二维码/.exec(without.replaceAll(/<svg.*?<\/svg>/gs, ''))
    expect(again?.[1]).toBe(path)
    expect((await shop.get(path, { 'user-agent': desktop })).text).toContain('class="qr-code"')
    expect(await shop.count('orders')).toBe(orders)
    expect(await shop.count('attempt', 'order_number = $1', [order.number])).toBe(1)
  })

  it('23: a gateway that fails shows a sentence, a request id and the other method', async () => {
    const order = await shop.order()
    wechat.mood = 'down'
    const path = `/cashier/${order.number}`
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': android }
    const sent = await shop.post(`${path}/pay`, 'method=wechat', form)
    wechat.mood = 'well'
    const trouble = sent.headers.get('location') ?? ''
    const led = await shop.get(trouble, { 'user-agent': android })
    expect(led.text).toContain(/trouble=([\w-]+)$/.exec(trouble)?.[1] ?? 'no request id')
    expect(led.status).toBe(200)
    expect(led.text).toContain('暂时连不上支付平台')
    expect(led.text).toMatch(/请求编号 <span class="code">[\w-]{8,}/)
    expect(led.text).toMatch(/value="alipay" data-load/)
    expect(led.text).not.toMatch(/Error|ECONN|\bat [A-Za-z]+ \(|"success":false/)
  })

  it.each([
    [desktop, 'alipay.trade.page.pay'],
    [iphone, 'alipay.trade.wap.pay'],
    [android, 'alipay.trade.wap.pay'],
    [desktopWechat, 'alipay.trade.page.pay'],
    ['', 'alipay.trade.page.pay'],
  ])('13, 16, 17: auto picks by User-Agent: %s', async (agent, method) => {
    const order = await shop.order()
    const body = { order_number: order.number, payment_type: 'auto' }
    const opened = await ask('alipay', body, { 'user-agent': agent })
    expect(new URL(opened.json.data.payment_url).searchParams.get('method')).toBe(method)
  })
})

it.each([
  [1, '0.01'],
  [990, '9.90'],
  [9_900, '99.00'],
  [123_456_789, '1234567.89'],
])(
  '2: %i fen are the same on the cashier, in the order at either gateway and on the result',
  async (fen, yuan) => {
    await shop.rows("update plan set price_fen = $1 where plan_id = 'lifetime'", [fen])
    const order = await shop.order({ package_id: 'lifetime' })
    const shown = async (path: string) =>
      (await shop.get(path, { 'user-agent': desktop })).text.replaceAll(/<[^>]*>/g, '')
    for (const kind of ['wechat', 'alipay'])
      expect(await shown(`/cashier/${order.number}?method=${kind}`)).toContain(`¥${yuan}`)
    expect(wechat.asked(order.number).amount).toEqual({ total: fen, currency: 'CNY' })
    expect(alipay.platform.amounts.get(order.number)).toBe(yuan)
    await shop.notify(alipay.notice(shop.pay(order)))
    const result = await shown(`/payment/result?order_number=${order.number}`)
    expect(result).toMatch(/支付成功/)
    expect(result).toContain(`¥${yuan}`)
  },
)

describe('opening a payment at WeChat Pay', () => {
  it('asks for the amount, the end a minute before ours, and our notify address', async () => {
    const order = await shop.order()
    const { data } = (await shop.open(order, 'native', wechat)).json
    expect(data).toEqual({
      code_url: expect.stringMatching(/^weixin:\/\//),
      order_number: order.number,
      amount: 99,
    })
    const asked = wechat.asked(order.number)
    expect(asked).toMatchObject({
      appid: wechat.appId,
      mchid: wechat.mchId,
      out_trade_no: order.number,
      amount: { total: 9900, currency: 'CNY' },
      notify_url: `${shop.url}/api/v1/pay/wechat/notify`,
    })
    expectEnd(order, String(asked.time_expire))
  })

  it('leads a phone to the payment and names the way back, which proves nothing', async () => {
    const order = await shop.order()
    const { data } = (await shop.open(order, 'h5', wechat)).json
    const back = new URL(data.payment_url).searchParams.get('redirect_url') ?? ''
    expect(back).toMatch(new RegExp(`^${shop.url}/payment/result\\?.*${order.number}`))
    expect(wechat.asked(order.number)).toMatchObject({
      scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } },
    })
    const looked = await shop.get(back.replace(shop.url, ''))
    expect(looked.status).toBeLessThan(400)
    expect((await shop.look(order)).json.data.status).toBe(0)
  })

  it('14: offers paying inside WeChat only where the shop can learn there who pays', async () => {
    const order = await shop.order()
    const path = `/cashier/${order.number}?method=wechat`
    const inside = { 'user-agent': insideWechat }
    const without = (await shop.get(path, inside)).text
    expect(without).toContain('微信里不能完成付款')
    expect(without).toContain(`data-copy="${shop.url}/cashier/${order.number}"`)
    expect(without).not.toContain('/pay"')
    const able = await startWith({ ...shop.env, WECHAT_APP_SECRET: 'a'.repeat(32) })
    const page = await fetch(able.url + path, { headers: inside })
    expect(await page.text()).toContain('name="scene" value="jsapi"')
    await able.stop()
  })

  it('14: gives a page inside WeChat what its bridge needs, for the payer it named', async () => {
    const order = await shop.order()
    const opened = await shop.open(order, 'jsapi', wechat)
    expect(Object.keys(opened.json.data.jsapi).sort()).toEqual(
      ['appId', 'nonceStr', 'package', 'paySign', 'signType', 'timeStamp'].sort(),
    )
    expect(wechat.asked(order.number)).toMatchObject({ payer: { openid } })
  })

  it.each([
    [desktop, 'code_url'],
    [desktopWechat, 'code_url'],
    [ipad, 'code_url'],
    ['', 'code_url'],
    [iphone, 'payment_url'],
    [android, 'payment_url'],
    [insideWechat, 'jsapi'],
  ])('13, 16, 17: auto picks by User-Agent: %s', async (agent, answer) => {
    const order = await shop.order()
    const body = { order_number: order.number, payment_type: 'auto', openid }
    const opened = await ask('wechat', body, { 'user-agent': agent })
    expect(opened.json.data[answer]).toBeDefined()
    expect(Object.keys(opened.json.data)).toHaveLength(3)
  })

  it.each<[string, Body, Record<string, string>]>([
    ['jsapi', { payment_type: 'jsapi' }, {}],
    ['auto inside WeChat', { payment_type: 'auto' }, { 'user-agent': insideWechat }],
  ])('needs to know who pays: %s', async (_name, body, headers) => {
    const order = await shop.order()
    const refused = await ask('wechat', { order_number: order.number, ...body }, headers)
    expect(refusal(refused)).toEqual([400, 'invalid_request', 'openid'])
  })

  it.each([
    ['o', 200],
    ['o'.repeat(128), 200],
    ['', 400],
    ['o'.repeat(129), 400],
    ['a b', 400],
    ['a"b', 400],
    ['开放', 400],
    ['a\u0000', 400],
    [7, 400],
    [null, 400],
    [['o'], 400],
  ])('takes an openid of 1 to 128 letters: %j', async (given, status) => {
    const order = await shop.order()
    const body = { order_number: order.number, payment_type: 'jsapi', openid: given }
    const reply = await ask('wechat', body)
    expect(reply.status).toBe(status)
    if (status === 400) expect(refusal(reply)).toEqual([400, 'invalid_request', 'openid'])
  })
})

describe.each([
  { gateway: alipay, type: 'pc', code: 'qr', answer: 'qr_code' },
  { gateway: wechat, type: 'native', code: 'native', answer: 'code_url' },
])('opening a payment at $gateway.name', ({ gateway, type, code, answer }) => {
  // A new code at every press would make the one before void: whoever is just scanning it, or has it on another tab,
  // would fail. A code lives as long as its order, so the stored one is as good as a new one; where there is none yet,
  // the button opens it.
  it('11: shows the stored code again', async () => {
    const order = await shop.order()
    const first = (await shop.open(order, code, gateway)).json.data[answer]
    const calls = gateway.calls.length
    expect((await shop.open(order, code, gateway)).json.data[answer]).toBe(first)
    expect(gateway.calls.length).toBe(calls)
  })

  it.each<[Body, number, string]>([
    [{}, 400, 'invalid_request'],
    [{ order_number: 'x' }, 400, 'invalid_request'],
    [{ order_number: 7, payment_type: type }, 400, 'invalid_request'],
    [{ order_number: '', payment_type: type }, 400, 'invalid_request'],
    [{ order_number: 'x'.repeat(65), payment_type: type }, 400, 'invalid_request'],
    [{ order_number: 'x', payment_type: 'cash' }, 400, 'invalid_request'],
    [{ order_number: 'x', payment_type: [type] }, 400, 'invalid_request'],
    [{ order_number: 'x', payment_type: type, extra: 1 }, 400, 'invalid_request'],
    [{ order_number: 'x', payment_type: type, amount: 0.01 }, 400, 'invalid_request'],
    [{ order_number: 'x', payment_type: type }, 404, 'order_not_found'],
    [{ order_number: 'NOSUCHORDERNUMBER1', payment_type: type }, 404, 'order_not_found'],
  ])('refuses %j', async (body, status, errorCode) => {
    expect(refusal(await ask(gateway.kind, body)).slice(0, 2)).toEqual([status, errorCode])
  })

  it("refuses another gateway's ways in, and an openid where nobody needs one", async () => {
    const order_number = (await shop.order()).number
    const others = gateway.kind === 'alipay' ? ['native', 'h5', 'jsapi'] : ['pc', 'wap', 'qr']
    for (const payment_type of others) {
      const refused = await ask(gateway.kind, { order_number, payment_type })
      expect(refusal(refused)).toEqual([400, 'invalid_request', 'payment_type'])
    }
    const withOpenid = await ask('alipay', { order_number, payment_type: 'pc', openid })
    expect(refusal(withOpenid)).toEqual([400, 'invalid_request', 'openid'])
  })

  it('takes JSON and nothing else', async () => {
    const order = await shop.order()
    const form = `order_number=${order.number}&payment_type=${type}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const refused = await shop.post(`/api/v1/user/pay/${gateway.kind}`, form, headers)
    expect(refusal(refused).slice(0, 2)).toEqual([400, 'invalid_request'])
  })

  it('is not there for an order of 0', async () => {
    const order = await shop.order({ package_id: 'free' })
    const refused = await shop.open(order, type, gateway)
    expect(refusal(refused).slice(0, 2)).toEqual([409, 'order_not_payable'])
  })

  it('23: says so when the gateway is down, and ordering goes on', async () => {
    const order = await shop.order()
    gateway.mood = 'down'
    try {
      const refused = await shop.open(order, code, gateway)
      expect(refusal(refused).slice(0, 2)).toEqual([503, 'gateway_unavailable'])
      expect((await shop.look(order)).json.data.status).toBe(0)
      expect((await shop.post('/api/v1/user/orders', anOrder)).status).toBe(201)
      expect((await shop.get('/readyz')).status).toBe(200)
    } finally {
      gateway.mood = 'well'
    }
    expect((await shop.open(order, code, gateway)).status).toBe(200)
  })
})

/** The gateway stops taking money a minute before the order ends. `end` is RFC 3339. */
function expectEnd({ expiresAt }: PlacedOrder, end: string): void {
  const ours = Date.parse(`${expiresAt.replace(' ', 'T')}+08:00`)
  expect(Math.abs(Date.parse(end) - (ours - 60_000))).toBeLessThanOrEqual(1000)
}
