// What has waited for a person or for a gateway for too long, and how much waits now.

import { type Db, statement } from './connect.ts'

export type Neglected = Readonly<{
  what: 'parked_job' | 'silent_refund' | 'open_case' | 'no_bill' | 'no_proof'
  ref: string
}>

const neglected = statement(
  'list_neglected',
  `select 'parked_job' as what, kind || ' ' || ref as ref from job
   where merchant_id = $1 and parked_at is not null
   union all
   select 'silent_refund', refund_no from refund
   where merchant_id = $1 and state in ('planned', 'processing', 'unknown')
     and planned_at < app_now() - interval '1 day'
   union all
   select 'open_case', kind || ' ' || ref from money_case
   where merchant_id = $1 and state = 'open' and opened_at < app_now() - interval '3 days'
   union all
   select 'no_bill', r.channel_id || ' ' || r.day from reconciliation r
   where r.merchant_id = $1 and (r.state = 'unavailable'
       or (r.state = 'waiting' and r.day < (app_now() - interval '3 days')::date)) and r.day > (app_now() - interval '90 days')::date
     and exists (select from ledger_entry e where e.merchant_id = $1 and e.day = r.day
       and e.kind not in ('fee', 'fee_return') and ('clearing:' || r.channel_id) in (e.debit, e.credit))
   union all
   select 'no_proof', coalesce('since ' || max(finished_at), 'never') from audit_run
   where merchant_id = $1 and broken = 0
   having coalesce(max(finished_at), (select created_at from merchant where merchant_id = $1))
     < app_now() - interval '3 hours'
   limit 100`,
)

/**
 * Jobs set aside, refunds the gateway has not settled for a day, cases nobody decided for three days, days whose
 * bill could not be had although money moved, and books that were not proved for three hours.
 */
export async function listNeglected(db: Db, merchantId: number): Promise<Neglected[]> {
  return db.rows<Neglected>(neglected, [merchantId])
}

/** How much waits now; `proofAgeSeconds` is null while the books were never proved. */
export type Waiting = Readonly<{
  parkedJobs: number
  openCases: number
  unknownRefunds: number
  proofAgeSeconds: number | null
}>

const waiting = statement(
  'count_waiting',
  `select
     (select count(*) from job where merchant_id = $1 and parked_at is not null) as "parkedJobs",
     (select count(*) from money_case where merchant_id = $1 and state = 'open') as "openCases",
     (select count(*) from refund where merchant_id = $1 and state = 'unknown') as "unknownRefunds",
     (select extract(epoch from app_now() - max(finished_at))::bigint from audit_run
       where merchant_id = $1 and broken = 0) as "proofAgeSeconds"`,
)

export async function countWaiting(db: Db, merchantId: number): Promise<Waiting | undefined> {
  return (await db.rows<Waiting>(waiting, [merchantId]))[0]
}
