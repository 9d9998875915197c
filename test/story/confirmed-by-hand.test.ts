// Money a person confirmed by hand while the gateway was silent, and what follows once the gateway speaks: the same
// payment is not paid back, another one is not swallowed, and the number is closed.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

/** What the audit says of the books. */
const broken = () => findBroken(shop.database.db, 1)

/** The gateway does not answer; the merchant has seen the money elsewhere, so many minutes ago. */
async function confirm(order: PlacedOrder, kind: Kind, minutesAgo = 0): Promise<void> {
  await days.control('faults', { fault: 'server_error' })
  const { app } = shop.running
  const claim = {
    orderNumber: order.number,
    channelId: `${kind}-demo`,
    outTradeNo: order.number,
    reference: `seen in the app, ${order.number}`,
    amountFen: fenOf(order) as Fen,
    paidAt: later(app.clock.now(), -minutesAgo * minuteMs),
    evidence: 'line 3',
  }
  expect(await confirmByHand(app, claim, by)).toBe('applied')
  await days.control('faults/clear', {})
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
  })
})
