// The table every gateway must pass: what a payment does to the books, told once, through whatever stand-in it
// is given. A new gateway is one more line in pay.test.ts and tells all of these again.

import { expect } from 'vitest'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import type { PlacedOrder, Reply, Shop } from '../support/shop.ts'
import { newPayment, newTradeNo, paidAt, type StandIn } from '../support/stand-in.ts'
import { bookCounts, casesOf, licensesOf, openNumberOf, stateOf } from './books.ts'

export type Case = Readonly<{ name: string; tell: (shop: Shop) => Promise<void> }>

/** The stories in the order they are told; those at the end look back on all the others. */
export function casesOfEvery(gateway: StandIn): readonly Case[] {
  return [
    ...gateway.ways.map(paidThrough),
    ...named('a notice ', notices),
    ...Object.keys(gateway.forgeries).map(forged),
    ...Object.keys(gateway.mistakes).map(mistaken),
    ...named('time ', time),
    ...named('a lost notice ', lostNotices),
    ...named('a gateway ', gateways),
    ...named('ways in ', waysIn),
    ...named('cancelling ', cancelling),
    ...named('the shop ', manners),
  ]
}

type Stories = Readonly<Record<string, Case['tell']>>

function named(subject: string, stories: Stories): readonly Case[] {
  return Object.entries(stories).map(([rest, tell]) => ({ name: subject + rest, tell }))
}

const minute = 60_000
const aYear = { amountFen: 9900, days: 365, devices: 3 }

function paidThrough({ type, leadsOn }: StandIn['ways'][0]): Case {
  return {
    name: `paid through ${type} delivers one licence with its validity and devices, and tells number and time`,
    async tell(shop) {
      const order = await shop.order()
      const opened = await shop.open(order, type)
      expect(opened.status).toBe(200)
      expect(opened.json.data).toMatchObject({ order_number: order.number, amount: 99 })
      expect(leadsOn(opened.json.data)).toBe(true)

      const payment = shop.pay(order)
      expect(await tellAbout(shop, payment)).toBe('taken')

      const { data } = (await shop.look(order)).json
      expect(data).toMatchObject({
        status: 1,
        status_name: '已支付',
        payment_time: paidAt,
        trade_no: payment.tradeNo,
        pay_type: shop.standIn.kind,
        items: [{ product_id: 'demo-app', package_id: 'year', quantity: 1, amount: 99 }],
      })
      expect(data.licenses).toHaveLength(1)
      const [license] = data.licenses
      expect(license).toMatchObject({ max_devices: aYear.devices, status: 'active' })
      expect(license.license_key).toMatch(/^([0-9A-Z]{5}-){5}[0-9A-Z]{2}$/)
      const lasts = Date.parse(license.valid_until) - Date.parse(license.valid_from)
      expect(lasts / 86_400_000).toBe(aYear.days)
    },
  }
}

const notices: Stories = {
  async 'sent a hundred times at once gives one licence and is taken a hundred times'(shop) {
    const order = await shop.openedOrder()
    const notice = shop.standIn.notice(shop.pay(order))
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.notify(notice)))
    expect(answers.map((answer) => shop.standIn.heard(answer))).toEqual(Array(100).fill('taken'))
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await shop.count('payment_fact', 'order_number = $1', [order.number])).toBe(1)
    expect(await shop.count('notice', 'out_trade_no = $1', [order.number])).toBe(1)
  },

  async 'applied a hundred times in the same moment still gives one licence'(shop) {
    const order = await shop.openedOrder()
    const { body, headers } = shop.standIn.notice(shop.pay(order))
    const { app } = shop.running
    const [channel] = app.channels
    if (!channel) throw new Error('no channel')
    const incoming = { body: Buffer.from(body), headers, senderAddress: '127.0.0.1' }
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => receiveNotice(app, channel, incoming)),
    )
    const taken = channel.gateway.answerNotice('taken')
    expect(answers).toEqual(Array(100).fill(taken))
    expect(await licensesOf(shop, order)).toBe(1)
  },

  async 'delivered again later is taken again, and nothing is kept twice'(shop) {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    expect(await tellAbout(shop, payment)).toBe('taken')
    const before = await bookCounts(shop)
    for (let delivery = 0; delivery < 3; delivery += 1) {
      await shop.advance(minute)
      expect(await tellAbout(shop, payment)).toBe('taken')
    }
    expect(await bookCounts(shop)).toEqual(before)
  },

  async 'under a second trade number is money that came twice: taken, a case, still one licence'(
    shop,
  ) {
    const order = await shop.openedOrder()
    for (const tradeNo of [newTradeNo(), newTradeNo()]) {
      const payment = shop.standIn.pay(order.number, aYear.amountFen, tradeNo)
      expect(await tellAbout(shop, payment)).toBe('taken')
    }
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'duplicate', reason: 'paid_twice', state: 'acting' },
    ])
  },

  async 'is also taken at its second address and at the channel it names'(shop) {
    const { kind } = shop.standIn
    for (const path of [`/payment/${kind}/notify`, `/api/v1/pay/${kind}/notify/${kind}`]) {
      const order = await shop.openedOrder()
      const answer = await shop.notify({ ...shop.standIn.notice(shop.pay(order)), path })
      expect(shop.standIn.heard(answer)).toBe('taken')
      expect(await licensesOf(shop, order)).toBe(1)
    }
  },
}

function forged(name: string): Case {
  return {
    name: `a notice that is not to be believed is refused and changes nothing: ${name}`,
    async tell(shop) {
      const order = await shop.openedOrder()
      const before = await bookCounts(shop)
      const notice = shop.standIn.forgeries[name]?.(newPayment(order.number, aYear.amountFen))
      if (!notice) throw new Error(`no such forgery: ${name}`)
      expect(shop.standIn.heard(await shop.notify(notice))).toBe('refused')
      expect(await bookCounts(shop)).toEqual(before)
      expect(await stateOf(shop, order)).toBe('waiting')
    },
  }
}

function mistaken(name: string): Case {
  return {
    name: `a notice rightly signed with ${name} opens exactly one case after eight deliveries`,
    async tell(shop) {
      const order = await shop.openedOrder()
      const payment = newPayment(order.number, aYear.amountFen)
      const mistake = shop.standIn.mistakes[name]
      if (!mistake) throw new Error(`no such mistake: ${name}`)
      const before = await bookCounts(shop)
      for (let delivery = 0; delivery < 8; delivery += 1) {
        const answer = await shop.notify(mistake.notice(payment))
        expect(shop.standIn.heard(answer)).toBe('refused')
      }
      expect(await bookCounts(shop)).toEqual({
        ...before,
        cases: before.cases + 1,
        notices: before.notices + 1,
      })
      const [opened] = await shop.rows<{ reason: string }>(
        'select reason from money_case where gateway_trade_no = $1 or out_trade_no = $2',
        [payment.tradeNo, order.number],
      )
      expect(opened?.reason).toBe(mistake.reason)
      expect(await stateOf(shop, order)).toBe('waiting')
    },
  }
}

const time: Stories = {
  async 'ends an unpaid order, closing it at the gateway first'(shop) {
    const order = await shop.openedOrder()
    shop.standIn.enter(order.number, aYear.amountFen)
    await shop.advance(31 * minute)
    await shop.untilState(order, 'expired')
    expect(shop.standIn.stateOf(order.number)).toBe('closed')
    expect((await shop.look(order)).json.data).toMatchObject({ status: 3, status_name: '超时取消' })
    expect((await shop.open(order)).json.error.code).toBe('order_not_payable')
  },

  async 'does not end an order while the gateway is silent'(shop) {
    const order = await shop.openedOrder()
    shop.standIn.mood = 'down'
    await shop.advance(31 * minute)
    await shop.untilState(order, 'closing')
    expect((await shop.look(order)).json.data.status).toBe(0)
    shop.standIn.mood = 'well'
    await shop.advance(10 * minute)
    await shop.untilState(order, 'expired')
  },

  async 'makes money that comes after expiry late: it is delivered, and a case records it'(shop) {
    const order = await shop.openedOrder()
    await shop.advance(31 * minute)
    await shop.untilState(order, 'expired')
    expect(await tellAbout(shop, shop.pay(order))).toBe('taken')
    expect((await shop.look(order)).json.data.status).toBe(1)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'late', reason: 'delivered', state: 'resolved' },
    ])
  },

  async 'lets late money be found although no notice ever comes'(shop) {
    const order = await shop.openedOrder()
    await shop.advance(31 * minute)
    await shop.untilState(order, 'expired')
    shop.pay(order)
    await shop.advance(6 * minute)
    await shop.untilState(order, 'paid')
    expect(await licensesOf(shop, order)).toBe(1)
  },

  async 'takes money that was paid while the order was being closed'(shop) {
    const order = await shop.openedOrder()
    shop.pay(order)
    await shop.advance(31 * minute)
    await shop.untilState(order, 'paid')
    expect(await casesOf(shop, order)).toEqual([])
  },
}

const lostNotices: Stories = {
  async 'is healed when the buyer looks'(shop) {
    const order = await shop.openedOrder()
    shop.pay(order)
    expect((await shop.look(order)).json.data.status).toBe(1)
  },

  async 'is healed by asking in the background'(shop) {
    const order = await shop.openedOrder()
    shop.pay(order)
    await shop.advance(31_000)
    await shop.untilState(order, 'paid')
    expect(await licensesOf(shop, order)).toBe(1)
  },

  async 'is not asked for more than once in three seconds, however many look'(shop) {
    const order = await shop.openedOrder()
    const before = shop.standIn.calls.length
    await Promise.all(Array.from({ length: 20 }, () => shop.look(order)))
    const asked = shop.standIn.calls
      .slice(before)
      .filter((call) => call.outTradeNo === order.number)
    expect(asked.length).toBe(1)
  },
}

const gateways: Stories = {
  async 'whose answers somebody else has signed proves nothing'(shop) {
    const order = await shop.openedOrder()
    shop.pay(order)
    shop.standIn.mood = 'forged'
    expect((await shop.look(order)).json.data.status).toBe(0)
    shop.standIn.mood = 'well'
    await shop.advance(4_000)
    expect((await shop.look(order)).json.data.status).toBe(1)
  },
}

const waysIn: Stories = {
  async 'opened one after the other all lead on, and the order is paid once by the last'(shop) {
    const order = await shop.order()
    for (const { type, leadsOn } of [...shop.standIn.ways, shop.standIn.ways[0]]) {
      const opened = await shop.open(order, type)
      expect([opened.status, leadsOn(opened.json.data)]).toEqual([200, true])
    }
    const payment = shop.standIn.pay(await openNumberOf(shop, order), aYear.amountFen)
    expect(await tellAbout(shop, payment)).toBe('taken')
    expect((await shop.open(order)).json.error.code).toBe('order_not_payable')
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([])
  },

  async 'opened again and again lead to the same payment'(shop) {
    const order = await shop.order()
    const [first, second] = [await shop.open(order), await shop.open(order)]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(await openNumberOf(shop, order)).toBe(order.number)
  },
}

const cancelling: Stories = {
  async 'needs the order token'(shop) {
    const order = await shop.openedOrder()
    const other = await shop.order()
    expect((await cancel(shop, order, 'wrong')).status).toBe(401)
    expect((await cancel(shop, order, other.token)).json.error.code).toBe('unauthorized')
  },

  async 'asks and closes at the gateway first'(shop) {
    const order = await shop.openedOrder()
    shop.standIn.enter(order.number, aYear.amountFen)
    expect((await cancel(shop, order)).status).toBe(200)
    expect(shop.standIn.stateOf(order.number)).toBe('closed')
    expect((await shop.look(order)).json.data.status).toBe(2)
    expect((await cancel(shop, order)).status).toBe(200)
  },

  async 'an order that is paid there is refused, and the order is paid'(shop) {
    const order = await shop.openedOrder()
    shop.pay(order)
    const refused = await cancel(shop, order)
    expect([refused.status, refused.json.error.code]).toEqual([409, 'order_not_payable'])
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await licensesOf(shop, order)).toBe(1)
  },

  async 'waits while the gateway is down, and is done when it is back'(shop) {
    const order = await shop.openedOrder()
    shop.standIn.mood = 'down'
    const refused = await cancel(shop, order)
    expect([refused.status, refused.json.error.code]).toEqual([503, 'gateway_unavailable'])
    expect((await shop.look(order)).json.data.status).toBe(0)
    shop.standIn.mood = 'well'
    await shop.advance(10_000)
    await shop.untilState(order, 'cancelled')
  },
}

const manners: Stories = {
  async 'asked the gateway nothing it had to complain about'(shop) {
    expect(shop.standIn.calls.length).toBeGreaterThan(0)
    expect(shop.standIn.complaints).toEqual([])
  },
}

/** Delivers the notice of a payment; how the gateway understood the answer. */
async function tellAbout(shop: Shop, payment: Parameters<StandIn['notice']>[0]) {
  return shop.standIn.heard(await shop.notify(shop.standIn.notice(payment)))
}

function cancel(shop: Shop, order: PlacedOrder, token: string = order.token): Promise<Reply> {
  return shop.post(`/api/v1/user/orders/${order.number}/cancel`, '', { 'x-order-token': token })
}
