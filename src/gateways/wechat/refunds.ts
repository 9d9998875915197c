// Refunds: asking for one as often as needed, with money moving once, and finding out what became of it (fact
// sheet WeChat Pay, section 9).

import { type Fen, fenOf } from '../../core/money.ts'
import { assert } from '../../kit/assert.ts'
import type { Refunded, RefundQueried, Unknown } from '../gateway.ts'
import { isObject, type JsonObject, textIn } from '../json.ts'
import { type Account, callWechat } from './call.ts'
import { refundNumber } from './numbers.ts'
import { cutText } from './orders.ts'
import { isRefusedWith, readAbout, unknown } from './reply.ts'
import { parseTime } from './trades.ts'

/**
 * Repeat a refund that ended in "unknown" with the same `outRefundNo` and amount: money moves once.
 * At most 50 for one payment, a minute apart, within a year.
 */
export type RefundOrder = Readonly<{
  /** WeChat's own number of the payment */
  transactionId: string
  outRefundNo: string
  amountFen: Fen
  /** what the buyer had paid in all */
  paidFen: Fen
  /** shown to the buyer; what is beyond 80 characters is cut off */
  reason?: string
  notifyUrl?: string
}>

/** What a refund notice says. `state` is SUCCESS, ABNORMAL or CLOSED. */
export type RefundNews = Readonly<{
  outTradeNo: string
  outRefundNo: string
  refundId: string
  state: string
  amountFen: Fen
}>

const reasonMax = 80

export async function refundTrade(
  account: Account,
  order: RefundOrder,
  deadlineMs: number,
): Promise<Refunded> {
  const { transactionId, outRefundNo, amountFen, paidFen, reason, notifyUrl } = order
  assert(
    amountFen > 0 && amountFen <= paidFen,
    'a refund is more than zero, and no more than was paid',
  )
  const content = {
    transaction_id: transactionId,
    out_refund_no: refundNumber(outRefundNo),
    ...(reason ? { reason: cutText(reason, reasonMax) } : {}),
    ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
    amount: { refund: amountFen, total: paidFen, currency: 'CNY' },
  }
  const call = { method: 'POST', path: '/v3/refund/domestic/refunds', content } as const
  const judged = await callWechat(account, call, deadlineMs)
  const asked = { transaction_id: transactionId, out_refund_no: outRefundNo }
  const refunded = readAbout(judged, asked, readRefund)
  const isOther = refunded.outcome === 'refunded' && refunded.amountFen !== amountFen
  return isOther ? unknown('refunded with another amount') : refunded
}

export async function queryRefund(
  account: Account,
  outRefundNo: string,
  deadlineMs: number,
): Promise<RefundQueried> {
  const path = `/v3/refund/domestic/refunds/${encodeURIComponent(refundNumber(outRefundNo))}`
  const judged = await callWechat(account, { method: 'GET', path }, deadlineMs)
  if (isRefusedWith(judged, 'RESOURCE_NOT_EXISTS')) return { outcome: 'absent' }
  return readAbout(judged, { out_refund_no: outRefundNo }, readRefund)
}

/** What the decrypted content of a refund notice says; undefined when a part of it cannot be read. */
export function readRefundNews(node: JsonObject): RefundNews | undefined {
  const outTradeNo = textIn(node, 'out_trade_no')
  const outRefundNo = textIn(node, 'out_refund_no')
  const refundId = textIn(node, 'refund_id')
  const state = textIn(node, 'refund_status')
  const amountFen = refundOf(node)
  if (!outTradeNo || !outRefundNo || !refundId || !state || amountFen === undefined)
    return undefined
  return { outTradeNo, outRefundNo, refundId, state, amountFen }
}

function readRefund(node: JsonObject): Exclude<Refunded, { outcome: 'refused' }> | Unknown {
  const status = textIn(node, 'status') ?? 'missing'
  if (status === 'PROCESSING') return { outcome: 'processing' }
  if (status === 'CLOSED') return { outcome: 'failed', code: status }
  if (status === 'ABNORMAL') return { outcome: 'stranded', code: status }
  if (status !== 'SUCCESS') return unknown(`status ${status}`)
  const amountFen = refundOf(node)
  if (amountFen === undefined) return unknown('refunded, but the amount is unreadable')
  return {
    outcome: 'refunded',
    amountFen,
    returnedAt: parseTime(textIn(node, 'success_time') ?? ''),
  }
}

function refundOf({ amount }: JsonObject): Fen | undefined {
  const refund = isObject(amount) ? amount.refund : undefined
  return typeof refund === 'number' ? fenOf(refund) : undefined
}
