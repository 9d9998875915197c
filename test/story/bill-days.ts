// Days of a shop that sells through both simulated gateways, and what their bills and the books say of them.

import { expect } from 'vitest'
import { settleDay } from '../../src/app/books/catch-up.ts'
import type { DayResult } from '../../src/app/books/reconcile-day.ts'
import { dayAfter, startOfDay } from '../../src/core/bill.ts'
import { formatShanghai } from '../../src/core/time.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf } from './books.ts'

export type Kind = 'alipay' | 'wechat'
const codeOf = { alipay: 'qr', wechat: 'native' } as const
const hour = 3_600_000

export class BillDays {
  readonly shop: Shop

  private constructor(shop: Shop) {
    this.shop = shop
  }

  static async open(): Promise<BillDays> {
    const shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
    const planned = "kind = 'plan-bills'"
    await shop.until('the timetable is planned', async () => (await shop.count('job', planned)) > 0)
    return new BillDays(shop)
  }

  /** Lets the job do what is due, and moves the clock to when it is due again. */
  async untilAsked(ref: string): Promise<void> {
    const runAt = await this.shop.until('the bill was asked for', async () => {
      const [job] = await this.shop.rows<{ runAt: number }>(
        `select run_at as "runAt" from job
         where kind = 'download-bill' and ref = $1 and lease_until is null and run_at > app_now()`,
        [ref],
      )
      return job?.runAt
    })
    await this.shop.advance(runAt - this.shop.running.clock.now() + 1)
  }

  /** Nobody compares it but the test. */
  async newDay(): Promise<string> {
    await this.shop.rows(
      "delete from job where kind in ('plan-bills', 'download-bill', 'reconcile')",
    )
    const now = this.shop.running.clock.now()
    const next = dayAfter(formatShanghai(now).slice(0, 10), 1)
    await this.shop.advance(startOfDay(next) + 12 * hour - now)
    return next
  }

  async orderAt(kind: Kind): Promise<PlacedOrder> {
    const order = await this.shop.order()
    await this.openAt(order, kind)
    return order
  }

  async openAt(order: PlacedOrder, kind: Kind): Promise<void> {
    const opened = await this.shop.post(`/api/v1/user/pay/${kind}`, {
      order_number: order.number,
      payment_type: codeOf[kind],
    })
    expect(opened.status).toBe(200)
  }

  /** Paid at the gateway; no notice comes in this test, and the jobs that would have asked are lost too. */
  async lostOrder(kind: Kind): Promise<PlacedOrder> {
    await this.control('faults', { fault: 'lose_notice' })
    const order = await this.orderAt(kind)
    await this.forgetJobs(order)
    await this.control('pay', { out_trade_no: order.number, gateway: kind })
    return order
  }

  /** Paid elsewhere first and then here, so that this payment went back; answers the refund's number. */
  async returnedOrder(kind: Kind): Promise<string> {
    const order = await this.orderAt(kind)
    const other = kind === 'alipay' ? 'wechat' : 'alipay'
    await this.openAt(order, other)
    await this.control('pay', { out_trade_no: order.number, gateway: other })
    await this.shop.untilState(order, 'paid')
    await this.control('pay', { out_trade_no: order.number, gateway: kind, even_closed: true })
    await this.shop.until(
      'it was paid twice',
      async () => (await casesOf(this.shop, order)).length === 1,
    )
    await this.untilReturned(order)
    const [refund] = await this.shop.rows<{ refundNo: string }>(
      'select refund_no as "refundNo" from refund where order_number = $1',
      [order.number],
    )
    return refund?.refundNo ?? ''
  }

  async untilReturned(order: PlacedOrder): Promise<void> {
    await this.shop.advance(3 * 60_000)
    await this.shop.until('the money went back', async () => {
      await this.shop.advanceBetween('refund', 60_000)
      return (await casesOf(this.shop, order))[0]?.state === 'resolved'
    })
  }

  async forgetJobs(order: PlacedOrder): Promise<void> {
    await this.shop.rows("delete from job where ref like $1 and kind <> 'send-letter'", [
      `%${order.number}`,
    ])
  }

  async paidOrder(kind: Kind): Promise<PlacedOrder> {
    const order = await this.orderAt(kind)
    await this.control('pay', { out_trade_no: order.number, gateway: kind })
    await this.shop.untilState(order, 'paid')
    return order
  }

  /** Fetches and compares the day's bill on the morning of a later day. */
  async reconcile(kind: Kind, day: string, daysLater = 1): Promise<DayResult> {
    const now = this.shop.running.clock.now()
    const at = startOfDay(dayAfter(day, daysLater)) + 11 * hour
    if (at > now) await this.shop.advance(at - now)
    const { app } = this.shop.running
    const channel = app.channels.find(({ gateway }) => gateway.kind === kind)
    if (!channel) throw new Error(`no ${kind}`)
    return settleDay(app, channel, day)
  }

  async control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const reply = await this.shop.post(`/simulator/control/${path}`, body)
    if (reply.status !== 200) throw new Error(`${path}: ${reply.text}`)
  }

  /** What the day's differences are, as `kind reason state`. */
  async differencesOf(kind: Kind, day: string): Promise<readonly string[]> {
    const rows = await this.shop.rows<{ text: string }>(
      `select kind || ' ' || (explanation->>'reason') || ' ' || state as text from bill_difference
       where channel_id = $1 and day = $2 order by 1`,
      [`${kind}-demo`, day],
    )
    return rows.map(({ text }) => text)
  }

  async feesOf(kind: Kind, day: string): Promise<readonly number[]> {
    const rows = await this.shop.rows<{ fen: number }>(
      `select case kind when 'fee' then amount_fen else -amount_fen end as fen from ledger_entry
       where kind in ('fee', 'fee_return') and day = $2 and $1 in (debit, credit) order by ref`,
      [`clearing:${kind}-demo`, day],
    )
    return rows.map(({ fen }) => fen)
  }

  reconciliationOf(channelId: string, day: string) {
    return this.shop.rows<{ state: string }>(
      'select state from reconciliation where channel_id = $1 and day = $2',
      [channelId, day],
    )
  }

  async witnessesOf(order: PlacedOrder): Promise<readonly string[]> {
    const rows = await this.shop.rows<{ witness: string }>(
      `select w.witness from fact_witness w
       join payment_fact f using (merchant_id, channel_id, gateway_trade_no)
       where f.order_number = $1 order by 1`,
      [order.number],
    )
    return rows.map(({ witness }) => witness)
  }
}
