// Giving money back: the gateway is asked with the same number until it has said what became of it.

import { refundSilenceMs, refundSlowMs } from '../../core/backoff.ts'
import { isOpen, returnedWhen } from '../../core/refund.ts'
import type { Instant } from '../../core/time.ts'
import {
  markRefundDone,
  markRefundFailed,
  openRefundStranded,
  openRefundStuck,
} from '../../db/refund-ends.ts'
import {
  findRefund,
  lockRefundBooks,
  markRefundRefused,
  markRefundSent,
  markRefundWaiting,
  type Refund,
} from '../../db/refunds.ts'
import type { Refunded, RefundQueried } from '../../gateways/gateway.ts'
import { type App, type Channel, findChannel } from '../app.ts'

/** What a payer reads beside the money that came back. */
const payerReads = {
  duplicate: '重复付款退回',
  late: '订单关闭后付款退回',
  asked: '商家退款',
} as const

/**
 * Sends a planned refund, or asks what became of one that was sent. True when it is settled; until then it
 * must be tried again, however long it takes: unknown stays unknown until the gateway knows.
 */
export async function sendRefund(app: App, refundNo: string, deadlineMs: number): Promise<boolean> {
  const { db, merchantId } = app
  const refund = await findRefund(db, merchantId, refundNo)
  if (!refund || !isOpen(refund.state)) return true
  if (refund.state === 'awaiting') return true
  const channel = findChannel(app, refund.channelId)
  if (!channel) {
    if (isLong(refund, refundSilenceMs)) await openRefundStuck(db, merchantId, refundNo, false)
    return false
  }
  const queried = await ask(channel, refund, deadlineMs)
  if (queried.outcome !== 'absent') return note(app, refund, queried)
  // From here on nobody can undo it: what may be at the gateway must not be let go here. Whoever read the refund
  // before somebody else undid, ended or sent it does not send. Two who both may send use the same number.
  if (!(await markRefundSent(db, merchantId, refund))) return false
  return note(app, refund, await send(channel, refund, deadlineMs))
}

/** Only what the gateway never heard of is sent. A query that is refused says nothing about the refund. */
async function ask(
  { gateway }: Channel,
  { state, outTradeNo, refundNo }: Refund,
  deadlineMs: number,
): Promise<RefundQueried> {
  if (state === 'planned') return { outcome: 'absent' }
  const queried = await gateway.queryRefund({ outTradeNo, refundNo }, deadlineMs)
  return queried.outcome === 'refused' ? { outcome: 'unknown', reason: queried.code } : queried
}

function send(channel: Channel, refund: Refund, deadlineMs: number): Promise<Refunded> {
  const { gateway } = channel
  const { reason } = refund
  const notifyUrl = channel.notifyUrl()
  return gateway.refund({ ...refund, reason: payerReads[reason], notifyUrl }, deadlineMs)
}

async function note(app: App, refund: Refund, answer: Refunded): Promise<boolean> {
  const { db, merchantId } = app
  const { refundNo, amountFen } = refund
  switch (answer.outcome) {
    case 'refunded':
      if (answer.amountFen !== amountFen)
        return note(app, refund, { outcome: 'unknown', reason: 'refunded with another amount' })
      await finish(app, refund, returnedWhen(answer.returnedAt, refund.plannedAt, app.clock.now()))
      app.log.info('money_returned', { refund_no: refundNo, amount_fen: amountFen })
      return true
    case 'processing':
      await markRefundWaiting(db, merchantId, refundNo, 'processing', null)
      await tellIfLong(app, refund, refundSlowMs)
      return false
    case 'failed':
      await fail(app, refund, answer.code)
      app.log.error('refund_failed', { refund_no: refundNo, code: answer.code })
      return true
    case 'stranded':
      await markRefundWaiting(db, merchantId, refundNo, 'unknown', answer.code, true)
      await openRefundStranded(db, merchantId, refundNo)
      app.log.error('refund_stranded', { refund_no: refundNo, code: answer.code })
      return false
    case 'refused':
      // Often the balance is short for a while; the number stays, so trying again is safe.
      await markRefundRefused(db, merchantId, refund, answer.code, isWithUs(refund))
      await tellIfLong(app, refund, refundSilenceMs)
      app.log.warn('refund_refused', { refund_no: refundNo, answer })
      return false
    case 'unknown':
      await markRefundWaiting(db, merchantId, refundNo, 'unknown', answer.reason)
      await tellIfLong(app, refund, refundSilenceMs)
      return false
  }
}

/**
 * Whether a refund that was refused now cannot be at the gateway by an earlier sending. What was sent without an
 * answer and is unknown there a day later never arrived: the gateway has just said that it knows of none.
 */
function isWithUs({ isTakenOn, inDoubtSince, now }: Refund): boolean {
  return !isTakenOn && (inDoubtSince === null || now - inDoubtSince > refundSilenceMs)
}

async function tellIfLong(app: App, refund: Refund, patienceMs: number): Promise<void> {
  if (isLong(refund, patienceMs))
    await openRefundStuck(app.db, app.merchantId, refund.refundNo, true)
}

function isLong({ now, plannedAt }: Refund, patienceMs: number): boolean {
  return now - plannedAt > patienceMs
}

/** Under the order's lock, so that of two refunds that end together the second sees what the first gave back. */
async function finish(
  app: App,
  { refundNo, orderNumber }: Refund,
  returnedAt: Instant | undefined,
): Promise<void> {
  await app.db.tx(async (tx) => {
    await lockRefundBooks(tx, app.merchantId, orderNumber)
    await markRefundDone(tx, app.merchantId, refundNo, returnedAt)
  })
}

/** The order's lock comes before the refund's, here as everywhere. */
async function fail(app: App, { refundNo, orderNumber }: Refund, code: string): Promise<void> {
  await app.db.tx(async (tx) => {
    await lockRefundBooks(tx, app.merchantId, orderNumber)
    await markRefundFailed(tx, app.merchantId, refundNo, code)
  })
}
