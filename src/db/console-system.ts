// What the console shows of the machinery: the job table, proofs of the books, and notices that were refused.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type JobState = 'aside' | 'running' | 'due' | 'waiting'

export type JobRow = Readonly<{
  kind: string
  ref: string
  state: JobState
  runAt: Instant
  tries: number
  failures: number
  parkedAt: Instant | null
  lastError: string | null
}>

export type JobFilter = Readonly<{
  state?: JobState | undefined
  kind?: string | undefined
  /** part of what the job is about */
  search?: string | undefined
  after?: Readonly<{ kind: string; ref: string; at: Instant }> | undefined
  limit: number
}>

const stateOf = `case when parked_at is not null then 'aside'
  when lease_until > real_now() then 'running' when run_at <= app_now() then 'due' else 'waiting' end`

const selectJobs = statement(
  'list_job_rows',
  `select kind, ref, state, run_at as "runAt", tries, failures, parked_at as "parkedAt", last_error as "lastError"
   from (select *, ${stateOf} as state, date_trunc('milliseconds', run_at) as at from job
     where merchant_id = $1) as job
   where ($2::text is null or state = $2) and ($3::text is null or kind = $3)
     and ($4::text is null or strpos(ref, $4) > 0)
     and ($5::float8 is null or (at, kind, ref) > (to_timestamp($5 / 1000), $6::text, $7::text))
   order by at, kind, ref limit $8`,
)

/** The one due longest first. */
export async function listJobRows(
  db: Db,
  merchantId: number,
  { state, kind, search, after, limit }: JobFilter,
): Promise<JobRow[]> {
  const cursor = [after?.at ?? null, after?.kind ?? null, after?.ref ?? null]
  const values = [merchantId, state ?? null, kind ?? null, search ?? null, ...cursor, limit]
  return db.rows<JobRow>(selectJobs, values)
}

const countStates = statement(
  'count_jobs_by_state',
  `select state, count(*) as n from (select ${stateOf} as state from job where merchant_id = $1) as job
   group by state`,
)

export async function countJobsByState(
  db: Db,
  merchantId: number,
): Promise<Readonly<Record<JobState, number>>> {
  const rows = await db.rows<{ state: JobState; n: number }>(countStates, [merchantId])
  const found = Object.fromEntries(rows.map(({ state, n }) => [state, n]))
  return { aside: 0, running: 0, due: 0, waiting: 0, ...found }
}

const bringForward = statement(
  'run_job_now',
  `update job set run_at = least(run_at, app_now()), parked_at = null, failures = 0
   where merchant_id = $1 and kind = $2 and ref = $3
   returning 1 as found`,
)

/** The job runs as soon as a worker is free, also when it was set aside. False: there is none. */
export async function updateJobDue(
  db: Db,
  merchantId: number,
  kind: string,
  ref: string,
): Promise<boolean> {
  return (await db.rows(bringForward, [merchantId, kind, ref])).length === 1
}

export type AuditRunRow = Readonly<{
  startedAt: Instant
  finishedAt: Instant
  checked: number
  broken: number
}>

const selectRuns = statement(
  'list_audit_runs',
  `select started_at as "startedAt", finished_at as "finishedAt", checked, broken
   from audit_run where merchant_id = $1 order by started_at desc limit $2`,
)

/** The newest first. */
export async function listAuditRuns(
  db: Db,
  merchantId: number,
  limit: number,
): Promise<AuditRunRow[]> {
  return db.rows<AuditRunRow>(selectRuns, [merchantId, limit])
}

export type RefusedNotices = Readonly<{
  channelId: string
  verdict: 'forged' | 'unreadable'
  /** yyyy-MM-dd */
  day: string
  count: number
  reason: string
  address: string
  lastAt: Instant
}>

const selectRefused = statement(
  'list_refused_notices',
  `select channel_id as "channelId", verdict, to_char(day, 'YYYY-MM-DD') as day, count,
     last_reason as reason, last_sender_address as address, last_at as "lastAt"
   from notice_refusal where merchant_id = $1 order by last_at desc limit $2`,
)

/** Counted by day, channel and verdict, the newest first. */
export async function listRefusedNotices(
  db: Db,
  merchantId: number,
  limit: number,
): Promise<RefusedNotices[]> {
  return db.rows<RefusedNotices>(selectRefused, [merchantId, limit])
}
