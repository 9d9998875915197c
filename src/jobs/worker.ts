// The worker: claims due jobs under a lease, runs them, and notes the outcome. Any number of processes share
// the table; a job whose worker died is taken over when its lease ends.

import type { App } from '../app/app.ts'
import { closeWaits, waitOf } from '../core/backoff.ts'
import { claimJobs, deleteJob, failJob, type Job, renewLeases, rescheduleJob } from '../db/jobs.ts'
import { jobKinds, type Kind } from './kinds.ts'
import { planStanding } from './standing.ts'

/**
 * A killed worker's job is taken over when its lease ends and somebody looks, which is within half a minute. A
 * worker that lives renews the leases of what it is still doing.
 */
const leaseMs = 20_000
const renewEveryMs = 6_000
const idleMs = 500
const claimedMax = 8

export interface Worker {
  /** Whether the last look at the table succeeded. */
  alive(): boolean
  /** Claims nothing more and waits for what is under way. */
  stop(): Promise<void>
}

export function startWorker(app: App): Worker {
  const running = new Set<Job>()
  const renewal = setInterval(() => {
    if (running.size === 0) return
    renewLeases(app.db, [...running], leaseMs).catch((error: unknown) =>
      app.log.error('renew_failed', { error }),
    )
  }, renewEveryMs).unref()
  let stopping = false
  let alive = false
  let wake = () => {}

  const loop = async () => {
    await planStanding(app).catch((error: unknown) => app.log.error('plan_failed', { error }))
    while (!stopping) {
      const worked = await round(app, running).catch((error: unknown) => {
        app.log.error('worker_failed', { error })
        return undefined
      })
      alive = worked !== undefined
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
  const ended = loop().finally(() => clearInterval(renewal))

  return {
    alive: () => alive,
    stop: () => {
      stopping = true
      wake()
      return ended
    },
  }
}

/** Claims and runs what is due; answers how many jobs that were. `running` holds those under way. */
export async function round(app: App, running: Set<Job> = new Set()): Promise<number> {
  const jobs = await claimJobs(app.db, claimedMax, leaseMs)
  for (const job of jobs) running.add(job)
  await Promise.all(
    jobs.map((job) =>
      runJob(app, job).finally(() => {
        running.delete(job)
      }),
    ),
  )
  return jobs.length
}

async function runJob(app: App, job: Job): Promise<void> {
  // A newer program may have planned kinds this one does not know.
  const kind: Kind | undefined = jobKinds[job.kind]
  try {
    if (!kind) throw new Error(`no such kind of job: ${job.kind}`)
    const result = await kind.run(app, job.ref, job.tries)
    if (result === 'done') await deleteJob(app.db, job)
    else await rescheduleJob(app.db, job, result.againMs)
  } catch (error) {
    app.log.error('job_failed', { kind: job.kind, ref: job.ref, tries: job.tries, error })
    const message = error instanceof Error ? error.message : String(error)
    const isParked = await failJob(app.db, job, waitOf(kind?.waits ?? closeWaits, job.tries), message)
    if (isParked) app.log.error('job_parked', { kind: job.kind, ref: job.ref })
  }
}
