// Which rows an audit of the latest moves looks at: the books of the orders that moved, complete, and by
// themselves. A rule is written once, for whole tables, and the tables it sees are put in their place.

import { type Db, statement } from './connect.ts'

/**
 * How a rule is narrowed. `orders`: it is about an order with all that belongs to it. `entries`: about single rows,
 * each written at one time, beside whole tables. `whole`: it is always asked of everything, and quick.
 */
export type Scope = 'orders' | 'entries' | 'whole'

/** What moved since a moment. */
export type Moved = Readonly<{
  /** in any words PostgreSQL takes for a moment */
  since: string
  orderNumbers: readonly string[]
}>

/** The time an order, attempt, refund or case last moved; migrations 0005 and 0045 have an index on each. */
const movedAt = {
  orders: 'greatest(created_at, paid_at, closed_at)',
  attempt: 'greatest(created_at, news_at)',
  refund: 'greatest(planned_at, decided_at, settled_at)',
  money_case: 'greatest(opened_at, resolved_at)',
} as const

const ofOrders = (table: string) =>
  `${table} as (select t.* from ${table} t where t.merchant_id = $1 and t.order_number = any($2::text[]))`

// Each name below stands for the table of that name, where it is defined, and for its narrowed rows afterwards.
const narrowed: Readonly<Record<Scope, readonly string[]>> = {
  orders: [
    ...[
      'orders',
      'order_line',
      'attempt',
      'fulfilment',
      'license',
      'card',
      'coupon_use',
      'line_terms',
      'chapter_read',
      'course_closed',
      'refund',
      'money_case',
    ].map(ofOrders),
    // In three parts, for each has an index of its own.
    `payment_fact as (
      select t.* from payment_fact t
      where t.merchant_id = $1 and t.verdict = 'accepted' and t.order_number = any($2::text[])
      union all
      select t.* from payment_fact t
      where t.merchant_id = $1 and t.verdict = 'duplicate' and t.order_number = any($2::text[])
      union all
      select t.* from payment_fact t
      where t.merchant_id = $1 and t.verdict = 'confirmed' and t.order_number = any($2::text[]))`,
    `fact_witness as (
      select t.* from fact_witness t join payment_fact using (merchant_id, channel_id, gateway_trade_no))`,
    `notice as (
      select t.* from notice t join attempt using (merchant_id, channel_id, out_trade_no))`,
    'refund_line as (select t.* from refund_line t join refund using (merchant_id, refund_no))',
    'device as (select t.* from device t join license using (merchant_id, license_id))',
    `ledger_entry as (
      select t.* from ledger_entry t join (
        select case verdict when 'accepted' then 'payment' else 'duplicate' end as kind,
          channel_id || ':' || gateway_trade_no as ref from payment_fact
        union all
        select unnest(array['found', 'release']), channel_id || ':' || gateway_trade_no from payment_fact
        union all
        select unnest(array['refund', 'return']), refund_no from refund) cause using (kind, ref)
      where t.merchant_id = $1
      union all
      select t.* from ledger_entry t where t.merchant_id = $1 and t.kind in ('fee', 'fee_return'))`,
  ],
  entries: [
    ['ledger_entry', 'recorded_at'],
    ['ledger_hour', 'hour'],
    ['notice', 'received_at'],
    ['idempotency_key', 'created_at'],
    ['money_case', movedAt.money_case],
    ['reconciliation', 'ran_at'],
    ['bill_file', 'fetched_at'],
    ['card', 'imported_at'],
    ['day_sum', 'kept_at'],
  ].map(
    ([table, at]) =>
      `${table} as (select t.* from ${table} t where merchant_id = $1 and ${at} >= $2::timestamptz)`,
  ),
  whole: [],
}

/** A common table expression to stand before `rows`, under which they are those of what moved. */
export function narrow(scope: Scope): string {
  return narrowed[scope].map((one) => `${one},`).join('\n')
}

const selectMoved = statement(
  'list_moved_orders',
  `${Object.entries(movedAt)
    .map(
      ([table, at]) => `select order_number as number from ${table}
        where merchant_id = $1 and ${at} >= $2::timestamptz and order_number is not null`,
    )
    .join('\nunion ')}
   union select order_number from payment_fact where merchant_id = $1 and recorded_at >= $2::timestamptz
   union select order_number from fulfilment where merchant_id = $1 and done_at >= $2::timestamptz
   union select order_number from ledger_entry
     where merchant_id = $1 and recorded_at >= $2::timestamptz and order_number is not null
   union select a.order_number from notice n
     join attempt a using (merchant_id, channel_id, out_trade_no)
     where n.merchant_id = $1 and n.received_at >= $2::timestamptz`,
)

/** Finds the orders of which anything moved since a moment. */
export async function findMoved(db: Db, merchantId: number, since: string): Promise<Moved> {
  const rows = await db.rows<{ number: string }>(selectMoved, [merchantId, since])
  return { since, orderNumbers: rows.map(({ number }) => number) }
}
