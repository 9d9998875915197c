// A refund its gateway gave up, or will not take: a person tries again, returns the money by hand with evidence,
// or leaves it; the books and the buyer's page say which of these it was.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Decision, decideCase } from '../../src/app/case/decide-case.ts'
import { approveRefund, planRefund, undoRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findBroken } from '../../src/db/audit.ts'
import { ledgerInvariants } from '../../src/db/audit-ledger.ts'
import { refundInvariants } from '../../src/db/audit-refunds.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, stateOf } from './books.ts'

const minute = 60_000
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', REFUND_APPROVAL: '100' } })
})
afterAll(async () => {
  expect(await findBroken(shop.database.db, 1, [...refundInvariants, ...ledgerInvariants])).toEqual(
    [],
  )
  await shop?.close()
})
beforeEach(() => control('faults/clear', {}))

describe('a refund WeChat Pay gave up', () => {
  it('is tried again as a new refund with a new number, and its case ends with that one', async () => {
    const { order, refundNo } = await failed()
    await decide(refundNo, { decision: 'refund' })
    expect(await casesOf(shop, order)).toMatchObject([{ kind: 'refund_failed', state: 'acting' }])
    expect(await page(order)).toContain('正在原路退回')
    await untilState(order, 'refunded')
    const numbers = await refundsOf(order)
    expect(numbers.map(({ state }) => state)).toEqual(['failed', 'done'])
    expect(new Set(numbers.map(({ no }) => no)).size).toBe(2)
    expect(await casesOf(shop, order)).toMatchObject([{ state: 'resolved', reason: 'refunded' }])
  })

  it('is returned by hand with evidence: the manual account paid, the licence is gone, the page says so', async () => {
    const { order, refundNo } = await failed()
    const by = { decision: 'returned', amountFen: 9_900 as Fen } as const
    const nameless = { ...by, note: ' ' }
    await expect(decide(refundNo, nameless)).rejects.toMatchObject({ code: 'invalid_request' })
    const wrong = { ...by, amountFen: 9_800 as Fen }
    await expect(decide(refundNo, wrong)).rejects.toMatchObject({ code: 'invalid_request' })
    await decide(refundNo, by)
    expect(await stateOf(shop, order)).toBe('refunded')
    expect(await casesOf(shop, order)).toMatchObject([
      { state: 'resolved', reason: 'returned_by_hand' },
    ])
    const entries = await shop.rows(
      `select debit, credit, amount_fen::int as fen from ledger_entry where order_number = $1
       and kind = 'refund'`,
      [order.number],
    )
    expect(entries).toEqual([{ debit: 'payable', credit: 'clearing:manual', fen: 9_900 }])
    const [, kept] = await refundsOf(order)
    expect(kept).toMatchObject({ by: 'ann', note: 'transfer 4711', byHand: true })
    expect(await page(order)).toContain('¥99.00 已由商家另行退还给您')
    expect(await page(order)).toContain('已作废')
    await expect(decide(refundNo, by)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is left with a reason, and the buyer no longer reads that it is looked at', async () => {
    const { order, refundNo } = await failed()
    expect(await page(order)).toContain('由商家处理')
    await decide(refundNo, { decision: 'waive' })
    expect(await page(order)).toContain('商家登记为已与您另行处理')
    expect(await page(order)).not.toContain('由商家处理')
  })

  it('above the limit is by hand only with a second person', async () => {
    const { order, refundNo } = await failed('lifetime')
    await decide(refundNo, { decision: 'returned', amountFen: 29_900 as Fen })
    const [, waiting] = await refundsOf(order)
    expect(waiting).toMatchObject({ state: 'awaiting' })
    const { app } = shop.running
    await expect(approveRefund(app, waiting?.no ?? '', 'ann')).rejects.toMatchObject({
      code: 'other_person_needed',
    })
    await approveRefund(app, waiting?.no ?? '', 'bob')
    expect(await stateOf(shop, order)).toBe('refunded')
  })

  it('opens one new case, and no second one, when the new try fails as well', async () => {
    const { order, refundNo } = await failed()
    await control('faults', { fault: 'refund_closed', times: 1 })
    await decide(refundNo, { decision: 'refund' })
    await shop.until('the second fails', async () => {
      await shop.advanceBetween('refund', 3 * minute)
      return (await refundsOf(order)).filter(({ state }) => state === 'failed').length === 2
    })
    const cases = await casesOf(shop, order)
    expect(cases.map(({ state }) => state).toSorted()).toEqual(['open', 'resolved'])
  })
})

describe('a refund that is refused for more than a day', () => {
  it('opens a case, and keeps its number when a person has it tried again', async () => {
    const order = await paid()
    const { refundNo } = await plan(order)
    await control('faults', { fault: 'not_enough' })
    await shop.until('a case', async () => {
      await shop.advanceBetween('refund', 180 * minute)
      return (await casesOf(shop, order)).length > 0
    })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'refund_failed', reason: 'gateway_refuses', state: 'open' },
    ])
    await control('faults/clear', {})
    await decide(refundNo, { decision: 'refund' })
    await untilState(order, 'refunded')
    expect(await refundsOf(order)).toMatchObject([{ no: refundNo, state: 'done' }])
    expect(await casesOf(shop, order)).toMatchObject([{ state: 'resolved', reason: 'refunded' }])
  })
})

describe('a refund whose first sending was not answered', () => {
  it('is in our hands again a day later, when the gateway knows of none and refuses it', async () => {
    const order = await paid()
    const { refundNo } = await plan(order)
    await control('faults', { fault: 'server_error' })
    await shop.until('it is in doubt', async () => {
      await shop.advanceBetween('refund', 3 * minute)
      return (await refundsOf(order))[0]?.state === 'unknown'
    })
    await control('faults/clear', {})
    await control('faults', { fault: 'not_enough' })
    await shop.advance(60 * minute)
    await shop.until('it is refused', async () => {
      await shop.advanceBetween('refund', 3 * minute)
      return (await refundsOf(order))[0]?.trouble === 'NOT_ENOUGH'
    })
    expect(await refundsOf(order)).toMatchObject([{ state: 'unknown' }])
    const by = { decision: 'returned', amountFen: 9_900 as Fen } as const
    await shop.advance(25 * 60 * minute)
    // All that a day brings is due at once.
    const patienceMs = 30_000
    await shop.until(
      'it is ours',
      async () => {
        await shop.advanceBetween('refund', 3 * minute)
        return (await refundsOf(order))[0]?.state === 'planned'
      },
      patienceMs,
    )
    await shop.until('a case', async () => (await openCases(order)).length > 0)
    expect(await openCases(order)).toEqual(['refund_failed gateway_refuses'])
    await decide(refundNo, by)
    expect((await refundsOf(order)).map(({ state }) => state)).toEqual(['cancelled', 'done'])
    expect(await stateOf(shop, order)).toBe('refunded')
    expect(await openCases(order)).toEqual([])
    await control('faults/clear', {})
    await shop.advance(25 * 60 * minute)
    expect(await returned(order)).toEqual([])
  })
})

describe('the limit above which two persons decide', () => {
  it('counts what went back of an order before, so that no sum is cut into pieces', async () => {
    const order = await paid('lifetime')
    const { app } = shop.running
    const states: string[] = []
    for (const amountFen of [6_000, 4_000, 100, 5_000] as Fen[]) {
      const asked = { amountFen }
      const { state } = await planRefund(app, { orderNumber: order.number, asked, by: 'ann' })
      states.push(state)
    }
    for (const { no } of await refundsOf(order)) await undoRefund(app, no, 'cancelled', 'ann')
    expect(states).toEqual(['planned', 'planned', 'awaiting', 'awaiting'])
  })

  it('holds for money that is left as it is: one asks, another agrees', async () => {
    const { order, refundNo } = await failed('lifetime')
    expect(await decide(refundNo, { decision: 'waive', note: 'settled by phone' })).toBe('asked')
    expect(await openCases(order)).toEqual(['refund_failed gateway'])
    await expect(decide(refundNo, { decision: 'waive' })).rejects.toMatchObject({
      code: 'other_person_needed',
    })
    expect(await decide(refundNo, { decision: 'waive', by: 'bob' })).toBe('decided')
    expect(await openCases(order)).toEqual([])
  })

  it('lets one person leave what is below it', async () => {
    const { refundNo } = await failed()
    expect(await decide(refundNo, { decision: 'waive' })).toBe('decided')
  })

  it('holds for a second payment whose return a person has undone and asks for again', async () => {
    const order = await shop.order({ package_id: 'lifetime' })
    await open(order, 'alipay')
    await open(order, 'wechat')
    await control('pay', { gateway: 'wechat', out_trade_no: order.number })
    await shop.untilState(order, 'paid')
    await control('pay', { gateway: 'alipay', out_trade_no: order.number, even_closed: true })
    await shop.until('paid twice', async () => (await refundsOf(order)).length === 1)
    const [first] = await refundsOf(order)
    await undoRefund(shop.running.app, first?.no ?? '', 'cancelled', 'ann')
    const [found] = await shop.rows<{ ref: string }>(
      "select ref from money_case where order_number = $1 and kind = 'duplicate'",
      [order.number],
    )
    await decide(found?.ref ?? '', { kind: 'duplicate', decision: 'refund' })
    const waiting = (await refundsOf(order)).find(({ state }) => state === 'awaiting')
    await approveRefund(shop.running.app, waiting?.no ?? '', 'bob')
    await shop.until('it is back', async () => {
      await shop.advanceBetween('refund', 3 * minute)
      return (await openOrActing(order)) === 0
    })
    expect(await returned(order, 'alipay')).toEqual(['299.00'])
  })
})

describe('late money nobody delivers on', () => {
  it('that a person left is not said to be looked at any more', async () => {
    await shop.rows("update product set late_policy = 'hold'")
    const order = await shop.order()
    await shop.rows("update product set late_policy = 'deliver'")
    await open(order)
    const token = { 'x-order-token': order.token }
    await shop.post(`/api/v1/user/orders/${order.number}/cancel`, {}, token)
    await control('pay', { gateway: 'wechat', out_trade_no: order.number, even_closed: true })
    await shop.untilState(order, 'paid')
    expect(await page(order)).toContain('商家正在处理')
    const [found] = await shop.rows<{ ref: string }>(
      'select ref from money_case where order_number = $1',
      [order.number],
    )
    await decide(found?.ref ?? '', { kind: 'late', decision: 'waive' })
    expect(await page(order)).toContain('商家登记为已与您另行处理')
    expect(await page(order)).not.toContain('商家正在处理')
  })
})

describe.each(['alipay', 'wechat'] as const)('a refund %s made before midnight', (kind) => {
  it('and told after it stands in the ledger on the day of the bill', async () => {
    const order = await paid('year', kind)
    const { refundNo } = await plan(order)
    await control('faults', { fault: 'accept_then_server_error' })
    await shop.until('it is done and not told', async () => {
      await shop.advanceBetween('refund', 3 * minute)
      return (await returned(order, kind)).length > 0
    })
    await shop.until('it is in doubt', async () =>
      (await refundsOf(order)).some(({ state }) => state === 'unknown'),
    )
    await control('faults/clear', {})
    await shop.advance(24 * 60 * minute)
    await untilState(order, 'refunded')
    const [row] = await shop.rows<{ before: boolean; kept: boolean }>(
      `select e.day < (r.settled_at at time zone 'Asia/Shanghai')::date as before,
         e.day = (r.returned_at at time zone 'Asia/Shanghai')::date as kept
       from ledger_entry e join refund r on r.refund_no = e.ref where e.ref = $1`,
      [refundNo],
    )
    expect(row).toEqual({ before: true, kept: true })
  })
})

async function failed(plan_ = 'year') {
  const order = await paid(plan_)
  const { refundNo, state } = await plan(order)
  if (state === 'awaiting') await approveRefund(shop.running.app, refundNo, 'bob')
  await control('faults', { fault: 'refund_closed', times: 1 })
  await shop.until('it failed', async () => {
    await shop.advanceBetween('refund', 3 * minute)
    return (await refundsOf(order))[0]?.state === 'failed'
  })
  return { order, refundNo }
}

async function paid(plan_ = 'year', kind = 'wechat'): Promise<PlacedOrder> {
  const order = await shop.order({ package_id: plan_ })
  await open(order, kind)
  await control('pay', { gateway: kind, out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  return order
}

async function open(order: PlacedOrder, kind = 'wechat'): Promise<void> {
  const body = { order_number: order.number, payment_type: kind === 'alipay' ? 'qr' : 'native' }
  expect((await shop.post(`/api/v1/user/pay/${kind}`, body)).status).toBe(200)
}

function plan(order: PlacedOrder) {
  return planRefund(shop.running.app, { orderNumber: order.number, asked: 'rest', by: 'ann' })
}

function decide(ref: string, decided: Partial<Decision> & Pick<Decision, 'decision'>) {
  const usual = { kind: 'refund_failed', ref, by: 'ann', note: 'transfer 4711' }
  return decideCase(shop.running.app, { ...usual, ...decided })
}

async function untilState(order: PlacedOrder, state: string): Promise<void> {
  await shop.until(`${order.number} ${state}`, async () => {
    await shop.advanceBetween('refund', 3 * minute)
    return (await stateOf(shop, order)) === state
  })
}

function refundsOf(order: PlacedOrder) {
  type Row = { no: string; state: string; trouble: string | null; by: string; note: string }
  return shop.rows<Row & { byHand: boolean }>(
    `select refund_no as no, state, trouble, asked_by as by, note, by_hand as "byHand" from refund
     where order_number = $1 order by planned_at, settled_at nulls last`,
    [order.number],
  )
}

function openOrActing(order: PlacedOrder): Promise<number> {
  return shop.count('money_case', "order_number = $1 and state in ('open', 'acting')", [
    order.number,
  ])
}

async function openCases(order: PlacedOrder): Promise<readonly string[]> {
  const cases = await casesOf(shop, order)
  return cases.filter(({ state }) => state === 'open').map((one) => `${one.kind} ${one.reason}`)
}

async function returned(order: PlacedOrder, kind = 'wechat'): Promise<readonly string[]> {
  const { json } = await shop.get(`/simulator/control/trades/${order.number}?gateway=${kind}`)
  return json.refunds.map((one: { refund_amount: string }) => one.refund_amount)
}

/** The result page in the buyer's browser. */
async function page(order: PlacedOrder): Promise<string> {
  const reply = await shop.get(`/payment/result?order_number=${order.number}`, {
    cookie: `order_${order.number}=${order.token}`,
    'accept-language': 'zh-CN',
  })
  return reply.text
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
}
