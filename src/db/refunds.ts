// Refunds: money on its way back. What is promised is reserved under the order's row lock, and every end is one
// statement that writes all that follows from it.

import type { Fen } from '../core/money.ts'
import type { OrderState } from '../core/order.ts'
import type {
  RefundableLine,
  RefundBooks,
  RefundEffect,
  RefundReason,
  RefundShare,
  RefundState,
} from '../core/refund.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement, unindexed } from './connect.ts'

export type Refund = Readonly<{
  refundNo: string
  reason: RefundReason
  orderNumber: string
  channelId: string
  outTradeNo: string
  /** the gateway's own, also of money a person had confirmed by another */
  gatewayTradeNo: string
  amountFen: Fen
  /** what this payment had brought in all */
  paidFen: Fen
  state: RefundState
  trouble: string | null
  note: string
  refundEffect: RefundEffect | null
  requestKey: string | null
  askedBy: string
  decidedBy: string | null
  /** returned by a person, not by its gateway */
  byHand: boolean
  /** how often it was sent */
  sendings: number
  /** the last sending whose answer is not known; null while there is none, as those that were refused do not count */
  inDoubtSince: Instant | null
  /** the gateway has said that it has it */
  isTakenOn: boolean
  plannedAt: Instant
  settledAt: Instant | null
  /** when the money moved */
  returnedAt: Instant | null
  lines: readonly RefundShare[]
  now: Instant
}>

const columns = `
  select r.refund_no as "refundNo", r.reason, r.order_number as "orderNumber", r.channel_id as "channelId",
     r.out_trade_no as "outTradeNo", r.amount_fen as "amountFen",
     coalesce((select c.gateway_trade_no from payment_fact c
       where c.merchant_id = r.merchant_id and c.order_number = r.order_number and c.verdict = 'confirmed'
         and r.reason <> 'duplicate'), r.gateway_trade_no) as "gatewayTradeNo",
     f.amount_fen as "paidFen", r.state, r.trouble, r.note, r.refund_effect as "refundEffect",
     r.request_key as "requestKey", r.asked_by as "askedBy", r.decided_by as "decidedBy",
     r.by_hand as "byHand", r.sendings, r.in_doubt_since as "inDoubtSince",
     r.taken_on as "isTakenOn", r.planned_at as "plannedAt", r.settled_at as "settledAt",
     r.returned_at as "returnedAt", app_now() as now,
     coalesce((select jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'amountFen', l.amount_fen)
         order by l.line_no)
       from refund_line l where l.merchant_id = r.merchant_id and l.refund_no = r.refund_no), '[]') as lines
   from refund r
   join payment_fact f on f.merchant_id = r.merchant_id and f.channel_id = r.channel_id
     and f.gateway_trade_no = r.gateway_trade_no`

const selectOne = statement(
  'find_refund',
  `${columns} where r.merchant_id = $1 and r.refund_no = $2`,
)

export async function findRefund(
  db: Db,
  merchantId: number,
  refundNo: string,
): Promise<Refund | undefined> {
  return (await db.rows<Refund>(selectOne, [merchantId, refundNo]))[0]
}

const selectByKey = statement(
  'find_refund_by_key',
  `${columns} where r.merchant_id = $1 and r.order_number = $2 and r.request_key = $3`,
)

/** The refund a caller's own number has planned before. */
export async function findRefundByKey(
  db: Db,
  merchantId: number,
  orderNumber: string,
  requestKey: string,
): Promise<Refund | undefined> {
  return (await db.rows<Refund>(selectByKey, [merchantId, orderNumber, requestKey]))[0]
}

const selectByOrder = statement(
  'list_refunds_of_order',
  `${columns} where r.merchant_id = $1 and r.order_number = $2 order by r.planned_at, r.refund_no`,
)

export async function listRefundsOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<Refund[]> {
  return db.rows<Refund>(selectByOrder, [merchantId, orderNumber])
}

const selectOpen = statement(
  'list_open_refunds',
  `${columns} where r.merchant_id = $1 and r.state in ('awaiting', 'planned', 'processing', 'unknown')
   order by r.planned_at limit 1000`,
)

/** Refunds that have not come to an end, oldest first. */
export async function listOpenRefunds(db: Db, merchantId: number): Promise<Refund[]> {
  return db.rows<Refund>(selectOpen, [merchantId])
}

/** The payment that settled an order, by whose number money goes back. */
export type SettledBy = Readonly<{
  channelId: string
  outTradeNo: string
  gatewayTradeNo: string
}>

const lockOrder = statement(
  'lock_order_for_refund',
  `select o.state, o.paid_fen as "paidFen", o.refunded_fen as "refundedFen",
     o.reserved_fen as "reservedFen", f.channel_id as "channelId", f.out_trade_no as "outTradeNo",
     f.gateway_trade_no as "gatewayTradeNo",
     (select jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'amountFen', l.amount_fen,
         'refundFen', l.refund_fen) order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines
   from orders o
   left join payment_fact f on f.merchant_id = o.merchant_id and f.order_number = o.order_number
     and f.verdict = 'accepted'
   where o.merchant_id = $1 and o.order_number = $2
   for update of o`,
)
// Read after the lock is held: a subquery of the locking statement may show the lines as they were before.
const selectLines = statement(
  'list_refundable_lines',
  `select line_no as "lineNo", amount_fen as "amountFen", refund_fen as "refundFen"
   from order_line where merchant_id = $1 and order_number = $2 order by line_no`,
)

/** Locks the order until the transaction ends and reads what may go back; undefined when there is no such order. */
export async function lockRefundBooks(
  tx: Db,
  merchantId: number,
  orderNumber: string,
): Promise<(RefundBooks & Readonly<{ settledBy: SettledBy | undefined }>) | undefined> {
  type Row = Omit<RefundBooks, 'lines'> &
    Readonly<{ channelId: string | null; outTradeNo: string; gatewayTradeNo: string }>
  const [row] = await tx.rows<Row & { state: OrderState }>(lockOrder, [merchantId, orderNumber])
  if (!row) return undefined
  const lines = await tx.rows<RefundableLine>(selectLines, [merchantId, orderNumber])
  const { channelId, outTradeNo, gatewayTradeNo, ...books } = row
  const settledBy = channelId === null ? undefined : { channelId, outTradeNo, gatewayTradeNo }
  return { ...books, lines, settledBy }
}

export type NewRefund = SettledBy &
  Readonly<{
    refundNo: string
    reason: Exclude<RefundReason, 'duplicate'>
    orderNumber: string
    amountFen: Fen
    lines: readonly RefundShare[]
    state: 'awaiting' | 'planned'
    note: string
    refundEffect: RefundEffect | null
    requestKey: string | null
    askedBy: string
    byHand: boolean
    /** whether its gateway is to be told */
    isToSend: boolean
    /** how long it may still be undone, in ms */
    waitMs: number
  }>

const insertOne = statement(
  'insert_refund',
  `with planned as (
     insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at, note, refund_effect, request_key, asked_by, by_hand)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app_now(), $10, $11, $12, $13, $16)),
   shares as (
     select s."lineNo" as line_no, s."amountFen" as amount_fen
     from jsonb_to_recordset($14::jsonb) as s("lineNo" integer, "amountFen" bigint)),
   planned_lines as (
     insert into refund_line (merchant_id, refund_no, line_no, amount_fen)
     select $1, $2, line_no, amount_fen from shares),
   promised_lines as (
     update order_line l set refund_fen = l.refund_fen + s.amount_fen
     from shares s where l.merchant_id = $1 and l.order_number = $4 and l.line_no = s.line_no),
   job as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'refund', $2, app_now() + $15 * interval '1 millisecond', app_now()
     where $9 = 'planned' and $17)
   update orders set reserved_fen = reserved_fen + $8, version = version + 1
   where merchant_id = $1 and order_number = $4`,
)

/** Plans a refund and promises its money, under lockRefundBooks. */
export async function insertRefund(tx: Db, merchantId: number, refund: NewRefund): Promise<void> {
  await tx.rows(insertOne, [
    merchantId,
    refund.refundNo,
    refund.reason,
    refund.orderNumber,
    refund.channelId,
    refund.outTradeNo,
    refund.gatewayTradeNo,
    refund.amountFen,
    refund.state,
    refund.note,
    refund.refundEffect,
    refund.requestKey,
    refund.askedBy,
    JSON.stringify(refund.lines),
    refund.waitMs,
    refund.byHand,
    refund.isToSend,
  ])
}

const approve = statement(
  'approve_refund',
  `with approved as (
     update refund set state = 'planned', decided_by = $3, decided_at = app_now()
     where merchant_id = $1 and refund_no = $2 and state = 'awaiting' and asked_by <> $3
     returning refund_no, by_hand),
   job as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'refund', refund_no, app_now(), app_now() from approved where not by_hand)
   select 1 from approved`,
)

/** A second person agrees. False: it does not wait for that, or the first person tried. */
export async function markRefundApproved(
  db: Db,
  merchantId: number,
  refundNo: string,
  by: string,
): Promise<boolean> {
  return (await db.rows(approve, [merchantId, refundNo, by])).length === 1
}

const updateSent = statement(
  'mark_refund_sent',
  `update refund set sendings = sendings + 1, in_doubt_since = app_now(),
     state = case state when 'planned' then 'processing' else state end
   where merchant_id = $1 and refund_no = $2 and state = $3 and sendings = $4
     and ${unindexed('state')} in ('planned', 'processing', 'unknown')
   returning 1 as sent`,
)

/** About to be told to the gateway. False: somebody undid it, ended it or sent it since it was read. */
export async function markRefundSent(
  db: Db,
  merchantId: number,
  { refundNo, state, sendings }: Pick<Refund, 'refundNo' | 'state' | 'sendings'>,
): Promise<boolean> {
  return (await db.rows(updateSent, [merchantId, refundNo, state, sendings])).length === 1
}

const updateWaiting = statement(
  'mark_refund_waiting',
  `update refund set state = $3, trouble = $4, taken_on = taken_on or $5
   where merchant_id = $1 and refund_no = $2 and ${unindexed('state')} in ('planned', 'processing', 'unknown')
     and (state, trouble, taken_on) is distinct from ($3, $4, taken_on or $5)`,
)

/** The money has not arrived yet; `trouble` is what the gateway said of it, `isTakenOn` that it has it. */
export async function markRefundWaiting(
  db: Db,
  merchantId: number,
  refundNo: string,
  state: 'processing' | 'unknown',
  trouble: string | null,
  isTakenOn = state === 'processing',
): Promise<void> {
  await db.rows(updateWaiting, [merchantId, refundNo, state, trouble, isTakenOn])
}

const updateRefused = statement(
  'mark_refund_refused',
  `with refused as (
     update refund set trouble = $5, state = $6,
       in_doubt_since = case when $6 = 'planned' then null else to_timestamp($7::float8 / 1000) end
     where merchant_id = $1 and refund_no = $2 and state = any ($3) and sendings = $4
     returning state)
   update money_case c set state = 'resolved', reason = 'never_arrived', resolved_at = app_now()
   from refused
   where refused.state = 'planned' and c.merchant_id = $1 and c.kind = 'refund_unknown' and c.ref = $2
     and c.state = 'open'`,
)

/**
 * The gateway would not take the sending of the refund as it was `seen`, which so came to nothing. `isWithUs`: no
 * other can come to something either, so it is planned again and can be undone, and no case says any more that nobody
 * knows. Nothing is written where somebody sent it meanwhile.
 */
export async function markRefundRefused(
  db: Db,
  merchantId: number,
  seen: Pick<Refund, 'refundNo' | 'sendings' | 'inDoubtSince'>,
  trouble: string,
  isWithUs: boolean,
): Promise<void> {
  const { refundNo, sendings, inDoubtSince } = seen
  const from = ['planned', 'processing', 'unknown']
  const state = isWithUs ? 'planned' : 'unknown'
  await db.rows(updateRefused, [
    merchantId,
    refundNo,
    from,
    sendings + 1,
    trouble,
    state,
    inDoubtSince,
  ])
}
