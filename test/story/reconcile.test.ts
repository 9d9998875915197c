// The books against the gateways' bills: told over the whole program and both simulated gateways, one day with
// everything that can go wrong in it.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dayAfter } from '../../src/core/bill.ts'
import type { Shop } from '../support/shop.ts'
import { BillDays, type Kind } from './bill-days.ts'
import { bookCounts, casesOf, licensesOf, stateOf } from './books.ts'

const queryOf = {
  alipay: 'alipay.trade.query',
  wechat: '/v3/pay/transactions/out-trade-no/{out_trade_no}',
} as const
let days: BillDays
let shop: Shop
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
})
afterAll(() => shop?.close())
beforeEach(() => days.control('faults/clear', {}))

describe.each<Kind>(['alipay', 'wechat'])('a day at %s', (kind) => {
  let day: string
  beforeEach(async () => {
    day = await days.newDay()
  })
  afterEach(() => days.control('faults/clear', {}))

  it('on which all went well is balanced, with the bill as one more witness', async () => {
    const order = await days.paidOrder(kind)
    const result = await days.reconcile(kind, day)
    expect(result).toMatchObject({ state: 'balanced', counts: { payments: 1, matchedPayments: 1 } })
    expect(await days.witnessesOf(order)).toEqual(['bill', 'notice'])
  })

  it('has the fee of its payments on the ledger once, and a corrected one corrected', async () => {
    await days.paidOrder(kind)
    await days.reconcile(kind, day)
    await days.reconcile(kind, day)
    expect(await days.feesOf(kind, day)).toEqual([59])
    await shop.rows("update bill_line set fee_fen = 50 where day = $1 and kind = 'trade'", [day])
    await days.reconcile(kind, day)
    expect(await days.feesOf(kind, day)).toEqual([59, -9])
  })

  it('delivers what was paid although no notice came and nobody asked', async () => {
    const order = await days.lostOrder(kind)
    const result = await days.reconcile(kind, day)
    expect(result).toMatchObject({ state: 'balanced', counts: { healed: 1 } })
    expect(await days.differencesOf(kind, day)).toEqual(['unknown_payment told_by_bill healed'])
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await days.witnessesOf(order)).toContain('bill')
  })

  it('has no case any more once the gateway, which had said nothing for days, says that it was paid', async () => {
    const order = await days.lostOrder(kind)
    await days.control('faults', { fault: 'server_error', method: queryOf[kind] })
    await days.reconcile(kind, day, 3)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'unmatched_bill', reason: 'gateway_denies', state: 'open' },
    ])
    await days.control('faults/clear', {})
    await days.control('faults', { fault: 'lose_notice' })
    expect(await days.reconcile(kind, day, 3)).toMatchObject({ counts: { healed: 1 } })
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'unmatched_bill', reason: 'matched', state: 'resolved' },
    ])
  })

  it('delivers late money nobody told of, with its case', async () => {
    const order = await days.orderAt(kind)
    const cancel = `/api/v1/user/orders/${order.number}/cancel`
    await shop.post(cancel, {}, { 'x-order-token': order.token })
    await shop.untilState(order, 'cancelled')
    await days.forgetJobs(order)
    await days.control('faults', { fault: 'lose_notice' })
    await days.control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await days.reconcile(kind, day)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'late', reason: 'delivered', state: 'resolved' },
    ])
  })

  it('sends back a second payment nobody told of', async () => {
    const other = kind === 'alipay' ? 'wechat' : 'alipay'
    const order = await days.orderAt(kind)
    await days.openAt(order, other)
    await days.control('pay', { out_trade_no: order.number, gateway: other })
    await shop.untilState(order, 'paid')
    await days.forgetJobs(order)
    await days.control('faults', { fault: 'lose_notice' })
    await days.control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await days.reconcile(kind, day)
    expect(await casesOf(shop, order)).toMatchObject([{ kind: 'duplicate', state: 'acting' }])
    await days.untilReturned(order)
  })

  it('matches money that went back with the line of its refund', async () => {
    await days.returnedOrder(kind)
    expect(await days.reconcile(kind, day)).toMatchObject({
      state: 'balanced',
      counts: { payments: 1, refunds: 1, matchedPayments: 1, matchedRefunds: 1 },
    })
  })

  it('names a refund that was made in the gateway’s own console', async () => {
    await days.returnedOrder(kind)
    await days.reconcile(kind, day)
    await shop.rows(
      "update bill_line set refund_no = 'CONSOLE1', line_no = line_no + 10 where day = $1 and entry = 'refund'",
      [day],
    )
    await days.reconcile(kind, day)
    expect(await days.differencesOf(kind, day)).toEqual([
      'missing_refund refund_missing_yet waiting',
      'unknown_refund refund_not_ours case',
    ])
  })

  it('leaves a refund of another amount alone and names it', async () => {
    const refundNo = await days.returnedOrder(kind)
    await days.control('faults', { fault: 'bill_other_amount', method: refundNo })
    await days.reconcile(kind, day)
    expect(await days.differencesOf(kind, day)).toEqual(['refund_amount refund_other_amount case'])
  })

  it('has a refund in doubt asked for when the bill knows of it', async () => {
    const refundNo = await days.returnedOrder(kind)
    await shop.rows('alter table refund disable trigger user')
    await shop.rows(
      "update refund set state = 'unknown', settled_at = null, returned_at = null where refund_no = $1",
      [refundNo],
    )
    await shop.rows('alter table refund enable trigger user')
    await days.reconcile(kind, day)
    expect(await days.differencesOf(kind, day)).toContain('unknown_refund refund_asked waiting')
    expect(await shop.count('job', "kind = 'refund' and ref = $1", [refundNo])).toBe(1)
  })

  it('leaves a payment of another amount alone and names it, in one case', async () => {
    const order = await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_other_amount', method: order.number })
    const result = await days.reconcile(kind, day)
    expect(result.state).toBe('different')
    expect(await days.differencesOf(kind, day)).toEqual(['amount other_amount case'])
    await days.reconcile(kind, day)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'mismatch', reason: 'other_amount', state: 'open' },
    ])
    expect(await stateOf(shop, order)).toBe('paid')
  })

  it('forgets a difference, and its case, when the gateway corrects its bill', async () => {
    const order = await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_other_amount', method: order.number })
    await days.reconcile(kind, day)
    await days.control('faults/clear', {})
    expect(await days.reconcile(kind, day, 2)).toMatchObject({ state: 'balanced' })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'mismatch', reason: 'matched', state: 'resolved' },
    ])
    await days.control('faults', { fault: 'bill_other_amount', method: order.number })
    expect(await days.reconcile(kind, day, 2)).toMatchObject({ state: 'different' })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'mismatch', reason: 'other_amount', state: 'open' },
    ])
  })

  it('counts a payment of the last moment that stands in the next bill', async () => {
    const order = await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_next_day', method: order.number })
    expect(await days.reconcile(kind, day)).toMatchObject({
      state: 'different',
      counts: { waiting: 1 },
    })
    expect(await days.reconcile(kind, dayAfter(day, 1))).toMatchObject({ state: 'balanced' })
    expect(await days.reconcile(kind, day, 2)).toMatchObject({
      state: 'balanced',
      counts: { resolved: 1 },
    })
    expect(await casesOf(shop, order)).toEqual([])
  })

  it('waits three days for a payment that no bill has, and then opens a case', async () => {
    const order = await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_leaves_out', method: order.number })
    for (const daysLater of [1, 2]) {
      await days.reconcile(kind, day, daysLater)
      expect(await days.differencesOf(kind, day)).toEqual(['missing_payment missing_yet waiting'])
    }
    await days.reconcile(kind, day, 3)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'missing_in_bill', reason: 'missing', state: 'open' },
    ])
    expect(await stateOf(shop, order)).toBe('paid')
  })

  it('opens a case for money that is none of its own, which ends when a person ends it', async () => {
    const order = await days.paidOrder(kind)
    await days.reconcile(kind, day)
    await shop.rows(
      "update bill_line set out_trade_no = 'STRANGER000000000000', gateway_trade_no = $1 where day = $2",
      [`X${order.number}`, day],
    )
    expect(await days.reconcile(kind, day)).toMatchObject({ counts: { case: 1, waiting: 1 } })
    const stranger = await shop.rows<{ reason: string }>(
      "select reason from money_case where kind = 'unmatched_bill' and gateway_trade_no = $1",
      [`X${order.number}`],
    )
    expect(stranger).toEqual([{ reason: 'not_ours' }])
    await shop.rows(
      "update money_case set state = 'waived', resolved_at = app_now() where gateway_trade_no = $1",
      [`X${order.number}`],
    )
    expect(await days.reconcile(kind, day)).toMatchObject({ counts: { case: 0, resolved: 1 } })
  })

  it('notices a payment that the bill has twice', async () => {
    const order = await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_line_twice', method: order.number })
    await days.reconcile(kind, day)
    expect(await days.differencesOf(kind, day)).toEqual(['amount billed_twice case'])
    expect(await licensesOf(shop, order)).toBe(1)
  })

  it('is not compared with a bill that contradicts itself', async () => {
    await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_wrong_total' })
    expect(await days.reconcile(kind, day)).toMatchObject({ state: 'different' })
    expect(await days.differencesOf(kind, day)).toEqual(['totals bill_contradicts_itself case'])
    await days.control('faults/clear', {})
    expect(await days.reconcile(kind, day)).toMatchObject({ state: 'balanced' })
  })

  it('that had no trade at all is balanced', async () => {
    expect(await days.reconcile(kind, day)).toMatchObject({
      state: 'balanced',
      counts: { lines: 0 },
    })
  })

  it('waits for a bill that is not made yet', async () => {
    await days.paidOrder(kind)
    await days.control('faults', { fault: 'bill_not_ready' })
    expect(await days.reconcile(kind, day)).toMatchObject({ state: 'waiting' })
  })

  it('comes to the same however often it is compared', async () => {
    await days.paidOrder(kind)
    const lost = await days.lostOrder(kind)
    await days.control('faults', { fault: 'bill_other_amount', method: lost.number })
    const first = await days.reconcile(kind, day)
    // Notices of earlier tests may still come, and change nothing.
    const { notices: _before, ...before } = await bookCounts(shop)
    expect(await days.reconcile(kind, day)).toEqual(first)
    const { notices: _after, ...after } = await bookCounts(shop)
    expect(after).toEqual(before)
  })
})
