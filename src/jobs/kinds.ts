// Every kind of job: what it does, and when it runs again. A job that throws runs again by its own table.

import type { App } from '../app/app.ts'
import { findChannel } from '../app/app.ts'
import { closeOrder } from '../app/order/close-order.ts'
import { patientMs, queryPayment } from '../app/payment/query-payment.ts'
import { retryNotice } from '../app/payment/receive-notice.ts'
import { closeWaits, noticeWaits, queryWaits, waitOf, watchAfterMs } from '../core/backoff.ts'
import { canOrder, isPaid } from '../core/order.ts'
import { findAttempt, listAttempts } from '../db/attempts.ts'
import type { JobKind } from '../db/jobs.ts'
import { findOrder } from '../db/orders.ts'

/** Done, or the wait in ms until the job runs again. */
export type JobResult = 'done' | Readonly<{ againMs: number }>

type Kind = Readonly<{
  run(app: App, ref: string, tries: number): Promise<JobResult>
  /** waits after a failure of ours */
  waits: readonly number[]
}>

export const jobKinds: Readonly<Record<JobKind, Kind>> = {
  'query-attempt': { run: queryAttempt, waits: queryWaits },
  'expire-order': { run: expireOrder, waits: closeWaits },
  'watch-order': { run: watchOrder, waits: closeWaits },
  'retry-notice': { run: retryKeptNotice, waits: noticeWaits },
}

/** Asks about an attempt nobody told us about, for as long as its order waits. */
async function queryAttempt(app: App, ref: string, tries: number): Promise<JobResult> {
  const [channelId, outTradeNo] = splitRef(ref)
  const attempt = await findAttempt(app.db, app.merchantId, channelId, outTradeNo)
  if (attempt?.state !== 'open') return 'done'
  const order = await findOrder(app.db, app.merchantId, attempt.orderNumber)
  if (order?.state !== 'waiting') return 'done'
  const news = await queryPayment(app, attempt, patientMs)
  return news === 'paid' ? 'done' : { againMs: waitOf(queryWaits, tries + 1) }
}

/** Closes an order whose time is over, or one its buyer gave up while the gateway was silent. */
async function expireOrder(app: App, ref: string, tries: number): Promise<JobResult> {
  const order = await findOrder(app.db, app.merchantId, ref)
  if (!order || !canOrder(order.state, 'expect-money')) return 'done'
  if (order.state === 'waiting' && order.now < order.expiresAt)
    return { againMs: order.expiresAt - order.now }
  const closing = await closeOrder(app, ref, order.closingTo ?? 'expired', patientMs)
  return closing === 'unresolved' ? { againMs: waitOf(closeWaits, tries) } : 'done'
}

/** Looks for money that crossed the closing, until the gateway's last notice must have come. */
async function watchOrder(app: App, ref: string, tries: number): Promise<JobResult> {
  const order = await findOrder(app.db, app.merchantId, ref)
  if (!order || isPaid(order.state)) return 'done'
  const sinceClosed = order.now - (order.closedAt ?? order.expiresAt)
  const next = watchAfterMs.find((afterMs) => afterMs > sinceClosed)
  let silent = false
  for (const attempt of await listAttempts(app.db, app.merchantId, ref)) {
    if ((await queryPayment(app, attempt, patientMs)) === 'unknown') silent = true
  }
  // After the last look the gateway's bill is what is left.
  if (next === undefined) return 'done'
  return { againMs: silent ? waitOf(closeWaits, tries) : next - sinceClosed }
}

async function retryKeptNotice(app: App, ref: string): Promise<JobResult> {
  const [channelId, newsId] = splitRef(ref)
  const channel = findChannel(app, channelId)
  if (channel) await retryNotice(app, channel, newsId)
  return 'done'
}

function splitRef(ref: string): [string, string] {
  const at = ref.indexOf(':')
  return [ref.slice(0, at), ref.slice(at + 1)]
}
