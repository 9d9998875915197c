// Invariants of the database itself: rows nobody edited behind the program's back, and a schema that still
// guards what it promised to guard.

import { invariant } from './audit-invariant.ts'
import type { Scope } from './audit-scope.ts'

const guards = [
  ...[
    'payment_fact_append_only',
    'fact_witness_append_only',
    'fact_witness_of_fact',
    'ledger_entry_append_only',
    'orders_seal',
    'attempt_seal',
    'payment_fact_seal',
    'refund_seal',
    'ledger_entry_seal',
    'money_case_seal',
    'manual_confirmation_seal',
    'order_line_seal',
    'license_seal',
    'card_seal',
    'fulfilment_seal',
    'refund_line_seal',
    'plan_seal',
    'coupon_seal',
    'coupon_code_seal',
    'coupon_use_seal',
    'line_terms_seal',
  ].map((name) => ({ kind: 'trigger', name })),
  ...[
    'payment_fact_accepted_once',
    'attempt_one_open',
    'refund_duplicate_once',
    'refund_request_once',
  ].map((name) => ({ kind: 'index', name })),
  ...[
    'payment_fact_pkey',
    'ledger_entry_pkey',
    'refund_pkey',
    'orders_never_above_paid',
    // paid orders have a time of payment, and were paid what they owe
    'orders_check1',
    'orders_check2',
    'orders_refunded_state',
    'refund_two_persons',
    'refund_settled_check',
    'license_merchant_id_key_hash_key',
    // a licence has no more devices than it may
    'license_within_limit',
    'job_pkey',
    'plan_never_oversold',
    'card_pkey',
    'card_merchant_id_order_number_line_no_seq_key',
    'card_free_or_of_a_unit',
    // a line costs its price less its share of the discount
    'order_line_check',
    'coupon_use_pkey',
  ].map((name) => ({ kind: 'constraint', name })),
]

/** The seal is the hash of the row with an empty seal, which is its text with the seal cut out. */
const sealOf = (alias: string) =>
  `sha256(convert_to(replace(${alias}::text, '"\\\\x' || encode(${alias}.row_seal, 'hex') || '"', ''), 'UTF8'))`

function unsealed(table: string, ref: string, scope: Scope = 'orders') {
  return invariant(
    `INV-17.${table}`,
    `${table} 的每一行都是程序写下的样子`,
    `Every row of ${table} is as the program wrote it`,
    `select ${ref} as ref, case when t.row_seal is null then 'written by another hand'
       else 'edited by another hand' end as detail
     from ${table} t
     where t.merchant_id = $1 and (t.row_seal is null or t.row_seal <> ${sealOf('t')})`,
    'look',
    scope,
  )
}

export const proofInvariants = [
  unsealed('orders', 't.order_number'),
  unsealed('attempt', "t.channel_id || ':' || t.out_trade_no"),
  unsealed('payment_fact', "t.channel_id || ':' || t.gateway_trade_no"),
  unsealed('refund', 't.refund_no'),
  unsealed('ledger_entry', "t.kind || ' ' || t.ref", 'entries'),
  unsealed('money_case', "t.kind || ' ' || t.ref", 'entries'),
  unsealed('manual_confirmation', "t.order_number || ' ' || t.confirmation_id", 'whole'),
  unsealed('order_line', "t.order_number || '#' || t.line_no"),
  unsealed('license', 't.license_id'),
  unsealed('card', "encode(t.card_hash, 'hex')"),
  unsealed('fulfilment', "t.order_number || '#' || t.line_no || '.' || t.seq"),
  unsealed('refund_line', "t.refund_no || '#' || t.line_no"),
  unsealed('plan', "t.product_id || '/' || t.plan_id", 'whole'),
  unsealed('coupon', 't.coupon_id', 'whole'),
  unsealed('coupon_code', 't.code', 'whole'),
  unsealed('coupon_use', 't.order_number'),
  unsealed('line_terms', "t.order_number || '#' || t.line_no"),
  invariant(
    'INV-21.money',
    '金额列都是 bigint',
    'Every amount is a bigint',
    `select table_name || '.' || column_name as ref, data_type as detail
     from information_schema.columns
     where $1::integer is not null and table_schema = current_schema()
       and ((column_name like '%\\_fen' and data_type <> 'bigint')
         or data_type in ('real', 'double precision', 'money'))
       and table_name not in (select table_name from information_schema.views where table_schema = current_schema())`,
    'look',
    'whole',
  ),
  invariant(
    'INV-24.constraints',
    '所有约束都生效',
    'Every constraint is in force',
    `select conrelid::regclass || ' ' || conname as ref, 'not validated' as detail
     from pg_constraint
     where $1::integer is not null and connamespace = current_schema()::regnamespace and not convalidated`,
    'look',
    'whole',
  ),
  invariant(
    'INV-24.indexes',
    '所有索引都有效',
    'Every index is valid',
    `select indexrelid::regclass::text as ref, 'not valid' as detail
     from pg_index join pg_class on pg_class.oid = indexrelid
     where $1::integer is not null and relnamespace = current_schema()::regnamespace
       and not (indisvalid and indisready)`,
    'look',
    'whole',
  ),
  invariant(
    'INV-20.migrations',
    '数据库的版本是连续的',
    'No migration was left out',
    `select missing::text as ref, 'migration missing' as detail
     from generate_series(1, (select max(number) from migration)) as missing
     where $1::integer is not null and not exists (select 1 from migration m where m.number = missing)`,
    'look',
    'whole',
  ),
  invariant(
    'INV-24.guards',
    '守护账目的约束、唯一索引和触发器都在',
    'Every constraint, unique index and trigger that guards the books is there',
    `select w.kind || ' ' || w.name as ref, 'missing or disabled' as detail
     from jsonb_to_recordset('${JSON.stringify(guards)}'::jsonb) as w(kind text, name text)
     where $1::integer is not null and not case w.kind
       when 'trigger' then exists (select 1 from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where c.relnamespace = current_schema()::regnamespace and t.tgname = w.name
           and t.tgenabled in ('O', 'A'))
       when 'index' then exists (select 1 from pg_indexes where schemaname = current_schema()
         and indexname = w.name)
       else exists (select 1 from pg_constraint where connamespace = current_schema()::regnamespace
         and conname = w.name) end`,
    'look',
    'whole',
  ),
]
