// What happens to money on its way back, pure: which refund is allowed, when it ends and how (fact sheet
// WeChat Pay, section 9).

import { type Fen, fenOf } from '../../core/money.ts'
import { dayMs, type Instant, minuteMs } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import { Refusal } from './refusal.ts'

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED'
/** How a refund under way will end, and when. */
export interface RefundEnd {
  readonly at: Instant
  readonly status: Exclude<RefundStatus, 'PROCESSING'>
}

/** What a merchant asks to be given back. */
export interface RefundRequest {
  readonly outRefundNo: string
  readonly amount: Fen
  /** The whole order's amount, which the merchant must state. */
  readonly total: Fen
  readonly reason: string | null
  readonly notifyUrl: string | null
  /** Taken from the available balance instead of money not yet settled. */
  readonly isFromBalance: boolean
}

export interface Refund extends RefundRequest {
  /** Up to 32 digits. */
  readonly refundId: string
  readonly status: RefundStatus
  readonly createdAt: Instant
  /** What is still to come; null once it has. */
  readonly end: RefundEnd | null
  /** When it last ended. */
  readonly endedAt: Instant | null
}

export type RefundEvent =
  | { readonly type: 'refund_accepted'; readonly refund: Refund }
  /** An abnormal refund goes out once more, to another account. */
  | { readonly type: 'refund_retried'; readonly refundId: string; readonly end: RefundEnd }
  | ({ readonly type: 'refund_ended'; readonly refundId: string } & RefundEnd)

const windowMs = 365 * dayMs
const restMs = minuteMs
const mostPartial = 50

/** The refunds after an event. */
export function applyRefundEvent(
  refunds: readonly Refund[],
  event: RefundEvent,
): readonly Refund[] {
  if (event.type === 'refund_accepted') return [...refunds, event.refund]
  const change =
    event.type === 'refund_ended'
      ? { status: event.status, end: null, endedAt: event.at }
      : { status: 'PROCESSING' as const, end: event.end, endedAt: null }
  return refunds.map((refund) =>
    refund.refundId === event.refundId ? { ...refund, ...change } : refund,
  )
}

/** The first refund under way to end, as the event it will be. */
export function nextRefundEnd(
  refunds: readonly Refund[],
): Extract<RefundEvent, { type: 'refund_ended' }> | undefined {
  let first: Extract<RefundEvent, { type: 'refund_ended' }> | undefined
  for (const { refundId, end } of refunds) {
    if (end && (first === undefined || end.at < first.at)) {
      first = { type: 'refund_ended', refundId, ...end }
    }
  }
  return first
}

/** What refunds see of the order they belong to. */
export interface Refundable {
  readonly order: { readonly amount: Fen }
  readonly payment: { readonly at: Instant } | null
  readonly refunds: readonly Refund[]
}

/** Refuses a new refund of an order that cannot give it back. */
export function checkRefundable(trade: Refundable, asked: RefundRequest, now: Instant): void {
  const { order, payment, refunds } = trade
  if (!payment) throw new Refusal('order_unpaid')
  if (asked.total !== order.amount) throw new Refusal('refund_total_differs')
  if (now > payment.at + windowMs) throw new Refusal('refund_too_late')
  if (asked.amount > refundableOf(trade)) throw new Refusal('refund_too_much')
  if (refunds.length >= mostPartial) throw new Refusal('refund_too_often')
  const last = refunds.at(-1)
  if (last && now < last.createdAt + restMs) throw new Refusal('refund_too_soon')
}

/** Whether a number that was used before asks for the very same again. */
export function isSameRefund(before: RefundRequest, asked: RefundRequest): boolean {
  const names = ['amount', 'total', 'reason', 'notifyUrl', 'isFromBalance'] as const
  return names.every((name) => before[name] === asked[name])
}

/** An abnormal refund is sent out once more (section 9). */
export function retryRefund(refund: Refund, end: RefundEnd): RefundEvent {
  if (refund.status !== 'ABNORMAL') throw new Refusal('refund_not_abnormal')
  return { type: 'refund_retried', refundId: refund.refundId, end }
}

/** What can still be given back: a closed refund gave nothing, any other takes its amount. */
export function refundableOf({ order, refunds }: Refundable): Fen {
  const taken = refunds
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((sum: number, { amount }) => sum + amount, 0)
  const rest = fenOf(order.amount - taken)
  assert(rest !== undefined, 'refunds stay within the order')
  return rest
}
