// tsx test/bench/console.ts [orders]: the console's list, search and dashboard over 100,000 orders of two years.
// Prints p50 and p95 in ms of each way to ask, as the route asks: the page and the sums at once. Ends with 1 when a
// p95 is above the limit.

import { loadavg } from 'node:os'
import type { App } from '../../src/app/app.ts'
import { exportOrders } from '../../src/app/order/export-orders.ts'
import { billDayOf, dayAfter } from '../../src/core/bill.ts'
import { instantOf } from '../../src/core/time.ts'
import { statement } from '../../src/db/connect.ts'
import {
  countConsoleOrders,
  listConsoleOrders,
  type OrderFilter,
  type OrderSort,
} from '../../src/db/console-orders.ts'
import { listOrderMoments } from '../../src/db/order-timeline.ts'
import { figuresOf } from '../../src/http/routes/admin/dashboard.ts'
import { onStage } from './stage.ts'

const orders = Number(process.argv[2] ?? 100_000)
const batch = 5_000
const repeats = 40
const limitMs = 200
const all: OrderFilter = { daysOf: 'created', tests: 'without', practice: false }

await onStage(async ({ app }) => {
  for (let from = 1; from <= orders; from += batch) await fill(app, from, from + batch - 1)
  await app.db.script('analyze')
  console.log(`${orders} orders`)
  const middle = await orderNumbered(app, Math.floor(orders / 2))
  const ways: Readonly<Record<string, OrderFilter>> = {
    'first page': all,
    paid: { ...all, state: 'paid' },
    waiting: { ...all, state: 'waiting' },
    channel: { ...all, channelId: 'wechat' },
    'channel nobody uses': { ...all, channelId: 'alipay-sandbox' },
    product: { ...all, productId: 'demo-app' },
    'open cases': { ...all, cases: 'open' },
    'days of the order': { ...all, from: daysAgo(app, 30), until: daysAgo(app, 29) },
    'days of payment': {
      ...all,
      daysOf: 'paid',
      from: daysAgo(app, 400),
      until: daysAgo(app, 300),
    },
    'test orders': { ...all, tests: 'only' },
    'whole number': searching(middle),
    'beginning of a number': searching(middle.slice(0, 8)),
    'trade number': searching(`T${middle}`),
    phone: searching(`138${String(orders / 2).padStart(8, '0')}`),
    'end of a phone': searching('4321'),
    'beginning of a phone': searching('1380000'),
    'e-mail': searching(`buyer${orders / 2}@`),
    name: searching('买家12'),
    'a name of everybody': searching('买家'),
    'licence key': {
      ...searching('nothing'),
      search: { text: 'nothing', cardHash: Buffer.alloc(32), keyHash: Buffer.alloc(32) },
    },
    nothing: searching('nobody'),
  }
  let isSlow = false
  const tell = (name: string, times: readonly number[]) => {
    const [p50, p95] = [at(times, 0.5), at(times, 0.95)]
    if (p95 > limitMs) isSlow = true
    console.log(
      `${name.padEnd(28)} p50 ${padded(p50)}  p95 ${padded(p95)}${p95 > limitMs ? '  SLOW' : ''}`,
    )
  }
  for (const [name, filter] of Object.entries(ways))
    tell(name, await measure(() => ask(app, filter)))
  tell('by amount', await measure(() => ask(app, all, 'amount')))
  const after = { at: new Date(daysAgo(app, 365)).toISOString(), orderNumber: middle }
  tell('a page in the middle', await measure(() => ask(app, all, '-created_at', after)))
  for (const length of [1, 30, 366]) {
    const to = billDayOf(app.clock.now())
    const days = { from: dayAfter(to, 1 - length), to }
    tell(`dashboard, ${length} days`, await measure(() => figuresOf(app, days, 'zh')))
  }
  tell('timeline', await measure(() => listOrderMoments(app.db, app.merchantId, middle, 2_001)))
  console.log({ orders, load: loadavg().map(Math.round), ...(await exported(app)) })
  if (isSlow) process.exitCode = 1
})

function searching(text: string): OrderFilter {
  return { ...all, tests: 'with', search: { text, cardHash: Buffer.alloc(32), keyHash: undefined } }
}

function ask(
  app: App,
  filter: OrderFilter,
  sort: OrderSort = '-created_at',
  after?: Readonly<{ at: string; orderNumber: string }>,
): Promise<unknown> {
  return Promise.all([
    listConsoleOrders(app.db, app.merchantId, filter, { sort, after, limit: 51 }),
    countConsoleOrders(app.db, app.merchantId, filter),
  ])
}

async function measure(work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  // As many connections as the pool has prepare the statement and plan it for good.
  for (let run = 0; run < 10; run += 1) await work()
  for (let run = 0; run < repeats; run += 1) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return times.sort((one, other) => one - other)
}

function at(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
}

function padded(ms: number): string {
  return ms.toLocaleString('en', { maximumFractionDigits: 1 }).padStart(7)
}

async function exported(app: App) {
  const by = { operator: 'bench', address: 'local', requestId: '' }
  const before = process.memoryUsage().rss
  let peak = before
  let rows = 0
  const began = performance.now()
  for await (const _ of await exportOrders(app, all, by, { format: 'csv', lang: 'zh' })) {
    rows += 1
    if (rows % 1_000 === 0) peak = Math.max(peak, process.memoryUsage().rss)
  }
  return {
    exportedRows: rows - 1,
    exportSeconds: Math.round((performance.now() - began) / 100) / 10,
    exportGrewMiB: Math.round((peak - before) / 1_048_576),
  }
}

function daysAgo(app: App, days: number) {
  return instantOf(app.clock.now() - days * 86_400_000)
}

async function orderNumbered(app: App, n: number): Promise<string> {
  const [row] = await app.db.rows<{ number: string }>(
    statement('', `select upper(substr(md5($1::text), 1, 20)) as number`),
    [String(n)],
  )
  return row?.number ?? ''
}

/** Seven of ten are paid, one line each, with a licence; two years, the newest now. */
async function fill(app: App, from: number, to: number): Promise<void> {
  const n = `generate_series(${from}, ${to}) as n`
  const number = 'upper(substr(md5(n::text), 1, 20))'
  const placed = `app_now() - (${orders} - n) * (interval '730 days' / ${orders})`
  const paid = 'n % 10 < 7'
  const channel = `case when n % 2 = 0 then 'alipay' else 'wechat' end`
  // Nothing is checked while a bench fills its tables.
  await app.db.script(`
    begin;
    set local session_replication_role = replica;
    insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, email, client_address,
      created_at, expires_at, closed_at, paid_fen, paid_at, pay_type, trade_no)
    select 1, ${number}, case when ${paid} then 'paid' when n % 10 = 7 then 'cancelled' else 'expired' end,
      9900 + n % 500, '买家' || n % 1000, '138' || lpad(n::text, 8, '0'), 'buyer' || n || '@shop.test', '127.0.0.1',
      ${placed}, ${placed} + interval '30 minutes', case when not (${paid}) then ${placed} + interval '30 minutes' end,
      case when ${paid} then 9900 + n % 500 else 0 end, case when ${paid} then ${placed} + interval '1 minute' end,
      case when ${paid} then ${channel} end, case when ${paid} then 'T' || ${number} end
    from ${n};
    insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity, unit_fen,
      amount_fen, fulfilment_kind, valid_days, max_devices)
    select 1, ${number}, 1, 'demo-app', 'year', '{"zh": "演示 · 一年", "en": "Demo · year"}', 1, 9900 + n % 500,
      9900 + n % 500, 'license', 365, 3 from ${n};
    insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, seen, amount_fen, subject,
      gateway_expires_at, gateway_trade_no, created_at, chosen_at)
    select 1, ${channel}, ${number}, ${number}, case when ${paid} then 'paid' else 'closed' end,
      case when ${paid} then 'paid' else 'closed' end, 9900 + n % 500, 'bench', ${placed} + interval '29 minutes',
      case when ${paid} then 'T' || ${number} end, ${placed}, ${placed} from ${n};
    insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number, amount_fen,
      paid_at, verdict, recorded_at)
    select 1, ${channel}, 'T' || ${number}, ${number}, ${number}, 9900 + n % 500, ${placed} + interval '1 minute',
      'accepted', ${placed} + interval '1 minute' from ${n} where ${paid};
    insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
    select 1, ${number}, 1, 1, 'license', 'done', ${placed} + interval '1 minute' from ${n} where ${paid};
    insert into license (merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed, key_masked,
      product_id, plan_id, state, valid_from, max_devices)
    select 1, 'lic_' || substr(md5('l' || n), 1, 16), ${number}, 1, 1, sha256(n::text::bytea), '-',
      upper(substr(md5('k' || n), 1, 5)) || '-*****-*****-*****-*****-00', 'demo-app', 'year', 'active', ${placed}, 3
    from ${n} where ${paid};
    insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no, state, opened_at,
      resolved_at)
    select 1, 'late', 'bench:' || n, 'held', ${number}, ${channel}, ${number},
      case when n % 1000 = 0 then 'open' else 'resolved' end, ${placed},
      case when n % 1000 = 0 then null else ${placed} end from ${n} where n % 100 = 0;
    insert into gateway_call (merchant_id, at, channel_id, verb, out_trade_no, ms, outcome, request, answer)
    select 1, ${placed}, ${channel}, 'query', ${number}, 120, 'paid', repeat('q', 600), repeat('a', 900) from ${n};
    commit;`)
}
