// Refunds as the console lists and shows them. Cases are in console-cases.ts, bills in console-books.ts.

import type { Fen } from '../core/money.ts'
import type { OrderState } from '../core/order.ts'
import type { RefundEffect, RefundReason, RefundState } from '../core/refund.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

type BothLangs = Readonly<{ zh: string; en: string }>

export type RefundFilter = Readonly<{
  /** a whole number: the refund's, its order's, or the gateway's */
  search?: string | undefined
  /** one state, or `open` for all that have not ended */
  state?: RefundState | 'open' | undefined
  reason?: RefundReason | undefined
  from?: Instant | undefined
  until?: Instant | undefined
  minFen?: Fen | undefined
  maxFen?: Fen | undefined
}>

export type RefundRow = Readonly<{
  refundNo: string
  orderNumber: string
  channelId: string
  amountFen: Fen
  state: RefundState
  reason: RefundReason
  askedBy: string
  plannedAt: Instant
  settledAt: Instant | null
}>

const filtered = `
   where r.merchant_id = $1
     and ($2::text is null
       or $2 in (r.refund_no, r.order_number, r.gateway_trade_no, r.out_trade_no))
     and ($3::text is null or r.state = $3
       or ($3 = 'open' and r.state in ('awaiting', 'planned', 'processing', 'unknown')))
     and ($4::text is null or r.reason = $4)
     and ($5::float8 is null or r.planned_at >= to_timestamp($5 / 1000))
     and ($6::float8 is null or r.planned_at < to_timestamp($6 / 1000))
     and ($7::bigint is null or r.amount_fen >= $7)
     and ($8::bigint is null or r.amount_fen <= $8)`

const selectRows = statement(
  'list_refund_rows',
  `select r.refund_no as "refundNo", r.order_number as "orderNumber", r.channel_id as "channelId",
     r.amount_fen as "amountFen", r.state, r.reason, r.asked_by as "askedBy",
     r.planned_at as "plannedAt", r.settled_at as "settledAt"
   from refund r ${filtered}
     and ($9::boolean is null or (r.state = 'awaiting', r.planned_at, r.refund_no) < ($9,
       (select planned_at from refund where merchant_id = $1 and refund_no = $10), $10))
   order by (r.state = 'awaiting') desc, r.planned_at desc, r.refund_no desc limit $11`,
)

const countRows = statement('count_refund_rows', `select count(*) as n from refund r ${filtered}`)

/** Where a page ended: whether its last refund awaited a second person, and its number. */
export type RefundCursor = Readonly<{ isAwaiting: boolean; refundNo: string }>

/** Those that await a second person first, then the newest. */
export async function listRefundRows(
  db: Db,
  merchantId: number,
  filter: RefundFilter,
  after: RefundCursor | undefined,
  limit: number,
): Promise<RefundRow[]> {
  return db.rows<RefundRow>(selectRows, [
    ...valuesOf(merchantId, filter),
    after?.isAwaiting ?? null,
    after?.refundNo ?? null,
    limit,
  ])
}

export async function countRefundRows(
  db: Db,
  merchantId: number,
  filter: RefundFilter,
): Promise<number> {
  return (await db.rows<{ n: number }>(countRows, valuesOf(merchantId, filter)))[0]?.n ?? 0
}

function valuesOf(merchantId: number, filter: RefundFilter): unknown[] {
  const { search, state, reason, from, until, minFen, maxFen } = filter
  const given = [search, state, reason, from, until, minFen, maxFen]
  return [merchantId, ...given.map((value) => value ?? null)]
}

export type RefundView = RefundRow &
  Readonly<{
    outTradeNo: string
    gatewayTradeNo: string
    trouble: string | null
    note: string
    refundEffect: RefundEffect | null
    /** a person returned it by other means than its gateway */
    byHand: boolean
    decidedBy: string | null
    decidedAt: Instant | null
    lines: readonly Readonly<{ lineNo: number; name: BothLangs; amountFen: Fen }>[]
    orderState: OrderState
    paidFen: Fen
    refundedFen: Fen
    reservedFen: Fen
    /** when it is sent, or the gateway asked again */
    nextAt: Instant | null
    tries: number
    caseKind: string | null
    caseRef: string | null
  }>

const selectView = statement(
  'find_refund_view',
  `select r.refund_no as "refundNo", r.order_number as "orderNumber", r.channel_id as "channelId",
     r.amount_fen as "amountFen", r.state, r.reason, r.asked_by as "askedBy",
     r.planned_at as "plannedAt", r.settled_at as "settledAt", r.out_trade_no as "outTradeNo",
     r.gateway_trade_no as "gatewayTradeNo", r.trouble, r.note, r.refund_effect as "refundEffect",
     r.by_hand as "byHand", r.decided_by as "decidedBy", r.decided_at as "decidedAt", o.state as "orderState",
     o.paid_fen as "paidFen", o.refunded_fen as "refundedFen", o.reserved_fen as "reservedFen",
     j.run_at as "nextAt", coalesce(j.tries, 0) as tries, c.kind as "caseKind", c.ref as "caseRef",
     coalesce((select jsonb_agg(jsonb_build_object('lineNo', rl.line_no, 'name', ol.name,
         'amountFen', rl.amount_fen) order by rl.line_no)
       from refund_line rl
       join order_line ol on ol.merchant_id = rl.merchant_id and ol.order_number = r.order_number
         and ol.line_no = rl.line_no
       where rl.merchant_id = r.merchant_id and rl.refund_no = r.refund_no), '[]') as lines
   from refund r
   join orders o on o.merchant_id = r.merchant_id and o.order_number = r.order_number
   left join job j on j.merchant_id = r.merchant_id and j.kind = 'refund' and j.ref = r.refund_no
   left join lateral (
     select kind, ref from money_case c
     where c.merchant_id = r.merchant_id and (c.refund_no = r.refund_no
       or (c.kind in ('refund_failed', 'refund_unknown') and c.ref = r.refund_no))
     order by c.state = 'open' desc, c.opened_at desc limit 1) c on true
   where r.merchant_id = $1 and r.refund_no = $2`,
)

export async function findRefundView(
  db: Db,
  merchantId: number,
  refundNo: string,
): Promise<RefundView | undefined> {
  return (await db.rows<RefundView>(selectView, [merchantId, refundNo]))[0]
}

/** What was done about something in the console, as the audit log has it. */
export type Done = Readonly<{ action: string; operator: string; at: Instant; reason: string }>

const selectDone = statement(
  'list_done_about',
  `select action, operator, at, reason from audit_log
   where merchant_id = $1 and subject = $2 and starts_with(action, $3 || '.') order by seq`,
)

/** Oldest first; `area` is the first word of the actions. */
export async function listDoneAbout(
  db: Db,
  merchantId: number,
  area: 'refund' | 'case',
  subject: string,
): Promise<Done[]> {
  return db.rows<Done>(selectDone, [merchantId, subject, area])
}

/** What of an order may go back. */
export type Refundable = Readonly<{
  orderNumber: string
  state: OrderState
  paidFen: Fen
  refundedFen: Fen
  reservedFen: Fen
  lines: readonly Readonly<{
    lineNo: number
    name: BothLangs
    quantity: number
    amountFen: Fen
    refundFen: Fen
    effect: RefundEffect
  }>[]
}>

const selectRefundable = statement(
  'find_refundable',
  `select o.order_number as "orderNumber", o.state, o.paid_fen as "paidFen",
     o.refunded_fen as "refundedFen", o.reserved_fen as "reservedFen",
     (select jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'name', l.name,
         'quantity', l.quantity, 'amountFen', l.amount_fen, 'refundFen', l.refund_fen,
         'effect', l.refund_effect) order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines
   from orders o where o.merchant_id = $1 and o.order_number = $2`,
)

export async function findRefundable(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<Refundable | undefined> {
  return (await db.rows<Refundable>(selectRefundable, [merchantId, orderNumber]))[0]
}
