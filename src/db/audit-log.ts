// The audit log: who did what, when, from where and why. The database chains each row to the one before it and
// refuses every change.

import type { AuditAction } from '../core/audit-action.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** Who acts: an operator's e-mail address, or the name given on the command line. */
export type Author = Readonly<{ operator: string; address: string; requestId: string }>

/** The program itself, at its start. */
export const atStart: Author = { operator: 'start', address: 'local', requestId: '' }

export type AuditEntry = Readonly<{
  action: AuditAction
  /** to what: an order number, a licence's id, an operator's e-mail address */
  subject: string
  /** why, in the person's own words */
  reason?: string
  /** whatever else matters; never a secret */
  details?: Readonly<Record<string, unknown>>
}>

const insertEntry = statement(
  'append_audit_log',
  `insert into audit_log (merchant_id, at, operator, action, subject, reason, details, address, request_id)
   values ($1, app_now(), $2, $3, $4, $5, $6, $7, $8)`,
)

/** Writes down what is done, in the transaction that does it. */
export async function appendAuditLog(
  tx: Db,
  merchantId: number,
  by: Author,
  { action, subject, reason = '', details = {} }: AuditEntry,
): Promise<void> {
  const { operator, address, requestId } = by
  const values = [operator, action, subject, reason, JSON.stringify(details), address, requestId]
  await tx.rows(insertEntry, [merchantId, ...values])
}

export type AuditLogRow = Author &
  Required<AuditEntry> &
  Readonly<{ seq: number; at: Instant; hash: string }>

export type AuditLogFilter = Readonly<{
  operator?: string | undefined
  /** a whole action, or an area */
  action?: string | undefined
  subject?: string | undefined
  from?: Instant | undefined
  until?: Instant | undefined
  /** rows before this one */
  before?: number | undefined
  limit: number
}>

const selectEntries = statement(
  'list_audit_log',
  `select seq, at, operator, action, subject, reason, details, address, request_id as "requestId",
     encode(hash, 'hex') as hash
   from audit_log
   where merchant_id = $1 and ($2::text is null or operator = $2)
     and ($3::text is null or action = $3 or starts_with(action, $3 || '.'))
     and ($4::text is null or subject = $4)
     and ($5::float8 is null or at >= to_timestamp($5 / 1000))
     and ($6::float8 is null or at < to_timestamp($6 / 1000))
     and ($7::bigint is null or seq < $7)
   order by seq desc limit $8`,
)

/** Newest first. */
export async function listAuditLog(
  db: Db,
  merchantId: number,
  { operator, action, subject, from, until, before, limit }: AuditLogFilter,
): Promise<AuditLogRow[]> {
  return db.rows<AuditLogRow>(selectEntries, [
    merchantId,
    operator ?? null,
    action ?? null,
    subject ?? null,
    from ?? null,
    until ?? null,
    before ?? null,
    limit,
  ])
}
