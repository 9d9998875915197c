// The simulated gateway's rules of trade, pure: what is asked and the time go in, an event or a refusal
// comes out, and a trade is the fold of its events (fact sheet Alipay, sections 12 and 13).

import { addFen, type Fen, fenOf, formatYuan } from '../../core/money.ts'
import { dayMs, formatShanghai, type Instant, later, parseShanghai } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Charset } from '../charset.ts'
import { businessRefusal } from './refusal.ts'

export type Scene = 'page' | 'wap' | 'app' | 'qr' | 'code'
export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_CLOSED' | 'TRADE_SUCCESS' | 'TRADE_FINISHED'

/** How long a trade waits: until a moment, for a while from its creation, or until midnight in Shanghai. */
export type Lifetime =
  | { readonly kind: 'until'; readonly at: Instant }
  | { readonly kind: 'for'; readonly ms: number }
  | { readonly kind: 'today' }

/** What a merchant asks to be paid, as a verified request said it. */
export interface Order {
  readonly appId: string
  readonly sellerId: string
  readonly scene: Scene
  readonly outTradeNo: string
  readonly amount: Fen
  readonly subject: string
  readonly body: string | null
  readonly passbackParams: string | null
  readonly notifyUrl: string | null
  readonly charset: Charset
  readonly lifetime: Lifetime
}

/** An open cashier or QR code. It is no trade until a buyer has logged in or scanned. */
export interface Offer {
  readonly code: string
  readonly order: Order
  readonly returnUrl: string | null
  /** Where a buyer who leaves goes. */
  readonly leaveUrl: string | null
  readonly at: Instant
  /** When the code dies, whatever the trade's own end; null: never. */
  readonly goodUntil: Instant | null
}

export interface Refund {
  readonly requestNo: string
  readonly amount: Fen
  readonly reason: string | null
  readonly at: Instant
}

export interface Trade {
  readonly tradeNo: string
  readonly order: Order
  readonly status: TradeStatus
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly buyer: Buyer | null
  readonly paidAt: Instant | null
  readonly closedAt: Instant | null
  readonly refunds: readonly Refund[]
}

export interface Buyer {
  /** 2088… */
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  /** Masked, as replies and notices show it. */
  readonly logonId: string
  readonly standing: 'good' | 'poor' | 'restricted'
}

export type TradeEvent =
  | { readonly type: 'created'; readonly trade: Trade }
  | { readonly type: 'paid'; readonly tradeNo: string; readonly at: Instant; readonly buyer: Buyer }
  | { readonly type: 'closed'; readonly tradeNo: string; readonly at: Instant }
  | { readonly type: 'finished'; readonly tradeNo: string; readonly at: Instant }
  | { readonly type: 'refunded'; readonly tradeNo: string; readonly refund: Refund }

export const richBuyer: Buyer = {
  id: '2088102180000001',
  name: { zh: '张三', en: 'Zhang San' },
  logonId: '138****0001',
  standing: 'good',
}

/** Who may sit down at the cashier. */
export const buyers: readonly Buyer[] = [
  richBuyer,
  {
    id: '2088102180000002',
    name: { zh: '李四', en: 'Li Si' },
    logonId: '139****0002',
    standing: 'poor',
  },
  {
    id: '2088102180000003',
    name: { zh: '王五', en: 'Wang Wu' },
    logonId: 'wan***@example.com',
    standing: 'restricted',
  },
]

const refundWindowMs = 365 * dayMs
const cancelWindowMs = dayMs

/** Makes the trade an event speaks of, or moves it on. */
export function applyEvent(trade: Trade | undefined, event: TradeEvent): Trade {
  if (event.type === 'created') return event.trade
  assert(trade, 'a trade is created before anything happens to it')
  switch (event.type) {
    case 'paid':
      return {
        ...trade,
        status: 'TRADE_SUCCESS',
        buyer: event.buyer,
        paidAt: event.at,
        closedAt: null,
      }
    case 'closed':
      return { ...trade, status: 'TRADE_CLOSED', closedAt: event.at }
    case 'finished':
      return { ...trade, status: 'TRADE_FINISHED' }
    case 'refunded': {
      const refunded = { ...trade, refunds: [...trade.refunds, event.refund] }
      return refundableOf(refunded) > 0
        ? refunded
        : { ...refunded, status: 'TRADE_CLOSED', closedAt: event.refund.at }
    }
  }
}

/** What time alone does: an unpaid trade times out, a paid one leaves its refund window. */
export function lapse(trade: Trade, now: Instant): TradeEvent | undefined {
  const at = lapseAt(trade)
  if (at === undefined || at > now) return undefined
  const { tradeNo } = trade
  return trade.status === 'WAIT_BUYER_PAY'
    ? { type: 'closed', tradeNo, at }
    : { type: 'finished', tradeNo, at }
}

/** When `lapse` will next do something to this trade. */
export function lapseAt(trade: Trade): Instant | undefined {
  if (trade.status === 'WAIT_BUYER_PAY') return trade.expiresAt
  if (trade.status === 'TRADE_SUCCESS' && trade.paidAt !== null) {
    return later(trade.paidAt, refundWindowMs)
  }
  return undefined
}

/** Refuses an order whose number already means something else or is used up (section 12.0). */
export function checkReuse(trade: Trade | undefined, order: Order): void {
  if (!trade) return
  if (trade.status === 'TRADE_CLOSED') throw businessRefusal('ACQ.TRADE_HAS_CLOSE')
  if (trade.status !== 'WAIT_BUYER_PAY') throw businessRefusal('ACQ.TRADE_HAS_SUCCESS')
  if (!isSameOrder(trade.order, order)) throw businessRefusal('ACQ.CONTEXT_INCONSISTENT')
}

/** Whether two orders under one number agree in what must not change. */
export function isSameOrder(one: Order, other: Order): boolean {
  return one.amount === other.amount && one.subject === other.subject
}

/** Refuses an order whose absolute end has passed. */
export function checkInTime(order: Order, now: Instant): void {
  if (order.lifetime.kind === 'until' && order.lifetime.at <= now) {
    throw businessRefusal('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR')
  }
}

/** The trade that comes to be when a buyer logs in or scans; its relative time starts here. */
export function newTrade(order: Order, tradeNo: string, now: Instant): TradeEvent {
  const trade: Trade = {
    tradeNo,
    order,
    status: 'WAIT_BUYER_PAY',
    createdAt: now,
    expiresAt: endOf(order.lifetime, now),
    buyer: null,
    paidAt: null,
    closedAt: null,
    refunds: [],
  }
  return { type: 'created', trade }
}

/** A buyer confirms. `evenClosed` is the one thing the real gateway should never do: money after the end. */
export function payTrade(
  trade: Trade,
  buyer: Buyer,
  now: Instant,
  { evenClosed = false }: { readonly evenClosed?: boolean } = {},
): TradeEvent {
  if (trade.paidAt !== null && trade.status !== 'TRADE_CLOSED') {
    throw businessRefusal('ACQ.TRADE_HAS_SUCCESS')
  }
  const mayStillPay = trade.status === 'WAIT_BUYER_PAY' || (evenClosed && trade.paidAt === null)
  if (!mayStillPay) throw businessRefusal('ACQ.TRADE_HAS_CLOSE')
  if (buyer.standing === 'poor') throw businessRefusal('ACQ.BUYER_BALANCE_NOT_ENOUGH')
  if (buyer.standing === 'restricted') throw businessRefusal('ACQ.BUYER_ENABLE_STATUS_FORBID')
  return { type: 'paid', tradeNo: trade.tradeNo, at: now, buyer }
}

/** Only a waiting trade can be closed (section 12.8). */
export function closeTrade(trade: Trade, now: Instant): TradeEvent {
  if (trade.status !== 'WAIT_BUYER_PAY') throw businessRefusal('ACQ.TRADE_STATUS_ERROR')
  return { type: 'closed', tradeNo: trade.tradeNo, at: now }
}

/** Section 12.9: unpaid is closed, paid is returned, and what is over already stays as it is. */
export function cancelTrade(
  trade: Trade,
  now: Instant,
): { readonly action: 'close' | 'refund'; readonly event: TradeEvent | undefined } {
  const { tradeNo } = trade
  if (trade.status === 'TRADE_FINISHED') throw businessRefusal('ACQ.TRADE_HAS_FINISHED')
  const action = trade.paidAt === null ? 'close' : 'refund'
  if (trade.status === 'TRADE_CLOSED') return { action, event: undefined }
  if (action === 'close') return { action, event: closeTrade(trade, now) }
  if (now > trade.createdAt + cancelWindowMs) throw businessRefusal('ACQ.TRADE_CANCEL_TIME_OUT')
  const amount = refundableOf(trade)
  // As a refund of all of it that names no number (section 12.10).
  const requestNo = trade.order.outTradeNo
  return {
    action,
    event: { type: 'refunded', tradeNo, refund: { requestNo, amount, reason: null, at: now } },
  }
}

/**
 * Section 12.10. Undefined: this very refund was made before and nothing moves. `requestNo` may be left
 * out only for the whole amount.
 */
export function refundTrade(
  trade: Trade,
  asked: {
    readonly requestNo: string | null
    readonly amount: Fen
    readonly reason: string | null
  },
  now: Instant,
): TradeEvent | undefined {
  const requestNo = asked.requestNo ?? trade.order.outTradeNo
  const before = trade.refunds.find((refund) => refund.requestNo === requestNo)
  if (before?.amount === asked.amount) return undefined
  if (before) throw businessRefusal('ACQ.DISCORDANT_REPEAT_REQUEST')
  checkRefundable(trade)
  if (asked.amount > refundableOf(trade)) throw businessRefusal('ACQ.REASON_TRADE_REFUND_FEE_ERR')
  if (asked.requestNo === null && asked.amount !== trade.order.amount) {
    throw businessRefusal('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
  }
  const { amount, reason } = asked
  return {
    type: 'refunded',
    tradeNo: trade.tradeNo,
    refund: { requestNo, amount, reason, at: now },
  }
}

export function finishTrade(trade: Trade, now: Instant): TradeEvent {
  if (trade.status !== 'TRADE_SUCCESS') throw businessRefusal('ACQ.TRADE_STATUS_ERROR')
  return { type: 'finished', tradeNo: trade.tradeNo, at: now }
}

/** The sum of all refunds so far. */
export function refundedOf(trade: Trade): Fen {
  return addFen(...trade.refunds.map((refund) => refund.amount))
}

function refundableOf(trade: Trade): Fen {
  const rest = fenOf(trade.order.amount - refundedOf(trade))
  assert(rest !== undefined, `refunds stay within ${formatYuan(trade.order.amount)}`)
  return rest
}

function checkRefundable(trade: Trade): void {
  switch (trade.status) {
    case 'WAIT_BUYER_PAY':
      throw businessRefusal('ACQ.TRADE_STATUS_ERROR')
    case 'TRADE_CLOSED':
      throw businessRefusal('ACQ.TRADE_HAS_CLOSE')
    case 'TRADE_FINISHED':
      throw businessRefusal('ACQ.TRADE_HAS_FINISHED')
    case 'TRADE_SUCCESS':
  }
}

function endOf(lifetime: Lifetime, now: Instant): Instant {
  switch (lifetime.kind) {
    case 'until':
      return lifetime.at
    case 'for':
      return later(now, lifetime.ms)
    case 'today': {
      const midnight = parseShanghai(`${formatShanghai(now).slice(0, 10)} 00:00:00`)
      assert(midnight !== undefined, 'every day has a midnight')
      return later(midnight, dayMs)
    }
  }
}
