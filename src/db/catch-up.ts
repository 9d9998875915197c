// What a restored database cannot know any more: attempts that may have been paid since, and refunds that may
// have been done.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

const pageSize = 500

const selectUnpaid = statement(
  'list_unpaid_numbers',
  `select out_trade_no as "outTradeNo" from attempt
   where merchant_id = $1 and channel_id = $2 and state <> 'paid'
     and greatest(gateway_expires_at, created_at) >= to_timestamp($3::float8 / 1000)
     and out_trade_no > $4
   order by out_trade_no limit $5`,
)

/**
 * Numbers after `after` at a channel that could still be paid at `since` or later and are not known to be, a page
 * at a time.
 */
export async function listUnpaidNumbers(
  db: Db,
  merchantId: number,
  channelId: string,
  since: Instant,
  after: string,
): Promise<readonly string[]> {
  const values = [merchantId, channelId, since, after, pageSize]
  const rows = await db.rows<{ outTradeNo: string }>(selectUnpaid, values)
  return rows.map(({ outTradeNo }) => outTradeNo)
}

const askRefunds = statement(
  'ask_open_refunds',
  `insert into job (merchant_id, kind, ref, run_at, created_at)
   select merchant_id, 'refund', refund_no, app_now(), app_now() from refund
   where merchant_id = $1 and state in ('processing', 'unknown')
   on conflict (merchant_id, kind, ref) do update set run_at = least(job.run_at, excluded.run_at),
     parked_at = null, failures = case when job.parked_at is null then job.failures else 0 end
   returning 1`,
)

/** Has every refund asked for whose outcome only the gateway knows; answers how many those are. */
export async function askOpenRefunds(db: Db, merchantId: number): Promise<number> {
  return (await db.rows(askRefunds, [merchantId])).length
}
