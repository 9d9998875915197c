// Late money that is held belongs to nobody until a person decides: what the ledger says of it before and after.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Decision, decideCase } from '../../src/app/case/decide-case.ts'
import { planRefund, undoRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findBroken } from '../../src/db/audit.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, stateOf } from './books.ts'

const minute = 60_000
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
  await shop.rows("update product set late_policy = 'hold'")
})
afterEach(async () => {
  expect(await findBroken(shop.database.db, 1)).toEqual([])
})
afterAll(() => shop?.close())

it('is in suspense while nobody has decided', async () => {
  const order = await heldOrder()
  expect(await owedOf(order)).toEqual({ suspense: 9_900 })
})

it("is the merchant's once it is delivered after all", async () => {
  const order = await heldOrder()
  await decide(order, { decision: 'deliver' })
  expect(await owedOf(order)).toEqual({ payable: 9_900 })
})

it("is the merchant's once somebody lets it lie", async () => {
  const order = await heldOrder()
  await decide(order, { decision: 'waive' })
  expect(await owedOf(order)).toEqual({ payable: 9_900 })
})

it('goes back out of suspense', async () => {
  const order = await heldOrder()
  await decide(order, { decision: 'refund' })
  expect(await owedOf(order)).toEqual({ suspense: 9_900 })
  await shop.advance(3 * minute)
  await shop.untilState(order, 'refunded')
  expect(await owedOf(order)).toEqual({})
})

it("is the merchant's for what is left when a part had gone back before", async () => {
  const order = await heldOrder()
  const part = { orderNumber: order.number, asked: { amountFen: 4_000 as Fen }, by: 'ann' }
  await planRefund(shop.running.app, part)
  await shop.advance(3 * minute)
  await shop.untilState(order, 'part_refunded')
  expect(await owedOf(order)).toEqual({ suspense: 5_900 })
  await decide(order, { decision: 'waive' })
  expect(await owedOf(order)).toEqual({ payable: 5_900 })
  await planRefund(shop.running.app, { ...part, asked: 'rest' })
  await shop.advance(3 * minute)
  await shop.untilState(order, 'refunded')
  expect(await owedOf(order)).toEqual({})
})

it('waits for somebody again when what another refund had promised is let go', async () => {
  const order = await heldOrder()
  const part = { orderNumber: order.number, asked: { amountFen: 4_000 as Fen }, by: 'ann' }
  const { refundNo } = await planRefund(shop.running.app, part)
  await shop.rows("update job set run_at = run_at + interval '9 days' where ref = $1", [refundNo])
  await decide(order, { decision: 'refund' })
  await shop.advance(3 * minute)
  await shop.untilState(order, 'part_refunded')
  await undoRefund(shop.running.app, refundNo, 'cancelled', 'ann')
  expect(await casesOf(shop, order)).toEqual([{ kind: 'late', reason: 'held', state: 'open' }])
  expect(await owedOf(order)).toEqual({ suspense: 4_000 })
})

async function heldOrder(): Promise<PlacedOrder> {
  const order = await shop.order()
  const body = { order_number: order.number, payment_type: 'qr' }
  expect((await shop.post('/api/v1/user/pay/alipay', body)).status).toBe(200)
  await shop.post(
    `/api/v1/user/orders/${order.number}/cancel`,
    {},
    { 'x-order-token': order.token },
  )
  const paid = { gateway: 'alipay', out_trade_no: order.number, even_closed: true }
  expect((await shop.post('/simulator/control/pay', paid)).status).toBe(200)
  await shop.until('the money came', async () => (await stateOf(shop, order)) === 'paid')
  expect(await casesOf(shop, order)).toEqual([{ kind: 'late', reason: 'held', state: 'open' }])
  return order
}

async function decide(order: PlacedOrder, decided: Pick<Decision, 'decision'>): Promise<void> {
  const [found] = await shop.rows<{ ref: string }>(
    "select ref from money_case where kind = 'late' and order_number = $1",
    [order.number],
  )
  const words = { kind: 'late', ref: found?.ref ?? '', by: 'ann', note: 'looked' }
  await decideCase(shop.running.app, { ...words, ...decided })
}

/** To whom the order's money belongs, in fen; nothing is left out. */
async function owedOf({ number }: PlacedOrder): Promise<Record<string, number>> {
  const rows = await shop.rows<{ account: string; fen: number }>(
    `select account, sum(fen)::int as fen from (
       select credit as account, amount_fen as fen from ledger_entry where order_number = $1
       union all select debit, -amount_fen from ledger_entry where order_number = $1) posted
     where account not like 'clearing:%' group by account having sum(fen) <> 0`,
    [number],
  )
  return Object.fromEntries(rows.map(({ account, fen }) => [account, fen]))
}
