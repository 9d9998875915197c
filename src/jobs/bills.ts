// The jobs of the books: each day's bill is fetched the next morning, compared, and looked at twice more,
// because gateways complete their bills.

import { type App, findChannel } from '../app/app.ts'
import { downloadBill, scopeOf } from '../app/books/download-bill.ts'
import { reconcileDay } from '../app/books/reconcile-day.ts'
import {
  billDayOf,
  billOverdueAt,
  billReadyAt,
  dayAfter,
  missingFrom,
  nextLookAt,
} from '../core/bill.ts'
import { dayMs, hourMs } from '../core/time.ts'
import { listUnbilledDays } from '../db/bills.ts'
import { countDayEntries, putUnbilledDay } from '../db/differences.ts'
import { enqueueJob } from '../db/jobs.ts'

type Again = 'done' | Readonly<{ againMs: number }>

/** Days whose bill was never asked for are caught up with after the shop stood still this long. */
const caughtUpDays = 31

/** An account that is out of force for a while comes back, and its day is not forgotten. */
const withoutAccount = { againMs: hourMs } as const

/** What the job table runs; a reference is `<channel>:<yyyy-MM-dd>`. */
export const billJobs = { download, reconcile, schedule: scheduleBills } as const

/** Fetches a day's bill, hourly until there is one or it is overdue, and has it compared. */
async function download(app: App, ref: string): Promise<Again> {
  const [channel, day] = aim(app, ref)
  if (!channel) return withoutAccount
  const now = app.clock.now()
  if (now < billReadyAt(day)) return { againMs: billReadyAt(day) - now }

  const downloaded = await downloadBill(app, channel, day)
  if (downloaded.outcome !== 'missing')
    await enqueueJob(app.db, app.merchantId, 'reconcile', ref, 0)
  if (downloaded.outcome !== 'kept' && now < billOverdueAt(day)) return { againMs: hourMs }
  if (downloaded.outcome === 'missing') await raiseMissing(app, channel.id, day, downloaded.reason)
  const next = nextLookAt(day, now)
  return next === undefined ? 'done' : { againMs: next - now }
}

/** A day on which nothing happened here may well have no bill. */
async function raiseMissing(app: App, channelId: string, day: string, reason: string) {
  const scope = scopeOf(app, { id: channelId }, day)
  await putUnbilledDay(app.db, scope, 'unavailable', reason)
  const entries = await countDayEntries(app.db, scope)
  const level = entries > 0 ? 'error' : 'info'
  app.log[level]('bill_unavailable', { channel: channelId, day, reason, entries })
}

/** Compares a day; while something is waited for, once more within the hour, and later daily. */
async function reconcile(app: App, ref: string): Promise<Again> {
  const [channel, day] = aim(app, ref)
  if (!channel) return withoutAccount
  const { askAgain } = await reconcileDay(app, channel, day)
  if (!askAgain) return 'done'
  return { againMs: app.clock.now() < missingFrom(day) ? hourMs : dayMs }
}

/** Plans the bill of every day that is over and was not asked for yet. Safe to call at any time, any number of times. */
async function scheduleBills(app: App): Promise<void> {
  const now = app.clock.now()
  const today = billDayOf(now)
  const [from, until] = [dayAfter(today, -caughtUpDays), dayAfter(today, -1)]
  for (const { id } of app.channels) {
    for (const day of await listUnbilledDays(app.db, app.merchantId, id, from, until)) {
      const waitMs = Math.max(0, billReadyAt(day) - now)
      await enqueueJob(app.db, app.merchantId, 'download-bill', `${id}:${day}`, waitMs)
    }
  }
}

function aim(app: App, ref: string) {
  const at = ref.lastIndexOf(':')
  return [findChannel(app, ref.slice(0, at)), ref.slice(at + 1)] as const
}
