// Comparing a day's bill with the books, set by set: what one has and the other has not. Reading only; what
// was found is written by differences.ts.

import type { Instant } from '../core/time.ts'
import { type BillScope, keyOf } from './bills.ts'
import { type Db, statement } from './connect.ts'

/** Differences are read in pages, as a bill may have nothing that we know; each page reads the whole day. */
export const pageSize = 2_000

/** A payment in the bill that the books do not have so. */
export type OddPayment = Readonly<{
  lineNo: number
  entry: 'payment' | 'other'
  outTradeNo: string | null
  gatewayTradeNo: string | null
  billFen: number
  at: Instant
  /** what is on the books under its gateway's number */
  factFen: number | null
  factNumber: string | null
  /** what its order number was to bring, where it is one of ours */
  attemptFen: number | null
}>

/**
 * In SQL, the line under this alias: a sale or a refund of somebody else on the same account. Its number has not the
 * form of ours (core/ids.ts, newOrderNumber), no attempt has it, and its money is not on the books.
 */
export function isForeign(line: string): string {
  return `(${line}.entry in ('payment', 'refund')
       and (${line}.out_trade_no is null or ${line}.out_trade_no !~ '^[0-9A-HJKMNP-TV-Z]{20}$')
       and not exists (select 1 from attempt a where a.merchant_id = ${line}.merchant_id
         and a.channel_id = ${line}.channel_id and a.out_trade_no = ${line}.out_trade_no)
       and not exists (select 1 from payment_fact p where p.merchant_id = ${line}.merchant_id
         and p.channel_id = ${line}.channel_id and p.gateway_trade_no = ${line}.gateway_trade_no)
       and not exists (select 1 from refund q where q.merchant_id = ${line}.merchant_id
         and q.channel_id = ${line}.channel_id and q.refund_no = ${line}.refund_no))`
}

const selectOddPayments = statement(
  'list_odd_payments',
  `select l.line_no as "lineNo", l.entry, l.out_trade_no as "outTradeNo",
     l.gateway_trade_no as "gatewayTradeNo", l.amount_fen as "billFen", l.at,
     f.amount_fen as "factFen", f.out_trade_no as "factNumber",
     (select a.amount_fen from attempt a
      where a.merchant_id = l.merchant_id and a.channel_id = l.channel_id
        and a.out_trade_no = l.out_trade_no) as "attemptFen"
   from bill_line l
   left join payment_fact f on f.merchant_id = l.merchant_id and f.channel_id = l.channel_id
     and f.gateway_trade_no = l.gateway_trade_no
   where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
     and l.line_no > $4
     and ((l.entry = 'payment' and (f.gateway_trade_no is null or f.amount_fen <> l.amount_fen
         or f.out_trade_no is distinct from l.out_trade_no))
       or (l.entry in ('other', 'fee') and l.amount_fen <> 0))
     and ($6 or not ${isForeign('l')})
   order by l.line_no limit $5`,
)

/** Payments after the line `afterLine` that are unknown or not the same; sales of others with `foreign` only. */
export async function listOddPayments(
  db: Db,
  scope: BillScope,
  afterLine: number,
  foreign: boolean,
): Promise<readonly OddPayment[]> {
  return db.rows<OddPayment>(selectOddPayments, [...keyOf(scope), afterLine, pageSize, foreign])
}

/** One number with more than one line. */
export type Repeated = Readonly<{
  number: string
  outTradeNo: string | null
  times: number
  billFen: number
  oursFen: number
}>

const selectRepeatedPayments = statement(
  'list_repeated_payments',
  `with repeated as (
     select gateway_trade_no, count(*) as times, sum(amount_fen)::bigint as fen
     from bill_line
     where merchant_id = $1 and channel_id = $2 and day = $3 and kind = 'trade' and entry = 'payment'
     group by gateway_trade_no having count(*) > 1
     union all
     select l.gateway_trade_no, 2, l.amount_fen + o.amount_fen
     from bill_line l
     join bill_line o on o.merchant_id = l.merchant_id and o.channel_id = l.channel_id
       and o.gateway_trade_no = l.gateway_trade_no and o.entry = 'payment' and o.kind = 'trade'
       and o.day < l.day and o.day >= l.day - 3
     where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
       and l.entry = 'payment')
   select f.gateway_trade_no as number, f.out_trade_no as "outTradeNo", r.times, r.fen as "billFen",
     f.amount_fen as "oursFen"
   from repeated r
   join payment_fact f on f.merchant_id = $1 and f.channel_id = $2
     and f.gateway_trade_no = r.gateway_trade_no`,
)

/** Payments of ours that the bills of this day and the three before have more than once. */
export async function listRepeatedPayments(db: Db, scope: BillScope): Promise<readonly Repeated[]> {
  return db.rows<Repeated>(selectRepeatedPayments, keyOf(scope))
}

/** Money of ours that is in no bill. `number` is the gateway's of a payment, ours of a refund. */
export type Missing = Readonly<{ number: string; outTradeNo: string; oursFen: number }>

const selectMissingPayments = statement(
  'list_missing_payments',
  `select f.gateway_trade_no as number, f.out_trade_no as "outTradeNo", e.amount_fen as "oursFen"
   from ledger_entry e
   join payment_fact f on f.merchant_id = e.merchant_id and f.channel_id = $2
     and f.gateway_trade_no = substr(e.ref, length($2::text) + 2)
   where e.merchant_id = $1 and e.day = $3::date and e.kind in ('payment', 'duplicate', 'found')
     and e.debit = 'clearing:' || $2 and f.gateway_trade_no > $4
     and not exists (
       select 1 from bill_line l
       where l.merchant_id = $1 and l.channel_id = $2 and l.kind = 'trade' and l.entry = 'payment'
         and l.day between $3::date - 1 and $3::date + 3 and l.gateway_trade_no = f.gateway_trade_no)
   order by f.gateway_trade_no limit $5`,
)

/**
 * Payments of the day that neither its bill nor a neighbour's has, in the order of their numbers. What a person alone
 * says has come is at no gateway.
 */
export async function listMissingPayments(
  db: Db,
  scope: BillScope,
  after: string,
): Promise<readonly Missing[]> {
  return db.rows<Missing>(selectMissingPayments, [...keyOf(scope), after, pageSize])
}

/** A refund in the bill that the books do not have so. */
export type OddRefund = Readonly<{
  lineNo: number
  outTradeNo: string | null
  gatewayTradeNo: string | null
  refundNo: string | null
  billFen: number
  state: string | null
  oursFen: number | null
}>

const selectOddRefunds = statement(
  'list_odd_refunds',
  `select l.line_no as "lineNo", l.out_trade_no as "outTradeNo",
     l.gateway_trade_no as "gatewayTradeNo", l.refund_no as "refundNo", l.amount_fen as "billFen",
     r.state, r.amount_fen as "oursFen"
   from bill_line l
   left join refund r on r.merchant_id = l.merchant_id and r.refund_no = l.refund_no
     and r.channel_id = l.channel_id
   where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
     and l.entry = 'refund' and l.line_no > $4
     and (r.refund_no is null or r.state <> 'done' or r.amount_fen <> l.amount_fen)
     and ($6 or not ${isForeign('l')})
   order by l.line_no limit $5`,
)

/** Refunds after the line `afterLine` that are unknown, not done, or not the same; of others with `foreign` only. */
export async function listOddRefunds(
  db: Db,
  scope: BillScope,
  afterLine: number,
  foreign: boolean,
): Promise<readonly OddRefund[]> {
  return db.rows<OddRefund>(selectOddRefunds, [...keyOf(scope), afterLine, pageSize, foreign])
}

const selectRepeatedRefunds = statement(
  'list_repeated_refunds',
  `select r.refund_no as number, r.out_trade_no as "outTradeNo", count(*) as times,
     sum(l.amount_fen)::bigint as "billFen", r.amount_fen as "oursFen"
   from bill_line l
   join refund r on r.merchant_id = l.merchant_id and r.refund_no = l.refund_no
     and r.channel_id = l.channel_id
   where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
     and l.entry = 'refund'
   group by r.refund_no, r.out_trade_no, r.amount_fen having count(*) > 1`,
)

/** Refunds of ours that the bill has more than once. */
export async function listRepeatedRefunds(db: Db, scope: BillScope): Promise<readonly Repeated[]> {
  return db.rows<Repeated>(selectRepeatedRefunds, keyOf(scope))
}

const selectMissingRefunds = statement(
  'list_missing_refunds',
  `select r.refund_no as number, r.out_trade_no as "outTradeNo", e.amount_fen as "oursFen"
   from ledger_entry e
   join refund r on r.merchant_id = e.merchant_id and r.refund_no = e.ref and r.channel_id = $2
   where e.merchant_id = $1 and e.day = $3::date and e.kind in ('refund', 'return')
     and e.credit = 'clearing:' || $2 and r.refund_no > $4
     and not exists (
       select 1 from bill_line l
       where l.merchant_id = $1 and l.channel_id = $2 and l.kind = 'trade' and l.entry = 'refund'
         and l.refund_no = r.refund_no)
   order by r.refund_no limit $5`,
)

/** Refunds that were settled on the day and are in no bill: a bill has the day they were accepted. */
export async function listMissingRefunds(
  db: Db,
  scope: BillScope,
  after: string,
): Promise<readonly Missing[]> {
  return db.rows<Missing>(selectMissingRefunds, [...keyOf(scope), after, pageSize])
}

const selectKnown = statement(
  'is_known_payment',
  `select 1 from payment_fact
   where merchant_id = $1 and channel_id = $2 and gateway_trade_no = $3`,
)

/** Whether money with this number of the gateway's is on the books. */
export async function isKnownPayment(
  db: Db,
  { merchantId, channelId }: BillScope,
  gatewayTradeNo: string,
): Promise<boolean> {
  return (await db.rows(selectKnown, [merchantId, channelId, gatewayTradeNo])).length > 0
}

const selectMismatch = statement(
  'has_mismatch_case',
  `select 1 from money_case
   where merchant_id = $1 and channel_id = $2 and gateway_trade_no = $3
     and kind in ('mismatch', 'over')`,
)

/** Whether settling this money was refused, and a case says why. */
export async function hasMismatchCase(
  db: Db,
  { merchantId, channelId }: BillScope,
  gatewayTradeNo: string,
): Promise<boolean> {
  return (await db.rows(selectMismatch, [merchantId, channelId, gatewayTradeNo])).length > 0
}

/** Sums of a day in fen; what matches is what bill and books both have. */
export type DaySums = Readonly<{
  lines: number
  payments: number
  paymentsFen: number
  refunds: number
  refundsFen: number
  matchedPayments: number
  matchedPaymentsFen: number
  matchedRefunds: number
  matchedRefundsFen: number
  /** what the gateway kept of what matches, less what it gave back */
  feeFen: number
  /** what the ledger moved into the channel for what matches, less what it moved out */
  ledgerFen: number
}>

const selectSums = statement(
  'find_day_sums',
  `with matched as (
     select l.entry, l.amount_fen, l.fee_fen, e.amount_fen as ledger_fen
     from bill_line l
     join payment_fact f on f.merchant_id = l.merchant_id and f.channel_id = l.channel_id
       and f.gateway_trade_no = l.gateway_trade_no and f.amount_fen = l.amount_fen
     left join ledger_entry e on e.merchant_id = l.merchant_id
       and e.kind = case f.verdict when 'duplicate' then 'duplicate' else 'payment' end
       and e.ref = l.channel_id || ':' || case f.verdict when 'confirmed' then (
         select h.gateway_trade_no from payment_fact h
         where h.merchant_id = f.merchant_id and h.order_number = f.order_number
           and h.verdict = 'accepted') else l.gateway_trade_no end
     where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
       and l.entry = 'payment'
     union all
     select l.entry, l.amount_fen, l.fee_fen, e.amount_fen
     from bill_line l
     join refund r on r.merchant_id = l.merchant_id and r.refund_no = l.refund_no
       and r.channel_id = l.channel_id and r.state = 'done' and r.amount_fen = l.amount_fen
     left join ledger_entry e on e.merchant_id = l.merchant_id and e.kind in ('refund', 'return')
       and e.ref = l.refund_no
     where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
       and l.entry = 'refund'),
   of_matched as (
     select count(*) filter (where entry = 'payment') as payments,
       coalesce(sum(amount_fen) filter (where entry = 'payment'), 0)::bigint as payments_fen,
       count(*) filter (where entry = 'refund') as refunds,
       coalesce(sum(amount_fen) filter (where entry = 'refund'), 0)::bigint as refunds_fen,
       coalesce(sum(fee_fen), 0)::bigint as fee_fen,
       coalesce(sum(case entry when 'payment' then ledger_fen else -ledger_fen end), 0)::bigint
         as ledger_fen
     from matched),
   of_bill as (
     select count(*) as lines, count(*) filter (where entry = 'payment') as payments,
       coalesce(sum(amount_fen) filter (where entry = 'payment'), 0)::bigint as payments_fen,
       count(*) filter (where entry = 'refund') as refunds,
       coalesce(sum(amount_fen) filter (where entry = 'refund'), 0)::bigint as refunds_fen
     from bill_line
     where merchant_id = $1 and channel_id = $2 and day = $3 and kind = 'trade')
   select b.lines, b.payments, b.payments_fen as "paymentsFen", b.refunds,
     b.refunds_fen as "refundsFen", m.payments as "matchedPayments",
     m.payments_fen as "matchedPaymentsFen", m.refunds as "matchedRefunds",
     m.refunds_fen as "matchedRefundsFen", m.fee_fen as "feeFen", m.ledger_fen as "ledgerFen"
   from of_bill b, of_matched m`,
)

export async function findDaySums(db: Db, scope: BillScope): Promise<DaySums> {
  const [sums] = await db.rows<DaySums>(selectSums, keyOf(scope))
  if (!sums) throw new Error('sums of nothing are a row too')
  return sums
}
