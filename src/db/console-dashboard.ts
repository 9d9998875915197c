// The figures of the shop, added up by days of Asia/Shanghai. An order counts on the day it was placed or paid, a
// refund on the day its gateway returned the money, as in ledger and bill; a second payment of one order and its return are no revenue.

import type { LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { counted, goodsOwed } from './console-counted.ts'

/** Amounts are sums of fen and may exceed what a single order may cost. */
export type DayFigures = Readonly<{
  /** yyyy-MM-dd */
  day: string
  /** orders placed that day */
  placed: number
  /** orders paid that day */
  paid: number
  paidFen: number
  /** money that went back that day */
  refunds: number
  refundedFen: number
}>

/** From the first day's midnight to the midnight after the last. `practice`: practice accounts count too. */
export type Span = Readonly<{ from: Instant; until: Instant; practice: boolean }>

/** Midnight in Shanghai, which has had one offset since 1991: cheaper than a look into the table of zones for each row. */
const dayOf = (column: string) => `date_bin('1 day', ${column}, '2000-01-01 00:00:00+08')`
const within = (column: string) =>
  `${column} >= to_timestamp($2::float8 / 1000) and ${column} < to_timestamp($3::float8 / 1000)`
const returnedAt = 'coalesce(r.returned_at, r.settled_at)'
const goneBack = `r.merchant_id = $1 and r.state = 'done' and r.reason <> 'duplicate' and ${within(returnedAt)}`

const selectDays = statement(
  'list_day_figures',
  `with placed as (
     select ${dayOf('o.created_at')} as day, count(*) as placed
     from orders o where o.merchant_id = $1 and ${within('o.created_at')} and ${counted('o', '$4')}
     group by 1),
   paid as (
     select ${dayOf('o.paid_at')} as day, count(*) as paid, sum(o.paid_fen)::bigint as paid_fen
     from orders o where o.merchant_id = $1 and ${within('o.paid_at')} and ${counted('o', '$4')}
     group by 1),
   refunded as (
     select ${dayOf(returnedAt)} as day, count(*) as refunds, sum(r.amount_fen)::bigint as refunded_fen
     from refund r join orders o using (merchant_id, order_number)
     where ${goneBack} and ${counted('o', '$4')}
     group by 1)
   select to_char(day at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, coalesce(placed, 0) as placed,
     coalesce(paid, 0) as paid, coalesce(paid_fen, 0) as "paidFen",
     coalesce(refunds, 0) as refunds, coalesce(refunded_fen, 0) as "refundedFen"
   from placed full join paid using (day) full join refunded using (day) order by day`,
)

/** Days on which anything happened, the first one first. */
export async function listDayFigures(
  db: Db,
  merchantId: number,
  { from, until, practice }: Span,
): Promise<DayFigures[]> {
  return db.rows<DayFigures>(selectDays, [merchantId, from, until, practice])
}

/** How far the orders placed in a span came until now, and what failed on the way. */
export type Steps = Readonly<{
  placed: number
  opened: number
  paid: number
  delivered: number
  /** nobody paid them in time */
  expired: number
  /** charges by the buyer's code that took nothing */
  chargesRefused: number
  refundsFailed: number
}>

// Who paid has opened it, so that attempts are looked up for the others alone; and next to none has a unit owed.
const selectSteps = statement(
  'count_order_steps',
  `with placed as materialized (
     select o.order_number, o.paid_at, o.state from orders o
     where o.merchant_id = $1 and ${within('o.created_at')} and ${counted('o', '$4')}),
   lacking as (
     select order_number from placed p where p.paid_at is not null and not exists (select from fulfilment f
       where f.merchant_id = $1 and f.order_number = p.order_number)
     union
     select f.order_number from fulfilment f join placed p using (order_number)
     where f.merchant_id = $1 and f.state = 'owed' and p.paid_at is not null)
   select count(*) as placed,
     count(paid_at) + (select count(*) from placed p where p.paid_at is null and exists (select from attempt a
       where a.merchant_id = $1 and a.order_number = p.order_number)) as opened,
     count(paid_at) as paid,
     count(paid_at) - (select count(*) from lacking) as delivered,
     count(*) filter (where state = 'expired') as expired,
     (select count(*) from code_charge c join placed p using (order_number)
       where c.merchant_id = $1 and c.answer = 'refused') as "chargesRefused",
     (select count(*) from refund r join placed p using (order_number)
       where r.merchant_id = $1 and r.state = 'failed') as "refundsFailed"
   from placed`,
)

export async function countOrderSteps(
  db: Db,
  merchantId: number,
  { from, until, practice }: Span,
): Promise<Steps> {
  const [row] = await db.rows<Steps>(selectSteps, [merchantId, from, until, practice])
  const none = { expired: 0, chargesRefused: 0, refundsFailed: 0 }
  return row ?? { placed: 0, opened: 0, paid: 0, delivered: 0, ...none }
}

export type ChannelFigures = Readonly<{
  /** `free`: nothing was to be paid */
  channelId: string
  paid: number
  paidFen: number
  refundedFen: number
}>

const selectChannels = statement(
  'list_channel_figures',
  `with paid as (
     select coalesce(f.channel_id, o.pay_type, 'free') as channel, count(*) as paid,
       sum(o.paid_fen)::bigint as paid_fen
     from orders o
     left join payment_fact f on f.merchant_id = $1 and f.order_number = o.order_number
       and f.verdict = 'accepted' and o.due_fen > 0
     where o.merchant_id = $1 and ${within('o.paid_at')} and ${counted('o', '$4')} group by 1),
   refunded as (
     select r.channel_id as channel, sum(r.amount_fen)::bigint as refunded_fen
     from refund r join orders o using (merchant_id, order_number)
     where ${goneBack} and ${counted('o', '$4')} group by 1)
   select channel as "channelId", coalesce(paid, 0) as paid, coalesce(paid_fen, 0) as "paidFen",
     coalesce(refunded_fen, 0) as "refundedFen"
   from paid full join refunded using (channel) order by coalesce(paid_fen, 0) desc, channel`,
)

export async function listChannelFigures(
  db: Db,
  merchantId: number,
  { from, until, practice }: Span,
): Promise<ChannelFigures[]> {
  return db.rows<ChannelFigures>(selectChannels, [merchantId, from, until, practice])
}

export type ProductFigures = Readonly<{
  productId: string
  planId: string
  name: LocalText
  /** units of orders paid in the span */
  sold: number
  paidFen: number
  refundedFen: number
}>

// By name too at first, so that every row is added to a sum at once and none has to be sorted.
const selectProducts = statement(
  'list_product_figures',
  `with moved as (
     select l.product_id, l.plan_id, l.name, sum(l.quantity) as sold, sum(l.amount_fen) as paid_fen, 0 as refunded_fen
     from orders o join order_line l on l.merchant_id = $1 and l.order_number = o.order_number
     where o.merchant_id = $1 and ${within('o.paid_at')} and ${counted('o', '$4')}
     group by l.product_id, l.plan_id, l.name
     union all
     select l.product_id, l.plan_id, l.name, 0, 0, sum(rl.amount_fen)
     from refund r
     join orders o using (merchant_id, order_number)
     join refund_line rl using (merchant_id, refund_no)
     join order_line l on l.merchant_id = $1 and l.order_number = r.order_number and l.line_no = rl.line_no
     where ${goneBack} and ${counted('o', '$4')}
     group by l.product_id, l.plan_id, l.name)
   select product_id as "productId", plan_id as "planId", (array_agg(name))[1] as name,
     sum(sold)::bigint as sold, sum(paid_fen)::bigint as "paidFen",
     sum(refunded_fen)::bigint as "refundedFen"
   from moved group by product_id, plan_id
   order by sum(paid_fen) desc, product_id, plan_id limit 100`,
)

/** The best first. */
export async function listProductFigures(
  db: Db,
  merchantId: number,
  { from, until, practice }: Span,
): Promise<ProductFigures[]> {
  return db.rows<ProductFigures>(selectProducts, [merchantId, from, until, practice])
}

/** What waits for a person now, whatever the span. */
export type Waiting = Readonly<{
  casesOpen: number
  /** of these, somebody wants to leave the money, and a second person must agree */
  waiversAwaiting: number
  /** money confirmed by hand that a second person must agree to */
  confirmationsAwaiting: number
  /** orders paid for and not delivered, as the list of orders finds them */
  goodsOwed: number
  refundsAwaiting: number
  refundsUnderWay: number
  jobsSetAside: number
  /**
   * forged, unreadable or wrong notices of the last 7 days; what carries nothing or no signature is a scanner, or
   * the doctor who looks whether the address answers
   */
  noticesRefused: number
}>

const selectWaiting = statement(
  'count_waiting_now',
  `select
     (select count(*) from money_case where merchant_id = $1 and state = 'open') as "casesOpen",
     (select count(*) from money_case where merchant_id = $1 and state = 'open' and waive_asked_by is not null)
       as "waiversAwaiting",
     (select count(*) from manual_confirmation where merchant_id = $1 and state = 'awaiting')
       as "confirmationsAwaiting",
     (select count(*) from orders o where o.merchant_id = $1 and ${goodsOwed('o')} and ${counted('o', '$2')})
       as "goodsOwed",
     (select count(*) from refund where merchant_id = $1 and state = 'awaiting') as "refundsAwaiting",
     (select count(*) from refund where merchant_id = $1 and state in ('planned', 'processing', 'unknown'))
       as "refundsUnderWay",
     (select count(*) from job where merchant_id = $1 and parked_at is not null) as "jobsSetAside",
     (select coalesce(sum(count), 0)::bigint from notice_refusal
       where merchant_id = $1 and last_at > app_now() - interval '7 days'
         and last_reason not in ('empty', 'unsigned'))
     + (select count(*) from money_case where merchant_id = $1 and kind = 'mismatch'
       and opened_at > app_now() - interval '7 days') as "noticesRefused"`,
)

/** `practice` as in a span: whether orders of practice accounts count too. */
export async function countWaitingNow(
  db: Db,
  merchantId: number,
  practice: boolean,
): Promise<Waiting> {
  const [row] = await db.rows<Waiting>(selectWaiting, [merchantId, practice])
  return (
    row ?? {
      casesOpen: 0,
      waiversAwaiting: 0,
      confirmationsAwaiting: 0,
      goodsOwed: 0,
      refundsAwaiting: 0,
      refundsUnderWay: 0,
      jobsSetAside: 0,
      noticesRefused: 0,
    }
  )
}
