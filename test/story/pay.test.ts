// What a payment does to the books, told as stories over the whole program.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import { newTradeNo, rsaPair } from '../support/platform.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

const minute = 60_000

describe.each(['pc', 'wap', 'qr'])('paid through %s', (scene) => {
  it('delivers one licence with its validity and devices, and tells number and time', async () => {
    const order = await shop.order()
    const opened = await shop.open(order, scene)
    expect(opened.status).toBe(200)
    expect(opened.json.data).toMatchObject({ order_number: order.number, amount: 99 })
    const way = opened.json.data.payment_url ?? opened.json.data.qr_code
    expect(way).toMatch(/^https?:\/\//)

    const trade = shop.platform.pay(order.number, '99.00')
    const notice = shop.platform.notice(shop.platform.noticeFields(order.number, trade))
    expect((await shop.notify(notice)).text).toBe('success')

    const { data } = (await shop.look(order)).json
    expect(data).toMatchObject({
      status: 1,
      status_name: '已支付',
      payment_time: '2026-11-21 12:00:03',
      trade_no: trade.tradeNo,
      pay_type: 'alipay',
      items: [{ product_id: 'demo-app', package_id: 'year', quantity: 1, amount: 99 }],
    })
    expect(data.licenses).toHaveLength(1)
    expect(data.licenses[0]).toMatchObject({ max_devices: 3, status: 'active' })
    expect(data.licenses[0].license_key).toMatch(/^([0-9A-Z]{5}-){5}[0-9A-Z]{2}$/)
    const days =
      (Date.parse(data.licenses[0].valid_until) - Date.parse(data.licenses[0].valid_from)) /
      86_400_000
    expect(days).toBe(365)
  })
})

describe('a notice', () => {
  it('sent a hundred times at once gives one licence and a hundred times success', async () => {
    const order = await shop.openedOrder()
    const trade = shop.platform.pay(order.number, '99.00')
    const body = shop.platform.notice(shop.platform.noticeFields(order.number, trade))
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.notify(body)))
    expect(answers.map((answer) => answer.text)).toEqual(Array(100).fill('success'))
    expect(await licensesOf(order)).toBe(1)
    expect(await shop.count('payment_fact', 'order_number = $1', [order.number])).toBe(1)
    expect(await shop.count('notice', 'out_trade_no = $1', [order.number])).toBe(1)
  })

  it('applied a hundred times in the same moment still gives one licence', async () => {
    const order = await shop.openedOrder()
    const trade = shop.platform.pay(order.number, '99.00')
    const body = Buffer.from(shop.platform.notice(shop.platform.noticeFields(order.number, trade)))
    const { app } = shop.running
    const [channel] = app.channels
    if (!channel) throw new Error('no channel')
    const contentType = 'application/x-www-form-urlencoded'
    const incoming = { body, contentType, senderAddress: '127.0.0.1' }
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => receiveNotice(app, channel, incoming)),
    )
    expect(answers.map((answer) => answer.body)).toEqual(Array(100).fill('success'))
    expect(await licensesOf(order)).toBe(1)
  })

  it('of TRADE_FINISHED counts as paid, and a late TRADE_CLOSED does not unpay', async () => {
    const order = await shop.openedOrder()
    const trade = { ...shop.platform.pay(order.number, '99.00'), status: 'TRADE_FINISHED' as const }
    const fields = shop.platform.noticeFields(order.number, trade)
    expect((await shop.notify(shop.platform.notice(fields))).text).toBe('success')
    expect(await licensesOf(order)).toBe(1)
    const closed = { ...fields, trade_status: 'TRADE_CLOSED', notify_id: 'closed' }
    expect((await shop.notify(shop.platform.notice(closed))).text).toBe('success')
    expect((await shop.look(order)).json.data.status).toBe(1)
  })

  it('that only says the buyer is there asks nothing', async () => {
    const order = await shop.openedOrder()
    const trade = { ...shop.platform.pay(order.number, '99.00'), status: 'WAIT_BUYER_PAY' as const }
    shop.platform.trades.delete(order.number)
    expect(
      (await shop.notify(shop.platform.notice(shop.platform.noticeFields(order.number, trade))))
        .text,
    ).toBe('success')
    expect(await stateOf(order)).toBe('waiting')
  })

  it('under a second trade number is money that came twice: success, a case, still one licence', async () => {
    const order = await shop.openedOrder()
    for (const tradeNo of [newTradeNo(), newTradeNo()]) {
      const trade = shop.platform.pay(order.number, '99.00', tradeNo)
      const body = shop.platform.notice(shop.platform.noticeFields(order.number, trade))
      expect((await shop.notify(body)).text).toBe('success')
    }
    expect(await licensesOf(order)).toBe(1)
    expect(await casesOf(order)).toEqual([
      { kind: 'duplicate', reason: 'paid_twice', state: 'open' },
    ])
  })

  it('is also taken at its second address and at the channel it names', async () => {
    for (const path of ['/payment/alipay/notify', '/api/v1/pay/alipay/notify/alipay']) {
      const order = await shop.openedOrder()
      const trade = shop.platform.pay(order.number, '99.00')
      const body = shop.platform.notice(shop.platform.noticeFields(order.number, trade))
      const answer = await shop.post(path, body, {
        'content-type': 'application/x-www-form-urlencoded',
      })
      expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
        200,
        'success',
        'text/plain; charset=utf-8',
      ])
    }
  })
})

describe('a notice that is not to be believed', () => {
  it.each([
    'empty',
    'garbage',
    'json',
    'forged key',
    'tampered amount',
    'SHA-1 asked for',
    'no signature',
    'a field twice',
  ])('is answered failure and changes nothing: %s', async (kind) => {
    const order = await shop.openedOrder()
    const trade = {
      status: 'TRADE_SUCCESS' as const,
      tradeNo: newTradeNo(),
      amount: '99.00',
      paidAt: '2026-11-21 12:00:03',
    }
    const fields = shop.platform.noticeFields(order.number, trade)
    const right = shop.platform.notice(fields)
    const bodies: Record<string, [string, string?]> = {
      empty: [''],
      garbage: ['%%%\u0000=&&=&a[b]=1'],
      json: [JSON.stringify(fields), 'application/json'],
      'forged key': [shop.platform.notice(fields, rsaPair().privateKey)],
      'tampered amount': [right.replace('total_amount=99.00', 'total_amount=99.01')],
      'SHA-1 asked for': [right.replace('sign_type=RSA2', 'sign_type=RSA')],
      'no signature': [right.replace(/&sign=[^&]*/, '')],
      'a field twice': [`${right}&out_trade_no=${order.number}`],
    }
    const before = await bookCounts()
    const [body, contentType] = bodies[kind] ?? ['']
    const answer = await shop.notify(body, contentType)
    expect([answer.status, answer.text]).toEqual([200, 'failure'])
    expect(await bookCounts()).toEqual(before)
    expect(await stateOf(order)).toBe('waiting')
  })

  it.each([
    ['a wrong amount', { total_amount: '0.01' }, 'amount'],
    ['a state nobody knows', { trade_status: 'TRADE_DREAMT' }, 'garbled'],
    ['an amount nobody can read', { total_amount: '99.000' }, 'garbled'],
    ['another app', { app_id: '2021999999999999' }, 'stranger'],
    ['another seller', { seller_id: '2088999999999999' }, 'stranger'],
    ['an unknown order', { out_trade_no: 'NOSUCHORDER12345678' }, 'unknown_order'],
  ])(
    'opens exactly one case after eight deliveries of %s, rightly signed',
    async (_name, changes, reason) => {
      const order = await shop.openedOrder()
      const trade = {
        status: 'TRADE_SUCCESS' as const,
        tradeNo: newTradeNo(),
        amount: '99.00',
        paidAt: '2026-11-21 12:00:03',
      }
      const before = await bookCounts()
      for (let delivery = 0; delivery < 8; delivery += 1) {
        const fields = shop.platform.noticeFields(order.number, trade, {
          ...changes,
          notify_time: `2026-11-21 12:0${delivery}:05`,
        })
        const answer = await shop.notify(shop.platform.notice(fields))
        expect([answer.status, answer.text]).toEqual([200, 'failure'])
      }
      expect(await bookCounts()).toEqual({
        ...before,
        cases: before.cases + 1,
        notices: before.notices + 1,
      })
      const [opened] = await shop.rows<{ reason: string }>(
        'select reason from money_case where gateway_trade_no = $1 or out_trade_no = $2',
        [trade.tradeNo, order.number],
      )
      expect(opened?.reason).toBe(reason)
      expect(await stateOf(order)).toBe('waiting')
    },
  )
})

describe('time', () => {
  it('ends an unpaid order, closing it at the gateway first', async () => {
    const order = await shop.openedOrder()
    shop.platform.trades.set(order.number, {
      status: 'WAIT_BUYER_PAY',
      tradeNo: newTradeNo(),
      amount: '99.00',
    })
    await shop.advance(31 * minute)
    await shop.untilState(order, 'expired')
    expect(shop.platform.trades.get(order.number)?.status).toBe('TRADE_CLOSED')
    expect((await shop.look(order)).json.data).toMatchObject({ status: 3, status_name: '超时取消' })
    expect((await shop.open(order)).json.error.code).toBe('order_not_payable')
  })

  it('does not end an order while the gateway is silent', async () => {
    const order = await shop.openedOrder()
    shop.platform.mood = 'down'
    await shop.advance(31 * minute)
    await shop.untilState(order, 'closing')
    expect((await shop.look(order)).json.data.status).toBe(0)
    shop.platform.mood = 'well'
    await shop.advance(10 * minute)
    await shop.untilState(order, 'expired')
  })

  it('makes money that comes after expiry late: it is delivered, and a case records it', async () => {
    const order = await shop.openedOrder()
    await shop.advance(31 * minute)
    await shop.untilState(order, 'expired')
    const trade = shop.platform.pay(order.number, '99.00')
    expect(
      (await shop.notify(shop.platform.notice(shop.platform.noticeFields(order.number, trade))))
        .text,
    ).toBe('success')
    expect((await shop.look(order)).json.data.status).toBe(1)
    expect(await licensesOf(order)).toBe(1)
    expect(await casesOf(order)).toEqual([{ kind: 'late', reason: 'delivered', state: 'resolved' }])
  })

  it('lets late money be found although no notice ever comes', async () => {
    const order = await shop.openedOrder()
    await shop.advance(31 * minute)
    await shop.untilState(order, 'expired')
    shop.platform.pay(order.number, '99.00')
    await shop.advance(6 * minute)
    await shop.untilState(order, 'paid')
    expect(await licensesOf(order)).toBe(1)
  })

  it('takes money that was paid while the order was being closed', async () => {
    const order = await shop.openedOrder()
    shop.platform.pay(order.number, '99.00')
    await shop.advance(31 * minute)
    await shop.untilState(order, 'paid')
    expect(await casesOf(order)).toEqual([])
  })
})

describe('a lost notice', () => {
  it('is healed when the buyer looks', async () => {
    const order = await shop.openedOrder()
    shop.platform.pay(order.number, '99.00')
    expect((await shop.look(order)).json.data.status).toBe(1)
  })

  it('is healed by asking in the background', async () => {
    const order = await shop.openedOrder()
    shop.platform.pay(order.number, '99.00')
    await shop.advance(31_000)
    await shop.untilState(order, 'paid')
    expect(await licensesOf(order)).toBe(1)
  })

  it('is not asked for more than once in three seconds, however many look', async () => {
    const order = await shop.openedOrder()
    const before = shop.platform.calls.length
    await Promise.all(Array.from({ length: 20 }, () => shop.look(order)))
    const asked = shop.platform.calls
      .slice(before)
      .filter((call) => call.outTradeNo === order.number)
    expect(asked.length).toBe(1)
  })
})

describe('cancelling', () => {
  const cancel = (order: PlacedOrder, token = order.token) =>
    shop.post(`/api/v1/user/orders/${order.number}/cancel`, '', { 'x-order-token': token })

  it('needs the order token', async () => {
    const order = await shop.openedOrder()
    const other = await shop.order()
    expect((await cancel(order, 'wrong')).status).toBe(401)
    expect((await cancel(order, other.token)).json.error.code).toBe('unauthorized')
  })

  it('asks and closes at the gateway first', async () => {
    const order = await shop.openedOrder()
    shop.platform.trades.set(order.number, {
      status: 'WAIT_BUYER_PAY',
      tradeNo: newTradeNo(),
      amount: '99.00',
    })
    expect((await cancel(order)).status).toBe(200)
    expect(shop.platform.trades.get(order.number)?.status).toBe('TRADE_CLOSED')
    expect((await shop.look(order)).json.data.status).toBe(2)
    expect((await cancel(order)).status).toBe(200)
  })

  it('of an order that is paid there is refused, and the order is paid', async () => {
    const order = await shop.openedOrder()
    shop.platform.pay(order.number, '99.00')
    const refused = await cancel(order)
    expect([refused.status, refused.json.error.code]).toEqual([409, 'order_not_payable'])
    expect(await stateOf(order)).toBe('paid')
    expect(await licensesOf(order)).toBe(1)
  })

  it('waits while the gateway is down, and is done when it is back', async () => {
    const order = await shop.openedOrder()
    shop.platform.mood = 'down'
    const refused = await cancel(order)
    expect([refused.status, refused.json.error.code]).toEqual([503, 'gateway_unavailable'])
    expect((await shop.look(order)).json.data.status).toBe(0)
    shop.platform.mood = 'well'
    await shop.advance(10_000)
    await shop.untilState(order, 'cancelled')
  })
})

async function licensesOf(order: PlacedOrder): Promise<number> {
  return shop.count('license', 'order_number = $1', [order.number])
}

async function stateOf(order: PlacedOrder): Promise<string | undefined> {
  return (
    await shop.rows<{ state: string }>('select state from orders where order_number = $1', [
      order.number,
    ])
  )[0]?.state
}

async function casesOf(order: PlacedOrder) {
  return shop.rows('select kind, reason, state from money_case where order_number = $1', [
    order.number,
  ])
}

async function bookCounts() {
  return {
    facts: await shop.count('payment_fact'),
    licenses: await shop.count('license'),
    paid: await shop.count('orders', "state = 'paid'"),
    cases: await shop.count('money_case'),
    notices: await shop.count('notice'),
  }
}
