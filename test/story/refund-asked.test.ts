// Money a person sends back: never more than was paid however many ask at once, by the line, undone in time,
// agreed to by a second person, and with what it does to the licence.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import {
  approveRefund,
  planRefund,
  type RefundRequest,
  undoRefund,
} from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { Refusal } from '../../src/errors.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, stateOf } from './books.ts'

const minute = 60_000
const rounds = Number(process.env.ROUNDS ?? '20')

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', REFUND_APPROVAL: '250' } })
})
afterAll(() => shop?.close())

describe('64 people who ask at once for 40 % of one order', () => {
  it(`have it twice and never more, in ${rounds} rounds`, {
    timeout: 30_000 + rounds * 3_000,
  }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const order = await paid()
      const asked = { amountFen: 3_960 as Fen }
      const all = await Promise.all(
        Array.from({ length: 64 }, () =>
          outcomeOf({ orderNumber: order.number, asked, by: 'ann' }),
        ),
      )
      expect(all.filter((one) => one === 'planned')).toHaveLength(2)
      expect(all.filter((one) => one === 'refund_too_much')).toHaveLength(62)
      expect(await sums(order)).toMatchObject({ reserved: 7_920, refunded: 0 })
    }
    // They all go out before another test moves the clock for its own.
    await shop.until(
      'both parts of each are back',
      async () => {
        await shop.advanceBetween('refund', 3 * minute)
        return (await shop.count('refund', "state <> 'done'")) === 0
      },
      10_000 + rounds * 500,
    )
  })
})

describe.each(['alipay', 'wechat'] as const)('an order paid by %s', (kind) => {
  it('goes back in two parts: part-refunded, then refunded, and its licence is revoked', async () => {
    const order = await paid(kind)
    await plan(order, { amountFen: 3_000 as Fen })
    expect((await look(order)).status).toBe(1)
    await untilEnded(order, 'part_refunded')
    expect(await look(order)).toMatchObject({ status: 5, licenses: [{ status: 'active' }] })

    await plan(order, 'rest')
    await untilEnded(order, 'refunded')
    expect(await look(order)).toMatchObject({ status: 4, licenses: [{ status: 'revoked' }] })
    expect(await returned(order, kind)).toEqual(['30.00', '69.00'])
    expect(await sums(order)).toEqual({ paid: 9_900, refunded: 9_900, reserved: 0 })
    expect(await ledgerOf(order)).toEqual([
      ['payable', 0],
      [`clearing:${kind}-demo`, 0],
    ])
    expect(await outcomeOf({ orderNumber: order.number, asked: 'rest', by: 'ann' })).toBe(
      'order_not_refundable',
    )
  })
})

describe('a planned refund', () => {
  it('can be undone until it is sent, and not afterwards', async () => {
    const order = await paid()
    const first = await plan(order, 'rest')
    await undoRefund(shop.running.app, first.refundNo, 'cancelled', 'ann')
    expect(await sums(order)).toMatchObject({ reserved: 0 })
    await shop.advance(3 * minute)
    const second = await plan(order, { amountFen: 100 as Fen })
    await shop.advance(3 * minute)
    await shop.untilState(order, 'part_refunded')
    await expect(
      undoRefund(shop.running.app, second.refundNo, 'cancelled', 'ann'),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect(await returned(order, 'alipay')).toEqual(['1.00'])
  })

  it('is the same for the same number of the caller, and a conflict with another content', async () => {
    const order = await paid()
    const request = { orderNumber: order.number, asked: { amountFen: 500 as Fen }, by: 'ann' }
    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        planRefund(shop.running.app, { ...request, requestKey: 'R-1' }),
      ),
    )
    expect(new Set(all.map((one) => one.refundNo)).size).toBe(1)
    const other = { ...request, asked: { amountFen: 501 as Fen }, requestKey: 'R-1' }
    expect(await outcomeOf(other)).toBe('conflict')
    expect(await sums(order)).toMatchObject({ reserved: 500 })
  })

  it('above the limit waits for a second person, who is not the first', async () => {
    const order = await paid('alipay', { package_id: 'lifetime' })
    const refund = await plan(order, 'rest')
    expect(refund.state).toBe('awaiting')
    await shop.advance(10 * minute)
    expect(await stateOf(shop, order)).toBe('paid')
    const { app } = shop.running
    await expect(approveRefund(app, refund.refundNo, 'ann')).rejects.toMatchObject({
      code: 'other_person_needed',
    })
    await approveRefund(app, refund.refundNo, 'bob')
    await shop.untilState(order, 'refunded')
    expect(await returned(order, 'alipay')).toEqual(['299.00'])
  })

  it('takes back the named lines alone', async () => {
    const order = await paid('alipay', {
      items: [
        { product_id: 'demo-app', package_id: 'month', quantity: 1 },
        { product_id: 'demo-app', package_id: 'year', quantity: 2 },
      ],
      product_id: undefined,
      package_id: undefined,
      quantity: undefined,
    })
    await plan(order, { lines: [{ lineNo: 1, amountFen: 990 as Fen }] }, { effect: 'suspend' })
    await shop.advance(3 * minute)
    await shop.untilState(order, 'part_refunded')
    const states = (await look(order)).licenses.map((one: { status: string }) => one.status)
    expect(states.toSorted()).toEqual(['active', 'active', 'suspended'])
    expect(
      await outcomeOf({
        orderNumber: order.number,
        asked: { lines: [{ lineNo: 1, amountFen: 1 as Fen }] },
        by: 'ann',
      }),
    ).toBe('refund_too_much')
  })
})

describe('money that comes after the order was cancelled', () => {
  it('goes back by itself where the product says so, and nothing is delivered', async () => {
    const order = await paidLate('refund')
    expect(await look(order)).toMatchObject({ status: 1, licenses: [] })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'late', reason: 'returning', state: 'acting' },
    ])
    await shop.advance(3 * minute)
    await shop.untilState(order, 'refunded')
    expect(await look(order)).toMatchObject({ status: 4, licenses: [] })
    expect(await returned(order, 'alipay')).toEqual(['99.00'])
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'late', reason: 'refunded', state: 'resolved' },
    ])
  })

  it('is sent back above the limit only once a person has agreed', async () => {
    const order = await paidLate('refund', { package_id: 'lifetime' })
    await shop.advance(10 * minute)
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await sums(order)).toMatchObject({ reserved: 29_900, refunded: 0 })
    const [waiting] = await shop.rows<{ no: string; state: string }>(
      'select refund_no as no, state from refund where order_number = $1',
      [order.number],
    )
    expect(waiting?.state).toBe('awaiting')
    await approveRefund(shop.running.app, waiting?.no ?? '', 'bob')
    await shop.untilState(order, 'refunded')
    expect(await returned(order, 'alipay')).toEqual(['299.00'])
  })

  it('may still be delivered while it is not sent: once, and nothing goes back', async () => {
    const order = await paidLate('refund')
    const decided = await Promise.allSettled(
      Array.from({ length: 6 }, () => decide(order, 'deliver')),
    )
    expect(decided.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    await shop.advance(10 * minute)
    expect(await look(order)).toMatchObject({ status: 1, licenses: [{ status: 'active' }] })
    expect(await returned(order, 'alipay')).toEqual([])
    expect(await sums(order)).toMatchObject({ reserved: 0, refunded: 0 })
  })

  it('is held for a person where the product says so, over a restart, and delivered or sent back once', async () => {
    const [first, second] = [await paidLate('hold'), await paidLate('hold')]
    await shop.restart()
    await shop.advance(60 * minute)
    expect(await casesOf(shop, first)).toEqual([{ kind: 'late', reason: 'held', state: 'open' }])
    await decide(first, 'deliver')
    expect(await look(first)).toMatchObject({ status: 1, licenses: [{ status: 'active' }] })
    await expect(decide(first, 'refund')).rejects.toMatchObject({ code: 'conflict' })

    await decide(second, 'refund')
    await expect(decide(second, 'refund')).rejects.toMatchObject({ code: 'conflict' })
    await shop.advance(3 * minute)
    await shop.untilState(second, 'refunded')
    await expect(decide(second, 'deliver')).rejects.toMatchObject({ code: 'conflict' })
    expect(await look(second)).toMatchObject({ status: 4, licenses: [] })
  })
})

/** The gateway may take its time, and the next question may be minutes away. */
async function untilEnded(order: PlacedOrder, state: string): Promise<void> {
  await shop.until(`${order.number} ${state}`, async () => {
    await shop.advanceBetween('refund', 3 * minute)
    return (await stateOf(shop, order)) === state
  })
}

async function paid(
  kind: 'alipay' | 'wechat' = 'alipay',
  changes: Record<string, unknown> = {},
): Promise<PlacedOrder> {
  const order = await shop.order(changes)
  await payAt(order, kind)
  await shop.untilState(order, 'paid')
  return order
}

async function payAt(order: PlacedOrder, kind: 'alipay' | 'wechat'): Promise<void> {
  await open(order, kind)
  await control('pay', { gateway: kind, out_trade_no: order.number })
}

async function open(order: PlacedOrder, kind: 'alipay' | 'wechat'): Promise<void> {
  const type = kind === 'alipay' ? 'qr' : 'native'
  const body = { order_number: order.number, payment_type: type }
  const opened = await shop.post(`/api/v1/user/pay/${kind}`, body)
  expect(opened.status).toBe(200)
}

async function paidLate(
  policy: 'refund' | 'hold',
  changes: Record<string, unknown> = {},
): Promise<PlacedOrder> {
  await shop.rows('update product set late_policy = $1', [policy])
  const order = await shop.order(changes)
  await shop.rows("update product set late_policy = 'deliver'", [])
  await open(order, 'alipay')
  const token = { 'x-order-token': order.token }
  const cancelled = await shop.post(`/api/v1/user/orders/${order.number}/cancel`, {}, token)
  expect(cancelled.status).toBe(200)
  await control('pay', { gateway: 'alipay', out_trade_no: order.number, even_closed: true })
  await shop.untilState(order, 'paid')
  return order
}

async function decide(order: PlacedOrder, decision: 'deliver' | 'refund'): Promise<void> {
  const [found] = await shop.rows<{ ref: string }>(
    "select ref from money_case where order_number = $1 and kind = 'late'",
    [order.number],
  )
  const ref = found?.ref ?? ''
  await decideCase(shop.running.app, { kind: 'late', ref, decision, by: 'ann', note: '' })
}

async function plan(
  order: PlacedOrder,
  asked: RefundRequest['asked'],
  more: Partial<RefundRequest> = {},
) {
  return planRefund(shop.running.app, { orderNumber: order.number, asked, by: 'ann', ...more })
}

async function outcomeOf(request: RefundRequest): Promise<string> {
  try {
    return (await planRefund(shop.running.app, request)).state
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

async function look(order: PlacedOrder) {
  return (await shop.look(order)).json.data
}

async function sums(order: PlacedOrder) {
  const [row] = await shop.rows(
    `select paid_fen::int as paid, refunded_fen::int as refunded, reserved_fen::int as reserved
     from orders where order_number = $1`,
    [order.number],
  )
  return row
}

/** What the order left on each account. */
async function ledgerOf(order: PlacedOrder): Promise<[string, number][]> {
  const rows = await shop.rows<{ account: string; sum: number }>(
    `select p.account, sum(p.amount_fen)::int as sum
     from ledger_posting p join ledger_entry e using (merchant_id, kind, ref)
     where e.order_number = $1 group by 1 order by 1 desc`,
    [order.number],
  )
  return rows.map(({ account, sum }) => [account, sum])
}

async function returned(order: PlacedOrder, kind: 'alipay' | 'wechat'): Promise<readonly string[]> {
  const { json } = await shop.get(`/simulator/control/trades/${order.number}?gateway=${kind}`)
  const { refunds } = json.data ?? json
  return refunds.map((refund: { refund_amount: string }) => refund.refund_amount)
}

async function control(verb: string, body: unknown): Promise<void> {
  const reply = await shop.post(`/simulator/control/${verb}`, body)
  if (reply.status >= 300) throw new Error(`${verb}: ${reply.status} ${reply.text}`)
}
