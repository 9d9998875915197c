// One gateway's side of the simulator as control API, console and clock see it, whatever its protocol.

import type { FastifyInstance } from 'fastify'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { WrongRequest } from './control-fields.ts'
import type { Attempt } from './notices.ts'
import type { PayCodeOutcome } from './pay-codes.ts'
import type { Holding } from './payouts.ts'

export type GatewayName = 'alipay' | 'wechat'

export interface Side {
  readonly gateway: GatewayName
  /** Adds the gateway's routes and its buyers' pages. */
  addTo(server: FastifyInstance): void
  /** Whether a merchant has used this order number here. */
  knows(outTradeNo: string): boolean
  trades(): readonly TradeView[]
  findTrade(outTradeNo: string): TradeView | undefined
  /** Pays as a buyer would. Throws WrongRequest, or the gateway's refusal as one. */
  pay(outTradeNo: string, how: PayOrder): TradeView
  finish(outTradeNo: string): TradeView
  /** Gives money back as the merchant does in the gateway's console, under a number of that. */
  refund(outTradeNo: string, refund: Pick<RefundView, 'requestNo' | 'amount'>): TradeView
  /** Sends refunds the payer's account did not take out once more, as the merchant does in the gateway's console. */
  repeatRefunds(outTradeNo: string): TradeView
  /** What each merchant that sold something has at the gateway. */
  holdings(): readonly Holding[]
  /** Moves so many fen of a merchant's money to its bank, or all where null; answers what is left. Throws WrongRequest. */
  payOut(account: string, amount: number | null): Holding
  /** A fresh code as a buyer shows it at a counter. */
  payCode(outcome: PayCodeOutcome): string
  /** The buyer who was asked to confirm says no. Throws WrongRequest, or the gateway's refusal as one. */
  decline(outTradeNo: string): TradeView
  notices(): readonly NoticeView[]
  /** Sends a notice about a trade now, whatever it says: `fields` replace the true ones. */
  sendNotice(outTradeNo: string, fields: Readonly<Record<string, string>>): NoticeView
  resend(id: string): NoticeView | undefined
  /** Does what has fallen due and waits for no answer. */
  startDue(): void
  /** Does what has fallen due and waits until it is done. */
  runDue(): Promise<void>
  /** Nothing falls due before this moment. */
  nextDue(): Instant | undefined
  clear(): Promise<void>
  stop(): Promise<void>
}

export interface PayOrder {
  readonly buyerId: string | null
  readonly evenClosed: boolean
  /** What a coupon of the platform's takes off; null: none. */
  readonly coupon: Fen | null
}

export interface TradeView {
  readonly gateway: GatewayName
  readonly outTradeNo: string
  /** The gateway's number; null where it gives one only when paid. */
  readonly tradeNo: string | null
  /** The account in faults and notices: an app, or a merchant number. */
  readonly account: string
  readonly appId: string
  readonly sellerId: string
  readonly scene: string
  readonly status: string
  readonly canFinish: boolean
  /** A charge by code waits for the buyer, who may say no. */
  readonly canDecline: boolean
  readonly amount: Fen
  readonly subject: string
  readonly notifyUrl: string | null
  readonly buyerId: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly paidAt: Instant | null
  readonly closedAt: Instant | null
  readonly refunds: readonly RefundView[]
  readonly noticeFields: NoticeFields
}

/** The fields of its notices that one sent by hand may fill with something else than the truth. */
export interface NoticeFields {
  readonly state: string
  readonly states: readonly string[]
  readonly amount: string
  /** The true amount as that field has it. */
  readonly amountText: string
}

export interface RefundView {
  readonly requestNo: string
  readonly amount: Fen
  readonly status: string
  readonly at: Instant
}

export interface NoticeView {
  readonly gateway: GatewayName
  readonly id: string
  readonly account: string
  readonly outTradeNo: string
  /** What it says of the trade. */
  readonly status: string
  readonly url: string
  readonly madeAt: Instant
  readonly dueAt: Instant | null
  readonly attempts: readonly Attempt[]
}

export function noSuchTrade(): never {
  throw new WrongRequest(404, 'no such trade: the buyer has not reached the cashier')
}
