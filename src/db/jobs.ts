// The job table: what must happen later. A worker claims a job under a lease; lease_no fences a worker that
// lost its lease and wakes up late.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type JobKind =
  | 'query-attempt'
  | 'expire-order'
  | 'watch-order'
  | 'retry-notice'
  | 'refund'
  | 'send-webhooks'
  | 'send-letter'
  | 'deliver-owed'
  | 'download-bill'
  | 'reconcile'
  | 'plan-bills'
  | 'upkeep'
  | 'retention'
  | 'examine-channels'
  | 'watchfulness'
  | 'license-ends'
  | 'audit'
  | 'audit-recent'
  | 'backup'

export type Job = Readonly<{
  merchantId: number
  kind: JobKind
  ref: string
  tries: number
  leaseNo: number
  /** throws of ours and deaths of its workers in a row */
  failures: number
  lastError: string | null
  /** when it was due, as the database writes it; another one means that somebody asked again meanwhile */
  runAt: string
}>

const claim = statement(
  'claim_jobs',
  // A lease that was left behind is a worker that died over this job; it may die again.
  `with mine as (
     update job set lease_no = lease_no + 1, lease_until = real_now() + $2 * interval '1 millisecond',
       failures = failures + case when lease_until is null then 0 else 1 end
     where (merchant_id, kind, ref) in (
       select merchant_id, kind, ref from job
       where run_at <= app_now() and (lease_until is null or lease_until < real_now())
         and parked_at is null and kind = any($3)
       order by run_at, kind, ref
       limit $1
       for update skip locked)
     returning merchant_id, kind, ref, tries, lease_no, failures, last_error, run_at)
   select merchant_id as "merchantId", kind, ref, tries, lease_no as "leaseNo", failures,
     last_error as "lastError", run_at::text as "runAt"
   from mine order by run_at, kind, ref`,
)

export type Lane = 'quick' | 'slow' | 'outgoing'

/**
 * Which lane runs a kind: `slow` takes a minute or more (bills, proofs, upkeep), `outgoing` calls strangers' servers,
 * which answer when they like. A kind that is not here was planned by a newer program and is left to it.
 */
const laneOfKind: Readonly<Record<JobKind, Lane>> = {
  'query-attempt': 'quick',
  'expire-order': 'quick',
  'watch-order': 'quick',
  'retry-notice': 'quick',
  refund: 'quick',
  'deliver-owed': 'quick',
  'plan-bills': 'quick',
  'audit-recent': 'quick',
  'download-bill': 'slow',
  reconcile: 'slow',
  audit: 'slow',
  backup: 'slow',
  upkeep: 'slow',
  retention: 'slow',
  watchfulness: 'slow',
  'license-ends': 'slow',
  'examine-channels': 'slow',
  'send-webhooks': 'outgoing',
  'send-letter': 'outgoing',
}
const allKinds = Object.keys(laneOfKind) as JobKind[]

export function laneOf(kind: JobKind): Lane {
  return laneOfKind[kind]
}

/** Claims up to `limit` due jobs for `leaseMs` of real time, of one lane or of all, the longest due first. */
export async function claimJobs(
  db: Db,
  limit: number,
  leaseMs: number,
  lane?: Lane,
): Promise<Job[]> {
  const kinds = allKinds.filter((kind) => lane === undefined || laneOf(kind) === lane)
  return db.rows<Job>(claim, [limit, leaseMs, kinds])
}

const renew = statement(
  'renew_leases',
  `update job set lease_until = real_now() + $2 * interval '1 millisecond'
   from jsonb_to_recordset($1::jsonb) as mine("merchantId" integer, kind text, ref text, "leaseNo" bigint)
   where job.merchant_id = mine."merchantId" and job.kind = mine.kind and job.ref = mine.ref
     and job.lease_no = mine."leaseNo"`,
)

/** Keeps jobs that are still being worked on. One that was taken over stays with its new worker. */
export async function renewLeases(db: Db, jobs: readonly Job[], leaseMs: number): Promise<void> {
  await db.rows(renew, [JSON.stringify(jobs), leaseMs])
}

const remove = statement(
  'delete_job',
  `with gone as (
     delete from job where merchant_id = $1 and kind = $2 and ref = $3 and lease_no = $4
       and run_at = $5::timestamptz
     returning 1)
   update job set lease_until = null, tries = 0, failures = 0
   where merchant_id = $1 and kind = $2 and ref = $3 and lease_no = $4 and not exists (select 1 from gone)`,
)

/** The job is done, unless somebody asked for it again meanwhile. Nothing happens when the lease was lost. */
export async function deleteJob(db: Db, job: Job): Promise<void> {
  await db.rows(remove, [job.merchantId, job.kind, job.ref, job.leaseNo, job.runAt])
}

const reschedule = statement(
  'reschedule_job',
  `update job set tries = tries + 1, lease_until = null, failures = 0, last_error = null,
     run_at = case when run_at = $6::timestamptz then next.at else least(run_at, next.at) end
   from (select app_now() + $5 * interval '1 millisecond' as at) next
   where merchant_id = $1 and kind = $2 and ref = $3 and lease_no = $4`,
)

/** The job runs again in `waitMs`, or when somebody asked for it. Nothing happens when the lease was lost. */
export async function rescheduleJob(db: Db, job: Job, waitMs: number): Promise<void> {
  await db.rows(reschedule, [job.merchantId, job.kind, job.ref, job.leaseNo, waitMs, job.runAt])
}

/** Failures of ours in a row before a job is set aside. */
export const failuresMax = 20

const fail = statement(
  'fail_job',
  `update job set run_at = app_now() + $5 * interval '1 millisecond', tries = tries + 1,
     failures = failures + 1, lease_until = null, last_error = $6,
     parked_at = case when failures + 1 >= $7 then app_now() end
   where merchant_id = $1 and kind = $2 and ref = $3 and lease_no = $4
   returning parked_at is not null as parked`,
)

/**
 * The job threw. True: it has done so too often and is set aside for a person, so that others flow on; one that
 * `mayPark` says no of is tried for ever.
 */
export async function failJob(
  db: Db,
  job: Job,
  waitMs: number,
  error: string,
  mayPark: boolean,
): Promise<boolean> {
  const { merchantId, kind, ref, leaseNo } = job
  const max = mayPark ? failuresMax : null
  const values = [merchantId, kind, ref, leaseNo, waitMs, error.slice(0, 2_000), max]
  const [row] = await db.rows<{ parked: boolean }>(fail, values)
  return row?.parked ?? false
}

const unpark = statement(
  'unpark_job',
  `update job set parked_at = null, failures = 0, run_at = app_now()
   where merchant_id = $1 and kind = $2 and ref = $3 and parked_at is not null
   returning 1 as unparked`,
)

/** Lets a job that was set aside run again. False: there is none. */
export async function unparkJob(
  db: Db,
  merchantId: number,
  kind: string,
  ref: string,
): Promise<boolean> {
  return (await db.rows(unpark, [merchantId, kind, ref])).length === 1
}

export type ListedJob = Readonly<{
  kind: string
  ref: string
  runAt: Instant
  tries: number
  failures: number
  parkedAt: Instant | null
  lastError: string | null
}>

const list = statement(
  'list_jobs',
  `select kind, ref, run_at as "runAt", tries, failures, parked_at as "parkedAt", last_error as "lastError"
   from job where merchant_id = $1 order by parked_at nulls last, run_at limit 1000`,
)

/** What waits, those set aside first. */
export async function listJobs(db: Db, merchantId: number): Promise<ListedJob[]> {
  return db.rows<ListedJob>(list, [merchantId])
}

// While a job runs, asking again must outlive its end: the other moment tells so (delete_job, reschedule_job).
const upsert = statement(
  'enqueue_job',
  `insert into job (merchant_id, kind, ref, run_at, created_at)
   values ($1, $2, $3, app_now() + $4 * interval '1 millisecond', app_now())
   on conflict (merchant_id, kind, ref) do update set run_at =
     case when job.lease_until > real_now() then excluded.run_at else least(job.run_at, excluded.run_at) end,
     failures = case when $5 and job.parked_at is not null then 0 else job.failures end,
     parked_at = case when not $5 then job.parked_at end`,
)

/** Enqueues a job, or brings the one that waits already forward. One that was set aside stays so. */
export async function enqueueJob(
  db: Db,
  merchantId: number,
  kind: JobKind,
  ref: string,
  waitMs: number,
): Promise<void> {
  await db.rows(upsert, [merchantId, kind, ref, waitMs, false])
}

/** A person asks for it: the same, and one that was set aside runs again. */
export async function askForJob(
  db: Db,
  merchantId: number,
  kind: JobKind,
  ref: string,
  waitMs = 0,
): Promise<void> {
  await db.rows(upsert, [merchantId, kind, ref, waitMs, true])
}

const countDue = statement(
  'count_due_jobs',
  'select count(*) as due from job where run_at <= app_now() and (lease_until is null or lease_until < real_now()) and parked_at is null',
)

export async function countDueJobs(db: Db): Promise<number> {
  return (await db.rows<{ due: number }>(countDue, []))[0]?.due ?? 0
}
