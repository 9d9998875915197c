// Paid, and nothing came: the notice was lost and no job asks. The number in the bill finds the payment, and nobody
// finds anything by guessing.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeCall } from '../../src/app/limits.ts'
import { cancelOrder } from '../../src/app/order/cancel-order.ts'
import { anOrder, type PlacedOrder, Shop } from '../support/shop.ts'

let shop: Shop
let callers = 0
beforeAll(async () => {
  shop = await Shop.open({
    standIns: [],
    env: { DEMO: '1', RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '127.0.0.1' },
  })
})
afterAll(() => shop?.close())

type Kind = 'alipay' | 'wechat'
const scenes = { alipay: 'qr', wechat: 'native' } as const
const key = /[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}/

/** A person nobody has seen before. */
const somebody = () => {
  callers += 1
  return `198.51.100.${callers}`
}

const control = async (path: string, body: object) =>
  (await shop.post(`/simulator/control/${path}`, body)).json

/** An order that a gateway can be asked about and, on our side, nobody will ask about. */
async function ordered(kind: Kind): Promise<PlacedOrder> {
  const address = somebody()
  const placed = await shop.post(
    '/api/v1/user/orders',
    { ...anOrder, phone: `139${String(callers).padStart(8, '0')}` },
    { 'x-forwarded-for': address },
  )
  const { order_number: number, access_token: token } = placed.json.data
  await shop.post(`/api/v1/user/pay/${kind}`, { order_number: number, payment_type: scenes[kind] })
  await shop.rows("delete from job where ref like $1 and kind <> 'send-letter'", [`%${number}`])
  return { number, token, amount: placed.json.data.amount, expiresAt: '' }
}

/** Somebody pays and no notice of it comes; answers the number in his bill. */
async function paidUnheard(order: PlacedOrder, gateway: Kind): Promise<string> {
  await control('faults', { fault: 'lose_notice' })
  const trade = await control('pay', {
    out_trade_no: order.number,
    gateway,
    even_closed: true,
  })
  return trade.trade_no
}

async function rescue(
  form: Readonly<{ number: string; phone?: string }>,
  { address = somebody(), cookie = '' } = {},
) {
  const answer = await fetch(`${shop.url}/rescue`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': address,
      cookie,
    },
    body: new URLSearchParams(form),
  })
  return { status: answer.status, page: await answer.text() }
}

const phoneOf = async (order: PlacedOrder) =>
  (
    await shop.rows<{ phone: string }>('select phone from orders where order_number = $1', [
      order.number,
    ])
  )[0]?.phone ?? ''

describe.each(['alipay', 'wechat'] as const)('a payment at %s whose notice was lost', (kind) => {
  it('is delivered once the buyer types the number of the bill, and shows strangers no key', async () => {
    const order = await ordered(kind)
    const tradeNo = await paidUnheard(order, kind)
    expect(tradeNo).toMatch(/^\d{28}$/)
    const isWaiting = "order_number = $1 and state = 'waiting'"
    expect(await shop.count('orders', isWaiting, [order.number])).toBe(1)

    const cookie = `order_${order.number}=${order.token}`
    const typed = `${tradeNo.slice(0, 8)} ${tradeNo.slice(8)} `
    const found = await rescue({ number: typed })
    expect([found.status, found.page.includes('付款已确认，已经发货')]).toEqual([200, true])
    expect(found.page).not.toMatch(/\*{5}/)
    expect(
      await shop.count(
        'fact_witness w join payment_fact f using (merchant_id, channel_id, gateway_trade_no)',
        "f.order_number = $1 and w.witness = 'query'",
        [order.number],
      ),
    ).toBe(1)

    const again = await rescue({ number: order.number, phone: await phoneOf(order) })
    expect(again.page).toMatch(/\*{5}/)
    expect((await rescue({ number: tradeNo }, { cookie })).page).toContain(
      `href="/payment/result?order_number=${order.number}"`,
    )
    for (const { page } of [found, again]) expect(page).not.toMatch(key)
    expect(await shop.count('license', 'order_number = $1', [order.number])).toBe(1)
  })
})

describe('the number in a bill', () => {
  it('finds money that came after the order was cancelled', async () => {
    const order = await ordered('alipay')
    await cancelOrder(shop.running.app, order.number)
    expect((await rescue({ number: order.number })).page).toContain('订单已关闭，没有收到付款')
    await paidUnheard(order, 'alipay')
    expect((await rescue({ number: order.number })).page).toContain('付款已确认，已经发货')
  })

  it('of an order nobody has paid says so, and leads back to it', async () => {
    const order = await ordered('wechat')
    const { page } = await rescue({ number: order.number.toLowerCase() })
    expect(page).toContain('支付平台还没有这笔付款')
    expect(page).toContain(`href="/cashier/${order.number}"`)
  })

  it('proves nothing while the gateway is silent', async () => {
    const order = await ordered('alipay')
    const tradeNo = await paidUnheard(order, 'alipay')
    await control('faults', { fault: 'server_error', times: 20 })
    const silent = await rescue({ number: tradeNo })
    expect([silent.status, silent.page.includes('支付平台暂时没有回答')]).toEqual([503, true])
    expect((await rescue({ number: order.number })).page).toContain('支付平台暂时没有回答')
    await control('faults/clear', {})
    expect((await rescue({ number: tradeNo })).page).toContain('付款已确认，已经发货')
  })
})

describe('a guess', () => {
  const unknown = '2026112122001400000000000000'

  it('answers a wrong phone exactly as an unknown number', async () => {
    const order = await ordered('alipay')
    const tradeNo = await paidUnheard(order, 'alipay')
    const plain = ({ status, page }: Awaited<ReturnType<typeof rescue>>, number: string) => [
      status,
      page.replaceAll(number, ''),
    ]
    const phone = '13011112222'
    const wrong = plain(await rescue({ number: tradeNo, phone }), tradeNo)
    expect(wrong[0]).toBe(404)
    expect(wrong).toEqual(plain(await rescue({ number: unknown, phone }), unknown))
  })

  it('is refused after ten, to whoever guesses and nobody else', async () => {
    const order = await ordered('alipay')
    const tradeNo = await paidUnheard(order, 'alipay')
    const address = somebody()
    const statuses: number[] = []
    for (let tried = 0; tried < 11; tried += 1)
      statuses.push(
        (await rescue({ number: `${unknown.slice(0, -2)}${10 + tried}` }, { address })).status,
      )
    expect(statuses).toEqual([...Array(10).fill(404), 429])
    expect((await rescue({ number: tradeNo })).page).toContain('付款已确认，已经发货')
  })

  it('from a thousand addresses asks the gateways no more, and what is in the books is still found', async () => {
    const order = await ordered('wechat')
    const { app } = shop.running
    const asked = async () => {
      for (;;) await takeCall(app, 'rescue-trace', ['all'])
    }
    await expect(asked()).rejects.toMatchObject({ code: 'rate_limited' })
    expect((await rescue({ number: unknown })).status).toBe(429)
    await paidUnheard(order, 'wechat')
    expect((await rescue({ number: order.number })).page).toContain('付款已确认，已经发货')
  })
})
