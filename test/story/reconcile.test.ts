// The books against the gateways' bills: told over the whole program and both simulated gateways, one day with
// everything that can go wrong in it.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { settleDay } from '../../src/app/books/catch-up.ts'
import type { DayResult } from '../../src/app/books/reconcile-day.ts'
import { dayAfter, startOfDay } from '../../src/core/bill.ts'
import { formatShanghai } from '../../src/core/time.ts'
import { billJobs } from '../../src/jobs/bills.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { bookCounts, casesOf, licensesOf, stateOf } from './books.ts'

type Kind = 'alipay' | 'wechat'
const codeOf = { alipay: 'qr', wechat: 'native' } as const
const hour = 3_600_000

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
})
afterAll(() => shop?.close())
beforeEach(() => control('faults/clear', {}))

describe.each<Kind>(['alipay', 'wechat'])('a day at %s', (kind) => {
  let day: string
  beforeEach(async () => {
    day = await newDay()
  })
  afterEach(() => control('faults/clear', {}))

  it('on which all went well is balanced, with the bill as one more witness', async () => {
    const order = await paidOrder(kind)
    const result = await reconcile(kind, day)
    expect(result).toMatchObject({ state: 'balanced', counts: { payments: 1, matchedPayments: 1 } })
    expect(await witnessesOf(order)).toEqual(['bill', 'notice'])
  })

  it('has the fee of its payments on the ledger once, and a corrected one corrected', async () => {
    await paidOrder(kind)
    await reconcile(kind, day)
    await reconcile(kind, day)
    expect(await feesOf(kind, day)).toEqual([59])
    await shop.rows("update bill_line set fee_fen = 50 where day = $1 and kind = 'trade'", [day])
    await reconcile(kind, day)
    expect(await feesOf(kind, day)).toEqual([59, -9])
  })

  it('delivers what was paid although no notice came and nobody asked', async () => {
    const order = await lostOrder(kind)
    const result = await reconcile(kind, day)
    expect(result).toMatchObject({ state: 'balanced', counts: { healed: 1 } })
    expect(await differencesOf(kind, day)).toEqual(['unknown_payment told_by_bill healed'])
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await witnessesOf(order)).toContain('bill')
  })

  it('delivers late money nobody told of, with its case', async () => {
    const order = await orderAt(kind)
    const cancel = `/api/v1/user/orders/${order.number}/cancel`
    await shop.post(cancel, {}, { 'x-order-token': order.token })
    await shop.untilState(order, 'cancelled')
    await forgetJobs(order)
    await control('faults', { fault: 'lose_notice' })
    await control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await reconcile(kind, day)
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'late', reason: 'delivered', state: 'resolved' },
    ])
  })

  it('sends back a second payment nobody told of', async () => {
    const other = kind === 'alipay' ? 'wechat' : 'alipay'
    const order = await orderAt(kind)
    await openAt(order, other)
    await control('pay', { out_trade_no: order.number, gateway: other })
    await shop.untilState(order, 'paid')
    await forgetJobs(order)
    await control('faults', { fault: 'lose_notice' })
    await control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await reconcile(kind, day)
    expect(await casesOf(shop, order)).toMatchObject([{ kind: 'duplicate', state: 'acting' }])
    await untilReturned(order)
  })

  it('matches money that went back with the line of its refund', async () => {
    await returnedOrder(kind)
    expect(await reconcile(kind, day)).toMatchObject({
      state: 'balanced',
      counts: { payments: 1, refunds: 1, matchedPayments: 1, matchedRefunds: 1 },
    })
  })

  it('names a refund that was made in the gateway’s own console', async () => {
    await returnedOrder(kind)
    await reconcile(kind, day)
    await shop.rows(
      "update bill_line set refund_no = 'CONSOLE1', line_no = line_no + 10 where day = $1 and entry = 'refund'",
      [day],
    )
    await reconcile(kind, day)
    expect(await differencesOf(kind, day)).toEqual([
      'missing_refund refund_missing_yet waiting',
      'unknown_refund refund_not_ours case',
    ])
  })

  it('leaves a refund of another amount alone and names it', async () => {
    const refundNo = await returnedOrder(kind)
    await control('faults', { fault: 'bill_other_amount', method: refundNo })
    await reconcile(kind, day)
    expect(await differencesOf(kind, day)).toEqual(['refund_amount refund_other_amount case'])
  })

  it('has a refund in doubt asked for when the bill knows of it', async () => {
    const refundNo = await returnedOrder(kind)
    await shop.rows('alter table refund disable trigger user')
    await shop.rows("update refund set state = 'unknown', settled_at = null where refund_no = $1", [
      refundNo,
    ])
    await shop.rows('alter table refund enable trigger user')
    await reconcile(kind, day)
    expect(await differencesOf(kind, day)).toContain('unknown_refund refund_asked waiting')
    expect(await shop.count('job', "kind = 'refund' and ref = $1", [refundNo])).toBe(1)
  })

  it('leaves a payment of another amount alone and names it, in one case', async () => {
    const order = await paidOrder(kind)
    await control('faults', { fault: 'bill_other_amount', method: order.number })
    const result = await reconcile(kind, day)
    expect(result.state).toBe('different')
    expect(await differencesOf(kind, day)).toEqual(['amount other_amount case'])
    await reconcile(kind, day)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'mismatch', reason: 'other_amount', state: 'open' },
    ])
    expect(await stateOf(shop, order)).toBe('paid')
  })

  it('forgets a difference, and its case, when the gateway corrects its bill', async () => {
    const order = await paidOrder(kind)
    await control('faults', { fault: 'bill_other_amount', method: order.number })
    await reconcile(kind, day)
    await control('faults/clear', {})
    expect(await reconcile(kind, day, 2)).toMatchObject({ state: 'balanced' })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'mismatch', reason: 'matched', state: 'resolved' },
    ])
    await control('faults', { fault: 'bill_other_amount', method: order.number })
    expect(await reconcile(kind, day, 2)).toMatchObject({ state: 'different' })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'mismatch', reason: 'other_amount', state: 'open' },
    ])
  })

  it('counts a payment of the last moment that stands in the next bill', async () => {
    const order = await paidOrder(kind)
    await control('faults', { fault: 'bill_next_day', method: order.number })
    expect(await reconcile(kind, day)).toMatchObject({ state: 'different', counts: { waiting: 1 } })
    expect(await reconcile(kind, dayAfter(day, 1))).toMatchObject({ state: 'balanced' })
    expect(await reconcile(kind, day, 2)).toMatchObject({
      state: 'balanced',
      counts: { resolved: 1 },
    })
    expect(await casesOf(shop, order)).toEqual([])
  })

  it('waits three days for a payment that no bill has, and then opens a case', async () => {
    const order = await paidOrder(kind)
    await control('faults', { fault: 'bill_leaves_out', method: order.number })
    for (const daysLater of [1, 2]) {
      await reconcile(kind, day, daysLater)
      expect(await differencesOf(kind, day)).toEqual(['missing_payment missing_yet waiting'])
    }
    await reconcile(kind, day, 3)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'missing_in_bill', reason: 'missing', state: 'open' },
    ])
    expect(await stateOf(shop, order)).toBe('paid')
  })

  it('opens a case for money that is none of its own, which ends when a person ends it', async () => {
    const order = await paidOrder(kind)
    await reconcile(kind, day)
    await shop.rows(
      "update bill_line set out_trade_no = 'STRANGER', gateway_trade_no = $1 where day = $2",
      [`X${order.number}`, day],
    )
    expect(await reconcile(kind, day)).toMatchObject({ counts: { case: 1, waiting: 1 } })
    const stranger = await shop.rows<{ reason: string }>(
      "select reason from money_case where kind = 'unmatched_bill' and gateway_trade_no = $1",
      [`X${order.number}`],
    )
    expect(stranger).toEqual([{ reason: 'not_ours' }])
    await shop.rows(
      "update money_case set state = 'waived', resolved_at = app_now() where gateway_trade_no = $1",
      [`X${order.number}`],
    )
    expect(await reconcile(kind, day)).toMatchObject({ counts: { case: 0, resolved: 1 } })
  })

  it('notices a payment that the bill has twice', async () => {
    const order = await paidOrder(kind)
    await control('faults', { fault: 'bill_line_twice', method: order.number })
    await reconcile(kind, day)
    expect(await differencesOf(kind, day)).toEqual(['amount billed_twice case'])
    expect(await licensesOf(shop, order)).toBe(1)
  })

  it('is not compared with a bill that contradicts itself', async () => {
    await paidOrder(kind)
    await control('faults', { fault: 'bill_wrong_total' })
    expect(await reconcile(kind, day)).toMatchObject({ state: 'different' })
    expect(await differencesOf(kind, day)).toEqual(['totals bill_contradicts_itself case'])
    await control('faults/clear', {})
    expect(await reconcile(kind, day)).toMatchObject({ state: 'balanced' })
  })

  it('that had no trade at all is balanced', async () => {
    expect(await reconcile(kind, day)).toMatchObject({ state: 'balanced', counts: { lines: 0 } })
  })

  it('waits for a bill that is not made yet', async () => {
    await paidOrder(kind)
    await control('faults', { fault: 'bill_not_ready' })
    expect(await reconcile(kind, day)).toMatchObject({ state: 'waiting' })
  })

  it('comes to the same however often it is compared', async () => {
    await paidOrder(kind)
    const lost = await lostOrder(kind)
    await control('faults', { fault: 'bill_other_amount', method: lost.number })
    const first = await reconcile(kind, day)
    // Notices of earlier tests may still come, and change nothing.
    const { notices: _before, ...before } = await bookCounts(shop)
    expect(await reconcile(kind, day)).toEqual(first)
    const { notices: _after, ...after } = await bookCounts(shop)
    expect(after).toEqual(before)
  })
})

describe('by itself the shop', () => {
  it('fetches and compares the bill of every day that is over', async () => {
    const day = await newDay()
    const order = await lostOrder('wechat')
    await shop.advance(startOfDay(dayAfter(day, 1)) + 9 * hour - shop.running.clock.now())
    await billJobs.schedule(shop.running.app)
    await shop.advance(hour)
    expect(await stateOf(shop, order)).toBe('waiting')
    await shop.advance(hour / 2)
    await shop.until('the day is compared', async () => {
      const [row] = await reconciliationOf('wechat-demo', day)
      return row?.state === 'balanced'
    })
    expect(await licensesOf(shop, order)).toBe(1)
  })

  it('asks hourly for a bill that is late, and says so in the evening', async () => {
    const day = await newDay()
    await paidOrder('alipay')
    await control('faults', { fault: 'bill_not_ready' })
    const job = `alipay-demo:${day}`
    await shop.advance(startOfDay(dayAfter(day, 1)) + 16.5 * hour - shop.running.clock.now())
    await billJobs.schedule(shop.running.app)
    for (const state of ['waiting', 'waiting', 'unavailable']) {
      await untilAsked(job)
      expect(await reconciliationOf('alipay-demo', day)).toEqual([{ state }])
    }
    await control('faults/clear', {})
    await shop.until('the next morning it is there', async () => {
      return (await reconciliationOf('alipay-demo', day))[0]?.state === 'balanced'
    })
  })
})

/** Lets the job do what is due, and moves the clock to when it is due again. */
async function untilAsked(ref: string): Promise<void> {
  const runAt = await shop.until('the bill was asked for', async () => {
    const [job] = await shop.rows<{ runAt: number }>(
      `select run_at as "runAt" from job
       where kind = 'download-bill' and ref = $1 and lease_until is null and run_at > app_now()`,
      [ref],
    )
    return job?.runAt
  })
  await shop.advance(runAt - shop.running.clock.now() + 1)
}

/** Nobody compares it but the test. */
async function newDay(): Promise<string> {
  await shop.rows("delete from job where kind in ('plan-bills', 'download-bill', 'reconcile')")
  const now = shop.running.clock.now()
  const next = dayAfter(formatShanghai(now).slice(0, 10), 1)
  await shop.advance(startOfDay(next) + 12 * hour - now)
  return next
}

async function orderAt(kind: Kind): Promise<PlacedOrder> {
  const order = await shop.order()
  await openAt(order, kind)
  return order
}

async function openAt(order: PlacedOrder, kind: Kind): Promise<void> {
  const opened = await shop.post(`/api/v1/user/pay/${kind}`, {
    order_number: order.number,
    payment_type: codeOf[kind],
  })
  expect(opened.status).toBe(200)
}

/** Paid at the gateway; no notice comes in this test, and the jobs that would have asked are lost too. */
async function lostOrder(kind: Kind): Promise<PlacedOrder> {
  await control('faults', { fault: 'lose_notice' })
  const order = await orderAt(kind)
  await forgetJobs(order)
  await control('pay', { out_trade_no: order.number, gateway: kind })
  return order
}

/** Paid elsewhere first and then here, so that this payment went back; answers the refund's number. */
async function returnedOrder(kind: Kind): Promise<string> {
  const order = await orderAt(kind)
  const other = kind === 'alipay' ? 'wechat' : 'alipay'
  await openAt(order, other)
  await control('pay', { out_trade_no: order.number, gateway: other })
  await shop.untilState(order, 'paid')
  await control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
  await shop.until('it was paid twice', async () => (await casesOf(shop, order)).length === 1)
  await untilReturned(order)
  const [refund] = await shop.rows<{ refundNo: string }>(
    'select refund_no as "refundNo" from refund where order_number = $1',
    [order.number],
  )
  return refund?.refundNo ?? ''
}

async function untilReturned(order: PlacedOrder): Promise<void> {
  await shop.advance(3 * 60_000)
  await shop.until('the money went back', async () => {
    await shop.advance(60_000)
    return (await casesOf(shop, order))[0]?.state === 'resolved'
  })
}

async function forgetJobs(order: PlacedOrder): Promise<void> {
  await shop.rows('delete from job where ref like $1', [`%${order.number}`])
}

async function paidOrder(kind: Kind): Promise<PlacedOrder> {
  const order = await orderAt(kind)
  await control('pay', { out_trade_no: order.number, gateway: kind })
  await shop.untilState(order, 'paid')
  return order
}

/** Fetches and compares the day's bill on the morning of a later day. */
async function reconcile(kind: Kind, day: string, daysLater = 1): Promise<DayResult> {
  const now = shop.running.clock.now()
  const at = startOfDay(dayAfter(day, daysLater)) + 11 * hour
  if (at > now) await shop.advance(at - now)
  const { app } = shop.running
  const channel = app.channels.find(({ gateway }) => gateway.kind === kind)
  if (!channel) throw new Error(`no ${kind}`)
  return settleDay(app, channel, day)
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.text}`)
}

/** What the day's differences are, as `kind reason state`. */
async function differencesOf(kind: Kind, day: string): Promise<readonly string[]> {
  const rows = await shop.rows<{ text: string }>(
    `select kind || ' ' || (explanation->>'reason') || ' ' || state as text from bill_difference
     where channel_id = $1 and day = $2 order by 1`,
    [`${kind}-demo`, day],
  )
  return rows.map(({ text }) => text)
}

async function feesOf(kind: Kind, day: string): Promise<readonly number[]> {
  const rows = await shop.rows<{ fen: number }>(
    `select case kind when 'fee' then amount_fen else -amount_fen end as fen from ledger_entry
     where kind in ('fee', 'fee_return') and day = $2 and $1 in (debit, credit) order by ref`,
    [`clearing:${kind}-demo`, day],
  )
  return rows.map(({ fen }) => fen)
}

function reconciliationOf(channelId: string, day: string) {
  return shop.rows<{ state: string }>(
    'select state from reconciliation where channel_id = $1 and day = $2',
    [channelId, day],
  )
}

async function witnessesOf(order: PlacedOrder): Promise<readonly string[]> {
  const rows = await shop.rows<{ witness: string }>(
    `select w.witness from fact_witness w
     join payment_fact f using (merchant_id, channel_id, gateway_trade_no)
     where f.order_number = $1 order by 1`,
    [order.number],
  )
  return rows.map(({ witness }) => witness)
}
