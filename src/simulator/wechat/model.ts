// The simulated WeChat Pay's rules of trade, pure: what is asked and the time go in, an event or a refusal
// comes out, and a trade is the fold of its events (fact sheet WeChat Pay, sections 6, 8, 9 and 11).

import { type Fen, fenOf } from '../../core/money.ts'
import { dayMs, hourMs, type Instant, later, minuteMs } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import { applyRefundEvent, nextRefundEnd, type Refund, type RefundEvent } from './refunds.ts'
import { Refusal } from './refusal.ts'

/** Which platform keys a merchant is served with (section 4). */
export type KeyMode = 'public-key' | 'certificates' | 'both'

/** What a merchant would see on, or enter into, the merchant platform. */
export interface MerchantSettings {
  readonly mchId: string
  readonly appId: string
  /** The official account's, for the login that yields an openid. */
  readonly appSecret?: string
  /** Of the merchant's API certificate: the public key or the certificate itself as PEM, or bare base64. */
  readonly merchantPublicKey: string
  /** Of that certificate: upper-case hex. */
  readonly serialNo: string
  /** 32 characters. Without it no API v3 notice is sent. */
  readonly apiV3Key?: string
  /** The API v2 key, 32 characters. Without it API v2 is closed. */
  readonly mchKey?: string
  readonly mode: KeyMode
}

export type ApiVersion = 'v2' | 'v3'
/** The ways in that the payer opens. */
export type TicketType = 'NATIVE' | 'JSAPI' | 'MWEB' | 'APP'
/** MICROPAY: the payer showed a code. */
export type TradeType = TicketType | 'MICROPAY'
export type TradeState =
  | 'NOTPAY'
  | 'USERPAYING'
  | 'SUCCESS'
  | 'REFUND'
  | 'CLOSED'
  | 'PAYERROR'
  | 'REVOKED'

/** What a merchant asks to be paid, as a verified request said it. */
export interface Order {
  readonly mchId: string
  readonly appId: string
  /** Notices speak the version the order was placed with. */
  readonly version: ApiVersion
  readonly tradeType: TradeType
  readonly outTradeNo: string
  readonly amount: Fen
  readonly description: string
  readonly attach: string | null
  readonly deviceId: string | null
  /** Null: nobody is told (section 17). */
  readonly notifyUrl: string | null
  /** Null: 7 days. */
  readonly timeExpire: Instant | null
  /** Who alone may pay (JSAPI). */
  readonly openId: string | null
  /** Every parameter in one canonical text, by which a repeated request is recognised. */
  readonly terms: string
}

/** One way in to an order, as each accepted ordering request hands one out. */
export interface Ticket {
  /** `wx…`, what JSAPI, app and H5 carry. */
  readonly prepayId: string
  /** What `pr` of a code_url says. */
  readonly code: string
  readonly mchId: string
  readonly outTradeNo: string
  /** The ticket leads nowhere from here on, whatever the order's own end. */
  readonly goodUntil: Instant
}

export interface Payer {
  /** Stays the same under every app, for simplicity. */
  readonly openId: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly standing: 'good' | 'poor' | 'restricted'
}

export interface Payment {
  /** 28 digits. */
  readonly transactionId: string
  readonly at: Instant
  readonly openId: string
  readonly bankType: string
  /** Taken off by a coupon the platform pays for; the merchant still gets the whole amount. */
  readonly coupon: Fen | null
}

export interface Trade {
  readonly order: Order
  readonly state: TradeState
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly closedAt: Instant | null
  readonly payment: Payment | null
  readonly refunds: readonly Refund[]
}

/** `mchId` and `outTradeNo` name the trade; refund events are in refunds.ts. */
export type TradeEvent = { readonly mchId: string; readonly outTradeNo: string } & (
  | { readonly type: 'placed'; readonly order: Order; readonly at: Instant }
  | { readonly type: 'paid'; readonly payment: Payment }
  | { readonly type: 'closed'; readonly at: Instant; readonly as?: 'PAYERROR' | 'REVOKED' }
  /** A charge by code is undone after it was paid: all of it goes back. */
  | { readonly type: 'reversed'; readonly refund: Refund }
  | RefundEvent
)

export const richPayer: Payer = {
  openId: 'oKeytillPayer000000000000001',
  name: { zh: '张三', en: 'Zhang San' },
  standing: 'good',
}

/** Who may hold the phone. */
export const payers: readonly Payer[] = [
  richPayer,
  {
    openId: 'oKeytillPayer000000000000002',
    name: { zh: '李四', en: 'Li Si' },
    standing: 'poor',
  },
  {
    openId: 'oKeytillPayer000000000000003',
    name: { zh: '王五', en: 'Wang Wu' },
    standing: 'restricted',
  },
]

/** The payer with this openid; under no app is there any other. */
export function findPayer(openId: string | null): Payer | undefined {
  return payers.find((payer) => payer.openId === openId)
}

const defaultLifeMs = 7 * dayMs

/** How long a way in can be used (section 6). */
export const ticketLifeMs = {
  NATIVE: 2 * hourMs,
  JSAPI: 2 * hourMs,
  APP: 2 * hourMs,
  MWEB: 5 * minuteMs,
  // A charge by code has no other way in.
  MICROPAY: 0,
} satisfies Record<TradeType, number>

/** Makes the trade an event speaks of, or moves it on. */
export function applyEvent(trade: Trade | undefined, event: TradeEvent): Trade {
  if (event.type === 'placed') return newTrade(event.order, event.at)
  assert(trade, 'an order is placed before anything happens to it')
  switch (event.type) {
    case 'paid':
      return { ...trade, state: 'SUCCESS', payment: event.payment, closedAt: null }
    case 'closed':
      return { ...trade, state: event.as ?? 'CLOSED', closedAt: event.at }
    case 'reversed': {
      const refunds = [...trade.refunds, event.refund]
      return { ...trade, state: 'REVOKED', closedAt: event.refund.createdAt, refunds }
    }
    case 'refund_accepted':
    case 'refund_retried':
    case 'refund_ended':
      // The state tells of the first accepted refund, partial or not, whatever becomes of it (section 9).
      return { ...trade, state: 'REFUND', refunds: applyRefundEvent(trade.refunds, event) }
  }
}

/** What time alone does: an unpaid order times out, a refund under way ends. */
export function lapse(trade: Trade, now: Instant): TradeEvent | undefined {
  const { mchId, outTradeNo } = trade.order
  if (trade.state === 'NOTPAY') {
    return trade.expiresAt > now
      ? undefined
      : { type: 'closed', mchId, outTradeNo, at: trade.expiresAt }
  }
  const ended = nextRefundEnd(trade.refunds)
  return ended && ended.at <= now ? { ...ended, mchId, outTradeNo } : undefined
}

/** When `lapse` will next do something to this trade. */
export function lapseAt(trade: Trade): Instant | undefined {
  return trade.state === 'NOTPAY' ? trade.expiresAt : nextRefundEnd(trade.refunds)?.at
}

/**
 * Places an order, or recognises one placed before: undefined, and a new ticket is due. A used number is
 * refused whatever the parameters; an open one unless all of them are the same (section 6).
 */
export function placeOrder(
  before: Trade | undefined,
  order: Order,
  now: Instant,
): TradeEvent | undefined {
  if (!before) {
    const { mchId, outTradeNo } = order
    return { type: 'placed', mchId, outTradeNo, order, at: now }
  }
  if (before.payment) throw new Refusal('number_used')
  if (isOver(before)) throw new Refusal('order_closed')
  if (before.order.terms !== order.terms) throw new Refusal('order_differs')
  return undefined
}

/**
 * A payer confirms; an order for one openid is paid by nobody else. `evenClosed` is the one thing the real one should never do: money after the end.
 * `transactionId` is the number the payment gets.
 */
export function payTrade(
  trade: Trade,
  payer: Payer,
  { at, transactionId, coupon = null, evenClosed = false }: PaymentTerms,
): TradeEvent {
  const { mchId, outTradeNo, openId } = trade.order
  if (trade.payment) throw new Refusal('order_paid')
  if (isOver(trade) && !evenClosed) {
    throw new Refusal(hasRunOut(trade) ? 'time_over' : 'order_closed')
  }
  if (openId !== null && openId !== payer.openId) throw new Refusal('payer_differs')
  if (payer.standing === 'poor') throw new Refusal('payer_poor')
  if (payer.standing === 'restricted') throw new Refusal('payer_restricted')
  const bankType = 'OTHERS'
  const payment = { transactionId, at, openId: payer.openId, bankType, coupon }
  return { type: 'paid', mchId, outTradeNo, payment }
}

export interface PaymentTerms {
  readonly at: Instant
  readonly transactionId: string
  readonly coupon?: Fen | null
  readonly evenClosed?: boolean
}

/** Undefined: it was closed before, which is no error. A paid order cannot be closed (section 8). */
export function closeTrade(trade: Trade, now: Instant): TradeEvent | undefined {
  if (trade.payment) throw new Refusal('order_paid')
  if (trade.order.tradeType === 'MICROPAY') throw new Refusal('must_be_reversed')
  if (trade.state === 'CLOSED') return undefined
  const { mchId, outTradeNo } = trade.order
  return { type: 'closed', mchId, outTradeNo, at: now }
}

/** Whether nobody can pay it any more, paid or not. */
function isOver({ state }: Trade): boolean {
  return state === 'CLOSED' || state === 'PAYERROR' || state === 'REVOKED'
}

/** Whether it was time that closed an order, and not its merchant. */
export function hasRunOut({ closedAt, expiresAt }: Trade): boolean {
  return closedAt !== null && closedAt >= expiresAt
}

/** What the payer really paid: the amount less a coupon. */
export function payerTotalOf(trade: Trade): Fen {
  const total = fenOf(trade.order.amount - (trade.payment?.coupon ?? 0))
  assert(total !== undefined, 'a coupon is worth no more than the order')
  return total
}

function newTrade(order: Order, at: Instant): Trade {
  return {
    order,
    state: order.tradeType === 'MICROPAY' ? 'USERPAYING' : 'NOTPAY',
    createdAt: at,
    expiresAt: order.timeExpire ?? later(at, defaultLifeMs),
    closedAt: null,
    payment: null,
    refunds: [],
  }
}
