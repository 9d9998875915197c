// Orders and their lines: finding, and every change of state but the first (place-orders.ts) and "paid" (payments.ts).

import type { KeptTerms } from '../core/license-terms.ts'
import type { Fen } from '../core/money.ts'
import type { FulfilmentKind, LocalText, OrderState } from '../core/order.ts'
import type { RefundReason, RefundState } from '../core/refund.ts'
import type { Instant } from '../core/time.ts'
import type { Attempt } from './attempts.ts'
import { listCardsOfOrder, type OrderCard } from './cards.ts'
import { type Db, statement, unindexed } from './connect.ts'
import { listCoursesOfOrders, type OrderCourse } from './courses.ts'
import { gather } from './gather.ts'
import { listContentOfOrder, type OrderContent } from './plan-content.ts'
import { stockGivenBack } from './stock.ts'

/** A licence as an order shows it; the key itself stays sealed here. */
export type OrderLicense = Readonly<{
  licenseId: string
  lineNo: number
  keyMasked: string
  /** null: it was renewed or upgraded by this order and not bought by it, or has gone to another owner since */
  keySealed: string | null
  /** what this order did for it; null: it was bought by it */
  act: 'renew' | 'upgrade' | null
  /** with which it was bought; null: it was made for a reseller */
  ownOrder: string | null
  hasMoved: boolean
  productId: string
  planId: string
  state: 'active' | 'suspended' | 'revoked'
  validFrom: Instant
  validUntil: Instant | null
  /** days that begin to count at the first activation */
  awaitingDays: number | null
  maxDevices: number
  terms: KeptTerms
}>

/** Money of an order that was to go back: not what waits for a second person, nor what was undone. */
export type OrderRefund = Readonly<{
  amountFen: Fen
  reason: RefundReason
  state: Exclude<RefundState, 'awaiting' | 'rejected' | 'cancelled'>
  /** when it ended, by the gateway's word where there is one; null: under way */
  endedAt: Instant | null
  byHand: boolean
  /** it failed, and a person closed its case */
  isWaived: boolean
}>

/** Money the order's own refunds say nothing of, that a person closed the case of without returning it. */
export type WaivedMoney = Readonly<{ kind: 'late' | 'duplicate'; amountFen: Fen }>

export type OrderView = Readonly<{
  orderNumber: string
  state: OrderState
  closingTo: 'cancelled' | 'expired' | null
  dueFen: Fen
  phone: string
  returnUrl: string | null
  /** where it was placed; null: in the main shop */
  shopId: string | null
  createdAt: Instant
  expiresAt: Instant
  closedAt: Instant | null
  paidAt: Instant | null
  paidLate: boolean
  payType: string | null
  tradeNo: string | null
  duplicateFen: Fen
  version: number
  now: Instant
  lines: readonly Readonly<{
    lineNo: number
    productId: string
    planId: string
    name: LocalText
    quantity: number
    amountFen: Fen
    discountFen: Fen
    fulfilmentKind: FulfilmentKind
  }>[]
  licenses: readonly OrderLicense[]
  cards: readonly OrderCard[]
  contents: readonly OrderContent[]
  courses: readonly OrderCourse[]
  /** the oldest first */
  refunds: readonly OrderRefund[]
  waived: readonly WaivedMoney[]
}>

type OrderRow = Omit<OrderView, 'licenses' | 'cards' | 'contents' | 'courses'> & {
  licenses: readonly (Omit<OrderLicense, 'validFrom' | 'validUntil'> & {
    validFrom: number
    validUntil: number | null
  })[]
}

const select = statement(
  'find_order',
  `select o.order_number as "orderNumber", o.state, o.closing_to as "closingTo", o.due_fen as "dueFen",
     o.phone, o.return_url as "returnUrl", o.created_at as "createdAt", o.expires_at as "expiresAt",
     o.closed_at as "closedAt", o.paid_at as "paidAt", o.paid_late as "paidLate", o.pay_type as "payType", o.trade_no as "tradeNo",
     o.duplicate_fen as "duplicateFen", o.version, app_now() as now,
     (select s.shop_id from order_shop s where s.merchant_id = $1 and s.order_number = $2) as "shopId",
     (select jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'productId', l.product_id,
         'planId', l.plan_id, 'name', l.name, 'quantity', l.quantity, 'amountFen', l.amount_fen,
         'discountFen', l.discount_fen, 'fulfilmentKind', l.fulfilment_kind)
         order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines,
     coalesce((select jsonb_agg(jsonb_build_object('licenseId', c.license_id, 'lineNo', c.of_line,
         'keyMasked', c.key_masked, 'keySealed', c.own_key, 'act', c.act, 'ownOrder', c.order_number,
         'hasMoved', c.transferred_at is not null, 'productId', c.product_id,
         'planId', c.plan_id, 'state', c.state, 'validFrom', extract(epoch from c.valid_from) * 1000,
         'validUntil', extract(epoch from c.valid_until) * 1000, 'awaitingDays', c.awaiting_days, 'terms', c.terms,
         'maxDevices', c.max_devices)
         order by c.of_line, c.seq)
       from (
         select l.*, l.line_no as of_line, case when l.transferred_at is null then l.key_sealed end as own_key,
           null as act
         from license l where l.merchant_id = o.merchant_id and l.order_number = o.order_number
         union all
         select l.*, t.line_no, null, t.act from line_terms t
         join license l on l.merchant_id = t.merchant_id and l.license_id = t.license_id
         where t.merchant_id = o.merchant_id and t.order_number = o.order_number and t.before is not null) c), '[]') as licenses,
     coalesce((select jsonb_agg(jsonb_build_object('amountFen', r.amount_fen, 'reason', r.reason,
         'state', r.state, 'byHand', r.by_hand,
         'endedAt', round(extract(epoch from coalesce(r.returned_at, r.settled_at)) * 1000),
         'isWaived', exists (select 1 from money_case c where c.merchant_id = r.merchant_id
           and c.kind = 'refund_failed' and c.ref = r.refund_no and c.state = 'waived'))
         order by r.planned_at, r.refund_no)
       from refund r
       where r.merchant_id = o.merchant_id and r.order_number = o.order_number
         and r.state in ('planned', 'processing', 'unknown', 'done', 'failed')), '[]') as refunds,
     coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'amountFen', c.amount_fen))
       from money_case c
       where c.merchant_id = o.merchant_id and c.order_number = o.order_number
         and c.kind in ('late', 'duplicate') and c.state = 'waived'), '[]') as waived
   from orders o
   where o.merchant_id = $1 and o.order_number = $2`,
)

/** The order with its lines and goods, and the database's time. */
export async function findOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderView | undefined> {
  const [row] = await db.rows<OrderRow>(select, [merchantId, orderNumber])
  if (!row) return undefined
  const licenses = row.licenses.map((license) => ({
    ...license,
    validFrom: Math.round(license.validFrom) as Instant,
    validUntil: license.validUntil === null ? null : (Math.round(license.validUntil) as Instant),
  }))
  const has = (kind: FulfilmentKind) =>
    row.paidAt !== null && row.lines.some((line) => line.fulfilmentKind === kind)
  const cards = has('card') ? await listCardsOfOrder(db, merchantId, orderNumber) : []
  const contents = has('content') ? await listContentOfOrder(db, merchantId, orderNumber) : []
  const courses = has('course')
    ? await listCoursesOfOrders(db, merchantId, [orderNumber], null)
    : []
  return { ...row, licenses, cards, contents, courses }
}

/** What opening a payment needs to know of an order. */
export type OrderToPay = Pick<
  OrderView,
  'orderNumber' | 'shopId' | 'state' | 'dueFen' | 'expiresAt' | 'now'
> &
  Readonly<{
    lines: readonly Pick<OrderView['lines'][number], 'name' | 'quantity'>[]
    /** whether a payment of it was ever opened */
    hasAttempts: boolean
  }>

const selectToPay = statement(
  'find_orders_to_pay',
  `select o.order_number as "orderNumber", o.state, o.due_fen as "dueFen", o.expires_at as "expiresAt",
     (select app_now()) as now,
     (select s.shop_id from order_shop s
       where s.merchant_id = o.merchant_id and s.order_number = o.order_number) as "shopId",
     (select jsonb_agg(jsonb_build_object('name', l.name, 'quantity', l.quantity) order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines,
     -- not with exists, for which all of the table may be read
     (select count(*) from attempt a
       where a.merchant_id = o.merchant_id and a.order_number = o.order_number) > 0 as "hasAttempts"
   from unnest((select $2::text[])) as asked (order_number)
   cross join lateral (
     select * from orders o where o.merchant_id = $1 and o.order_number = asked.order_number limit 1) o`,
)

export const findOrderToPay = gather<string, OrderToPay | undefined>(
  async (db, merchantId, numbers) => {
    const rows = await db.rows<OrderToPay>(selectToPay, [merchantId, numbers])
    return numbers.map((number) => rows.find(({ orderNumber }) => orderNumber === number))
  },
)

const selectOfPhone = statement(
  'find_order_of_phone',
  `select order_number as "orderNumber" from orders
   where merchant_id = $1 and order_number = $2 and phone = $3`,
)

/** Whether there is such an order of such a phone; a wrong phone costs exactly what an unknown number does. */
export async function findOrderOfPhone(
  db: Db,
  merchantId: number,
  orderNumber: string,
  phone: string,
): Promise<boolean> {
  return (await db.rows(selectOfPhone, [merchantId, orderNumber, phone])).length === 1
}

const updateClosing = statement(
  'mark_closing',
  `update orders set state = 'closing', version = version + 1,
     closing_to = case when state = 'waiting' then $3 else closing_to end
   where merchant_id = $1 and order_number = $2 and state in ('waiting', 'closing')
     and ($3 = 'cancelled' or expires_at <= app_now())
   returning closing_to as "closingTo"`,
)

/** Stops new attempts; a second caller joins the closing under way. Undefined when it is not open any more. */
export async function markClosing(
  db: Db,
  merchantId: number,
  orderNumber: string,
  closingTo: 'cancelled' | 'expired',
): Promise<'cancelled' | 'expired' | undefined> {
  const rows = await db.rows<{ closingTo: 'cancelled' | 'expired' }>(updateClosing, [
    merchantId,
    orderNumber,
    closingTo,
  ])
  return rows[0]?.closingTo
}

const updateClosed = statement(
  'mark_closed',
  `with closed as (
     update orders set state = closing_to, closed_at = app_now(), version = version + 1
     where merchant_id = $1 and order_number = $2 and state = 'closing'
       and not exists (select from attempt a where a.merchant_id = $1 and a.order_number = $2
         and ${unindexed('a.state')} = 'open' and a.channel_id || ':' || a.out_trade_no <> all ($4))
     returning order_number),
   ended as (
     update attempt a set state = 'closed'
     from closed where a.merchant_id = $1 and a.order_number = closed.order_number and ${unindexed('a.state')} = 'open'),
   ${stockGivenBack},
   watch as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'watch-order', order_number, app_now() + $3 * interval '1 millisecond', app_now()
     from closed
     where exists (select from attempt a where a.merchant_id = $1 and a.order_number = $2)
     on conflict do nothing)
   select 1 from closed`,
)

/**
 * Ends a closing order once none of its attempts is open but those its gateways have never heard of, which end with it;
 * gives its stock back, and has it watched for late money.
 */
export async function markClosed(
  db: Db,
  merchantId: number,
  orderNumber: string,
  unheardOf: readonly Pick<Attempt, 'channelId' | 'outTradeNo'>[],
  firstWatchMs: number,
): Promise<boolean> {
  const numbers = unheardOf.map(({ channelId, outTradeNo }) => `${channelId}:${outTradeNo}`)
  const values = [merchantId, orderNumber, firstWatchMs, numbers]
  return (await db.rows(updateClosed, values)).length === 1
}

const selectSummaries = statement(
  'list_order_summaries',
  `select o.order_number as "orderNumber", o.state, o.due_fen as "dueFen", o.created_at as "createdAt",
     l.name
   from orders o
   join order_line l on l.merchant_id = o.merchant_id and l.order_number = o.order_number and l.line_no = 1
   where o.merchant_id = $1 and o.order_number = any($2)
   order by o.created_at desc
   limit $3`,
)

export type OrderSummary = Readonly<{
  orderNumber: string
  state: OrderState
  dueFen: Fen
  createdAt: Instant
  /** of its first line */
  name: LocalText
}>

/** Newest first. */
export async function listOrderSummaries(
  db: Db,
  merchantId: number,
  orderNumbers: readonly string[],
  limit: number,
): Promise<OrderSummary[]> {
  return db.rows<OrderSummary>(selectSummaries, [merchantId, orderNumbers, limit])
}
