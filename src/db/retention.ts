// What may be forgotten after its time. Nothing that proves money is among it: orders, attempts, facts, notices
// that were applied, refunds, cases, the ledger, and the bills as they came with every line of them stay.

import { type Db, statement } from './connect.ts'

/** So much at once that no statement runs into its time limit and no lock is held for long. */
const biteMax = 5_000

/** Counters of forged notices: a year shows a pattern. */
const refusals = bite('notice_refusal', "day < (app_now() - interval '400 days')::date")
/** Rightly signed news that asked nothing of us. */
const quietNotices = bite(
  'notice',
  "state = 'quiet' and received_at < app_now() - interval '180 days'",
)
/** Words exchanged with gateways, where they have no month of their own: bills and refunds are long over then. */
const gatewayCalls = bite('gateway_call_other', "at < app_now() - interval '90 days'")
/** What was told to a merchant's own servers, with every try. */
const webhooks = bite('webhook_message', "created_at < app_now() - interval '30 days'")
/** Letters that went out, with every try. */
const letters = bite('letter', "created_at < app_now() - interval '180 days'")
/** Codes that hold no more. */
const codes = bite('one_time_code', "expires_at < app_now() - interval '1 day'")
/** Buyers who never came back; these open nothing any more. */
const customerSessions = bite('customer_session', "created_at < real_now() - interval '31 days'")
const auditRuns = bite('audit_run', "started_at < app_now() - interval '400 days'")

/** Forgets what is past its time. Safe to run at any time, by any process; what it began may be left half done. */
export async function pruneOld(db: Db): Promise<void> {
  for (const prune of [
    refusals,
    quietNotices,
    gatewayCalls,
    webhooks,
    letters,
    codes,
    customerSessions,
    auditRuns,
  ]) {
    for (;;) {
      const [row] = await db.rows<{ gone: number }>(prune, [biteMax])
      if ((row?.gone ?? 0) < biteMax) break
    }
  }
}

function bite(table: string, isPast: string) {
  return statement(
    `prune_${table}`,
    `with gone as (
       delete from ${table} where ctid = any(array(select ctid from ${table} where ${isPast} limit $1))
       returning 1)
     select count(*) as gone from gone`,
  )
}
