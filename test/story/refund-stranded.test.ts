// A refund WeChat Pay has taken from the merchant and the payer's account did not take (ABNORMAL): the money lies at
// WeChat under its number, so it stays promised, no second number goes out, and a person is told at once.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Decision, decideCase } from '../../src/app/case/decide-case.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findBroken } from '../../src/db/audit.ts'
import { ledgerInvariants } from '../../src/db/audit-ledger.ts'
import { refundInvariants } from '../../src/db/audit-refunds.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, stateOf } from './books.ts'

const minute = 60_000
const partFen = 4_000 as Fen
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
})
afterAll(async () => {
  expect(await findBroken(shop.database.db, 1, [...refundInvariants, ...ledgerInvariants])).toEqual(
    [],
  )
  await shop?.close()
})

it('stays promised with a case at once, and ends when it is sent on in the merchant platform', async () => {
  const { order, refundNo } = await stranded()
  expect(await sums(order)).toEqual({ refunded: 0, reserved: 4_000 })
  expect(await refundsOf(order)).toEqual([{ no: refundNo, state: 'unknown', trouble: 'ABNORMAL' }])
  const rest = { orderNumber: order.number, asked: { amountFen: 6_000 as Fen }, by: 'ann' }
  await expect(planRefund(shop.running.app, rest)).rejects.toMatchObject({
    code: 'refund_too_much',
  })

  await control('refunds/again', { gateway: 'wechat', out_trade_no: order.number })
  await until(order, async () => (await stateOf(shop, order)) === 'part_refunded')
  expect(await sums(order)).toEqual({ refunded: 4_000, reserved: 0 })
  expect(await casesOf(shop, order)).toEqual([
    { kind: 'refund_unknown', reason: 'refunded', state: 'resolved' },
  ])
})

it('goes out by no other number when a person has it tried again', async () => {
  const { order, refundNo } = await stranded()
  await decide(refundNo, { decision: 'refund' })
  await until(order, async () => (await callsWaiting(refundNo)) === 0)
  expect(await refundsOf(order)).toMatchObject([{ no: refundNo, state: 'unknown' }])
  expect(await returned(order)).toEqual(['40.00 ABNORMAL'])
})

it('is returned by hand under its own number, and news from WeChat changes nothing any more', async () => {
  const { order, refundNo } = await stranded()
  await decide(refundNo, { decision: 'returned', amountFen: partFen })
  expect(await stateOf(shop, order)).toBe('part_refunded')
  expect(await casesOf(shop, order)).toEqual([
    { kind: 'refund_unknown', reason: 'returned_by_hand', state: 'resolved' },
  ])
  await control('refunds/again', { gateway: 'wechat', out_trade_no: order.number })
  await shop.advance(3 * minute)
  expect(await refundsOf(order)).toMatchObject([{ no: refundNo, state: 'done' }])
  expect(await sums(order)).toEqual({ refunded: 4_000, reserved: 0 })
})

it('is told although somebody left it while WeChat was only silent', async () => {
  const { order, refundNo } = await asked()
  await control('faults', { fault: 'accept_then_server_error' })
  await control('faults', { fault: 'refund_abnormal', times: 1 })
  await shop.advance(3 * minute)
  await shop.advance(25 * 60 * minute)
  await until(order, async () => (await casesOf(shop, order)).length > 0)
  await decide(refundNo, { decision: 'waive' })
  await control('faults/clear', {})
  await until(order, async () => (await casesOf(shop, order))[0]?.state === 'open')
  expect(await casesOf(shop, order)).toEqual([
    { kind: 'refund_unknown', reason: 'stranded', state: 'open' },
  ])
})

/** A paid order of 99 yuan, and a refund of 40 that WeChat could not deliver. */
async function stranded() {
  const { order, refundNo } = await asked()
  await control('faults', { fault: 'refund_abnormal', times: 1 })
  await until(order, async () => (await casesOf(shop, order)).length > 0)
  expect(await casesOf(shop, order)).toEqual([
    { kind: 'refund_unknown', reason: 'stranded', state: 'open' },
  ])
  return { order, refundNo }
}

async function asked() {
  await control('faults/clear', {})
  const order = await shop.order()
  const body = { order_number: order.number, payment_type: 'native' }
  expect((await shop.post('/api/v1/user/pay/wechat', body)).status).toBe(200)
  await control('pay', { gateway: 'wechat', out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  const request = { orderNumber: order.number, asked: { amountFen: partFen }, by: 'ann' }
  const { refundNo } = await planRefund(shop.running.app, request)
  return { order, refundNo }
}

function decide(ref: string, decided: Partial<Decision> & Pick<Decision, 'decision'>) {
  const usual = { kind: 'refund_unknown', ref, by: 'ann', note: 'transfer 4711' }
  return decideCase(shop.running.app, { ...usual, ...decided })
}

async function until(order: PlacedOrder, isSo: () => Promise<boolean>): Promise<void> {
  await shop.until(order.number, async () => {
    await shop.advanceBetween('refund', minute)
    return isSo()
  })
}

function callsWaiting(refundNo: string): Promise<number> {
  return shop.count('job', "kind = 'refund' and ref = $1 and run_at <= app_now()", [refundNo])
}

function refundsOf(order: PlacedOrder) {
  return shop.rows<{ no: string; state: string; trouble: string | null }>(
    'select refund_no as no, state, trouble from refund where order_number = $1',
    [order.number],
  )
}

async function sums(order: PlacedOrder) {
  const [row] = await shop.rows(
    `select refunded_fen::int as refunded, reserved_fen::int as reserved
     from orders where order_number = $1`,
    [order.number],
  )
  return row
}

async function returned(order: PlacedOrder): Promise<readonly string[]> {
  const { json } = await shop.get(`/simulator/control/trades/${order.number}?gateway=wechat`)
  return json.refunds.map(
    (one: { refund_amount: string; refund_status: string }) =>
      `${one.refund_amount} ${one.refund_status}`,
  )
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
}
