// An order that is placed and opened in one call: what it answers for every way in, that it is the same order and the same
// payment as by two calls, and what becomes of it where the payment cannot be opened.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { openPlaced } from '../../src/app/payment/open-payment.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'
import type { StandIn, Way } from '../support/stand-in.ts'
import { openid, WechatPlatform } from '../support/wechat-platform.ts'

const alipay = new AlipayStandIn()
const wechat = new WechatPlatform('public key')
const gateways: readonly StandIn[] = [alipay, wechat]
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '100000' }, standIns: gateways })
})
afterAll(() => shop?.close())
afterEach(() => {
  for (const one of gateways) one.mood = 'well'
})

const byAlipay = { method: 'alipay', payment_type: 'pc' }
const place = (body: Readonly<Record<string, unknown>>, headers: Record<string, string> = {}) =>
  shop.post('/api/v1/user/orders', { ...anOrder, ...body }, headers)
const orderOf = ({ json: { data } }: Reply) => ({
  number: data.order_number as string,
  token: data.access_token as string,
  amount: data.amount as number,
  expiresAt: data.expires_at as string,
})
const aRequest = {
  lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
  contactPerson: '张三',
  phone: '13800138001',
  email: undefined,
  lang: undefined,
  totalFen: undefined,
  returnUrl: undefined,
  clientAddress: '203.0.113.7',
  idempotency: undefined,
  customerId: undefined,
}
const rare = `
  insert into product (merchant_id, product_id, name) values (1, 'rare', '{"zh": "少", "en": "Rare"}')
  on conflict do nothing;
  insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, stock)
  values (1, 'rare', 'one', '{"zh": "一", "en": "One"}', 100, 'license', 1, 1),
    (1, 'rare', 'some', '{"zh": "一些", "en": "Some"}', 100, 'license', 1, 9) on conflict do nothing`
const told = (url: string) => {
  const { searchParams } = new URL(url)
  return JSON.parse(searchParams.get('biz_content') ?? '')
}
const ways = gateways.flatMap((gateway) =>
  gateway.ways.map((way): [StandIn, Way] => [gateway, way]),
)
const openedByHand = (kind: string, number: string, { type, extra }: Way) =>
  shop.post(`/api/v1/user/pay/${kind}`, { order_number: number, payment_type: type, ...extra })

describe.each(ways)('placed and opened in one call', (gateway, way) => {
  const { kind } = gateway
  const name = `${kind} ${way.type}`

  it(`leads on by ${name}, is paid there, and delivers once`, async () => {
    const payment = { method: kind, payment_type: way.type, ...way.extra }
    const reply = await place({ payment })
    expect(reply.status).toBe(201)
    const { data } = reply.json
    expect(way.leadsOn(data.payment), reply.text).toBe(true)
    expect(data.payment_error).toBeUndefined()
    const order = orderOf(reply)
    // Opened again by the call of its own it is the same payment.
    const again = (await openedByHand(kind, order.number, way)).json.data
    if (data.payment.payment_url && kind === 'alipay')
      expect(told(again.payment_url)).toEqual(told(data.payment.payment_url))
    else if (way.type !== 'jsapi') expect(again).toMatchObject(data.payment)
    expect(await shop.count('attempt', 'order_number = $1', [order.number])).toBe(1)
    expect(await shop.count('job', 'ref = $1', [`${kind}:${order.number}`])).toBe(1)

    const paid = shop.pay(order, gateway)
    expect(gateway.heard(await shop.notify(gateway.notice(paid)))).toBe('taken')
    const { data: seen } = (await shop.look(order)).json
    expect([seen.status, seen.licenses.length]).toEqual([1, 1])
    expect(gateway.complaints).toEqual([])
  })

  it(`stands without a payment while ${kind} is down, and ${name} opens it later`, async () => {
    const payment = { method: kind, payment_type: way.type, ...way.extra }
    gateway.mood = 'down'
    const reply = await place({ payment })
    gateway.mood = 'well'
    expect(reply.status).toBe(201)
    const { data } = reply.json
    // A link is signed here, and asks nobody.
    const isLink = kind === 'alipay' && way.type !== 'qr'
    if (isLink) expect(way.leadsOn(data.payment)).toBe(true)
    else
      expect(data.payment_error).toEqual({
        code: 'gateway_unavailable',
        message: expect.stringMatching(/\S/),
      })
    expect('payment' in data).toBe(isLink)
    const opened = await openedByHand(kind, data.order_number, way)
    expect(way.leadsOn(opened.json.data), opened.text).toBe(true)
    expect(await shop.count('attempt', 'order_number = $1', [data.order_number])).toBe(1)
  })
})

describe('placed with a payment', () => {
  it('is told to the gateway as an order that is opened later: amount, subject, end and addresses', async () => {
    const { data } = (await place({ quantity: 2, payment: byAlipay })).json
    const later = await shop.order({ quantity: 2 })
    const { data: opened } = (await shop.open(later)).json
    const [mine, others] = [data.payment.payment_url, opened.payment_url].map((url) => {
      const { out_trade_no: number, time_expire: end, ...content } = told(url)
      const { searchParams } = new URL(url)
      const head = ['app_id', 'method', 'notify_url', 'return_url'].map((name) =>
        searchParams.get(name),
      )
      return { head, content, number, end }
    })
    expect(mine?.head).toEqual(others?.head)
    expect(mine?.content).toEqual(others?.content)
    expect(mine?.content.total_amount).toBe('198.00')
    expect(mine?.number).toBe(data.order_number)
    const ends = (end: string) => Date.parse(`${end.replace(' ', 'T')}+08:00`)
    expect(ends(data.expires_at) - ends(mine?.end)).toBe(60_000)
  })

  it('chooses what fits the program that asks', async () => {
    const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148' }
    const auto = { method: 'alipay', payment_type: 'auto' }
    const asked = async (headers: Record<string, string>) => {
      const { data } = (await place({ payment: auto }, headers)).json
      return new URL(data.payment.payment_url).searchParams.get('method')
    }
    expect(await asked(phone)).toBe('alipay.trade.wap.pay')
    expect(await asked({})).toBe('alipay.trade.page.pay')
  })

  it('twice with one key is one order and one payment, also at the same moment', async () => {
    const key = { 'idempotency-key': 'with-payment' }
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => place({ payment: byAlipay }, key)),
    )
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201))
    const [number, ...others] = new Set(replies.map(({ json }) => json.data.order_number))
    expect(others).toEqual([])
    for (const { json } of replies)
      expect(told(json.data.payment.payment_url).out_trade_no).toBe(number)
    expect(await shop.count('attempt', 'order_number = $1', [number])).toBe(1)
    const other = await place({ payment: { ...byAlipay, payment_type: 'wap' } }, key)
    expect([other.status, other.json.error.code]).toEqual([409, 'conflict'])
  })

  it('and paid meanwhile, the same call says so and is still the same order', async () => {
    const key = { 'idempotency-key': 'paid-meanwhile' }
    const order = orderOf(await place({ payment: byAlipay }, key))
    await shop.notify(alipay.notice(shop.pay(order)))
    const { status, json } = await place({ payment: byAlipay }, key)
    expect([status, json.data.order_number]).toEqual([201, order.number])
    expect(json.data.payment_error.code).toBe('order_not_payable')
    expect(json.data.payment).toBeUndefined()
  })

  it.each([
    ['alone', {}, {}],
    ['with a key', {}, { 'idempotency-key': 'one-commit' }],
    ['where there are only so many', { product_id: 'rare', package_id: 'some' }, {}],
  ])('%s is committed together with its number', async (_where, changes, headers) => {
    await shop.database.db.script(rare)
    const { data } = (await place({ ...changes, payment: byAlipay }, headers)).json
    const [row] = await shop.rows<{ together: boolean }>(
      `select a.xmin = o.xmin as together
       from orders o join attempt a using (merchant_id, order_number) where order_number = $1`,
      [data.order_number],
    )
    expect(row?.together).toBe(true)
  })

  it('is paid where its number was committed, whichever account is offered by then', async () => {
    const { app } = shop.running
    const [own] = app.channels.filter(({ id }) => id === 'alipay')
    if (!own) throw new Error('nothing is sold by Alipay')
    const way = { kind: 'alipay', scene: 'pc', payer: { address: '203.0.113.7' } } as const
    const before = await placeOrder(app, { ...aRequest, way })
    const saved = { ...app, channels: [{ ...own, id: 'alipay-2' }] }
    await openPlaced(saved, before, way)
    const numbers = await shop.rows<{ channel: string; state: string }>(
      `select channel_id as channel, state from attempt where order_number = $1 order by created_at`,
      [before.orderNumber],
    )
    expect(numbers.at(-1)).toEqual({ channel: 'alipay-2', state: 'open' })
  })

  it('stands when we fail after it was placed, and says so without a word of what failed', async () => {
    await shop.database.db.script(`
      create function refuse_code() returns trigger language plpgsql as $$
        begin raise exception 'no room for codes'; end $$;
      create trigger refuse_code before update of qr_code on attempt for each row execute function refuse_code()`)
    const { status, json, text } = await place({
      payment: { method: 'alipay', payment_type: 'qr' },
    })
    await shop.database.db.script('drop function refuse_code cascade')
    expect([status, json.data.payment_error.code]).toEqual([201, 'internal_error'])
    expect(text).not.toContain('no room')
    const way = { type: 'qr', leadsOn: () => true }
    const opened = await openedByHand('alipay', json.data.order_number, way)
    expect(opened.json.data.qr_code).toMatch(/^https:/)
  })

  it('inside WeChat without an openid shows a code, and sent again from elsewhere is the same order', async () => {
    const inside = { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile MicroMessenger/8.0.40' }
    const key = { 'idempotency-key': 'from-anywhere' }
    const payment = { method: 'wechat', payment_type: 'auto' }
    const first = (await place({ payment }, { ...key, ...inside })).json.data
    expect(first.payment.code_url).toMatch(/^weixin:/)
    const again = await place({ payment }, key)
    expect([again.status, again.json.data.order_number]).toEqual([201, first.order_number])
  })

  it('and costing nothing, it is delivered and opens nothing', async () => {
    const reply = await place({ package_id: 'free', payment: byAlipay })
    expect(reply.status).toBe(201)
    expect(Object.keys(reply.json.data).filter((name) => name.startsWith('payment'))).toEqual([])
    const { data } = (await shop.look(orderOf(reply))).json
    expect([data.status, data.pay_type]).toEqual([1, 'free'])
  })

  it('takes of a stock what it opens, and opens nothing where there is none left', async () => {
    await shop.database.db.script(rare)
    const last = { product_id: 'rare', package_id: 'one', payment: byAlipay }
    const first = await place(last)
    expect(told(first.json.data.payment.payment_url).total_amount).toBe('1.00')
    const attempts = await shop.count('attempt')
    const second = await place(last)
    expect([second.status, second.json.error.code]).toEqual([409, 'out_of_stock'])
    expect(await shop.count('attempt')).toBe(attempts)
  })

  it('changes the way as ever: the first number is closed when another gateway is chosen', async () => {
    const { data } = (await place({ payment: byAlipay })).json
    const number = data.order_number as string
    alipay.enter(number, 9900)
    const opened = await openedByHand('wechat', number, { type: 'native', leadsOn: () => true })
    expect(opened.json.data.code_url).toMatch(/^weixin:/)
    expect(alipay.stateOf(number)).toBe('closed')
  })

  const refused: readonly [string, unknown, [number, string, string | undefined]][] = [
    ['nothing told', {}, [400, 'invalid_request', 'payment.method']],
    ['no way', { method: 'alipay' }, [400, 'invalid_request', 'payment.payment_type']],
    [
      'a way of the other gateway',
      { method: 'alipay', payment_type: 'native' },
      [400, 'invalid_request', 'payment.payment_type'],
    ],
    [
      'an unknown gateway',
      { method: 'card', payment_type: 'pc' },
      [400, 'invalid_request', 'payment.method'],
    ],
    [
      'jsapi without a payer',
      { method: 'wechat', payment_type: 'jsapi' },
      [400, 'invalid_request', 'payment.openid'],
    ],
    [
      'a payer that is none',
      { method: 'wechat', payment_type: 'jsapi', openid: '<b>' },
      [400, 'invalid_request', 'payment.openid'],
    ],
    [
      'a payer where there is none',
      { ...byAlipay, openid },
      [400, 'invalid_request', 'payment.openid'],
    ],
    ['an unknown field', { ...byAlipay, amount: 1 }, [400, 'invalid_request', 'payment.amount']],
  ]
  it.each(refused)('with %s places nothing', async (_what, payment, answer) => {
    const before = await shop.count('orders')
    const { status, json } = await place({ payment })
    expect([status, json.error.code, json.error.field]).toEqual(answer)
    expect(await shop.count('orders')).toBe(before)
  })

  it('tells for whom jsapi pays', async () => {
    const payment = { method: 'wechat', payment_type: 'jsapi', openid }
    const { data } = (await place({ payment })).json
    expect(Object.keys(data.payment.jsapi)).toContain('paySign')
  })

  it.each([
    ['the gateway is not set up', {}, 'wechat', 'native', 'gateway_not_configured'],
    ['payments are switched off', { PAYMENT_ENABLED: 'false' }, 'alipay', 'pc', 'payment_disabled'],
  ])('places nothing where %s', async (_what, env, method, type, code) => {
    const own = await Shop.open({ env })
    try {
      const payment = { method, payment_type: type }
      const { status, json } = await own.post('/api/v1/user/orders', { ...anOrder, payment })
      expect([status, json.error.code]).toEqual([503, code])
      expect(await own.count('orders')).toBe(0)
      const free = { ...anOrder, package_id: 'free', payment }
      expect((await own.post('/api/v1/user/orders', free)).status).toBe(201)
    } finally {
      await own.close()
    }
  })
})
