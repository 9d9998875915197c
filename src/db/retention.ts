// What may be forgotten after its time. Nothing that proves money is among it: orders, attempts, facts, notices
// that were applied, refunds, cases, the ledger and the bills as they came stay.

import { type Db, statement } from './connect.ts'
import { pruneLimits } from './limits.ts'
import { pruneIdempotencyKeys } from './orders.ts'

const prunes = [
  // Counters of forged notices: a year shows a pattern.
  statement(
    'prune_notice_refusals',
    `delete from notice_refusal where day < (app_now() - interval '400 days')::date`,
  ),
  // Rightly signed news that asked nothing of us.
  statement(
    'prune_quiet_notices',
    `delete from notice where state = 'quiet' and received_at < app_now() - interval '180 days'`,
  ),
  // The lines can be read again from the bill's own bytes.
  statement(
    'prune_bill_lines',
    `delete from bill_line where day < (app_now() - interval '400 days')::date`,
  ),
  statement(
    'prune_audit_runs',
    `delete from audit_run where started_at < app_now() - interval '400 days'`,
  ),
]

/** Forgets what is past its time. Safe to run at any time, by any process. */
export async function prune(db: Db): Promise<void> {
  await pruneLimits(db)
  await pruneIdempotencyKeys(db)
  for (const statement of prunes) await db.rows(statement, [])
}

export type Neglected = Readonly<{
  what: 'parked_job' | 'silent_refund' | 'open_case'
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
   limit 100`,
)

/** What has waited for a person, or for a gateway, for too long. */
export async function listNeglected(db: Db, merchantId: number): Promise<Neglected[]> {
  return db.rows<Neglected>(neglected, [merchantId])
}
