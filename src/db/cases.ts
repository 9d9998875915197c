// Cases: money that is not simply an order's. Who looks, what was decided, and what that writes.

import type { GrantedUnit } from '../core/granted.ts'
import type { CaseState } from '../core/lifecycle.ts'
import type { Fen } from '../core/money.ts'
import type { OwedLine } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { goodsOfAnyKindGranted } from './goods.ts'
import { released } from './held-money.ts'
import { lineLicense } from './line-terms.ts'
import { clearingByHand } from './manual-confirmations.ts'

export type CaseKind =
  | 'late'
  | 'duplicate'
  | 'over'
  | 'mismatch'
  | 'unmatched_bill'
  | 'missing_in_bill'
  | 'refund_unknown'
  | 'refund_failed'

/** Decisions that take two where much money is about. */
export type AskedFor = 'waive' | 'same' | 'returned'

export type MoneyCase = Readonly<{
  kind: CaseKind
  ref: string
  reason: string
  state: CaseState
  orderNumber: string | null
  channelId: string
  outTradeNo: string
  gatewayTradeNo: string | null
  amountFen: Fen | null
  refundNo: string | null
  decidedBy: string | null
  /** who decided so, while a second person must decide the same */
  waiveAskedBy: string | null
  /** what they decided; null, or of no meaning, where nobody is named */
  waiveAskedFor: AskedFor | null
  note: string
  openedAt: Instant
  resolvedAt: Instant | null
  /** of money that is on no books: when it came; null where that is not known */
  paidAt: Instant | null
}>

const columns = `
  select kind, ref, reason, state, order_number as "orderNumber", channel_id as "channelId",
     out_trade_no as "outTradeNo", gateway_trade_no as "gatewayTradeNo", amount_fen as "amountFen",
     refund_no as "refundNo", decided_by as "decidedBy", waive_asked_by as "waiveAskedBy",
     waive_asked_for as "waiveAskedFor", note, opened_at as "openedAt", resolved_at as "resolvedAt", paid_at as "paidAt"
   from money_case`

const selectOpen = statement(
  'list_open_cases',
  `${columns} where merchant_id = $1 and state in ('open', 'acting') order by opened_at limit 1000`,
)

/** Cases that have not come to an end, oldest first. */
export async function listOpenCases(db: Db, merchantId: number): Promise<MoneyCase[]> {
  return db.rows<MoneyCase>(selectOpen, [merchantId])
}

const selectOne = statement(
  'find_case',
  `${columns} where merchant_id = $1 and kind = $2 and ref = $3`,
)

export async function findCase(
  db: Db,
  merchantId: number,
  kind: string,
  ref: string,
): Promise<MoneyCase | undefined> {
  return (await db.rows<MoneyCase>(selectOne, [merchantId, kind, ref]))[0]
}

const lockOne = statement(
  'lock_case',
  `${columns} where merchant_id = $1 and kind = $2 and ref = $3 for update`,
)

/** The same, held until the transaction ends. */
export async function lockCase(
  tx: Db,
  merchantId: number,
  kind: string,
  ref: string,
): Promise<MoneyCase | undefined> {
  return (await tx.rows<MoneyCase>(lockOne, [merchantId, kind, ref]))[0]
}

const selectOwed = statement(
  'list_owed_lines',
  `select line_no as "lineNo", product_id as "productId", plan_id as "planId", name, quantity,
     unit_fen as "unitFen", amount_fen as "amountFen", fulfilment_kind as "fulfilmentKind",
     valid_days as "validDays", max_devices as "maxDevices", late_policy as "latePolicy",
     ${lineLicense('l')} as license, app_now() as now
   from order_line l
   where merchant_id = $1 and order_number = $2
     and not exists (select 1 from fulfilment f where f.merchant_id = l.merchant_id
       and f.order_number = l.order_number and f.line_no = l.line_no)
   order by line_no`,
)

/** The lines of an order nothing was delivered of, with the moment it is. */
export async function listOwedLines(
  tx: Db,
  merchantId: number,
  orderNumber: string,
): Promise<(OwedLine & Readonly<{ now: Instant }>)[]> {
  return tx.rows<OwedLine & { now: Instant }>(selectOwed, [merchantId, orderNumber])
}

const resolveDelivered = statement(
  'resolve_case_delivered',
  `with won as (
     update money_case set state = 'resolved', reason = 'delivered', resolved_at = app_now(),
       decided_by = $4, note = $5, refund_no = null
     where merchant_id = $1 and order_number = $2 and kind = 'late' and ref = $3
       and state in ('open', 'acting')
     returning app_now() as at, kind, ref),
   ${released('won')},
   ${goodsOfAnyKindGranted('$6')}
   select 1 from won`,
)

/** A person decided to deliver after all: the goods, and the end of the case. Under the order's lock. */
export async function markCaseDelivered(
  tx: Db,
  merchantId: number,
  delivered: Readonly<{
    orderNumber: string
    ref: string
    by: string
    note: string
    units: readonly GrantedUnit[]
  }>,
): Promise<boolean> {
  const { orderNumber, ref, by, note, units } = delivered
  const values = [merchantId, orderNumber, ref, by, note, JSON.stringify(units)]
  return (await tx.rows(resolveDelivered, values)).length === 1
}

const act = statement(
  'mark_case_acting',
  `update money_case set state = 'acting', reason = 'returning', refund_no = $4, decided_by = $5, note = $6,
     resolved_at = null, waive_asked_by = null
   where merchant_id = $1 and kind = $2 and ref = $3`,
)

/** A refund is on its way; its end is the case's. Under the case's lock. */
export async function markCaseActing(
  tx: Db,
  merchantId: number,
  { kind, ref }: Pick<MoneyCase, 'kind' | 'ref'>,
  decided: Readonly<{ refundNo: string; by: string; note: string }>,
): Promise<void> {
  await tx.rows(act, [merchantId, kind, ref, decided.refundNo, decided.by, decided.note])
}

const planAgain = statement(
  'plan_duplicate_refund',
  `with planned as (
     insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at, asked_by, note, by_hand)
     select $1, $4, 'duplicate', order_number, channel_id, out_trade_no, gateway_trade_no, amount_fen,
       $5, app_now(), $6, $7, $8
     from money_case where merchant_id = $1 and kind = $2 and ref = $3
     returning refund_no)
   insert into job (merchant_id, kind, ref, run_at, created_at)
   select $1, 'refund', refund_no, app_now() + $9 * interval '1 millisecond', app_now()
   from planned where $5 = 'planned' and not $8 and $10`,
)

export type DuplicateRefund = Readonly<{
  refundNo: string
  state: 'awaiting' | 'planned'
  by: string
  note: string
  byHand: boolean
  /** its gateway is to be told; false where it has done it already */
  isToSend: boolean
  waitMs: number
}>

/** Plans to return a second payment whose first refund was undone or failed, or that went back without us. */
export async function insertDuplicateRefund(
  tx: Db,
  merchantId: number,
  ref: string,
  { refundNo, state, by, note, byHand, isToSend, waitMs }: DuplicateRefund,
): Promise<void> {
  const planned = [refundNo, state, by, note, byHand, waitMs, isToSend]
  await tx.rows(planAgain, [merchantId, 'duplicate', ref, ...planned])
}

const resolveSame = statement(
  'resolve_case_same',
  `with won as (
     update money_case c set state = 'resolved', reason = 'same_money', resolved_at = app_now(),
       decided_by = $3, note = $4
     where c.merchant_id = $1 and c.kind = 'duplicate' and c.ref = $2 and c.state = 'open' and c.reason = 'after_hand'
       and not exists (
         select from payment_fact f
         join ledger_entry e on e.merchant_id = $1 and e.kind = 'found'
           and e.ref = f.channel_id || ':' || f.gateway_trade_no
         where f.merchant_id = $1 and f.order_number = c.order_number)
     returning c.ref, c.order_number, c.amount_fen)
   insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
   select $1, 'found', ref, 'suspense', '${clearingByHand}', amount_fen, order_number,
     (app_now() at time zone 'Asia/Shanghai')::date, app_now()
   from won
   returning 1 as resolved`,
)

/**
 * A person says that what the gateway told of is the money that had been confirmed by hand before. False: it is not
 * open, not about that, or other money was found to be it already.
 */
export async function markCaseSame(
  tx: Db,
  merchantId: number,
  ref: string,
  by: string,
  note: string,
): Promise<boolean> {
  return (await tx.rows(resolveSame, [merchantId, ref, by, note])).length === 1
}

const waive = statement(
  'waive_case',
  `with waived as (
     update money_case set state = 'waived', resolved_at = app_now(), decided_by = $4, note = $5
     where merchant_id = $1 and kind = $2 and ref = $3 and state = 'open'
     returning kind, ref),
   ${released('waived')}
   select 1 from waived`,
)

/** A person has looked and nothing is to be done; what was held is the merchant's. False: it is not open. */
export async function markCaseWaived(
  db: Db,
  merchantId: number,
  { kind, ref }: Pick<MoneyCase, 'kind' | 'ref'>,
  by: string,
  note: string,
): Promise<boolean> {
  return (await db.rows(waive, [merchantId, kind, ref, by, note])).length === 1
}

const askWaive = statement(
  'ask_to_waive_case',
  `update money_case set waive_asked_by = $4, waive_asked_for = $5, note = $6
   where merchant_id = $1 and kind = $2 and ref = $3 and state = 'open'
   returning 1 as asked`,
)

/** A person decided so, and a second one must decide the same; what was asked before is over. False: it is not open. */
export async function markWaiveAsked(
  db: Db,
  merchantId: number,
  { kind, ref }: Pick<MoneyCase, 'kind' | 'ref'>,
  asked: Readonly<{ decision: AskedFor; by: string; note: string }>,
): Promise<boolean> {
  const { decision, by, note } = asked
  return (await db.rows(askWaive, [merchantId, kind, ref, by, decision, note])).length === 1
}

const selectOutside = statement(
  'find_outside_refund',
  `select d.explanation->'evidence'->>'refundNo' as "refundNo", d.day::text as day, l.at
   from bill_difference d
   left join lateral (
     select at from bill_line l
     where l.merchant_id = d.merchant_id and l.channel_id = d.channel_id and l.day = d.day
       and l.kind = 'trade' and l.entry = 'refund'
       and l.refund_no = d.explanation->'evidence'->>'refundNo'
     order by l.line_no limit 1) l on true
   where d.merchant_id = $1 and 'bill:' || d.channel_id || ':' || d.kind || ':' || d.ref = $2
     and d.channel_id = $3 and d.kind = 'unknown_refund'`,
)

/** A refund that only the gateway's bill has. */
export type OutsideRefund = Readonly<{
  /** null where the bill names none */
  refundNo: string | null
  /** the bill's day */
  day: string
  /** when it was made, by the bill; null where its lines are not kept any more */
  at: Instant | null
}>

/** What the bill says about the refund a case is about. */
export async function findOutsideRefund(
  db: Db,
  merchantId: number,
  { ref, channelId }: Pick<MoneyCase, 'ref' | 'channelId'>,
): Promise<OutsideRefund | undefined> {
  return (await db.rows<OutsideRefund>(selectOutside, [merchantId, ref, channelId]))[0]
}
