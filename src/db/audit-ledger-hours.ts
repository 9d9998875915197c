// What earlier audits saw of the ledger: an entry that is deleted with all it belongs to contradicts nothing else. With
// the lawful rows the self-test starts from, and a way to break it.

import { type Corruption, damage } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'
import { bePatient, type Database, statement } from './connect.ts'

const perHour = `date_trunc('hour', recorded_at, 'UTC') as hour, count(*) as entries,
  sha256(string_agg(coalesce(row_seal, ''), '' order by row_seal)) as hash`

// A business clock that was set back lets entries into an hour that was over, so more of them are no finding.
export const ledgerHourInvariants: readonly Invariant[] = [
  invariant(
    'INV-04.hours',
    '以前自检时看到的账簿分录都还在',
    'Every entry of the ledger an earlier audit saw is still there',
    `select to_char(h.hour at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as ref,
       'an audit saw ' || h.entries || ' entries of this hour, now ' || coalesce(e.entries, 0)
         || case when e.entries = h.entries then ' others' else '' end as detail
     from ledger_hour h
     left join (select ${perHour} from ledger_entry where merchant_id = $1 group by 1) e using (hour)
     where h.merchant_id = $1 and (coalesce(e.entries, 0) < h.entries
       or (e.entries = h.entries and e.hash <> h.hash))`,
    'look',
    'entries',
  ),
]

const noteHours = (until: string) => `insert into ledger_hour (merchant_id, hour, entries, hash)
   select merchant_id, ${perHour} from ledger_entry
   where merchant_id = $1
     and recorded_at >= coalesce((select max(hour) + interval '1 hour' from ledger_hour where merchant_id = $1), '-infinity')
     and recorded_at < ${until}
   group by 1, 2
   on conflict do nothing`

// An hour on, whatever was being recorded in it has been committed or undone.
const insertHours = statement(
  'note_ledger_hours',
  noteHours(`date_trunc('hour', app_now() - interval '1 hour', 'UTC')`),
)

/** Keeps what the ledger holds of each hour that has been over for an hour, and was not kept before. */
export async function noteLedgerHours(db: Database, merchantId: number): Promise<void> {
  await db.tx(async (tx) => {
    await bePatient(tx)
    await tx.rows(insertHours, [merchantId])
  })
}

/** An audit saw all there is. */
export const lawfulLedgerHours: readonly string[] = [noteHours(`'infinity'`).replaceAll('$1', '1')]

const goneOrder = `(select order_number from gone)`
/** Those that refer to others first. */
const withOrder = [
  'ledger_entry',
  'license',
  'fulfilment',
  'idempotency_key',
  'refund',
  'payment_fact',
  'attempt',
  'order_line',
  'orders',
]

export const ledgerHourCorruptions: readonly Corruption[] = [
  damage(
    'an order deleted with all that belongs to it',
    `create temp table gone on commit drop as
       select o.order_number, f.gateway_trade_no, f.out_trade_no from orders o join payment_fact f using (order_number)
       where o.state = 'part_refunded' limit 1;
     ${['ledger_entry', 'payment_fact', 'fact_witness'].map((table) => `alter table ${table} disable trigger user;`).join(' ')}
     delete from refund_line where refund_no in (select refund_no from refund where order_number in ${goneOrder});
     delete from fact_witness where gateway_trade_no in (select gateway_trade_no from gone);
     delete from notice where out_trade_no in (select out_trade_no from gone);
     ${withOrder.map((table) => `delete from ${table} where order_number in ${goneOrder};`).join(' ')}`,
    'INV-04.hours',
  ),
]
