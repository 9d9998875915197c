// Refunds: asking for one as often as needed, with money moving once, and finding out what became of it
// (fact sheet Alipay, sections 12.10 and 12.11).

import { type Fen, parseYuan } from '../../core/money.ts'
import { type Instant, parseShanghai } from '../../core/time.ts'
import type { Refused, Unknown } from '../gateway.ts'
import { textIn } from '../json.ts'
import { callAlipay, readAbout, unknown } from './call.ts'
import { cutText, numberOf, yuanOf } from './orders.ts'
import type { ReplyNode } from './reply.ts'
import type { Account } from './request.ts'

/** Repeat a refund that ended in "unknown" with the same `outRequestNo` and amount: money moves once. */
export type RefundOrder = Readonly<{
  outTradeNo: string
  /** Alipay's own number; it decides where both are given */
  tradeNo?: string
  amountFen: Fen
  outRequestNo: string
  reason?: string
}>

/** `amountFen` is what this request returned, not the sum of all; `returnedAt` is when, where it is told. */
export type Refunded =
  | Readonly<{ outcome: 'refunded'; amountFen: Fen; returnedAt?: Instant | undefined }>
  | Refused
  | Unknown

/** "Not found yet" and "failed" look alike at Alipay. */
export type RefundQueried = Refunded | Readonly<{ outcome: 'not-found-yet' }>

export async function refundTrade(
  account: Account,
  order: RefundOrder,
  deadlineMs: number,
): Promise<Refunded> {
  const { outTradeNo, tradeNo, outRequestNo, amountFen, reason } = order
  // Not one member more: unknown ones can lead to a second refund.
  const content = {
    out_trade_no: numberOf(outTradeNo),
    out_request_no: numberOf(outRequestNo),
    refund_amount: yuanOf(amountFen),
    ...(tradeNo === undefined ? {} : { trade_no: tradeNo }),
    ...(reason === undefined ? {} : { refund_reason: cutText(reason) }),
  }
  const judged = await callAlipay(account, { method: 'alipay.trade.refund', content }, deadlineMs)
  const asked = { out_trade_no: outTradeNo }
  const moved = readAbout(judged, asked, (node) => ({
    isMoved: textIn(node, 'fund_change') === 'Y',
    returnedAt: returnedAt(node),
  }))
  if ('outcome' in moved) return moved
  if (moved.isMoved) return { outcome: 'refunded', amountFen, returnedAt: moved.returnedAt }

  // Accepted, but nothing moved now: done before, or not yet. The refund query knows.
  const seen = await queryRefund(account, order, deadlineMs)
  if (seen.outcome === 'not-found-yet') return unknown('accepted, and not refunded yet')
  const isOther = seen.outcome === 'refunded' && seen.amountFen !== amountFen
  return isOther ? unknown('refunded with another amount') : seen
}

export async function queryRefund(
  account: Account,
  { outTradeNo, outRequestNo }: Pick<RefundOrder, 'outTradeNo' | 'outRequestNo'>,
  deadlineMs: number,
): Promise<RefundQueried> {
  const asked = { out_trade_no: numberOf(outTradeNo), out_request_no: numberOf(outRequestNo) }
  const content = { ...asked, query_options: ['gmt_refund_pay'] }
  const call = { method: 'alipay.trade.fastpay.refund.query', content } as const
  return readAbout(await callAlipay(account, call, deadlineMs), asked, readRefund)
}

function readRefund(node: ReplyNode): RefundQueried {
  if (textIn(node, 'refund_status') !== 'REFUND_SUCCESS') return { outcome: 'not-found-yet' }
  const amountFen = parseYuan(textIn(node, 'refund_amount') ?? '')
  if (amountFen === undefined) return unknown('refund_amount is unreadable')
  return { outcome: 'refunded', amountFen, returnedAt: returnedAt(node) }
}

function returnedAt(node: ReplyNode): Instant | undefined {
  return parseShanghai(textIn(node, 'gmt_refund_pay') ?? '')
}
