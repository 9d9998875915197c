// Cases as the console lists and shows them.

import type { Fen } from '../core/money.ts'
import type { OrderState } from '../core/order.ts'
import type { RefundReason, RefundState } from '../core/refund.ts'
import type { Instant } from '../core/time.ts'
import type { CaseKind, MoneyCase } from './cases.ts'
import { type Db, statement } from './connect.ts'

export type CaseState = MoneyCase['state']

export type CaseFilter = Readonly<{
  /** a whole number: the case's reference, its order's, a refund's, or the gateway's */
  search?: string | undefined
  /** one state, or `pending` for all that have not ended */
  state?: CaseState | 'pending' | undefined
  kind?: CaseKind | undefined
  from?: Instant | undefined
  until?: Instant | undefined
}>

export type CaseView = MoneyCase &
  Readonly<{
    /** 2 when a person must decide, 1 when something is under way, 0 at its end */
    rank: 0 | 1 | 2
    orderState: OrderState | null
    paidFen: Fen | null
    refundedFen: Fen | null
    /** of the refund the case is about, or that was decided */
    refundState: RefundState | null
    refundReason: RefundReason | null
    /** of a difference between bill and books */
    day: string | null
    says: Readonly<{ zh: string; en: string }> | null
  }>

const rank = `(case c.state when 'open' then 2 when 'acting' then 1 else 0 end)`

const columns = `
  select c.kind, c.ref, c.reason, c.state, c.order_number as "orderNumber",
     c.channel_id as "channelId", c.out_trade_no as "outTradeNo",
     c.gateway_trade_no as "gatewayTradeNo", c.amount_fen as "amountFen",
     coalesce(c.refund_no, r.refund_no) as "refundNo", c.decided_by as "decidedBy",
     c.waive_asked_by as "waiveAskedBy", c.waive_asked_for as "waiveAskedFor", c.note,
     c.opened_at as "openedAt", c.resolved_at as "resolvedAt", c.paid_at as "paidAt", ${rank} as rank,
     o.state as "orderState", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen",
     r.state as "refundState", r.reason as "refundReason", d.day::text as day,
     d.explanation as says
   from money_case c
   left join orders o on o.merchant_id = c.merchant_id and o.order_number = c.order_number
   left join refund r on r.merchant_id = c.merchant_id and r.refund_no = coalesce(c.refund_no,
     case when c.kind in ('refund_failed', 'refund_unknown') then c.ref end)
   left join lateral (
     select day, explanation from bill_difference d
     where d.merchant_id = c.merchant_id and d.channel_id = c.channel_id
       and c.ref = 'bill:' || d.channel_id || ':' || d.kind || ':' || d.ref limit 1) d on true`

const filtered = `
   where c.merchant_id = $1
     and ($2::text is null
       or $2 in (c.ref, c.order_number, c.out_trade_no, c.gateway_trade_no, c.refund_no))
     and ($3::text is null or c.state = $3 or ($3 = 'pending' and c.state in ('open', 'acting')))
     and ($4::text is null or c.kind = $4)
     and ($5::float8 is null or c.opened_at >= to_timestamp($5 / 1000))
     and ($6::float8 is null or c.opened_at < to_timestamp($6 / 1000))`

const selectRows = statement(
  'list_case_rows',
  `${columns} ${filtered}
     and ($7::integer is null or (${rank}, c.opened_at, c.kind, c.ref) < ($7,
       (select opened_at from money_case where merchant_id = $1 and kind = $8 and ref = $9), $8, $9))
   order by ${rank} desc, c.opened_at desc, c.kind desc, c.ref desc limit $10`,
)

const countRows = statement('count_case_rows', `select count(*) as n from money_case c ${filtered}`)

export type CaseCursor = Readonly<{ rank: number; kind: string; ref: string }>

/** Those a person must decide first, then what is under way, then the newest. */
export async function listCaseRows(
  db: Db,
  merchantId: number,
  filter: CaseFilter,
  after: CaseCursor | undefined,
  limit: number,
): Promise<CaseView[]> {
  const cursor = [after?.rank ?? null, after?.kind ?? null, after?.ref ?? null]
  return db.rows<CaseView>(selectRows, [...valuesOf(merchantId, filter), ...cursor, limit])
}

export async function countCaseRows(
  db: Db,
  merchantId: number,
  filter: CaseFilter,
): Promise<number> {
  return (await db.rows<{ n: number }>(countRows, valuesOf(merchantId, filter)))[0]?.n ?? 0
}

function valuesOf(merchantId: number, { search, state, kind, from, until }: CaseFilter): unknown[] {
  return [merchantId, ...[search, state, kind, from, until].map((value) => value ?? null)]
}

const selectView = statement(
  'find_case_view',
  `${columns} where c.merchant_id = $1 and c.kind = $2 and c.ref = $3`,
)

export async function findCaseView(
  db: Db,
  merchantId: number,
  kind: string,
  ref: string,
): Promise<CaseView | undefined> {
  return (await db.rows<CaseView>(selectView, [merchantId, kind, ref]))[0]
}
