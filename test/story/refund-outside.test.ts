// Refunds made in the gateway's own console, or lost with a database: the bill brings them to a person, who puts them
// on the books, and no goods go out for money that is back.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Decision, decideCase } from '../../src/app/case/decide-case.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findBroken } from '../../src/db/audit.ts'
import { deliveryInvariants } from '../../src/db/audit-delivery.ts'
import { ledgerInvariants } from '../../src/db/audit-ledger.ts'
import { moneyInvariants } from '../../src/db/audit-money.ts'
import { orderInvariants } from '../../src/db/audit-orders.ts'
import { refundInvariants } from '../../src/db/audit-refunds.ts'
import type { PlacedOrder, Shop } from '../support/shop.ts'
import { BillDays, type Kind } from './bill-days.ts'
import { casesOf, licensesOf, stateOf } from './books.ts'

let days: BillDays
let shop: Shop
let day: string
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
})
afterAll(async () => {
  const rules = [
    ...orderInvariants,
    ...moneyInvariants,
    ...deliveryInvariants,
    ...refundInvariants,
    ...ledgerInvariants,
  ]
  expect(await findBroken(shop.database.db, 1, rules)).toEqual([])
  await shop?.close()
})
beforeEach(async () => {
  await days.control('faults/clear', {})
  day = await days.newDay()
})

describe.each<Kind>(['alipay', 'wechat'])('a refund made in the console of %s', (kind) => {
  it('in part is put on the books once, and so much less can go back', async () => {
    const order = await days.paidOrder(kind)
    const number = await returnOutside(kind, order, 4_000)
    await days.reconcile(kind, day)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'unmatched_bill', reason: 'refund_not_ours', state: 'open' },
    ])
    const record = { decision: 'returned', effect: 'none' } as const
    await expect(decide(order, { ...record, amountFen: 3_000 as Fen })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await decide(order, { ...record, amountFen: 4_000 as Fen })
    expect(await moneyOf(order)).toEqual({ state: 'part_refunded', refunded: 4_000, reserved: 0 })
    expect(await entriesOf(number)).toEqual([{ credit: `clearing:${kind}-demo`, fen: 4_000, day }])
    expect(await licenseStates(order)).toEqual(['active'])
    const again = { orderNumber: order.number, asked: { amountFen: 6_000 as Fen }, by: 'ann' }
    await expect(planRefund(shop.running.app, again)).rejects.toMatchObject({
      code: 'refund_too_much',
    })
    expect(await days.reconcile(kind, day)).toMatchObject({ state: 'balanced' })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'unmatched_bill', reason: 'refunded', state: 'resolved' },
    ])
    expect(await returnedAt(kind, order)).toHaveLength(1)
  })

  it('of all of it takes the licence back as its product says', async () => {
    const order = await days.paidOrder(kind)
    await returnOutside(kind, order, 9_900)
    await days.reconcile(kind, day)
    await decide(order, { decision: 'returned', amountFen: 9_900 as Fen })
    expect(await moneyOf(order)).toEqual({ state: 'refunded', refunded: 9_900, reserved: 0 })
    expect(await licenseStates(order)).toEqual(['revoked'])
  })
})

describe.each<Kind>(['alipay', 'wechat'])(
  'a second payment refunded in the console of %s',
  (kind) => {
    it('is recorded as that, ends its case, and is sent back by nobody else', async () => {
      const other = kind === 'alipay' ? 'wechat' : 'alipay'
      const order = await days.orderAt(kind)
      await days.openAt(order, other)
      await days.control('pay', { out_trade_no: order.number, gateway: other })
      await shop.untilState(order, 'paid')
      await days.control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
      await shop.until('it came twice', async () => (await casesOf(shop, order)).length === 1)
      await shop.rows("update job set run_at = run_at + interval '9 days' where kind = 'refund'")
      const number = await returnOutside(kind, order, 9_900)
      await days.reconcile(kind, day)
      await expect(
        decide(order, { decision: 'returned', amountFen: 4_000 as Fen }),
      ).rejects.toMatchObject({ code: 'invalid_request' })
      await decide(order, { decision: 'returned', amountFen: 9_900 as Fen })
      expect(await moneyOf(order)).toEqual({ state: 'paid', refunded: 0, reserved: 0 })
      expect(await licenseStates(order)).toEqual(['active'])
      expect((await casesOf(shop, order)).map((one) => `${one.kind} ${one.state}`).sort()).toEqual([
        'duplicate resolved',
        'unmatched_bill resolved',
      ])
      expect(await entriesOf(number, 'return')).toEqual([
        { credit: `clearing:${kind}-demo`, fen: 9_900, day },
      ])
      expect(await returnedAt(kind, order)).toHaveLength(1)
      expect(await days.reconcile(kind, day)).toMatchObject({ state: 'balanced' })
    })
  },
)

describe('an order of WeChat Pay that was paid and refunded while the shop knew of neither', () => {
  it('delivers nothing by itself, and is over once its refund is on the books', async () => {
    const order = await days.lostOrder('wechat')
    await returnOutside('wechat', order, 9_900)
    await days.reconcile('wechat', day)
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await licensesOf(shop, order)).toBe(0)
    expect(await casesOf(shop, order)).toEqual(
      expect.arrayContaining([
        { kind: 'late', reason: 'gone_back', state: 'open' },
        { kind: 'unmatched_bill', reason: 'refund_not_ours', state: 'open' },
      ]),
    )
    await decide(order, { decision: 'returned', amountFen: 9_900 as Fen })
    expect(await stateOf(shop, order)).toBe('refunded')
    expect((await casesOf(shop, order)).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
    expect(await licensesOf(shop, order)).toBe(0)
  })

  it('is delivered when a person says that only a part of it had gone back', async () => {
    const order = await days.lostOrder('wechat')
    await returnOutside('wechat', order, 1_000)
    await days.reconcile('wechat', day)
    expect(await licensesOf(shop, order)).toBe(0)
    await decide(order, { kind: 'late', decision: 'deliver' })
    await decide(order, { decision: 'returned', amountFen: 1_000 as Fen, effect: 'none' })
    expect(await moneyOf(order)).toEqual({ state: 'part_refunded', refunded: 1_000, reserved: 0 })
    expect(await licenseStates(order)).toEqual(['active'])
  })
})

/** As a merchant does in the gateway's console; answers the number it has there. */
async function returnOutside(kind: Kind, order: PlacedOrder, amountFen: number): Promise<string> {
  const number = `CONSOLE${order.number}`
  await days.control('refunds', {
    gateway: kind,
    out_trade_no: order.number,
    refund_no: number,
    amount_fen: amountFen,
  })
  return number
}

async function decide(
  order: PlacedOrder,
  decided: Partial<Decision> & Pick<Decision, 'decision'>,
): Promise<void> {
  const kind = decided.kind ?? 'unmatched_bill'
  const [found] = await shop.rows<{ ref: string }>(
    'select ref from money_case where order_number = $1 and kind = $2',
    [order.number, kind],
  )
  const usual = { kind, ref: found?.ref ?? '', by: 'ann', note: 'seen in the console' }
  await decideCase(shop.running.app, { ...usual, ...decided })
}

async function moneyOf(order: PlacedOrder) {
  const [row] = await shop.rows(
    `select state, refunded_fen::int as refunded, reserved_fen::int as reserved
     from orders where order_number = $1`,
    [order.number],
  )
  return row
}

function entriesOf(refundNo: string, kind: 'refund' | 'return' = 'refund') {
  return shop.rows(
    `select credit, amount_fen::int as fen, day::text from ledger_entry
     where kind = $2 and ref = $1`,
    [refundNo, kind],
  )
}

async function licenseStates(order: PlacedOrder): Promise<readonly string[]> {
  const rows = await shop.rows<{ state: string }>(
    'select state from license where order_number = $1 order by line_no',
    [order.number],
  )
  return rows.map(({ state }) => state)
}

async function returnedAt(kind: Kind, order: PlacedOrder): Promise<readonly unknown[]> {
  const { json } = await shop.get(`/simulator/control/trades/${order.number}?gateway=${kind}`)
  return json.refunds
}
