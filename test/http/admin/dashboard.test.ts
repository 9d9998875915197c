// The dashboard's figures against the rows they are made of: days are cut in Shanghai, tests and practice never
// count, and what the page says equals what the lists add up to.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { findBroken } from '../../../src/db/audit.ts'
import { daySumInvariants } from '../../../src/db/audit-day-sums.ts'
import { statement } from '../../../src/db/connect.ts'
import { type Person, signedIn } from '../../support/console.ts'
import { type PlacedOrder, Shop } from '../../support/shop.ts'

let shop: Shop
let reader: Person
/** Wednesday; the shop's own days are far from it, so nothing else falls on these. */
const day = '2026-03-11'

beforeAll(async () => {
  shop = await Shop.open()
  reader = await signedIn(shop, 'reader')
})
afterAll(() => shop?.close())

async function paid(changes: Record<string, unknown> = {}): Promise<PlacedOrder> {
  const order = await shop.order(changes)
  await shop.open(order)
  await shop.notify(shop.standIn.notice(shop.pay(order)))
  await shop.untilState(order, 'paid')
  return order
}

/** Moves an order to another moment (Asia/Shanghai); only its place in time is changed. */
const at = (order: PlacedOrder, placed: string, paidAt: string | null = placed) =>
  shop.rows(
    `update orders set created_at = ($2 || '+08')::timestamptz, expires_at = ($2 || '+08')::timestamptz + interval '1 day',
       paid_at = case when paid_at is not null then ($3 || '+08')::timestamptz end where order_number = $1`,
    [order.number, placed, paidAt],
  )
/** 9.90 of a line, back at a moment (Asia/Shanghai); that it was, we heard two days later. */
const returned = (order: PlacedOrder, refundNo: string, moment: string, line = 1) =>
  shop.rows(
    `with r as (insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at, returned_at, settled_at, asked_by)
     select merchant_id, $2, 'asked', order_number, channel_id, out_trade_no, gateway_trade_no, 990, 'done', moment,
       moment, moment + interval '2 days', 'a'
     from payment_fact, (select ($3 || '+08')::timestamptz as moment) as told where order_number = $1
     returning merchant_id, refund_no)
     insert into refund_line select merchant_id, refund_no, $4, 990 from r`,
    [order.number, refundNo, moment, line],
  )
const figures = async (from: string, to = from) =>
  (await reader.browser.get(`/dashboard?from=${from}&to=${to}`)).json.data

it('60: days are cut at midnight in Shanghai, and figures equal the sums of the list for the same range', async () => {
  const early = await paid()
  await at(early, `${day} 00:00:00`)
  const late = await paid({ package_id: 'month', quantity: 2 })
  await at(late, '2026-03-10 23:59:59', `${day} 23:59:59`)
  const before = await paid()
  await at(before, '2026-03-10 23:59:58')
  const after = await paid()
  await at(after, '2026-03-12 00:00:00')
  const { range, days } = await figures(day)
  expect(range).toMatchObject({ revenue: 99 + 19.8, refunded: 0, net: 118.8, paid_orders: 2 })

  const list = (await reader.browser.get(`/orders?from=${day}&to=${day}&days=paid`)).json.data
  expect(list.sums.paid).toBe(range.revenue)
  expect(list.total).toBe(range.paid_orders)
  const whole = await figures('2026-03-10', '2026-03-12')
  expect(whole.range).toMatchObject({ revenue: 316.8, paid_orders: 4 })
  expect(days.at(-1)).toMatchObject({ day, revenue: 118.8, paid_orders: 2, orders: 1 })
  expect(days).toHaveLength(30)
})

it('a day stands beside the day before and the same weekday, a range beside as many days before', async () => {
  await at(await paid({ package_id: 'month' }), '2026-03-04 12:00:00')
  const one = await figures(day)
  expect(one.before).toMatchObject({ from: '2026-03-10', to: '2026-03-10', revenue: 99 })
  expect(one.same_weekday).toMatchObject({ from: '2026-03-04', revenue: 9.9 })
  const range = await figures('2026-03-10', '2026-03-12')
  expect(range.before).toMatchObject({ from: '2026-03-07', to: '2026-03-09', revenue: 0 })
  expect(range.same_weekday).toBeNull()
})

it('tells how far the orders of a day came: placed, opened, paid, delivered', async () => {
  const on = '2026-02-02 10:00:00'
  await at(await shop.order(), on)
  await at(await shop.openedOrder(), on)
  await at(await paid(), on)
  // Paid for, but the card is yet to come: this buyer holds nothing.
  const owed = await paid()
  await at(owed, on)
  await shop.rows(
    `insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     values (1, $1, 1, 2, 'card', 'owed', app_now())`,
    [owed.number],
  )
  const { steps, failed } = await figures('2026-02-02')
  expect(steps).toEqual({ placed: 4, opened: 3, paid: 2, delivered: 1 })
  expect(failed).toEqual({ expired: 0, charges_refused: 0, refunds_failed: 0 })
})

it('tells what failed of the orders of a day: not paid in time, a charge refused, a refund failed', async () => {
  const on = '2026-02-03 10:00:00'
  const expired = await shop.openedOrder()
  await at(expired, on)
  await shop.rows(
    `insert into code_charge select merchant_id, channel_id, out_trade_no, order_number, 'a', created_at, 'refused', 'balance', 'X'
     from attempt where order_number = $1`,
    [expired.number],
  )
  for (const state of ['closing', 'expired'])
    await shop.rows(
      `update orders set state = $2, closing_to = 'expired', closed_at = expires_at where order_number = $1`,
      [expired.number, state],
    )
  const sold = await paid()
  await at(sold, on)
  await shop.rows(
    `insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no, gateway_trade_no,
       amount_fen, state, planned_at, settled_at, asked_by)
     select merchant_id, 'R0', 'asked', order_number, channel_id, out_trade_no, gateway_trade_no, 990, 'failed',
       paid_at, paid_at, 'a' from payment_fact where order_number = $1`,
    [sold.number],
  )
  const { failed } = await figures('2026-02-03')
  expect(failed).toEqual({ expired: 1, charges_refused: 1, refunds_failed: 1 })
  const list = await reader.browser.get('/orders?from=2026-02-03&to=2026-02-03&status=expired')
  expect(list.json.data.total).toBe(failed.expired)
})

it('51: a test payment and what was practised in a demo or a sandbox never count once a shop sells for real', async () => {
  const on = '2026-02-05 10:00:00'
  const test = await paid()
  await at(test, on)
  await shop.rows('update orders set is_test = true where order_number = $1', [test.number])
  const practised = await paid()
  await at(practised, on)
  await shop.rows(
    `insert into attempt select merchant_id, 'alipay-demo', 'practice-1', order_number, 'closed', seen, amount_fen, subject,
       gateway_expires_at, qr_code, gateway_trade_no, created_at, news_at, returned_at, chosen_at
     from attempt where order_number = $1`,
    [practised.number],
  )
  const real = await paid()
  await at(real, on)
  // Practised first, then paid for real: that money is real.
  expect((await figures('2026-02-05')).range).toMatchObject({ paid_orders: 2, revenue: 198 })
  await shop.rows(
    `update attempt set order_number = $1 where order_number = $2 and channel_id = 'alipay'`,
    [real.number, practised.number],
  )
  const { range, steps, channels, products } = await figures('2026-02-05')
  expect(range).toMatchObject({ paid_orders: 1, revenue: 99, orders: 1 })
  expect(steps).toMatchObject({ placed: 1, paid: 1 })
  expect(channels).toMatchObject([{ channel_id: 'alipay', paid_orders: 1, revenue: 99 }])
  expect(products).toMatchObject([{ product_id: 'demo-app', package_id: 'year', sold: 1 }])

  // 60: the list the figure leads to says the same; what was practised is found, and marked.
  const onDay = 'from=2026-02-05&to=2026-02-05'
  const list = async (query: string) =>
    (await reader.browser.get(`/orders?${onDay}&${query}`)).json.data
  expect(await list('days=paid')).toMatchObject({ total: 1, sums: { paid: 99 } })
  const all = await list('tests=with')
  const marks = new Map(
    all.rows.map((row: Record<string, unknown>) => [
      row.order_number,
      [row.is_test, row.is_practice],
    ]),
  )
  expect(all.total).toBe(3)
  expect([test, practised, real].map(({ number }) => marks.get(number))).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ])
})

it('channels and products add up to the whole, and money that went back is taken off on the day its gateway returned it', async () => {
  const order = await paid({
    items: [
      { product_id: 'demo-app', package_id: 'year', quantity: 1 },
      { product_id: 'demo-app', package_id: 'month', quantity: 3 },
    ],
    product_id: undefined,
    package_id: undefined,
    quantity: undefined,
  })
  await at(order, '2026-01-05 10:00:00')
  await at(await shop.order({ package_id: 'free' }), '2026-01-05 11:00:00')
  await returned(order, 'R1', '2026-01-06 01:00:00', 2)
  const sold = await figures('2026-01-05')
  expect(sold.range).toMatchObject({ revenue: 128.7, refunded: 0, net: 128.7, paid_orders: 2 })
  expect(sold.channels).toEqual([
    { channel_id: 'alipay', paid_orders: 1, revenue: 128.7, refunded: 0, net: 128.7 },
    { channel_id: 'free', paid_orders: 1, revenue: 0, refunded: 0, net: 0 },
  ])
  const after = await figures('2026-01-06')
  expect(after.range).toMatchObject({ revenue: 0, refunded: 9.9, net: -9.9, refunds: 1 })
  expect(after.channels).toMatchObject([{ channel_id: 'alipay', net: -9.9 }])
  expect(after.products).toMatchObject([{ package_id: 'month', sold: 0, refunded: 9.9, net: -9.9 }])
  const both = await figures('2026-01-05', '2026-01-06')
  for (const rows of [both.channels, both.products]) {
    const fen = rows.reduce(
      (sum: number, row: { net: number }) => sum + Math.round(row.net * 100),
      0,
    )
    expect(fen).toBe(Math.round(both.range.net * 100))
  }
})

it('60: a day long over is added up once, and anew when anything of it moves, even while it is being added up', async () => {
  const on = '2025-12-01'
  const order = await paid()
  await at(order, `${on} 10:00:00`)
  expect((await figures(on)).range).toMatchObject({ paid_orders: 1, revenue: 99 })
  const falsify = () =>
    shop.rows(`update day_sum set sums = sums || '{"paidFen": 1}' where day = $1::date`, [on])
  await falsify()
  expect((await figures(on)).range).toMatchObject({ revenue: 0.01 })
  expect(await namedByAudit()).toEqual([on])

  // Somebody's transaction has moved money into the day and not ended when the day is added up without it.
  const late = await paid()
  await shop.rows('delete from day_sum')
  await shop.running.app.db.tx(async (tx) => {
    await tx.rows(
      statement('', `update orders set paid_at = '${on} 12:00:00+08' where order_number = $1`),
      [late.number],
    )
    expect((await figures(on)).range).toMatchObject({ revenue: 99 })
  })
  expect((await figures(on)).range).toMatchObject({ paid_orders: 2, revenue: 198 })
  await falsify()
  await returned(order, 'R-old', `${on} 20:00:00`)
  expect((await figures(on)).range).toMatchObject({ revenue: 198, refunded: 9.9, refunds: 1 })
  expect(await namedByAudit()).toEqual([])
})

const namedByAudit = async () =>
  (await findBroken(shop.running.app.db, 1, daySumInvariants)).map(({ ref }) => ref)

it('counts what waits for a person, and refuses a range that is none', async () => {
  await shop.rows(
    `insert into job (merchant_id, kind, ref, run_at, created_at, parked_at)
     values (1, 'retry-notice', 'x:1', now(), now(), now())`,
  )
  expect((await figures(day)).waiting).toMatchObject({ jobs_set_aside: 1, cases_open: 0 })
  for (const [from, to] of [
    ['2026-03-12', day],
    ['2024-01-01', day],
    ['2026-02-30', day],
  ])
    expect((await reader.browser.get(`/dashboard?from=${from}&to=${to}`)).status, from).toBe(400)
})
