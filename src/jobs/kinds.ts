// Every kind of job: what it does, and when it runs again. A job that throws runs again by its own table.

import type { App } from '../app/app.ts'
import { findChannel } from '../app/app.ts'
import { followCharge } from '../app/counter/follow-charge.ts'
import { sendLetter } from '../app/letter/send-letter.ts'
import { closeOrder } from '../app/order/close-order.ts'
import { deliverOwed } from '../app/order/deliver-owed.ts'
import { closeAttempt, isSuperseded } from '../app/payment/close-attempt.ts'
import { patientMs, queryPayment } from '../app/payment/query-payment.ts'
import { retryNotice } from '../app/payment/receive-notice.ts'
import { sendRefund } from '../app/refund/send-refund.ts'
import { sendDue } from '../app/webhook/send-due.ts'
import {
  billWaits,
  closeWaits,
  noticeWaits,
  owedWaits,
  queryWaits,
  refundWaits,
  silentRefundWaits,
  unwantedWaits,
  waitOf,
  watchAfterMs,
  watchSilentMs,
} from '../core/backoff.ts'
import { canOrder, isPaid } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import type { StandingKind } from '../core/timetable.ts'
import { type Attempt, findAttempt, listAttempts, markAttemptClosed } from '../db/attempts.ts'
import type { JobKind } from '../db/jobs.ts'
import { isOnlyByHand } from '../db/manual-confirmations.ts'
import { findOrder } from '../db/orders.ts'
import { findRefund } from '../db/refunds.ts'
import { billJobs } from './bills.ts'
import { runStanding } from './standing.ts'

/** Done, or the wait in ms until the job runs again. */
export type JobResult = 'done' | Readonly<{ againMs: number }>

export type Kind = Readonly<{
  run(app: App, ref: string, tries: number): Promise<JobResult>
  /** waits after a failure of ours */
  waits: readonly number[]
}>

export const jobKinds: Readonly<Record<JobKind, Kind>> = {
  'query-attempt': { run: queryAttempt, waits: queryWaits },
  'expire-order': { run: expireOrder, waits: closeWaits },
  'watch-order': { run: watchOrder, waits: closeWaits },
  'retry-notice': { run: retryKeptNotice, waits: noticeWaits },
  refund: { run: giveBack, waits: refundWaits },
  'deliver-owed': { run: deliverLater, waits: owedWaits },
  'send-letter': { run: sendOneLetter, waits: closeWaits },
  'send-webhooks': { run: sendWebhooks, waits: closeWaits },
  'download-bill': { run: billJobs.download, waits: billWaits },
  reconcile: { run: billJobs.reconcile, waits: billWaits },
  audit: atItsTime('audit'),
  'audit-recent': atItsTime('audit-recent'),
  backup: atItsTime('backup'),
  watchfulness: atItsTime('watchfulness'),
  'license-ends': atItsTime('license-ends'),
  'examine-channels': atItsTime('examine-channels'),
  'plan-bills': atItsTime('plan-bills'),
  upkeep: atItsTime('upkeep'),
  retention: atItsTime('retention'),
}

/**
 * Asks about an attempt nobody told us about, for as long as its order waits. One that is not wanted any more,
 * because the buyer chose another or has paid by it, is closed at its gateway.
 */
async function queryAttempt(app: App, ref: string, tries: number): Promise<JobResult> {
  const [channelId, outTradeNo] = splitRef(ref)
  const attempt = await findAttempt(app.db, app.merchantId, channelId, outTradeNo)
  if (!attempt || attempt.state === 'closed') return 'done'
  if (attempt.byCode && attempt.state === 'open') {
    const followed = await followCharge(app, attempt, tries)
    return followed === 'over' ? 'done' : { againMs: followed }
  }
  const order = await findOrder(app.db, app.merchantId, attempt.orderNumber)
  if (!order) return 'done'
  // Of one that is paid by a person's word alone the gateway may still have news, and its code is still out.
  if (attempt.state === 'paid' && !(await isOnlyByHand(app.db, app.merchantId, attempt)))
    return 'done'
  if (isPaid(order.state) || (order.state === 'waiting' && (await isSuperseded(app, attempt))))
    return endUnwanted(app, attempt, order.now, tries)
  // The job that closes the order asks too. If money by another number comes first, it leaves this one open.
  if (order.state === 'closing') return { againMs: waitOf(unwantedWaits, tries) }
  if (order.state !== 'waiting') return 'done'
  const news = await queryPayment(app, attempt, patientMs)
  return news === 'paid' ? 'done' : { againMs: waitOf(queryWaits, tries + 1) }
}

async function endUnwanted(
  app: App,
  attempt: Attempt,
  now: Instant,
  tries: number,
): Promise<JobResult> {
  const ended = await closeAttempt(app, attempt, patientMs)
  const againMs = waitOf(unwantedWaits, tries)
  if (ended === 'unresolved') return { againMs }
  if (ended !== 'absent') return 'done'
  // A link that is still out can be opened until it dies; after that nothing can come of it.
  const livesMs = attempt.gatewayExpiresAt - now
  if (livesMs > 0) return { againMs: Math.min(againMs, livesMs + 1) }
  await markAttemptClosed(app.db, app.merchantId, attempt)
  return 'done'
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

/**
 * Looks for money that crossed the closing, by every number that has brought none, until the gateway's last notice must
 * have come and it has answered since.
 */
async function watchOrder(app: App, ref: string, tries: number): Promise<JobResult> {
  const order = await findOrder(app.db, app.merchantId, ref)
  if (!order) return 'done'
  const sinceClosed = order.now - (order.closedAt ?? order.expiresAt)
  const next = watchAfterMs.find((afterMs) => afterMs > sinceClosed)
  const unpaid = (await listAttempts(app.db, app.merchantId, ref)).filter(isUnpaid)
  if (unpaid.length === 0) return 'done'
  let silent = false
  for (const attempt of unpaid) {
    const news = await queryPayment(app, attempt, patientMs)
    if (news === 'unknown' && findChannel(app, attempt.channelId)) silent = true
  }
  // After the last look the gateway's bill is what is left.
  if (next === undefined && !silent) return 'done'
  if (next === undefined && sinceClosed > watchSilentMs) {
    app.log.warn('watch_unanswered', { order_number: ref })
    return 'done'
  }
  if (next === undefined) return { againMs: waitOf(closeWaits, tries) }
  return { againMs: silent ? waitOf(closeWaits, tries) : next - sinceClosed }
}

function isUnpaid({ state }: Attempt): boolean {
  return state !== 'paid'
}

async function retryKeptNotice(app: App, ref: string, tries: number): Promise<JobResult> {
  const [channelId, newsId] = splitRef(ref)
  const channel = findChannel(app, channelId)
  // Its account may come back; until then nobody else can read it.
  if (!channel) return { againMs: waitOf(noticeWaits, tries) }
  await retryNotice(app, channel, newsId)
  return 'done'
}

async function giveBack(app: App, ref: string, tries: number): Promise<JobResult> {
  if (await sendRefund(app, ref, patientMs)) return 'done'
  const refund = await findRefund(app.db, app.merchantId, ref)
  // A gateway that was away answers again within minutes; one that has it, or where it lies, takes its days.
  const isSilent = refund?.state === 'unknown' && !refund.isTakenOn
  const waits = isSilent ? silentRefundWaits : refundWaits
  return { againMs: waitOf(waits, tries) }
}

/** An import of cards brings this forward. */
async function deliverLater(app: App, ref: string, tries: number): Promise<JobResult> {
  const { owed } = await deliverOwed(app, ref)
  return owed === 0 ? 'done' : { againMs: waitOf(owedWaits, tries) }
}

/** A slot of one endpoint; when none of its messages is due the job ends, and the next one plans it again. */
async function sendWebhooks(app: App, ref: string): Promise<JobResult> {
  const [endpointId, slot] = splitRef(ref)
  return (await sendDue(app, endpointId, Number(slot))) ? { againMs: 0 } : 'done'
}

async function sendOneLetter(app: App, ref: string): Promise<JobResult> {
  const againMs = await sendLetter(app, ref)
  return againMs === undefined ? 'done' : { againMs }
}

function atItsTime(kind: StandingKind): Kind {
  return { run: runStanding(kind), waits: billWaits }
}

function splitRef(ref: string): [string, string] {
  const at = ref.indexOf(':')
  return [ref.slice(0, at), ref.slice(at + 1)]
}
