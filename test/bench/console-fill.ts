// Two years of orders for measuring the console, written by SQL: one statement a table, its indexes made afterwards.

import pg from 'pg'
import type { Stage } from './stage.ts'

/** The number of the n-th order, in SQL. */
export const numberOf = (n: string) => `upper(substr(md5((${n})::text), 1, 20))`

/**
 * Seven of ten were paid, one line each, with a licence; the newest was placed now. One in fifty of the paid has had
 * some of its money back, few wait for goods, for a case or for a second person.
 */
export async function fillConsole(connection: Stage['connection'], orders: number): Promise<void> {
  const client = new pg.Client({ ...connection, options: '-c timezone=UTC' })
  await client.connect()
  try {
    // Nothing is checked while a bench fills its tables.
    await client.query(
      `set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '128MB'`,
    )
    const { rows } = await client.query<{ at: string }>('select app_now()::text as at')
    const told = `(select n, ${numberOf('n')} as number, n % 10 < 7 as paid,
      timestamptz '${rows[0]?.at}' - (${orders} - n) * (interval '730 days' / ${orders}) as placed,
      case when n % 2 = 0 then 'alipay' else 'wechat' end as channel, 9900 + n % 500 as fen
      from generate_series(1, ${orders}) as n) as told`
    for (const [table, text] of Object.entries(fillings))
      await fill(client, table, `${text} from ${told}${where[table] ?? ''}`)
  } finally {
    await client.end()
  }
}

async function fill(client: pg.Client, table: string, insert: string): Promise<void> {
  await client.query('update pg_index set indisready = false where indrelid = $1::regclass', [
    table,
  ])
  await client.query(`insert into ${table} ${insert}`)
  await client.query(`reindex table ${table}`)
  await client.query(`vacuum analyze ${table}`)
}

const moment = `placed + interval '1 minute'`
const where: Readonly<Record<string, string>> = {
  payment_fact: ' where paid',
  fulfilment: ' where paid',
  license: ' where paid and n % 1000 <> 2',
  refund: ' where paid and n % 50 = 1',
  refund_line: ' where paid and n % 50 = 1',
  money_case: ' where n % 100 = 0',
  manual_confirmation: ' where n % 5000 = 8',
}

const fillings: Readonly<Record<string, string>> = {
  orders: `(merchant_id, order_number, state, due_fen, contact_person, phone, email, client_address, created_at,
      expires_at, closed_at, paid_fen, paid_at, pay_type, trade_no, refunded_fen)
    select 1, number, case when paid and n % 50 = 1 then 'part_refunded' when paid then 'paid'
        when n % 10 = 7 then 'cancelled' else 'expired' end,
      fen, '买家' || n % 1000, '138' || lpad(n::text, 8, '0'), 'buyer' || n || '@shop.test', '127.0.0.1', placed,
      placed + interval '30 minutes', case when not paid then placed + interval '30 minutes' end,
      case when paid then fen else 0 end, case when paid then ${moment} end, case when paid then channel end,
      case when paid then 'T' || number end, case when paid and n % 50 = 1 then 990 else 0 end`,
  order_line: `(merchant_id, order_number, line_no, product_id, plan_id, name, quantity, unit_fen, amount_fen,
      fulfilment_kind, valid_days, max_devices)
    select 1, number, 1, 'demo-app', 'year', '{"zh": "演示 · 一年", "en": "Demo · year"}', 1, fen, fen, 'license', 365, 3`,
  attempt: `(merchant_id, channel_id, out_trade_no, order_number, state, seen, amount_fen, subject,
      gateway_expires_at, gateway_trade_no, created_at, chosen_at)
    select 1, channel, number, number, case when paid then 'paid' else 'closed' end,
      case when paid then 'paid' else 'closed' end, fen, 'bench', placed + interval '29 minutes',
      case when paid then 'T' || number end, placed, placed`,
  payment_fact: `(merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number, amount_fen, paid_at, verdict,
      recorded_at)
    select 1, channel, 'T' || number, number, number, fen, ${moment}, 'accepted', ${moment}`,
  fulfilment: `(merchant_id, order_number, line_no, seq, kind, state, done_at)
    select 1, number, 1, 1, 'license', case when n % 1000 = 2 then 'owed' else 'done' end, ${moment}`,
  license: `(merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed, key_masked, product_id,
      plan_id, state, valid_from, max_devices)
    select 1, 'lic_' || substr(md5('l' || n), 1, 16), number, 1, 1, sha256(n::text::bytea), '-',
      upper(substr(md5('k' || n), 1, 5)) || '-*****-*****-*****-*****-00', 'demo-app', 'year', 'active', placed, 3`,
  refund: `(merchant_id, refund_no, reason, order_number, channel_id, out_trade_no, gateway_trade_no, amount_fen,
      state, planned_at, returned_at, settled_at, asked_by)
    select 1, 'R' || number, 'asked', number, channel, number, 'T' || number, 990, 'done',
      placed + interval '1 day', placed + interval '1 day', placed + interval '1 day', 'bench'`,
  refund_line: `(merchant_id, refund_no, line_no, amount_fen) select 1, 'R' || number, 1, 990`,
  money_case: `(merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no, state, opened_at, resolved_at)
    select 1, 'late', 'bench:' || n, 'held', number, channel, number,
      case when n % 1000 = 0 then 'open' else 'resolved' end, placed, case when n % 1000 = 0 then null else placed end`,
  manual_confirmation: `(merchant_id, confirmation_id, order_number, channel_id, out_trade_no, reference, amount_fen,
      paid_at, evidence, state, asked_by, asked_at)
    select 1, 'C' || n, number, channel, number, 'seen-' || n, fen, ${moment}, 'bench', 'awaiting', 'bench', placed`,
  gateway_call: `(merchant_id, at, channel_id, verb, out_trade_no, ms, outcome, request, answer)
    select 1, placed, channel, 'query', number, 120, 'paid', repeat('q', 600), repeat('a', 900)`,
}
