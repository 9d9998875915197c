// Invariants of the database itself: rows nobody edited behind the program's back, and a schema that still
// guards what it promised to guard.

import { invariant } from './audit-invariant.ts'

/** The seal is the hash of the row with an empty seal, which is its text with the seal cut out. */
const sealOf = (alias: string) =>
  `sha256(convert_to(replace(${alias}::text, '"\\\\x' || encode(${alias}.row_seal, 'hex') || '"', ''), 'UTF8'))`

function unsealed(table: string, ref: string) {
  return invariant(
    `INV-17.${table}`,
    `${table} 的每一行都是程序写下的样子`,
    `Every row of ${table} is as the program wrote it`,
    `select ${ref} as ref, case when t.row_seal is null then 'written by another hand'
       else 'edited by another hand' end as detail
     from ${table} t
     where t.merchant_id = $1 and (t.row_seal is null or t.row_seal <> ${sealOf('t')})`,
  )
}

export const proofInvariants = [
  unsealed('orders', 't.order_number'),
  unsealed('attempt', "t.channel_id || ':' || t.out_trade_no"),
  unsealed('payment_fact', "t.channel_id || ':' || t.gateway_trade_no"),
  unsealed('refund', 't.refund_no'),
  unsealed('ledger_entry', "t.kind || ' ' || t.ref"),
  invariant(
    'INV-21.money',
    '金额列都是 bigint',
    'Every amount is a bigint',
    `select table_name || '.' || column_name as ref, data_type as detail
     from information_schema.columns
     where $1::integer is not null and table_schema = 'public'
       and ((column_name like '%\\_fen' and data_type <> 'bigint')
         or data_type in ('real', 'double precision', 'money'))
       and table_name not in (select table_name from information_schema.views where table_schema = 'public')`,
  ),
  invariant(
    'INV-24.constraints',
    '所有约束都生效',
    'Every constraint is in force',
    `select conrelid::regclass || ' ' || conname as ref, 'not validated' as detail
     from pg_constraint
     where $1::integer is not null and connamespace = 'public'::regnamespace and not convalidated`,
  ),
  invariant(
    'INV-24.indexes',
    '所有索引都有效',
    'Every index is valid',
    `select indexrelid::regclass::text as ref, 'not valid' as detail
     from pg_index join pg_class on pg_class.oid = indexrelid
     where $1::integer is not null and relnamespace = 'public'::regnamespace
       and not (indisvalid and indisready)`,
  ),
  invariant(
    'INV-24.triggers',
    '只增不改的表仍有保护',
    'What is only added to is still guarded',
    `select w.name as ref, 'trigger missing or disabled' as detail
     from (values ('payment_fact_append_only'), ('fact_witness_append_only'), ('ledger_entry_append_only'),
       ('orders_seal'), ('attempt_seal'), ('payment_fact_seal'), ('refund_seal'), ('ledger_entry_seal')) w (name)
     where $1::integer is not null
       and not exists (select 1 from pg_trigger where tgname = w.name and tgenabled in ('O', 'A'))`,
  ),
]
