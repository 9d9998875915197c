// Days of bills and the clearing accounts as the console shows them.

import type { DifferenceKind, DifferenceState } from '../core/reconcile.ts'
import type { Instant } from '../core/time.ts'
import type { BillScope } from './bills.ts'
import { type Db, statement } from './connect.ts'
import type { ReconciliationState } from './differences.ts'

export type BillDay = Readonly<{
  day: string
  channelId: string
  state: ReconciliationState
  trouble: string | null
  /** what the last comparison counted: lines, sums in fen, matches */
  counts: Readonly<Record<string, number>>
  ranAt: Instant
  fetchedAt: Instant | null
  /** of the file that was fetched last, in bytes */
  fileBytes: number | null
  healed: number
  waiting: number
  open: number
  resolved: number
  /** the bill is being fetched or compared right now */
  isBusy: boolean
}>

export type BillDayFilter = Readonly<{
  channelId?: string | undefined
  state?: ReconciliationState | undefined
  from?: string | undefined
  to?: string | undefined
}>

const columns = `
  select b.day::text as day, b.channel_id as "channelId", b.state, b.trouble, b.counts,
     b.ran_at as "ranAt", f.fetched_at as "fetchedAt", f.size as "fileBytes",
     coalesce(d.healed, 0) as healed, coalesce(d.waiting, 0) as waiting,
     coalesce(d.open, 0) as open, coalesce(d.resolved, 0) as resolved,
     exists (select 1 from job j where j.merchant_id = b.merchant_id
       and j.kind in ('download-bill', 'reconcile') and j.ref = b.channel_id || ':' || b.day::text
       and j.parked_at is null
       and (j.run_at <= app_now() or j.lease_until > real_now())) as "isBusy"
   from reconciliation b
   left join lateral (
     select fetched_at, length(bytes) as size from bill_file f
     where f.merchant_id = b.merchant_id and f.channel_id = b.channel_id and f.day = b.day
       and f.kind = 'trade'
     order by fetched_at desc limit 1) f on true
   left join lateral (
     select count(*) filter (where state = 'healed') as healed,
       count(*) filter (where state = 'waiting') as waiting,
       count(*) filter (where state = 'case') as open,
       count(*) filter (where state = 'resolved') as resolved
     from bill_difference d
     where d.merchant_id = b.merchant_id and d.channel_id = b.channel_id and d.day = b.day) d on true`

const selectDays = statement(
  'list_bill_days',
  `${columns}
   where b.merchant_id = $1 and ($2::text is null or b.channel_id = $2)
     and ($3::text is null or b.state = $3)
     and ($4::date is null or b.day >= $4) and ($5::date is null or b.day <= $5)
     and ($6::date is null or b.day < $6 or (b.day = $6 and b.channel_id > $7))
   order by b.day desc, b.channel_id limit $8`,
)

/** The newest day first; after the day and channel a page ended with. */
export async function listBillDays(
  db: Db,
  merchantId: number,
  { channelId, state, from, to }: BillDayFilter,
  after: Readonly<{ day: string; channelId: string }> | undefined,
  limit: number,
): Promise<BillDay[]> {
  const filter = [channelId, state, from, to].map((value) => value ?? null)
  const cursor = [after?.day ?? null, after?.channelId ?? null]
  return db.rows<BillDay>(selectDays, [merchantId, ...filter, ...cursor, limit])
}

const selectDay = statement(
  'find_bill_day',
  `${columns} where b.merchant_id = $1 and b.channel_id = $2 and b.day = $3`,
)

export async function findBillDay(
  db: Db,
  { merchantId, channelId, day }: BillScope,
): Promise<BillDay | undefined> {
  return (await db.rows<BillDay>(selectDay, [merchantId, channelId, day]))[0]
}

export type BillDifference = Readonly<{
  kind: DifferenceKind
  ref: string
  state: DifferenceState
  oursFen: number | null
  billFen: number | null
  says: Readonly<{ zh: string; en: string }>
  orderNumber: string | null
  refundNo: string | null
  /** the case it opened */
  case: Readonly<{ kind: string; ref: string }> | null
}>

const selectDifferences = statement(
  'list_bill_differences',
  `select d.kind, d.ref, d.state, d.ours_fen as "oursFen", d.bill_fen as "billFen",
     d.explanation as says, a.order_number as "orderNumber", r.refund_no as "refundNo",
     d.explanation->'case' as case
   from bill_difference d
   left join attempt a on a.merchant_id = d.merchant_id and a.channel_id = d.channel_id
     and a.out_trade_no = d.explanation->'evidence'->>'outTradeNo'
   left join refund r on r.merchant_id = d.merchant_id
     and r.refund_no = d.explanation->'evidence'->>'refundNo'
   where d.merchant_id = $1 and d.channel_id = $2 and d.day = $3
   order by array_position(array['case', 'waiting', 'resolved', 'healed'], d.state), d.kind, d.ref
   limit $4`,
)

/** A day's differences, those a person must look at first. */
export async function listBillDifferences(
  db: Db,
  { merchantId, channelId, day }: BillScope,
  limit: number,
): Promise<BillDifference[]> {
  return db.rows<BillDifference>(selectDifferences, [merchantId, channelId, day, limit])
}

/** What the ledger says moved at a channel on a day, in fen; refunds, fees and payouts as positive numbers. */
export type LedgerDay = Readonly<{
  day: string
  channelId: string
  payments: number
  paymentsFen: number
  refunds: number
  refundsFen: number
  feeFen: number
  payoutsFen: number
  /** what had come in and not gone out by the end of the day */
  balanceFen: number
}>

const selectLedger = statement(
  'list_ledger_days',
  `with moved as (
     select p.day, substr(p.account, 10) as channel_id,
       count(*) filter (where p.kind in ('payment', 'duplicate') or (p.kind = 'found' and p.amount_fen > 0)) as payments,
       coalesce(sum(p.amount_fen) filter (where p.kind in ('payment', 'duplicate', 'found')), 0)::bigint
         as payments_fen,
       count(*) filter (where p.kind in ('refund', 'return')) as refunds,
       coalesce(-sum(p.amount_fen) filter (where p.kind in ('refund', 'return')), 0)::bigint as refunds_fen,
       coalesce(-sum(p.amount_fen) filter (where p.kind in ('fee', 'fee_return')), 0)::bigint as fee_fen,
       coalesce(-sum(p.amount_fen) filter (where p.kind in ('payout', 'payout_return')), 0)::bigint as payouts_fen,
       sum(p.amount_fen)::bigint as net_fen
     from ledger_posting p
     where p.merchant_id = $1 and starts_with(p.account, 'clearing:')
       and ($2::text is null or p.account = 'clearing:' || $2)
       and ($4::date is null or p.day <= $4)
     group by p.day, p.account),
   summed as (
     select *, sum(net_fen) over (partition by channel_id order by day)::bigint as balance_fen
     from moved)
   select day::text as day, channel_id as "channelId", payments, payments_fen as "paymentsFen",
     refunds, refunds_fen as "refundsFen", fee_fen as "feeFen", payouts_fen as "payoutsFen",
     balance_fen as "balanceFen"
   from summed
   where ($3::date is null or day >= $3)
     and ($5::date is null or day < $5 or (day = $5 and channel_id > $6))
   order by summed.day desc, channel_id limit $7`,
)

/** Each channel's clearing account by day, the newest first. */
export async function listLedgerDays(
  db: Db,
  merchantId: number,
  { channelId, from, to }: Omit<BillDayFilter, 'state'>,
  after: Readonly<{ day: string; channelId: string }> | undefined,
  limit: number,
): Promise<LedgerDay[]> {
  const filter = [channelId, from, to].map((value) => value ?? null)
  const cursor = [after?.day ?? null, after?.channelId ?? null]
  return db.rows<LedgerDay>(selectLedger, [merchantId, ...filter, ...cursor, limit])
}
