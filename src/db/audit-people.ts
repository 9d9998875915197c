// What must be true of the audit log and of who runs the shop.

import type { Corruption } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'

export const peopleInvariants: readonly Invariant[] = [
  invariant(
    'INV-25.chain',
    '审计日志首尾相接，没有缺失或被改动的记录',
    'The audit log is one unbroken chain: no row is missing or changed',
    `select 'seq ' || seq as ref,
       case when expected <> seq then 'the row before it is missing'
         when previous_hash is distinct from before then 'does not follow the row before it'
         else 'was changed' end as detail
     from (select a.seq, a.previous_hash, a.hash, audit_log_hash(a) as right_hash,
         row_number() over w as expected, lag(a.hash) over w as before
       from audit_log a where a.merchant_id = $1 window w as (order by a.seq)) as chain
     where expected <> seq or previous_hash is distinct from before or hash <> right_hash`,
    'look',
    'whole',
  ),
  invariant(
    'INV-25.tail',
    '审计日志的末尾没有被截掉：以前自检时看到的最后一条还在',
    'The audit log was not cut off at its end: the last row each earlier audit saw is still there',
    `select 'seq ' || r.log_seq as ref, 'an audit saw this row, and it is gone or another' as detail
     from audit_run r
     where r.merchant_id = $1 and r.log_seq is not null and not exists (
       select from audit_log a
       where a.merchant_id = $1 and a.seq = r.log_seq and a.hash = r.log_hash)`,
    'look',
    'whole',
  ),
  invariant(
    'INV-25.owner',
    '只要有操作员，就至少有一位在用的店主',
    'Where there is anybody, there is an owner who may sign in',
    `select 'operators' as ref, 'no active owner is left' as detail
     where exists (select 1 from operator where merchant_id = $1)
       and not exists (select 1 from operator where merchant_id = $1 and role = 'owner' and state = 'active')`,
    'look',
    'whole',
  ),
]

/** A few lawful rows for the self-test. */
export const lawfulPeople: readonly string[] = [
  `insert into operator (merchant_id, operator_id, email, name, role, password_hash, password_once, created_at)
   values (1, 'op_1', 'a@b', 'A', 'owner', '', false, app_now())`,
  `insert into audit_log (merchant_id, at, operator, action, subject, reason, details, address, request_id)
   select 1, app_now(), 'a@b', 'order.note', 'K' || n, 'why', '{"n": 1}', '127.0.0.1', '' from generate_series(1, 4) as n`,
  `insert into audit_run (merchant_id, started_at, finished_at, checked, broken, findings, log_seq, log_hash)
   select 1, app_now(), app_now(), 1, 0, '[]', seq, hash from audit_log where merchant_id = 1 order by seq desc limit 1`,
]

const unguarded = (sql: string) => `alter table audit_log disable trigger user; ${sql}`

export const peopleCorruptions: readonly Corruption[] = [
  {
    name: 'a row of the audit log changed',
    sql: unguarded(`update audit_log set reason = 'another' where seq = 2`),
    expects: ['INV-25.chain'],
  },
  {
    name: 'a row of the audit log deleted',
    sql: unguarded('delete from audit_log where seq = 2'),
    expects: ['INV-25.chain'],
  },
  {
    name: 'a row of the audit log made anew',
    sql: unguarded(`update audit_log a set operator = 'b@b',
      hash = audit_log_hash(jsonb_populate_record(a, '{"operator": "b@b"}'))
      where seq = 2`),
    expects: ['INV-25.chain'],
  },
  {
    name: 'the newest rows of the audit log cut off',
    sql: unguarded('delete from audit_log where seq > 2'),
    expects: ['INV-25.tail'],
  },
  {
    name: 'the whole audit log made anew',
    sql: unguarded(`create function pg_temp.rewritten() returns void language plpgsql as $f$
      declare one audit_log; before bytea;
      begin
        for one in select * from audit_log order by seq loop
          one.operator := 'b@b'; one.previous_hash := before; before := audit_log_hash(one);
          update audit_log set operator = one.operator, previous_hash = one.previous_hash, hash = before
          where seq = one.seq;
        end loop;
      end $f$; select pg_temp.rewritten()`),
    expects: ['INV-25.tail'],
  },
  {
    name: 'no owner left',
    sql: `update operator set state = 'disabled'`,
    expects: ['INV-25.owner'],
  },
]
