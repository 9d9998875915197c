// A year of lawful orders with their bills, written by SQL, for measuring the audit.

import pg from 'pg'
import { historyOf } from '../../src/db/audit-history.ts'
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
  'refund_line',
  'money_case',
  'manual_confirmation',
  'job',
  'bill_line',
  'bill_file',
  'reconciliation',
]

/** Few rows, of which the program that runs may write some meanwhile. */
const ofTheProgram = new Set(['job', 'bill_file', 'reconciliation'])

/** Written beside the real tables first, without a key, an index or a trigger. */
const draft = 'bench_draft'

/**
 * Nine of ten orders were paid and delivered, and the last moments have some of every story that is under way. The
 * rows are drafted, then moved table by table with the seal the program would have written: the audit says whether
 * they have the right one.
 */
export async function fillBooks(connection: Stage['connection'], orders: number): Promise<void> {
  const [first, second] = [await open(connection), await open(connection)]
  try {
    await writeDraft(first, orders)
    const left = [...tables]
    const moveNext = async (client: pg.Client) => {
      for (let table = left.shift(); table; table = left.shift()) await move(client, table)
    }
    await Promise.all([moveNext(first), moveNext(second)])
    await first.query(`drop schema ${draft} cascade`)
  } finally {
    await Promise.all([first.end(), second.end()])
  }
}

async function open(connection: Stage['connection']): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, options: '-c timezone=UTC' })
  await client.connect()
  // Foreign keys hold by themselves, and no webhook listens.
  await client.query(
    `set session_replication_role = replica; set synchronous_commit = off; set work_mem = '128MB';
     set maintenance_work_mem = '128MB'`,
  )
  return client
}

async function writeDraft(client: pg.Client, orders: number): Promise<void> {
  const now = await momentOf(client)
  await client.query(`create schema ${draft}`)
  for (const table of tables)
    await client.query(
      `create unlogged table ${draft}.${table} (like public.${table} including defaults)`,
    )
  await client.query(`set search_path = ${draft}, public`)
  for (const text of historyTexts(orders, now)) await client.query(text)
  await client.query('reset search_path')
}

/** Indexes are made when the rows are there, and the rows are left as the server leaves them in quiet hours. */
async function move(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  )
  const values = rows.map(({ name }) =>
    name === 'row_seal' ? `sha256(convert_to(t::text, 'UTF8'))` : name,
  )
  const insert = `insert into ${table} select ${values.join(', ')} from ${draft}.${table} t`
  if (ofTheProgram.has(table)) await client.query(`${insert} on conflict do nothing`)
  else {
    await client.query('update pg_index set indisready = false where indrelid = $1::regclass', [
      table,
    ])
    await client.query(insert)
    await client.query(`reindex table ${table}`)
  }
  await client.query(`vacuum analyze ${table}`)
}

/** One moment for all of it, however long the filling takes. */
async function momentOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ at: string }>('select app_now()::text as at')
  const [now] = rows
  if (!now) throw new Error('a moment is a row')
  return now.at
}

function historyTexts(orders: number, now: string): readonly string[] {
  const plain = 'n % 100 < 90'
  const told = `(select n, s, timestamptz '${now}' - case s when 1 then interval '1 minute' when 0 then interval '7 minutes'
          when 3 then interval '3 days' else interval '3 hours' end
        - case s when 1 then interval '0' else (${orders} - n) * (interval '300 days' / ${orders}) end as made
      from (select n, case when ${plain} then 0 when n > ${orders} - 2000 and n % 2 = 0 then 1
          when n > ${orders} - 2000 and n % 100 < 95 then 2 when n % 100 < 98 then 3 else 4 + n / 100 % 6 end as s
        from generate_series(1, ${orders}) as n) as stories) as told`
  return [...historyOf(told).map(({ text }) => text), ...billsOfAll]
}

const paidDay = `(paid_at at time zone 'Asia/Shanghai')::date`

/** Every day but the newest has a bill that matches. */
const billsOfAll = [
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
]
