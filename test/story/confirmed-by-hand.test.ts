// Money a person confirmed by hand while the gateway was silent, and what follows once the gateway speaks: the same
// payment is not paid back, another one is not swallowed, and the number is closed.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import { confirmByHand } from '../../src/app/order/confirm-by-hand.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { later, minuteMs } from '../../src/core/time.ts'
import { findBroken } from '../../src/db/audit.ts'
import { fenOf, type PlacedOrder, type Shop } from '../support/shop.ts'
import { BillDays, type Kind } from './bill-days.ts'
import { casesOf, licensesOf } from './books.ts'

const by = { operator: 'ann', address: 'local', requestId: '' }
let days: BillDays
let shop: Shop
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
})
afterAll(() => shop?.close())
afterEach(() => days.control('faults/clear', {}))

const verdictsOf = async ({ number }: PlacedOrder) =>
  (
    await shop.rows<{ verdict: string }>(
      'select verdict from payment_fact where order_number = $1 order by recorded_at, verdict',
      [number],
    )
  ).map(({ verdict }) => verdict)

const refundsOf = (order: PlacedOrder, where = 'true') =>
  shop.count('refund', `order_number = $1 and ${where}`, [order.number])

/** What each account has of the order, in fen; those with nothing are left out. */
async function balancesOf({ number }: PlacedOrder): Promise<Record<string, number>> {
  const rows = await shop.rows<{ account: string; fen: number }>(
    `select account, sum(fen)::int as fen from (
       select debit as account, amount_fen as fen from ledger_entry where order_number = $1
       union all select credit, -amount_fen from ledger_entry where order_number = $1) posted
     group by account having sum(fen) <> 0 order by account`,
    [number],
  )
  return Object.fromEntries(rows.map(({ account, fen }) => [account, fen]))
}

async function decide(order: PlacedOrder, decision: 'same' | 'refund'): Promise<void> {
  const [found] = await shop.rows<{ ref: string }>(
    "select ref from money_case where kind = 'duplicate' and order_number = $1",
    [order.number],
  )
  const words = { by: 'ann', note: 'counted in the console' }
  await decideCase(shop.running.app, {
    kind: 'duplicate',
    ref: found?.ref ?? '',
    decision,
    ...words,
  })
}

/** What the audit says of the books. */
const broken = () => findBroken(shop.database.db, 1)

/** The gateway does not answer; the merchant has seen the money elsewhere, so many minutes ago. */
async function confirm(
  order: PlacedOrder,
  kind: Kind,
  minutesAgo = 0,
  reference = `seen in the app, ${order.number}`,
): Promise<void> {
  await days.control('faults', { fault: 'server_error' })
  const { app } = shop.running
  const claim = {
    orderNumber: order.number,
    channelId: `${kind}-demo`,
    outTradeNo: order.number,
    reference,
    amountFen: fenOf(order) as Fen,
    paidAt: later(app.clock.now(), -minutesAgo * minuteMs),
    evidence: 'line 3',
  }
  expect(await confirmByHand(app, claim, by)).toBe('applied')
  await days.control('faults/clear', {})
}

/** As the gateway's own console shows it. */
async function tradeNumberOf({ number }: PlacedOrder, kind: Kind): Promise<string> {
  const { json } = await shop.get(`/simulator/control/trades/${number}?gateway=${kind}`)
  return json.trade_no
}

/** Lets the gateway's silence end and the jobs ask it. */
async function untilVerdicts(order: PlacedOrder, verdicts: readonly string[]): Promise<void> {
  await shop.until(verdicts.join(), async () => {
    await shop.advanceBetween('query-attempt', minuteMs)
    return String(await verdictsOf(order)) === String(verdicts)
  })
}

describe.each<Kind>(['alipay', 'wechat'])('confirmed by hand at %s', (kind) => {
  let day: string
  beforeEach(async () => {
    day = await days.newDay()
  })

  it('and then told by the gateway, it is the same money: nothing goes back by itself', async () => {
    const order = await days.lostOrder(kind)
    await confirm(order, kind)
    await untilVerdicts(order, ['accepted', 'confirmed'])
    expect(await refundsOf(order)).toBe(0)
    expect(await casesOf(shop, order)).toEqual([])
    expect(await licensesOf(shop, order)).toBe(1)
    expect(await balancesOf(order)).toEqual({ [`clearing:${kind}-demo`]: 9_900, payable: -9_900 })

    // The bill has it under the gateway's number, and the gateway gives it back by its own number.
    const result = await days.reconcile(kind, day)
    expect(result).toMatchObject({ state: 'balanced', counts: { payments: 1, matchedPayments: 1 } })
    expect(await days.differencesOf(kind, day)).toEqual([])
    await planRefund(shop.running.app, { orderNumber: order.number, asked: 'rest', by: 'ann' })
    await shop.until('it went back', async () => {
      await shop.advanceBetween('refund', minuteMs)
      return (await refundsOf(order, "state = 'done'")) === 1
    })
    expect(await broken()).toEqual([])
  })

  it('its number is closed at the gateway, and money of another moment waits for a person', async () => {
    const order = await days.orderAt(kind)
    await confirm(order, kind, 5)
    const closed = "verb = 'close' and out_trade_no = $1"
    await shop.until('the gateway was asked to close it', async () => {
      await shop.advanceBetween('query-attempt', minuteMs)
      return (await shop.count('gateway_call', closed, [order.number])) > 0
    })
    await shop.advance(20 * minuteMs)
    await days.control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await untilVerdicts(order, ['accepted', 'duplicate'])
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'duplicate', reason: 'after_hand', state: 'open' },
    ])
    await shop.advance(10 * minuteMs)
    expect(await refundsOf(order)).toBe(0)
    expect(await broken()).toEqual([])

    // A person counts one payment at the gateway: nothing is in suspense, and nothing lies elsewhere.
    await decide(order, 'same')
    expect(await casesOf(shop, order)).toEqual([
      { kind: 'duplicate', reason: 'same_money', state: 'resolved' },
    ])
    expect(await balancesOf(order)).toEqual({ [`clearing:${kind}-demo`]: 9_900, payable: -9_900 })
    expect(await broken()).toEqual([])
    await expect(decide(order, 'refund')).rejects.toMatchObject({ code: 'conflict' })
  })

  it('and paid once more at the gateway, the second payment goes back when a person says so', async () => {
    const order = await days.orderAt(kind)
    await confirm(order, kind, 5)
    await shop.advance(20 * minuteMs)
    await days.control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await untilVerdicts(order, ['accepted', 'duplicate'])
    await decide(order, 'refund')
    await shop.until('it went back', async () => {
      await shop.advanceBetween('refund', minuteMs)
      return (await refundsOf(order, "state = 'done'")) === 1
    })
    expect(await balancesOf(order)).toEqual({ 'clearing:manual': 9_900, payable: -9_900 })
    expect(await broken()).toEqual([])
  })

  it('and never told of by the gateway, it lies on an account of its own and is missed in no bill', async () => {
    const order = await days.orderAt(kind)
    await confirm(order, kind)
    expect(await balancesOf(order)).toEqual({ 'clearing:manual': 9_900, payable: -9_900 })
    const result = await days.reconcile(kind, day, 3)
    expect(result).toMatchObject({ state: 'balanced', counts: { case: 0, waiting: 0 } })
    expect(await casesOf(shop, order)).toEqual([])
    expect(await broken()).toEqual([])
  })

  it('by the number the gateway has it under, its bill moves it to the gateway', async () => {
    const order = await days.lostOrder(kind)
    const number = await tradeNumberOf(order, kind)
    await confirm(order, kind, 0, number)
    await days.control('faults', { fault: 'lose_notice' })
    await days.forgetJobs(order)
    expect(await balancesOf(order)).toEqual({ 'clearing:manual': 9_900, payable: -9_900 })
    expect(await days.reconcile(kind, day)).toMatchObject({ state: 'balanced' })
    expect(await days.witnessesOf(order)).toEqual(['bill', 'manual'])
    expect(await balancesOf(order)).toEqual({ [`clearing:${kind}-demo`]: 9_900, payable: -9_900 })
    expect(await broken()).toEqual([])
  })
})
