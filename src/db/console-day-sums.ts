// What the overview says of single days of Asia/Shanghai: added up from the rows, and kept for days long over. An
// order counts on the day it was placed or paid, a refund on the day its gateway returned the money, as in ledger
// and bill; a second payment of one order and its return are no revenue.

import type { LocalText } from '../core/order.ts'
import { type Db, statement } from './connect.ts'
import { counted } from './console-counted.ts'

export type ChannelSum = Readonly<{
  /** `free`: nothing was to be paid */
  channelId: string
  paid: number
  paidFen: number
  refundedFen: number
}>

export type ProductSum = Readonly<{
  productId: string
  planId: string
  name: LocalText
  /** units of orders paid that day */
  sold: number
  paidFen: number
  refundedFen: number
}>

/** Amounts are sums of fen and may exceed what a single order may cost. */
export type DaySums = Readonly<{
  placed: number
  paid: number
  paidFen: number
  /** money that went back that day */
  refunds: number
  refundedFen: number
  /** how far the orders placed that day came until now, and what failed on the way */
  opened: number
  paidOfPlaced: number
  delivered: number
  /** nobody paid them in time */
  expired: number
  /** charges by the buyer's code that took nothing */
  chargesRefused: number
  refundsFailed: number
  channels: readonly ChannelSum[]
  products: readonly ProductSum[]
}>

/** `day`: yyyy-MM-dd */
export type SumsOfDay = Readonly<{ day: string; sums: DaySums }>

export const returnedAt = 'coalesce(r.returned_at, r.settled_at)'

/** One small range of an index for each day: behind `offset 0` no planner can take the whole table instead. */
const ofDay = (table: string, alias: string, column: string, also = '') =>
  `lateral (select * from ${table} ${alias} where ${alias}.merchant_id = $1 and ${column} >= d.begins
     and ${column} < d.ends ${also} offset 0) ${alias}`

/** Found by the order's number, for the same reason. */
const ofOrder = (table: string, alias: string, order: string, also = '') =>
  `lateral (select * from ${table} ${alias} where ${alias}.merchant_id = $1
     and ${alias}.order_number = ${order}.order_number ${also} offset 0) ${alias}`

// Three days of a year cost what three days cost. Who paid has
// opened the order, so that attempts are looked up for the others alone; and next to none has a unit owed.
const selectSums = statement(
  'list_sums_of_days',
  `with d as materialized (
     select day::date as day, day::timestamp at time zone 'Asia/Shanghai' as begins,
       (day::timestamp + interval '1 day') at time zone 'Asia/Shanghai' as ends
     from unnest($3::text[]) as day),
   placed as materialized (
     select d.day, o.order_number, o.paid_at, o.state
     from d cross join ${ofDay('orders', 'o', 'o.created_at')} where ${counted('o', '$2')}),
   lacking as (
     select p.day, p.order_number from placed p where p.paid_at is not null and not exists (select from fulfilment f
       where f.merchant_id = $1 and f.order_number = p.order_number)
     union
     select p.day, p.order_number from fulfilment f join placed p using (order_number)
     where f.merchant_id = $1 and f.state = 'owed' and p.paid_at is not null),
   steps as (
     select day, count(*) as placed,
       count(*) filter (where paid_at is not null or exists (select from attempt a
         where a.merchant_id = $1 and a.order_number = p.order_number)) as opened,
       count(paid_at) as paid_of_placed, count(*) filter (where state = 'expired') as expired
     from placed p group by day),
   lacked as (select day, count(*) as lacking from lacking group by day),
   charges as (
     select p.day, count(*) as refused from placed p cross join ${ofOrder('code_charge', 'c', 'p')}
     where c.answer = 'refused' group by p.day),
   failures as (
     select p.day, count(*) as failed from placed p cross join ${ofOrder('refund', 'r', 'p')}
     where p.paid_at is not null and r.state = 'failed' group by p.day),
   paid as materialized (
     select d.day, o.order_number, o.paid_fen, o.due_fen, o.pay_type
     from d cross join ${ofDay('orders', 'o', 'o.paid_at')} where ${counted('o', '$2')}),
   returned as materialized (
     select d.day, r.order_number, r.refund_no, r.channel_id, r.amount_fen
     from d cross join ${ofDay('refund', 'r', returnedAt, `and r.state = 'done'`)}
     join orders o on o.merchant_id = $1 and o.order_number = r.order_number
     where r.reason <> 'duplicate' and ${counted('o', '$2')}),
   by_channel as (
     select day, channel, sum(paid) as paid, sum(paid_fen) as paid_fen, sum(refunds) as refunds,
       sum(refunded_fen) as refunded_fen
     from (
       select p.day, coalesce(f.channel_id, p.pay_type, 'free') as channel, count(*) as paid,
         sum(p.paid_fen) as paid_fen, 0 as refunds, 0 as refunded_fen
       from paid p left join ${ofOrder('payment_fact', 'f', 'p', `and f.verdict = 'accepted'`)} on p.due_fen > 0
       group by 1, 2
       union all
       select day, channel_id, 0, 0, count(*), sum(amount_fen) from returned group by 1, 2) as moved
     group by day, channel),
   channels as (
     select day, sum(paid) as paid, sum(paid_fen) as paid_fen, sum(refunds) as refunds,
       sum(refunded_fen) as refunded_fen,
       jsonb_agg(jsonb_build_object('channelId', channel, 'paid', paid, 'paidFen', paid_fen,
         'refundedFen', refunded_fen) order by channel) as channels
     from by_channel group by day),
   by_product as (
     select day, product_id, plan_id, (array_agg(name))[1] as name, sum(sold) as sold,
       sum(paid_fen) as paid_fen, sum(refunded_fen) as refunded_fen
     from (
       select p.day, l.product_id, l.plan_id, l.name, l.quantity as sold, l.amount_fen as paid_fen,
         0 as refunded_fen
       from paid p cross join ${ofOrder('order_line', 'l', 'p')}
       union all
       select r.day, l.product_id, l.plan_id, l.name, 0, 0, rl.amount_fen
       from returned r
       join refund_line rl on rl.merchant_id = $1 and rl.refund_no = r.refund_no
       join order_line l on l.merchant_id = $1 and l.order_number = r.order_number and l.line_no = rl.line_no)
         as moved
     group by day, product_id, plan_id),
   products as (
     select day, jsonb_agg(jsonb_build_object('productId', product_id, 'planId', plan_id, 'name', name,
       'sold', sold, 'paidFen', paid_fen, 'refundedFen', refunded_fen) order by product_id, plan_id) as products
     from by_product group by day)
   select d.day::text as day, pg_current_snapshot()::text as seen, jsonb_build_object(
     'placed', coalesce(placed, 0), 'paid', coalesce(c.paid, 0), 'paidFen', coalesce(paid_fen, 0),
     'refunds', coalesce(refunds, 0), 'refundedFen', coalesce(refunded_fen, 0),
     'opened', coalesce(opened, 0), 'paidOfPlaced', coalesce(paid_of_placed, 0),
     'delivered', coalesce(paid_of_placed, 0) - coalesce(lacking, 0), 'expired', coalesce(expired, 0),
     'chargesRefused', coalesce(refused, 0), 'refundsFailed', coalesce(failed, 0),
     'channels', coalesce(channels, '[]'), 'products', coalesce(products, '[]')) as sums
   from d left join steps using (day) left join lacked using (day) left join charges using (day)
     left join failures using (day) left join channels c using (day) left join products using (day)`,
)

/** Sums as they were in `seen`, the database's word for a moment among transactions. */
export type SeenSums = SumsOfDay & Readonly<{ seen: string }>

/**
 * Adds up the days (yyyy-MM-dd) from the rows. `practice`: orders of practice accounts count too.
 */
export async function listSumsOfDays(
  db: Db,
  merchantId: number,
  days: readonly string[],
  practice: boolean,
): Promise<SeenSums[]> {
  return db.rows<SeenSums>(selectSums, [merchantId, practice, days])
}

const cluster = '(select system_identifier from pg_control_system())'

/** In SQL: whether a row of `day_sum` says what the rows say. `k` is its alias. */
export const isRight = (k: string): string => `(${k}.cluster = ${cluster} and not exists (
  select from day_moved m where m.merchant_id = ${k}.merchant_id and m.day = ${k}.day
    and not pg_visible_in_snapshot(m.by_transaction, ${k}.seen)))`

const selectKept = statement(
  'list_kept_sums',
  `select k.day::text as day, k.sums from day_sum k
   where k.merchant_id = $1 and k.day between $2::date and $3::date and k.practice = $4 and ${isRight('k')}`,
)

/** What is kept of the days from `from` to `to` and still right. */
export async function listKeptSums(
  db: Db,
  merchantId: number,
  { from, to }: Readonly<{ from: string; to: string }>,
  practice: boolean,
): Promise<SumsOfDay[]> {
  return db.rows<SumsOfDay>(selectKept, [merchantId, from, to, practice])
}

// A day is kept two days after its end, by the clock the triggers of migration 0023 go by. What moved two days ago
// and was seen needs no row any more: no reader is so old that it has not seen it and would yet keep its sums.
const upsertKept = statement(
  'keep_sums',
  `with kept as (
     insert into day_sum (merchant_id, day, practice, sums, seen, cluster, kept_at)
     select $1, t.day::date, $2, t.sums::jsonb, t.seen::pg_snapshot, ${cluster}, app_now()
     from unnest($3::text[], $4::text[], $5::text[]) as t(day, sums, seen)
     where (t.day::timestamp at time zone 'Asia/Shanghai') < now() - interval '3 days'
     order by t.day
     on conflict (merchant_id, day) do update
       set practice = excluded.practice, sums = excluded.sums, seen = excluded.seen,
         cluster = excluded.cluster, kept_at = excluded.kept_at
     returning day, seen)
   delete from day_moved m using kept
   where m.merchant_id = $1 and m.day = kept.day and m.at < now() - interval '2 days'
     and pg_visible_in_snapshot(m.by_transaction, kept.seen)`,
)

/** Keeps what was added up of days that are long over; of the others nothing. */
export async function keepSums(
  db: Db,
  merchantId: number,
  sums: readonly SeenSums[],
  practice: boolean,
): Promise<void> {
  await db.rows(upsertKept, [
    merchantId,
    practice,
    sums.map(({ day }) => day),
    sums.map((one) => JSON.stringify(one.sums)),
    sums.map(({ seen }) => seen),
  ])
}
