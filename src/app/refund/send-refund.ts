// Giving money back: the gateway is asked with the same number until it has said what became of it.

import { findRefund, markRefundSettled, markRefundWaiting, type Refund } from '../../db/refunds.ts'
import type { Refunded, RefundQueried } from '../../gateways/gateway.ts'
import { type App, type Channel, findChannel } from '../app.ts'

/** What a payer reads beside the money that came back. */
const refundReason = '重复付款退回'

/**
 * Sends a planned refund, or asks what became of one that was sent. True when it is settled; until then it
 * must be tried again, however long it takes: unknown stays unknown until the gateway knows.
 */
export async function sendRefund(app: App, refundNo: string, deadlineMs: number): Promise<boolean> {
  const refund = await findRefund(app.db, app.merchantId, refundNo)
  if (!refund || refund.state === 'done' || refund.state === 'failed') return true
  const channel = findChannel(app, refund.channelId)
  if (!channel) return false
  return note(app, refund, await ask(channel, refund, deadlineMs))
}

/** The first word on a refund sent before is the query's; only what the gateway never heard of is sent again. */
async function ask(channel: Channel, refund: Refund, deadlineMs: number): Promise<Refunded> {
  const { gateway } = channel
  const { outTradeNo, refundNo } = refund
  const queried: RefundQueried =
    refund.state === 'processing'
      ? await gateway.queryRefund({ outTradeNo, refundNo }, deadlineMs)
      : { outcome: 'absent' }
  if (queried.outcome !== 'absent') return queried
  return gateway.refund({ ...refund, reason: refundReason }, deadlineMs)
}

async function note(app: App, { refundNo, amountFen }: Refund, answer: Refunded): Promise<boolean> {
  const { db, merchantId } = app
  switch (answer.outcome) {
    case 'refunded':
      await markRefundSettled(db, merchantId, refundNo, 'done', null)
      app.log.info('money_returned', { refund_no: refundNo, amount_fen: amountFen })
      return true
    case 'processing':
      await markRefundWaiting(db, merchantId, refundNo, 'processing', null)
      return false
    case 'failed':
      await markRefundSettled(db, merchantId, refundNo, 'failed', answer.code)
      app.log.error('refund_failed', { refund_no: refundNo, code: answer.code })
      return true
    case 'refused':
      // Often the balance is short for a while; the number stays, so trying again is safe.
      await markRefundWaiting(db, merchantId, refundNo, 'planned', answer.code)
      app.log.warn('refund_refused', { refund_no: refundNo, answer })
      return false
    case 'unknown':
      await markRefundWaiting(db, merchantId, refundNo, 'processing', answer.reason)
      return false
  }
}
