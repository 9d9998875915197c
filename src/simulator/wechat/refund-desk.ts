// Where both API versions hand in refunds: finds the order, knows a repeated number, and decides, faults
// included, how a new refund will end (fact sheet WeChat Pay, section 9).

import { formatShanghai, later, secondMs } from '../../core/time.ts'
import { digits } from '../names.ts'
import type { Trade } from './model.ts'
import {
  checkRefundable,
  isSameRefund,
  type Refund,
  type RefundEnd,
  type RefundRequest,
  retryRefund,
} from './refunds.ts'
import { Refusal } from './refusal.ts'
import type { Surroundings } from './surroundings.ts'

/** How long money is under way, by the simulator's clock. */
export const refundDelayMs = 10 * secondMs

/** An order by one of its two numbers; where both are given, WeChat Pay's own wins. */
export interface OrderName {
  readonly transactionId: string | null
  readonly outTradeNo: string | null
}

export interface RefundOfTrade {
  readonly trade: Trade
  readonly refund: Refund
}

export type Desk = Pick<Surroundings, 'books' | 'clock' | 'faults' | 'random'>

/** Accepts a refund, or finds the very same one accepted before. Throws a Refusal. */
export function requestRefund(
  desk: Desk,
  mchId: string,
  name: OrderName,
  asked: RefundRequest,
): RefundOfTrade {
  const { books, clock, faults, random } = desk
  const trade = findOrder(desk, mchId, name)
  if (!trade) throw new Refusal('order_to_refund_unknown')
  const { outTradeNo } = trade.order
  const before = books.findRefund(mchId, { outRefundNo: asked.outRefundNo })
  if (before) {
    const isSame = before.trade === trade && isSameRefund(before.refund, asked)
    if (isSame) return before
    throw new Refusal('refund_differs')
  }
  const now = clock.now()
  checkRefundable(trade, asked, now)
  if (faults.take('not_enough', mchId)) throw new Refusal('balance_short')
  const day = formatShanghai(now).slice(0, 10).replaceAll('-', '')
  const refund: Refund = {
    ...asked,
    refundId: `50300${digits(random, 5)}${day}${digits(random, 11)}`,
    status: 'PROCESSING',
    createdAt: now,
    end: plannedEnd(desk, mchId),
    endedAt: null,
  }
  return {
    trade: books.commit({ type: 'refund_accepted', mchId, outTradeNo, refund }),
    refund,
  }
}

/** Sends an abnormal refund out once more. Throws a Refusal. */
export function repeatRefund(desk: Desk, mchId: string, refundId: string): RefundOfTrade {
  const { books } = desk
  const found = books.findRefund(mchId, { refundId })
  if (!found) throw new Refusal('refund_unknown')
  const event = retryRefund(found.refund, plannedEnd(desk, mchId))
  books.commit({ ...event, mchId, outTradeNo: found.trade.order.outTradeNo })
  return books.findRefund(mchId, { refundId }) ?? found
}

/** An order by either of its numbers, lapsed if its time is over. */
export function findOrder(
  { books }: Pick<Surroundings, 'books'>,
  mchId: string,
  { transactionId, outTradeNo }: OrderName,
): Trade | undefined {
  if (transactionId !== null) return books.findByTransactionId(mchId, transactionId)
  return outTradeNo === null ? undefined : books.find(mchId, outTradeNo)
}

function plannedEnd({ clock, faults }: Desk, mchId: string): RefundEnd {
  const at = later(clock.now(), refundDelayMs)
  if (faults.take('refund_abnormal', mchId)) return { at, status: 'ABNORMAL' }
  if (faults.take('refund_closed', mchId)) return { at, status: 'CLOSED' }
  return { at, status: 'SUCCESS' }
}
