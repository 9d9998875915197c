// Giving money back: the gateway is asked with the same number until it has said what became of it.

import { refundSilenceMs } from '../../core/backoff.ts'
import { isOpen } from '../../core/refund.ts'
import { markRefundDone, markRefundFailed, openRefundUnknown } from '../../db/refund-ends.ts'
import {
  findRefund,
  lockRefundBooks,
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
  if (!channel) return false
  // From here on nobody can undo it: what may be at the gateway must not be let go here.
  if (refund.state === 'planned' && !(await markRefundSent(db, merchantId, refundNo))) return false
  return note(app, refund, await ask(channel, refund, deadlineMs))
}

/**
 * The first word on a refund sent before is the query's; only what the gateway never heard of is sent again. A
 * query that is refused says nothing about the refund.
 */
async function ask(channel: Channel, refund: Refund, deadlineMs: number): Promise<Refunded> {
  const { gateway } = channel
  const { outTradeNo, refundNo, reason } = refund
  const queried: RefundQueried =
    refund.state === 'planned'
      ? { outcome: 'absent' }
      : await gateway.queryRefund({ outTradeNo, refundNo }, deadlineMs)
  if (queried.outcome === 'refused') return { outcome: 'unknown', reason: queried.code }
  if (queried.outcome !== 'absent') return queried
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
      await finish(app, refund)
      app.log.info('money_returned', { refund_no: refundNo, amount_fen: amountFen })
      return true
    case 'processing':
      await markRefundWaiting(db, merchantId, refundNo, 'processing', null)
      return false
    case 'failed':
      await fail(app, refund, answer.code)
      app.log.error('refund_failed', { refund_no: refundNo, code: answer.code })
      return true
    case 'refused':
      // Often the balance is short for a while; the number stays, so trying again is safe. It can be undone
      // again only if no earlier sending may still come to something.
      await markRefundWaiting(
        db,
        merchantId,
        refundNo,
        refund.state === 'planned' ? 'planned' : 'unknown',
        answer.code,
      )
      app.log.warn('refund_refused', { refund_no: refundNo, answer })
      return false
    case 'unknown':
      await markRefundWaiting(db, merchantId, refundNo, 'unknown', answer.reason)
      if (refund.now - refund.plannedAt > refundSilenceMs)
        await openRefundUnknown(db, merchantId, refundNo)
      return false
  }
}

/** Under the order's lock, so that of two refunds that end together the second sees what the first gave back. */
async function finish(app: App, { refundNo, orderNumber }: Refund): Promise<void> {
  await app.db.tx(async (tx) => {
    await lockRefundBooks(tx, app.merchantId, orderNumber)
    await markRefundDone(tx, app.merchantId, refundNo)
  })
}

/** The order's lock comes before the refund's, here as everywhere. */
async function fail(app: App, { refundNo, orderNumber }: Refund, code: string): Promise<void> {
  await app.db.tx(async (tx) => {
    await lockRefundBooks(tx, app.merchantId, orderNumber)
    await markRefundFailed(tx, app.merchantId, refundNo, code)
  })
}
