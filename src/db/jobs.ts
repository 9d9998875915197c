// The job table: what must happen later. A worker claims a job under a lease; lease_no fences a worker that
// lost its lease and wakes up late.

import { type Db, statement } from './connect.ts'

export type JobKind =
  | 'query-attempt'
  | 'expire-order'
  | 'watch-order'
  | 'retry-notice'
  | 'refund'
  | 'download-bill'
  | 'reconcile'

export type Job = Readonly<{
  merchantId: number
  kind: JobKind
  ref: string
  tries: number
  leaseNo: number
}>

const claim = statement(
  'claim_jobs',
  `update job set lease_no = lease_no + 1, lease_until = real_now() + $2 * interval '1 millisecond'
   where (merchant_id, kind, ref) in (
     select merchant_id, kind, ref from job
     where run_at <= app_now() and (lease_until is null or lease_until < real_now())
     order by run_at
     limit $1
     for update skip locked)
   returning merchant_id as "merchantId", kind, ref, tries, lease_no as "leaseNo"`,
)

/** Claims up to `limit` due jobs for `leaseMs` of real time. */
export async function claimJobs(db: Db, limit: number, leaseMs: number): Promise<Job[]> {
  return db.rows<Job>(claim, [limit, leaseMs])
}

const remove = statement(
  'delete_job',
  'delete from job where merchant_id = $1 and kind = $2 and ref = $3 and lease_no = $4',
)

/** The job is done. Nothing happens when the lease was lost. */
export async function deleteJob(db: Db, job: Job): Promise<void> {
  await db.rows(remove, [job.merchantId, job.kind, job.ref, job.leaseNo])
}

const reschedule = statement(
  'reschedule_job',
  `update job set run_at = app_now() + $5 * interval '1 millisecond', tries = tries + 1,
     lease_until = null, last_error = $6
   where merchant_id = $1 and kind = $2 and ref = $3 and lease_no = $4`,
)

/** The job runs again in `waitMs`. Nothing happens when the lease was lost. */
export async function rescheduleJob(
  db: Db,
  job: Job,
  waitMs: number,
  error: string | null,
): Promise<void> {
  await db.rows(reschedule, [job.merchantId, job.kind, job.ref, job.leaseNo, waitMs, error])
}

const upsert = statement(
  'enqueue_job',
  `insert into job (merchant_id, kind, ref, run_at, created_at)
   values ($1, $2, $3, app_now() + $4 * interval '1 millisecond', app_now())
   on conflict (merchant_id, kind, ref) do update set run_at = least(job.run_at, excluded.run_at)`,
)

/** Enqueues a job, or brings the one that waits already forward. */
export async function enqueueJob(
  db: Db,
  merchantId: number,
  kind: JobKind,
  ref: string,
  waitMs: number,
): Promise<void> {
  await db.rows(upsert, [merchantId, kind, ref, waitMs])
}

const countDue = statement(
  'count_due_jobs',
  'select count(*) as due from job where run_at <= app_now() and (lease_until is null or lease_until < real_now())',
)

export async function countDueJobs(db: Db): Promise<number> {
  return (await db.rows<{ due: number }>(countDue, []))[0]?.due ?? 0
}
