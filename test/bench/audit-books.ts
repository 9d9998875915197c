// A year of lawful orders with their bills, written by SQL, for measuring the audit.

import pg from 'pg'
import { historyOf } from '../../src/db/audit-history.ts'
import { bePatient, type Statement, statement } from '../../src/db/connect.ts'
import type { Stage } from './stage.ts'

const tables = [
  'orders',
  'order_line',
  'attempt',
  'payment_fact',
  'fact_witness',
  'notice',
  'ledger_entry',
  'fulfilment',
  'license',
  'device',
  'idempotency_key',
  'refund',
  'money_case',
  'job',
  'bill_line',
]

/** Nine of ten orders were paid and delivered, and the last moments have some of every story that is under way. */
export async function fillBooks(
  { app: { db }, connection }: Pick<Stage, 'app' | 'connection'>,
  orders: number,
): Promise<void> {
  // One moment for all of it, however long the filling takes.
  const text = 'select app_now()::text as at'
  const [now] = await db.rows<{ at: string }>(statement('', text), [])
  const plain = 'n % 100 < 90'
  const told = `(select n, s, timestamptz '${now?.at}' - case s when 1 then interval '1 minute' when 0 then interval '7 minutes'
          when 3 then interval '3 days' else interval '3 hours' end
        - case s when 1 then interval '0' else (${orders} - n) * (interval '300 days' / ${orders}) end as made
      from (select n, case when ${plain} then 0 when n > ${orders} - 2000 and n % 2 = 0 then 1
          when n > ${orders} - 2000 and n % 100 < 95 then 2 when n % 100 < 98 then 3 else 4 + n / 100 % 6 end as s
        from generate_series(1, ${orders}) as n) as stories) as told`
  for (const each of [...historyOf(told), ...billsOfAll()])
    await db.tx(async (tx) => {
      await bePatient(tx)
      await tx.rows(each, [])
    })
  await vacuum(connection)
}

/** As the server does by itself in quiet hours, and without the program's limits. */
async function vacuum(connection: Stage['connection']): Promise<void> {
  const client = new pg.Client({ ...connection })
  await client.connect()
  try {
    for (const table of tables) await client.query(`vacuum analyze ${table}`)
  } finally {
    await client.end()
  }
}

/** Every day but the newest has a bill that matches. */
function billsOfAll(): readonly Statement[] {
  const paidDay = `(paid_at at time zone 'Asia/Shanghai')::date`
  return [
    `insert into bill_line (merchant_id, channel_id, day, kind, line_no, entry, out_trade_no,
       gateway_trade_no, amount_fen, fee_fen)
     select 1, channel_id, ${paidDay}, 'trade',
       row_number() over (partition by channel_id, ${paidDay}), 'payment', out_trade_no,
       gateway_trade_no, amount_fen, 0
     from payment_fact where ${paidDay} < (select app_now())::date - 2`,
    `insert into bill_file (merchant_id, channel_id, day, kind, sha256, bytes, parser, lines,
       declared, computed, fetched_at)
     select 1, channel_id, day, 'trade', sha256(''), '', 1, count(*), '{}', '{}', day + 2
     from bill_line group by channel_id, day`,
    `insert into reconciliation (merchant_id, channel_id, day, state, ran_at)
     select merchant_id, channel_id, day, 'balanced', fetched_at from bill_file`,
  ].map((text) => statement('', text))
}
