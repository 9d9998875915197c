// What has waited for a person or for a gateway for too long, and how much waits now.

import { refundSilenceMs, refundSlowMs } from '../core/backoff.ts'
import { standing } from '../core/timetable.ts'
import { type Db, statement } from './connect.ts'
import { isOpenOrder } from './console-counted.ts'

/** What was neglected; `ref` says which one, or of many the first and how many there are. */
export type Neglected = Readonly<{
  what:
    | 'parked_job'
    | 'failing_job'
    | 'late_job'
    | 'stuck_order'
    | 'stuck_notice'
    | 'silent_refund'
    | 'open_case'
    | 'no_bill'
    | 'no_funds_bill'
    | 'never_compared'
    | 'no_proof'
  ref: string
}>

// Where nobody works on jobs at all, this is not asked either: the doctor and the metrics ask by themselves.
const isLate = `parked_at is null and run_at < app_now() - interval '1 hour'
  and (lease_until is null or lease_until < real_now())`
/** Those of the last days also where nothing is planned any more that would close them. */
const stuckOrders = `(select o.order_number from orders o where o.merchant_id = $1 and ${isOpenOrder('o')}
     and o.expires_at < app_now() - interval '1 hour'
   union
   select o.order_number from orders o where o.merchant_id = $1 and o.created_at > app_now() - interval '4 days'
     and o.state in ('waiting', 'closing') and o.expires_at < app_now() - interval '1 hour')`
const isUnapplied = `state = 'retry' and received_at < app_now() - interval '1 hour'`

/** A refund that takes too long: not taken on for a day, or at its gateway for a week (core/backoff.ts). */
export const isLongRefund = `state in ('planned', 'processing', 'unknown')
  and planned_at < app_now() - case state when 'processing' then interval '${refundSlowMs} milliseconds'
    else interval '${refundSilenceMs} milliseconds' end`

/** Whether money moved at a channel on a day. */
const moved = (channel: string, day: string) => `exists (select from ledger_entry e
     where e.merchant_id = $1 and e.day = ${day} and e.kind not in ('fee', 'fee_return')
       and ('clearing:' || ${channel}) in (e.debit, e.credit))`

const neglected = statement(
  'list_neglected',
  `select 'parked_job' as what, kind || ' ' || ref as ref from job
   where merchant_id = $1 and parked_at is not null
   union all
   select 'failing_job', kind || ': ' || coalesce(last_error, 'its workers died') from job
   where merchant_id = $1 and ref = '${standing}' and failures >= 4
   union all
   select 'late_job', kind || ' ' || ref from job where merchant_id = $1 and ${isLate}
   union all
   select 'stuck_order', order_number from ${stuckOrders} s
   union all
   select 'stuck_notice', channel_id || ' ' || out_trade_no from notice where merchant_id = $1 and ${isUnapplied}
   union all
   select 'silent_refund', refund_no from refund where merchant_id = $1 and ${isLongRefund}
   union all
   select 'open_case', kind || ' ' || ref from money_case
   where merchant_id = $1 and state = 'open' and opened_at < app_now() - interval '3 days'
   union all
   select 'no_bill', r.channel_id || ' ' || r.day from reconciliation r
   where r.merchant_id = $1 and (r.state = 'unavailable'
       or (r.state = 'waiting' and r.day < (app_now() - interval '3 days')::date)) and r.day > (app_now() - interval '90 days')::date
     and ${moved('r.channel_id', 'r.day')}
   union all
   select 'no_funds_bill', r.channel_id || ' ' || min(r.day) || ' and ' || count(*) - 1 || ' days more'
   from reconciliation r
   where r.merchant_id = $1 and r.state in ('balanced', 'different') and r.funds_trouble is not null
     and r.day between (app_now() - interval '90 days')::date and (app_now() - interval '3 days')::date
   group by r.channel_id
   union all
   select 'never_compared', c.channel_id || ' ' || min(d.day)::date || ' and ' || count(*) - 1 || ' days more'
   from (select channel_id from channel_account where merchant_id = $1
       union select channel_id from reconciliation where merchant_id = $1) c,
     generate_series((app_now() - interval '366 days')::date, (app_now() - interval '32 days')::date,
       interval '1 day') as d(day)
   where not exists (select from reconciliation r where r.merchant_id = $1 and r.channel_id = c.channel_id
       and r.day = d.day::date)
     and ${moved('c.channel_id', 'd.day::date')}
   group by c.channel_id
   union all
   select 'no_proof', coalesce('since ' || max(finished_at), 'never') from audit_run
   where merchant_id = $1 and broken = 0
   having coalesce(max(finished_at), (select created_at from merchant where merchant_id = $1))
     < app_now() - interval '3 hours'
   limit 100`,
)

/**
 * Jobs set aside, things of the timetable that failed for half an hour (they are never set aside), jobs nobody took
 * for an hour, orders open and notices not applied an hour after their time, refunds that take too long, cases nobody
 * decided for three days, days whose bill could not be had although money moved, days of three days ago without their
 * bill of movements, days too old to be asked for by themselves that were never compared, and books that were not
 * proved for three hours.
 */
export async function listNeglected(db: Db, merchantId: number): Promise<Neglected[]> {
  return db.rows<Neglected>(neglected, [merchantId])
}

/** How much waits now; `proofAgeSeconds` is null while the books were never proved. */
export type Waiting = Readonly<{
  parkedJobs: number
  lateJobs: number
  stuckOrders: number
  stuckNotices: number
  openCases: number
  unknownRefunds: number
  longRefunds: number
  proofAgeSeconds: number | null
}>

const waiting = statement(
  'count_waiting',
  `select
     (select count(*) from job where merchant_id = $1 and parked_at is not null) as "parkedJobs",
     (select count(*) from job where merchant_id = $1 and ${isLate}) as "lateJobs",
     (select count(*) from ${stuckOrders} s) as "stuckOrders",
     (select count(*) from notice where merchant_id = $1 and ${isUnapplied}) as "stuckNotices",
     (select count(*) from money_case where merchant_id = $1 and state = 'open') as "openCases",
     (select count(*) from refund where merchant_id = $1 and state = 'unknown') as "unknownRefunds",
     (select count(*) from refund where merchant_id = $1 and ${isLongRefund}) as "longRefunds",
     (select extract(epoch from app_now() - max(finished_at))::bigint from audit_run
       where merchant_id = $1 and broken = 0) as "proofAgeSeconds"`,
)

export async function countWaiting(db: Db, merchantId: number): Promise<Waiting | undefined> {
  return (await db.rows<Waiting>(waiting, [merchantId]))[0]
}
