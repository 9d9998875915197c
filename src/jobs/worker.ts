// The worker: claims due jobs under a lease, runs them, and notes the outcome. Any number of processes share
// the table; a job whose worker died is taken over when its lease ends.

import type { App } from '../app/app.ts'
import { spareSilent } from '../app/spare-silent.ts'
import { waitOf } from '../core/backoff.ts'
import { standing } from '../core/timetable.ts'
import { endpointsMax, webhooksAtOnce } from '../core/webhook.ts'
import {
  claimJobs,
  deleteJob,
  failJob,
  failuresMax,
  type Job,
  type JobKind,
  type Lane,
  laneOf,
  renewLeases,
  rescheduleJob,
} from '../db/jobs.ts'
import { planWebhookSending } from '../db/webhooks.ts'
import { jobKinds } from './kinds.ts'
import { planStanding } from './standing.ts'

/**
 * A killed worker's job is taken over when its lease ends and somebody looks, which is within half a minute. A
 * worker that lives renews the leases of what it is still doing.
 */
const leaseMs = 20_000
const renewEveryMs = 6_000
/**
 * A quarter of an hour, and six hours for what reads or writes everything, as a backup does: what has not ended by
 * then hangs, and may be taken over.
 */
const renewalsMax: Readonly<Record<Lane, number>> = {
  quick: 150,
  slow: 3_600,
  outgoing: 150,
}
const idleMs = 500
const claimedMax = 8
/** Work of minutes has places of its own, so that no payment waits behind a bill. */
const places = { quick: claimedMax, slow: 2, outgoing: endpointsMax * webhooksAtOnce } as const

export interface Worker {
  /** Whether the last look at the table succeeded. */
  alive(): boolean
  /** Claims nothing more and waits for what is under way. */
  stop(): Promise<void>
}

/** The jobs under way, and how often the lease of each was renewed. */
type Leases = Map<Job, number>

export function startWorker(app: App): Worker {
  const leases: Leases = new Map()
  const renewal = setInterval(() => void renew(app, leases), renewEveryMs).unref()
  const lanes = [
    startLane(app, 'quick', leases),
    startLane(app, 'slow', leases),
    startLane(app, 'outgoing', leases),
  ]
  return {
    alive: () => lanes.every((lane) => lane.alive()),
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()))
      clearInterval(renewal)
    },
  }
}

function startLane(app: App, lane: Lane, leases: Leases): Worker {
  const sparing = spareSilent(app)
  const underWay = new Set<Promise<void>>()
  const { pause, wake } = createPause()
  let stopping = false
  let alive = false
  let isPlanned = lane !== 'slow'

  const look = async () => {
    if (!isPlanned) await planStanding(app)
    isPlanned = true
    if (lane === 'outgoing') await planWebhookSending(app.db)
    return claimJobs(app.db, places[lane] - underWay.size, leaseMs, lane)
  }
  const begin = (job: Job) => {
    const work = runJob(sparing, job, leases).finally(() => {
      underWay.delete(work)
      wake()
    })
    underWay.add(work)
  }
  const loop = async () => {
    while (!stopping) {
      const jobs = underWay.size < places[lane] ? await tried(app, look) : []
      alive = jobs !== undefined
      for (const job of jobs ?? []) begin(job)
      if (!jobs?.length && !stopping) await pause(idleMs)
    }
    await Promise.all(underWay)
  }
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

/** Claims and runs what is due; answers how many jobs that were. For whoever has no time of its own. */
export async function round(app: App): Promise<number> {
  const jobs = await claimJobs(app.db, claimedMax, leaseMs)
  await Promise.all(jobs.map((job) => runJob(app, job, new Map())))
  return jobs.length
}

/** Never throws: where even the failure cannot be noted, the lease ends and somebody takes the job over. */
async function runJob(app: App, job: Job, leases: Leases): Promise<void> {
  leases.set(job, 0)
  try {
    await runAndNote(app, job)
  } catch (error) {
    app.log.error('worker_failed', { error })
  } finally {
    leases.delete(job)
  }
}

async function runAndNote(app: App, job: Job): Promise<void> {
  const kind = jobKinds[job.kind]
  // Who would tell of what was set aside is among the standing ones.
  const mayPark = job.ref !== standing
  try {
    if (mayPark && job.failures >= failuresMax) throw new Error(job.lastError ?? 'its workers died')
    const result = await kind.run(app, job.ref, job.tries)
    if (result === 'done') await deleteJob(app.db, job)
    else await rescheduleJob(app.db, job, result.againMs)
  } catch (error) {
    app.log.error('job_failed', { kind: job.kind, ref: job.ref, tries: job.tries, error })
    const message = error instanceof Error ? error.message : String(error)
    const waitMs = waitOf(kind.waits, job.failures)
    const isParked = await failJob(app.db, job, waitMs, message, mayPark)
    if (isParked) app.log.error('job_parked', { kind: job.kind, ref: job.ref })
  }
}

/** Keeps what is still being worked on; what has hung for too long is let go. */
async function renew(app: App, leases: Leases): Promise<void> {
  const working = [...leases].filter(([job, renewals]) => isRenewed(job.kind, renewals))
  for (const [job, renewals] of working) leases.set(job, renewals + 1)
  if (working.length > 0)
    await tried(app, () =>
      renewLeases(
        app.db,
        working.map(([job]) => job),
        leaseMs,
      ),
    )
}

/** Whether work of that kind keeps its lease once more. */
export function isRenewed(kind: JobKind, renewals: number): boolean {
  return renewals < renewalsMax[laneOf(kind)]
}

/** What `work` answers; undefined, and a line in the log, when it throws. */
async function tried<T>(app: App, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    app.log.error('worker_failed', { error })
    return undefined
  }
}

/** A sleep that can be cut short; a wake that comes before the sleep is not lost. */
function createPause() {
  let isWoken = false
  let wake = () => {
    isWoken = true
  }
  const early = wake
  return {
    wake: () => wake(),
    pause: (ms: number) =>
      new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer)
          isWoken = false
          wake = early
          resolve()
        }
        const timer = setTimeout(end, isWoken ? 0 : ms)
        wake = end
      }),
  }
}
