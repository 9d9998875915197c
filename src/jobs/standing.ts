// The timetable: what is done again and again, each as one job that plans its own next run, so that any number
// of processes share it and a shop that stood still goes on where it was.

import type { App } from '../app/app.ts'
import { backUpDaily } from '../app/backup/keep-backups.ts'
import { examineFormerAccounts, examineNewAccounts } from '../app/channel-accounts.ts'
import { examineDailyBackups } from '../app/doctor-storage.ts'
import { minuteMs } from '../core/time.ts'
import { type StandingKind, standing, timetableMs } from '../core/timetable.ts'
import { pruneIdempotencyKeys } from '../db/idempotency.ts'
import { enqueueJob } from '../db/jobs.ts'
import { insertLicenseEnds } from '../db/license-events.ts'
import { pruneLimits } from '../db/limits.ts'
import { keepMonths } from '../db/months.ts'
import { listNeglected } from '../db/neglected.ts'
import { pruneOld } from '../db/retention.ts'
import { auditJobs } from './audit.ts'
import { billJobs } from './bills.ts'

type Again = Readonly<{ againMs: number }>

/** The shop opens first, and then one thing after the other begins. */
const firstMs = minuteMs

/** What is done; how often says the core's timetable. */
const doing: Readonly<Record<StandingKind, (app: App) => Promise<unknown>>> = {
  audit: auditJobs.run,
  'examine-channels': examineChannels,
  // Plans each day's bill for the next morning; see bills.
  'plan-bills': billJobs.schedule,
  upkeep: pruneShortLived,
  'license-ends': ({ db, merchantId }) => insertLicenseEnds(db, merchantId),
  retention: forgetOld,
  backup: backUp,
  'audit-recent': auditJobs.watch,
  watchfulness: tellNeglected,
}

/** Nothing here takes more than a twentieth of the time. */
const restFactor = 20

/** Does one thing of the timetable and says when it is its turn again, in ms. */
export function runStanding(kind: StandingKind): (app: App) => Promise<Again> {
  const everyMs = timetableMs[kind]
  return async (app) => {
    const began = app.clock.now()
    await doing[kind](app)
    return { againMs: Math.max(everyMs, restFactor * (app.clock.now() - began)) }
  }
}

/** Plans whatever of the timetable is not planned. Called at start; safe to call at any time. */
export async function planStanding(app: App): Promise<void> {
  for (const [place, kind] of (Object.keys(timetableMs) as StandingKind[]).entries())
    await enqueueJob(app.db, app.merchantId, kind, standing, (place + 1) * firstMs)
}

/** What limits nobody and protects nobody any more. */
async function pruneShortLived({ db }: App): Promise<void> {
  await pruneLimits(db)
  await pruneIdempotencyKeys(db)
}

/** The months first: what goes with one of them need not be deleted row by row. */
async function forgetOld({ db, log }: App): Promise<void> {
  const months = await keepMonths(db)
  if (!months) log.info('months_busy')
  else if (months.made + months.dropped > 0) log.info('months_kept', months)
  await pruneOld(db)
}

async function backUp({ db, log, settings }: App): Promise<void> {
  if (settings.backupFolder === undefined) return
  log.info('backed_up', await backUpDaily(db, settings.backupFolder))
}

async function tellNeglected(app: App): Promise<void> {
  for (const { what, ref } of await listNeglected(app.db, app.merchantId))
    app.log.error('neglected', { what, ref })
  const backups = await examineDailyBackups(app)
  if (backups?.level === 'bad') app.log.error('neglected', { what: 'no_backup', ref: backups.en })
}

/** Keys and certificates that run out, whatever else a gateway would refuse us for, accounts left too soon, and new ones. */
async function examineChannels(app: App): Promise<void> {
  for (const { id, gateway } of app.channels) tellFindings(app, id, await gateway.examine())
  tellFindings(app, null, await examineFormerAccounts(app, app.channels))
  tellFindings(app, null, await examineNewAccounts(app))
}

type Findings = Awaited<ReturnType<typeof examineFormerAccounts>>

function tellFindings(app: App, channel: string | null, findings: Findings): void {
  for (const { level, check, en } of findings) {
    if (level === 'ok') continue
    app.log[level === 'bad' ? 'error' : 'warn']('channel_finding', { channel, check, says: en })
  }
}
