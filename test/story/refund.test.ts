// Money that came twice goes back by itself: told over the whole program and both simulated gateways, whose
// books say what really happened to the money.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, licensesOf } from './books.ts'

type Kind = 'alipay' | 'wechat'
const codeOf = { alipay: 'qr', wechat: 'native' } as const
const minute = 60_000

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
})
afterAll(() => shop?.close())
beforeEach(() => control('faults/clear', {}))

describe.each<Readonly<{ kept: Kind; twice: Kind }>>([
  { kept: 'wechat', twice: 'alipay' },
  { kept: 'alipay', twice: 'wechat' },
])('an order paid by $kept and then by $twice', ({ kept, twice }) => {
  it('is delivered once, and the second payment goes back two minutes later', async () => {
    const order = await paidTwice(kept, twice)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'duplicate', reason: 'paid_twice', state: 'acting' },
    ])
    await shop.advance(minute)
    expect(await refundOf(order)).toMatchObject({ state: 'planned' })
    expect(await returnedAt(order, twice)).toEqual([])

    await shop.advance(2 * minute)
    await untilRefund(order, 'done')
    expect(await returnedAt(order, twice)).toEqual(['99.00'])
    expect(await returnedAt(order, kept)).toEqual([])
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'duplicate', reason: 'refunded', state: 'resolved' },
    ])
    expect((await shop.look(order)).json.data).toMatchObject({ status: 1, pay_type: kept })
  })

  it('has it returned once, although the gateway did it and answered with a fault', async () => {
    const order = await paidTwice(kept, twice)
    await control('faults', { fault: 'accept_then_server_error' })
    await shop.advance(3 * minute)
    await shop.until('the refund is in doubt', async () => (await refundOf(order)).trouble !== null)
    await control('faults/clear', {})
    await untilRefund(order, 'done')
    expect(await returnedAt(order, twice)).toEqual(['99.00'])
  })

  it('waits for a gateway that is silent for hours', async () => {
    const order = await paidTwice(kept, twice)
    await control('faults', { fault: 'server_error' })
    await shop.advance(3 * minute)
    await shop.until('the refund is in doubt', async () => (await refundOf(order)).trouble !== null)
    await shop.advance(180 * minute)
    expect((await refundOf(order)).state).not.toBe('done')
    await control('faults/clear', {})
    await untilRefund(order, 'done')
    expect(await returnedAt(order, twice)).toEqual(['99.00'])
  })
})

/** The first gateway is the one that pays the order; the other's code was open before, and is paid all the same. */
async function paidTwice(kept: Kind, twice: Kind): Promise<PlacedOrder> {
  const order = await shop.order()
  for (const kind of [twice, kept]) {
    const opened = await shop.post(`/api/v1/user/pay/${kind}`, {
      order_number: order.number,
      payment_type: codeOf[kind],
    })
    expect(opened.status).toBe(200)
  }
  await control('pay', { out_trade_no: order.number, gateway: kept })
  await shop.untilState(order, 'paid')
  await control('pay', { out_trade_no: order.number, gateway: twice, even_closed: true })
  await shop.until('both have told', async () => (await casesOf(shop, order)).length === 1)
  return order
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.text}`)
}

async function returnedAt(order: PlacedOrder, kind: Kind): Promise<readonly string[]> {
  const path = `/simulator/control/trades/${order.number}?gateway=${kind}`
  const { refunds } = (await shop.get(path)).json
  return refunds.map((refund: { refund_amount: string }) => refund.refund_amount)
}

async function refundOf(order: PlacedOrder) {
  const rows = await shop.rows<{ state: string; trouble: string | null }>(
    'select state, trouble from refund where order_number = $1',
    [order.number],
  )
  const [refund] = rows
  if (!refund || rows.length > 1) throw new Error(`${rows.length} refunds`)
  return refund
}

async function untilRefund(order: PlacedOrder, state: string): Promise<void> {
  await shop.until(`refund ${state}`, async () => {
    // The next question may be hours away; one that is under way has its own time.
    await shop.advanceBetween('refund', 30 * minute)
    return (await refundOf(order)).state === state
  })
}
