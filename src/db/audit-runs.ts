// When the invariants were last proved, and what broke them.

import type { Instant } from '../core/time.ts'
import type { Broken } from './audit.ts'
import { type Db, statement } from './connect.ts'

export type AuditRun = Readonly<{
  startedAt: Instant
  finishedAt: Instant
  /** how many invariants were asked */
  checked: number
  /** how many of them do not hold */
  broken: number
  findings: readonly Broken[]
}>

/** The findings of a run that are kept; the audit itself prints all. */
export const findingsKept = 200

const insertRun = statement(
  'insert_audit_run',
  `insert into audit_run (merchant_id, started_at, finished_at, checked, broken, findings, log_seq, log_hash)
   select $1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000), $4, $5, $6, l.seq, l.hash
   from (select) as always left join lateral (
     select seq, hash from audit_log where merchant_id = $1 order by seq desc limit 1) l on true
   on conflict (merchant_id, started_at) do nothing
   returning log_seq as seq, encode(log_hash, 'hex') as hash`,
)

/** The last row of the audit log: its number, and the hash (hex) that chains it to all before it. */
export type LogEnd = Readonly<{ seq: number; hash: string }>

/** Keeps a run together with where the audit log ended, and answers that; undefined while the log is empty. */
export async function insertAuditRun(
  db: Db,
  merchantId: number,
  run: AuditRun,
): Promise<LogEnd | undefined> {
  type Row = Readonly<{ seq: number | null; hash: string | null }>
  const [end] = await db.rows<Row>(insertRun, [
    merchantId,
    run.startedAt,
    run.finishedAt,
    run.checked,
    run.broken,
    JSON.stringify(run.findings.slice(0, findingsKept)),
  ])
  return end && end.seq !== null && end.hash !== null ? { seq: end.seq, hash: end.hash } : undefined
}

const selectLast = statement(
  'find_last_audit',
  `select started_at as "startedAt", finished_at as "finishedAt", checked, broken, findings
   from audit_run where merchant_id = $1 order by started_at desc limit 1`,
)

/** The newest run; undefined when there was none. */
export async function findLastAudit(db: Db, merchantId: number): Promise<AuditRun | undefined> {
  return (await db.rows<AuditRun>(selectLast, [merchantId]))[0]
}
