// Refunds at gateways that time out, refuse, fail or say nothing: what was promised stays promised until the
// gateway has spoken, the number never changes, and the buyer reads how far it is.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import { planRefund, type RefundRequest, undoRefund } from '../../src/app/refund/plan-refund.ts'
import { sendRefund } from '../../src/app/refund/send-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findHealth } from '../../src/db/health.ts'
import { anOrder, type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, stateOf } from './books.ts'

type Kind = 'alipay' | 'wechat'
const minute = 60_000
const hour = 60 * minute

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
})
afterAll(() => shop?.close())
beforeEach(() => control('faults/clear', {}))

describe.each<Kind>(['alipay', 'wechat'])('a refund at %s', (kind) => {
  it('that was done and answered with a fault is found out by its number, and moves money once', async () => {
    const { order, refundNo } = await asked(kind)
    await control('faults', { fault: 'accept_then_server_error' })
    await shop.advance(3 * minute)
    await untilRefund(refundNo, 'unknown')
    expect(await sums(order)).toEqual({ refunded: 0, reserved: 9_900 })
    await expect(undo(refundNo)).rejects.toMatchObject({ code: 'conflict' })
    await control('faults/clear', {})
    await asking(refundNo, 'done')
    expect(await returnedAt(order, kind)).toEqual([[refundNo, '99.00']])
    expect(await sums(order)).toEqual({ refunded: 9_900, reserved: 0 })
  })

  it('that nobody answers for a day opens a case, keeps its promise, and ends by itself', async () => {
    const { order, refundNo } = await asked(kind)
    await control('faults', { fault: 'server_error' })
    await shop.advance(3 * minute)
    await untilRefund(refundNo, 'unknown')
    await shop.advance(25 * hour)
    await shop.until('a case', async () => {
      await shop.advanceBetween('refund', minute)
      return (await casesOf(shop, order)).length > 0
    })
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'refund_unknown', reason: 'gateway_silent', state: 'open' },
    ])
    expect(await sums(order)).toEqual({ refunded: 0, reserved: 9_900 })
    expect(await page(order)).toContain('正在原路退回')
    await control('faults/clear', {})
    await asking(refundNo, 'done')
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'refund_unknown', reason: 'refunded', state: 'resolved' },
    ])
    expect(await page(order)).toContain('¥99.00 已退回原支付账户')
    expect(await page(order)).toContain('已作废')
  })
})

describe('a refund WeChat Pay refuses because the balance is short', () => {
  it('goes on under its number until there is money', async () => {
    const { order, refundNo } = await asked('wechat')
    await control('faults', { fault: 'not_enough', times: 1 })
    await shop.advance(3 * minute)
    await shop.until('the refusal', async () => (await refundOf(refundNo)).trouble !== null)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'planned', trouble: 'NOT_ENOUGH' })
    await asking(refundNo, 'done')
    expect(await returnedAt(order, 'wechat')).toEqual([[refundNo, '99.00']])
  })

  it('may be undone, for nothing is at the gateway', async () => {
    const { order, refundNo } = await asked('wechat')
    await control('faults', { fault: 'not_enough' })
    await shop.advance(3 * minute)
    await shop.until('the refusal', async () => (await refundOf(refundNo)).trouble !== null)
    await undo(refundNo)
    await control('faults/clear', {})
    await shop.advance(2 * hour)
    expect(await sums(order)).toEqual({ refunded: 0, reserved: 0 })
    expect(await returnedAt(order, 'wechat')).toEqual([])
  })

  it('stays in doubt when an earlier sending was not answered', async () => {
    const { order, refundNo } = await asked('wechat')
    await control('faults', { fault: 'server_error' })
    await shop.advance(3 * minute)
    await untilRefund(refundNo, 'unknown')
    await control('faults/clear', {})
    await control('faults', { fault: 'not_enough' })
    await shop.until('the refusal', async () => {
      await shop.advance(minute)
      return (await refundOf(refundNo)).trouble === 'NOT_ENOUGH'
    })
    expect((await refundOf(refundNo)).state).toBe('unknown')
    await expect(undo(refundNo)).rejects.toMatchObject({ code: 'conflict' })
    expect(await sums(order)).toMatchObject({ reserved: 9_900 })
  })
})

describe('a refund that takes long', () => {
  const ageBy = (refundNo: string, days: number) =>
    shop.rows(
      "update refund set planned_at = planned_at - $2 * interval '1 day' where refund_no = $1",
      [refundNo, days],
    )

  it.each([
    [6, []],
    [8, [{ kind: 'refund_unknown', reason: 'refunded', state: 'resolved' }]],
  ])('at WeChat Pay for %i days has the cases %j once it is over', async (days, cases) => {
    const { order, refundNo } = await asked('wechat')
    await ageBy(refundNo, days)
    await shop.advance(3 * minute)
    await untilRefund(refundNo, 'processing')
    const isSlow = days > 7
    await shop.until('the answer is noted', async () => {
      const open = [{ kind: 'refund_unknown', reason: 'gateway_slow', state: 'open' }]
      expect(isSlow ? [[], open] : [[]]).toContainEqual(await casesOf(shop, order))
      const waits = "kind = 'refund' and ref = $1 and lease_until is null and tries > 0"
      return (await shop.count('job', waits, [refundNo])) === 1
    })
    expect(await casesOf(shop, order)).toHaveLength(isSlow ? 1 : 0)
    const health = await findHealth(shop.database.db, 1)
    expect(health.longRefunds).toBe(isSlow ? 1 : 0)
    await asking(refundNo, 'done')
    expect(await casesOf(shop, order)).toEqual(cases)
  })

  it('because its account is not in the settings has a case, and goes on with the account', async () => {
    const { order, refundNo } = await asked('wechat')
    await ageBy(refundNo, 2)
    const without = { ...shop.running.app, channels: [] }
    expect(await sendRefund(without, refundNo, minute)).toBe(false)
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'refund_failed', reason: 'no_account', state: 'open' },
    ])
    expect(await sums(order)).toEqual({ refunded: 0, reserved: 9_900 })
    await shop.advance(3 * minute)
    await asking(refundNo, 'done')
    expect(await casesOf(shop, order)).toMatchObject([{ reason: 'refunded', state: 'resolved' }])
  })
})

describe('a refund WeChat Pay gives up', () => {
  it('lets its money go again, opens a case, and another number may try', async () => {
    const { order, refundNo } = await asked('wechat')
    await control('faults', { fault: 'refund_closed', times: 1 })
    await shop.advance(3 * minute)
    await asking(refundNo, 'failed')
    expect(await sums(order)).toEqual({ refunded: 0, reserved: 0 })
    expect(await stateOf(shop, order)).toBe('paid')
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'refund_failed', reason: 'gateway', state: 'open' },
    ])
    const look = (await shop.look(order)).json.data
    expect(look.licenses).toMatchObject([{ status: 'active' }])
    const waived = { kind: 'refund_failed', ref: refundNo, decision: 'waive', by: 'ann' } as const
    await expect(decideCase(shop.running.app, { ...waived, note: ' ' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await decideCase(shop.running.app, { ...waived, note: 'card was closed, paid by hand' })
    expect(await casesOf(shop, order)).toMatchObject([{ state: 'waived' }])
  })
})

describe('news of a refund from WeChat Pay', () => {
  it('has the gateway asked at once instead of tomorrow', async () => {
    const { refundNo } = await asked('wechat')
    await shop.advance(2 * minute + 1_000)
    const tomorrow = "run_at + interval '1 day'"
    // At once when it is under way: seconds later the job would ask by itself.
    const isUnderWay = "select from refund where refund_no = $1 and state = 'processing'"
    const put = `update job set run_at = ${tomorrow} where kind = 'refund' and ref = $1 and lease_until is null
      and exists (${isUnderWay}) returning 1`
    await shop.until(
      'the job waits',
      async () => (await shop.rows(put, [refundNo])).length > 0,
      20_000,
    )
    await shop.advance(30_000)
    await untilRefund(refundNo, 'done')
  })
})

describe('money that was held for a person', () => {
  it('is explained to its buyer until it is decided', async () => {
    await shop.rows("update product set late_policy = 'hold'")
    const order = await shop.order()
    await shop.rows("update product set late_policy = 'deliver'")
    await open(order, 'alipay')
    const token = { 'x-order-token': order.token }
    await shop.post(`/api/v1/user/orders/${order.number}/cancel`, {}, token)
    await control('pay', { gateway: 'alipay', out_trade_no: order.number, even_closed: true })
    await shop.untilState(order, 'paid')
    expect(await page(order)).toContain('商家正在处理')
    const [found] = await shop.rows<{ ref: string }>(
      'select ref from money_case where order_number = $1',
      [order.number],
    )
    const ref = found?.ref ?? ''
    const decision = { kind: 'late', ref, decision: 'refund', by: 'ann', note: 'sold out' } as const
    await decideCase(shop.running.app, decision)
    expect(await page(order)).toContain('会自动原路退回')
    await shop.advance(3 * minute)
    await shop.untilState(order, 'refunded')
    expect(await page(order)).toContain('¥99.00 已退回原支付账户')
  })
})

describe('a refund of part of an order', () => {
  it('leaves the goods of a line that is not wholly given back, and says so when its effect names no line', async () => {
    const order = await paid('alipay', {
      items: ['month', 'year'].map((plan) => ({
        product_id: anOrder.product_id,
        package_id: plan,
        quantity: 1,
      })),
      product_id: undefined,
      package_id: undefined,
      quantity: undefined,
    })
    const request = { orderNumber: order.number, asked: { amountFen: 5_000 as Fen }, by: 'ann' }
    await expect(
      planRefund(shop.running.app, { ...request, effect: 'revoke' }),
    ).rejects.toMatchObject({ code: 'invalid_request' })
    await planRefund(shop.running.app, request)
    await shop.advance(3 * minute)
    await shop.untilState(order, 'part_refunded')
    expect(await licenseStates(order)).toEqual(['active', 'active'])
    const kept = { lines: [await restOf(order, 1)] }
    await planRefund(shop.running.app, { ...request, asked: kept, effect: 'none' })
    await shop.advance(3 * minute)
    await planRefund(shop.running.app, { ...request, asked: 'rest' })
    await shop.advance(3 * minute)
    await shop.untilState(order, 'refunded')
    // The first line's licence was left to the buyer on purpose.
    expect(await licenseStates(order)).toEqual(['active', 'revoked'])
  })
})

async function paid(kind: Kind, changes: Record<string, unknown> = {}): Promise<PlacedOrder> {
  const order = await shop.order(changes)
  await open(order, kind)
  await control('pay', { gateway: kind, out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  return order
}

async function open(order: PlacedOrder, kind: Kind): Promise<void> {
  const type = kind === 'alipay' ? 'qr' : 'native'
  const body = { order_number: order.number, payment_type: type }
  expect((await shop.post(`/api/v1/user/pay/${kind}`, body)).status).toBe(200)
}

/** A paid order, and the refund of all of it that was asked for. */
async function asked(kind: Kind, more: Partial<RefundRequest> = {}) {
  const order = await paid(kind)
  const request = { orderNumber: order.number, asked: 'rest', by: 'ann', ...more } as const
  const { refundNo } = await planRefund(shop.running.app, request)
  return { order, refundNo }
}

function undo(refundNo: string): Promise<void> {
  return undoRefund(shop.running.app, refundNo, 'cancelled', 'ann')
}

async function refundOf(refundNo: string) {
  const [row] = await shop.rows<{ state: string; trouble: string | null }>(
    'select state, trouble from refund where refund_no = $1',
    [refundNo],
  )
  if (!row) throw new Error(`no refund ${refundNo}`)
  return row
}

async function untilRefund(refundNo: string, state: string): Promise<void> {
  await shop.until(state, async () => (await refundOf(refundNo)).state === state)
}

/** The same while the next question may be hours away. */
async function asking(refundNo: string, state: string): Promise<void> {
  await shop.until(state, async () => {
    await shop.advanceBetween('refund', 15_000)
    await shop.rows(
      "update job set run_at = app_now() where kind = 'refund' and ref = $1 and lease_until is null",
      [refundNo],
    )
    return (await refundOf(refundNo)).state === state
  })
}

async function sums(order: PlacedOrder) {
  const [row] = await shop.rows(
    `select refunded_fen::int as refunded, reserved_fen::int as reserved
     from orders where order_number = $1`,
    [order.number],
  )
  return row
}

/** What is left of a line. */
async function restOf(order: PlacedOrder, lineNo: number) {
  const [row] = await shop.rows<{ left: number }>(
    `select (amount_fen - refund_fen)::int as left from order_line
     where order_number = $1 and line_no = $2`,
    [order.number, lineNo],
  )
  return { lineNo, amountFen: (row?.left ?? 0) as Fen }
}

async function licenseStates(order: PlacedOrder): Promise<readonly string[]> {
  const rows = await shop.rows<{ state: string }>(
    'select state from license where order_number = $1 order by line_no',
    [order.number],
  )
  return rows.map(({ state }) => state)
}

/** The result page in the buyer's browser. */
async function page(order: PlacedOrder): Promise<string> {
  const reply = await shop.get(`/payment/result?order_number=${order.number}`, {
    cookie: `order_${order.number}=${order.token}`,
    'accept-language': 'zh-CN',
  })
  return reply.text
}

async function returnedAt(order: PlacedOrder, kind: Kind) {
  const { json } = await shop.get(`/simulator/control/trades/${order.number}?gateway=${kind}`)
  return json.refunds.map((one: { out_request_no: string; refund_amount: string }) => [
    one.out_request_no,
    one.refund_amount,
  ])
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
}
