// Two ways to pay one order: the buyer changes from one gateway to the other, and whatever happens there in the
// meantime, the order is paid once and nothing stays open that nobody wants.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { claimByToken } from '../../src/app/customer/claim-orders.ts'
import { signInByAlipay } from '../../src/app/customer/sign-in.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import type { Notice, Payment, StandIn } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import { attemptsOf, casesOf, licensesOf, openNumberOf, stateOf } from './books.ts'

const alipay = new AlipayStandIn()
const wechat = new WechatPlatform('public key')
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay, wechat] })
})
afterAll(() => shop?.close())
afterEach(() => {
  for (const gateway of [alipay, wechat]) {
    gateway.mood = 'well'
    gateway.before = undefined
  }
})

const price = 9900
const minute = 60_000
const paidTwice = [{ kind: 'duplicate', reason: 'paid_twice', state: 'acting' }]

describe.each([
  { first: alipay, second: wechat },
  { first: wechat, second: alipay },
])('changing from $first.name to $second.name', ({ first, second }) => {
  it('closes the first at its gateway, and the order is paid once by the second', async () => {
    const order = await enteredOrder(first)
    const before = first.calls.length
    expect((await choose(order, second)).status).toBe(200)
    expect(callsAbout(order, first).slice(before)).toEqual(['query', 'close', 'query'])
    expect(first.stateOf(order.number)).toBe('closed')
    expect(await attemptsOf(shop, order)).toEqual({ [first.kind]: 'closed', [second.kind]: 'open' })

    expect(await payAndTell(order, second)).toBe('taken')
    expect(await paidBy(order)).toBe(second.kind)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([])
  })

  it('is not held up by a silent first, which is closed later in the background', async () => {
    const order = await enteredOrder(first)
    first.mood = 'down'
    expect((await choose(order, second)).status).toBe(200)
    expect(await attemptsOf(shop, order)).toEqual({ [first.kind]: 'open', [second.kind]: 'open' })
    first.mood = 'well'
    await shop.advance(minute)
    await untilAttempt(order, first, 'closed')
    expect(first.stateOf(order.number)).toBe('closed')
    expect(await attemptsOf(shop, order)).toMatchObject({ [second.kind]: 'open' })
    expect(await stateOf(shop, order)).toBe('waiting')
  })

  it('and paying by both is one licence and one open case', async () => {
    const order = await bothOpen(first, second)
    expect(await payAndTell(order, second)).toBe('taken')
    expect(await payAndTell(order, first)).toBe('taken')
    expect(await paidBy(order)).toBe(second.kind)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual(paidTwice)
    expect(await attemptsOf(shop, order)).toEqual({ [first.kind]: 'paid', [second.kind]: 'paid' })
  })

  it('and paying by both without any notice is found out in the background', async () => {
    const order = await bothOpen(first, second)
    shop.pay(order, first)
    shop.pay(order, second)
    await shop.advance(minute)
    await untilAttempt(order, first, 'paid')
    await untilAttempt(order, second, 'paid')
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual(paidTwice)
  })

  it('and paying by the second closes the first, still open, in the background', async () => {
    const order = await bothOpen(first, second)
    first.mood = 'down'
    expect(await payAndTell(order, second)).toBe('taken')
    first.mood = 'well'
    await shop.advance(minute)
    await untilAttempt(order, first, 'closed')
    expect(first.stateOf(order.number)).toBe('closed')
    expect(await casesOf(shop, order)).toEqual([])
  })

  it('and paying by the first after all closes the second', async () => {
    const order = await bothOpen(first, second)
    second.enter(order.number, price)
    expect(await payAndTell(order, first)).toBe('taken')
    expect(await paidBy(order)).toBe(first.kind)
    await shop.advance(minute)
    await untilAttempt(order, second, 'closed')
    expect(second.stateOf(order.number)).toBe('closed')
  })

  it.each<[string, StandIn['before']]>([
    ['before it is asked', undefined],
    [
      'between asking and closing',
      ({ verb, outTradeNo }) => verb === 'close' && void first.pay(outTradeNo, price),
    ],
  ])('finds money that was paid to the first %s: the order is paid', async (_when, before) => {
    const order = await enteredOrder(first)
    first.before = before
    if (!before) shop.pay(order, first)
    const refused = await choose(order, second)
    expect([refused.status, refused.json.error.code]).toEqual([409, 'order_not_payable'])
    expect(await paidBy(order)).toBe(first.kind)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(second.stateOf(order.number)).toBe('absent')
    // Nothing can come of the second any more once its time is over.
    await shop.advance(31 * minute)
    await untilAttempt(order, second, 'closed')
    expect(await casesOf(shop, order)).toEqual([])
  })

  it('and back again opens the first under another number, and closes the second', async () => {
    const order = await enteredOrder(first)
    await choose(order, second)
    second.enter(order.number, price)
    expect((await choose(order, first)).status).toBe(200)
    expect(second.stateOf(order.number)).toBe('closed')
    const again = await openNumberOf(shop, order)
    expect(again).not.toBe(order.number)
    const payment = first.pay(again, price)
    expect(first.heard(await shop.notify(first.notice(payment)))).toBe('taken')
    expect(await paidBy(order)).toBe(first.kind)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([])
  })
})

it('the way an account paid last comes first in a browser that knows of none', async () => {
  const visitor = { address: '203.0.113.9', userAgent: '', requestId: '', device: undefined }
  const { app } = shop.running
  const signIn = (who: string) => signInByAlipay(app, who, { kind: 'browser', visitor })
  const [mine, stranger] = [await signIn('2088102100000021'), await signIn('2088102100000022')]
  const ways = async ({ token }: typeof mine, cookie = '') => {
    const { number } = await shop.order()
    const page = await shop.get(`/cashier/${number}`, {
      cookie: `keytill_customer=${token}; ${cookie}`,
    })
    return [...page.text.matchAll(/name="method" value="(\w+)"/g)].map(([, id]) => id).slice(0, 2)
  }
  const pays = async (gateway: StandIn, notice: (payment: Payment) => Notice) => {
    const order = await shop.openedOrder(undefined, gateway)
    await claimByToken(app, mine, order.number, order.token)
    expect(gateway.heard(await shop.notify(notice(shop.pay(order, gateway))))).toBe('taken')
  }
  await pays(wechat, (payment) => wechat.notice(payment))
  expect(await ways(mine)).toEqual(['wechat', 'alipay'])
  const later = { gmt_payment: '2026-11-21 12:09:00' }
  await pays(alipay, (payment) => alipay.notice(payment, later))
  expect(await ways(mine)).toEqual(['alipay', 'wechat'])
  // What this browser chose itself is nearer, and nobody else's way is anybody's.
  expect(await ways(mine, 'pay_method=wechat.X')).toEqual(['wechat', 'alipay'])
  expect(await ways(stranger)).toEqual(['alipay', 'wechat'])
})

describe('both ways', () => {
  it('chosen in the same moment leave one of them open, never none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const order = await shop.order()
      const opened = await Promise.all([choose(order, alipay), choose(order, wechat)])
      expect(opened.map(({ status }) => status)).toContain(200)
      for (const gateway of [alipay, wechat]) gateway.enter(order.number, price)
      await shop.advance(minute)
      await shop.until('one of them is closed', async () => {
        const states = Object.values(await attemptsOf(shop, order))
        expect(states).toContain('open')
        return states.includes('closed')
      })
    }
  })

  it('opened by turns as often as one likes never pay an order twice', async () => {
    const order = await shop.order()
    for (const gateway of [alipay, wechat, alipay, wechat, alipay])
      expect((await choose(order, gateway)).status).toBe(200)
    expect(await payAndTell(order, alipay)).toBe('taken')
    expect(await licensesOf(shop, order)).toBe(1)
    expect((await choose(order, wechat)).json.error.code).toBe('order_not_payable')
  })

  it('given up unopened, and both paid after: the payment nobody told of is found and goes back', async () => {
    const order = await shop.order()
    for (const gateway of [alipay, wechat]) expect((await choose(order, gateway)).status).toBe(200)
    await giveUp(order)
    expect(await payAndTell(order, alipay)).toBe('taken')
    shop.pay(order, wechat)
    await shop.advance(31 * minute)
    await untilAttempt(order, wechat, 'paid')
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual(expect.arrayContaining(paidTwice))
  })

  it('silent at the last look for late money are asked again until they answer', async () => {
    const order = await shop.openedOrder(undefined, alipay)
    await giveUp(order)
    shop.pay(order, alipay)
    alipay.mood = 'down'
    await shop.advance(27 * 60 * minute)
    await shop.until('it was looked for', async () => {
      const due = `kind = 'watch-order' and ref = $1 and (run_at <= app_now() or lease_until is not null)`
      return (await shop.count('job', due, [order.number])) === 0
    })
    expect(await stateOf(shop, order)).toBe('cancelled')
    alipay.mood = 'well'
    await shop.advance(11 * minute)
    await shop.untilState(order, 'paid')
    expect(await licensesOf(shop, order)).toBe(1)
  })

  it('are asked about nothing they had to complain of', () => {
    // Days pass above, and these gateways keep no bills.
    const ofPayments = (complaint: string) => !complaint.includes('/v3/bill/')
    expect(alipay.complaints).toEqual([])
    expect(wechat.complaints.filter(ofPayments)).toEqual([])
  })
})

/** The buyer has come to this gateway and not paid. */
async function enteredOrder(gateway: StandIn): Promise<PlacedOrder> {
  const order = await shop.openedOrder(undefined, gateway)
  gateway.enter(order.number, price)
  return order
}

/** Open at both, because the first was silent when the buyer chose the second. */
async function bothOpen(first: StandIn, second: StandIn): Promise<PlacedOrder> {
  const order = await enteredOrder(first)
  first.mood = 'down'
  expect((await choose(order, second)).status).toBe(200)
  first.mood = 'well'
  return order
}

function choose(order: PlacedOrder, gateway: StandIn) {
  return shop.open(order, undefined, gateway)
}

async function giveUp(order: PlacedOrder): Promise<void> {
  const path = `/api/v1/user/orders/${order.number}/cancel`
  expect((await shop.post(path, {}, { 'x-order-token': order.token })).status).toBe(200)
}

async function payAndTell(order: PlacedOrder, gateway: StandIn) {
  return gateway.heard(await shop.notify(gateway.notice(shop.pay(order, gateway))))
}

async function paidBy(order: PlacedOrder): Promise<unknown> {
  const { status, pay_type } = (await shop.look(order)).json.data
  expect(status).toBe(1)
  return pay_type
}

function callsAbout(order: PlacedOrder, gateway: StandIn): readonly string[] {
  return gateway.calls.map(({ verb, outTradeNo }) => (outTradeNo === order.number ? verb : ''))
}

function untilAttempt(order: PlacedOrder, gateway: StandIn, state: string): Promise<unknown> {
  return shop.until(
    `${gateway.kind} ${state}`,
    async () => (await attemptsOf(shop, order))[gateway.kind] === state,
  )
}
