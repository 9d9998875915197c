// What the database says about itself: settings money depends on, its clock, and what waits in it.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { isLongRefund } from './neglected.ts'

export type DatabaseHealth = Readonly<{
  fsync: string
  fullPageWrites: string
  synchronousCommit: string
  checksums: string
  /** indexes and constraints that are not in force */
  invalid: number
  /** the newest migration */
  migration: number
  realNow: Instant
  parkedJobs: number
  /** when the oldest job nobody took was due; null: none is overdue */
  oldestDue: Instant | null
  /** when the oldest lease ended that its worker left behind and nobody took over; null: none for a minute */
  oldestLease: Instant | null
  /** refunds that take too long */
  longRefunds: number
}>

const selectHealth = statement(
  'find_health',
  `select current_setting('fsync') as fsync, current_setting('full_page_writes') as "fullPageWrites",
     current_setting('synchronous_commit') as "synchronousCommit",
     current_setting('data_checksums') as checksums,
     (select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relnamespace = current_schema()::regnamespace and not (i.indisvalid and i.indisready))
     + (select count(*) from pg_constraint
       where connamespace = current_schema()::regnamespace and not convalidated) as invalid,
     (select max(number) from migration) as migration, real_now() as "realNow",
     (select count(*) from job where merchant_id = $1 and parked_at is not null) as "parkedJobs",
     (select min(run_at) from job where merchant_id = $1 and parked_at is null
       and run_at < app_now() - interval '10 minutes'
       and (lease_until is null or lease_until < real_now())) as "oldestDue",
     (select min(lease_until) from job where merchant_id = $1 and parked_at is null
       and run_at <= app_now() and lease_until < real_now() - interval '1 minute') as "oldestLease",
     (select count(*) from refund where merchant_id = $1 and ${isLongRefund}) as "longRefunds"`,
)

/** Throws when the database does not answer or was never migrated. */
export async function findHealth(db: Db, merchantId: number): Promise<DatabaseHealth> {
  const [health] = await db.rows<DatabaseHealth>(selectHealth, [merchantId])
  if (!health) throw new Error('a row of settings is always there')
  return health
}
