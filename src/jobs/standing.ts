// The timetable: what is done again and again, each as one job that plans its own next run, so that any number
// of processes share it and a shop that stood still goes on where it was.

import type { App } from '../app/app.ts'
import { dayMs, hourMs, minuteMs } from '../core/time.ts'
import { enqueueJob, type JobKind } from '../db/jobs.ts'
import { listNeglected, prune } from '../db/retention.ts'
import { billJobs } from './bills.ts'

type Again = Readonly<{ againMs: number }>

/** The one reference of a job that stands for a whole kind. */
const standing = 'standing'
/** The shop opens first. */
const firstMs = minuteMs

/** Kinds that are always planned. */
const standingKinds: readonly JobKind[] = ['upkeep', 'watchfulness', 'plan-bills']

/** Plans whatever of the timetable is not planned. Called at start; safe to call at any time. */
export async function planStanding(app: App): Promise<void> {
  for (const kind of standingKinds) {
    await enqueueJob(app.db, app.merchantId, kind, standing, firstMs)
  }
}

export const standingJobs = { upkeep, watchfulness, planBills } as const

/** Forgets what is past its time. */
async function upkeep(app: App): Promise<Again> {
  await prune(app.db)
  return { againMs: hourMs }
}

/** Looks for what has waited too long, and for keys and certificates that run out, and says so in the log. */
async function watchfulness(app: App): Promise<Again> {
  for (const { what, ref } of await listNeglected(app.db, app.merchantId)) {
    app.log.error('neglected', { what, ref })
  }
  for (const { id, gateway } of app.channels) {
    for (const finding of await gateway.examine()) {
      if (finding.level === 'ok') continue
      const level = finding.level === 'bad' ? 'error' : 'warn'
      app.log[level]('channel_finding', { channel: id, check: finding.check, says: finding.en })
    }
  }
  return { againMs: dayMs / 2 }
}

async function planBills(app: App): Promise<Again> {
  await billJobs.schedule(app)
  return { againMs: hourMs }
}
