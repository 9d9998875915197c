// The worker: claims due jobs under a lease, runs them, and notes the outcome. Any number of processes share
// the table; a job whose worker died is taken over when its lease ends.

import type { App } from '../app/app.ts'
import { waitOf } from '../core/backoff.ts'
import { claimJobs, deleteJob, type Job, rescheduleJob } from '../db/jobs.ts'
import { pruneLimits } from '../db/limits.ts'
import { pruneIdempotencyKeys } from '../db/orders.ts'
import { type JobResult, jobKinds } from './kinds.ts'

/** A killed worker's job is taken over after this; one that runs longer is fenced off by its lease number. */
const leaseMs = 30_000
const idleMs = 500
const claimedMax = 8
const pruneEveryMs = 10 * 60_000

export interface Worker {
  /** Whether the last look at the table succeeded. */
  alive(): boolean
  /** Claims nothing more and waits for what is under way. */
  stop(): Promise<void>
}

export function startWorker(app: App): Worker {
  let stopping = false
  let alive = false
  let wake = () => {}
  let prunedAt = 0

  const loop = async () => {
    while (!stopping) {
      const worked = await round(app).catch((error: unknown) => {
        app.log.error('worker_failed', { error })
        return undefined
      })
      alive = worked !== undefined
      if (app.clock.now() - prunedAt > pruneEveryMs && alive) {
        prunedAt = app.clock.now()
        await prune(app).catch((error: unknown) => app.log.error('prune_failed', { error }))
      }
      if (!worked && !stopping) await pause()
    }
  }
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idleMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const ended = loop()

  return {
    alive: () => alive,
    stop: () => {
      stopping = true
      wake()
      return ended
    },
  }
}

async function prune(app: App): Promise<void> {
  await pruneLimits(app.db)
  await pruneIdempotencyKeys(app.db)
}

/** Claims and runs what is due; answers how many jobs that were. */
export async function round(app: App): Promise<number> {
  const jobs = await claimJobs(app.db, claimedMax, leaseMs)
  await Promise.all(jobs.map((job) => runJob(app, job)))
  return jobs.length
}

async function runJob(app: App, job: Job): Promise<void> {
  const kind = jobKinds[job.kind]
  let result: JobResult
  let failure: string | null = null
  try {
    result = await kind.run(app, job.ref, job.tries)
  } catch (error) {
    app.log.error('job_failed', { kind: job.kind, ref: job.ref, tries: job.tries, error })
    failure = error instanceof Error ? error.message : String(error)
    result = { againMs: waitOf(kind.waits, job.tries) }
  }
  if (result === 'done') await deleteJob(app.db, job)
  else await rescheduleJob(app.db, job, result.againMs, failure)
}
