// How the two API versions word one and the same notice: what it says, the bytes and headers it goes out
// with, and which answer accepts it.

import type { Instant } from '../../core/time.ts'
import type { Letter } from '../notices.ts'
import type { Merchant } from './merchants.ts'
import type { ApiVersion, Trade } from './model.ts'
import type { Refund } from './refunds.ts'

/** What a notice says: kept in the journal and the same at every delivery. */
export interface Message {
  readonly version: ApiVersion
  readonly event: NoticeEvent
  /** The plaintext of API v3, the fields of API v2. */
  readonly content: Readonly<Record<string, unknown>>
}

export type NoticeEvent =
  | 'TRANSACTION.SUCCESS'
  | 'REFUND.SUCCESS'
  | 'REFUND.ABNORMAL'
  | 'REFUND.CLOSED'

/** One time a notice goes out. */
export interface Delivery {
  /** The notice's id, the same each time. */
  readonly id: string
  readonly madeAt: Instant
  /** Now, as the receiver has it. */
  readonly at: Instant
  /** Signed by somebody else. */
  readonly isForged: boolean
  /** Altered after it was signed. */
  readonly isTampered: boolean
  /** Test traffic of API v3, whose signature must fail; the genuine delivery follows at once. */
  readonly isProbe: boolean
}

export interface Dialect {
  /** The facts of a payment or, with `refund`, of that refund. */
  content(trade: Trade, merchant: Merchant, refund: Refund | null): Message['content']
  write(message: Message, merchant: Merchant, delivery: Delivery): Promise<Letter>
  /** Whether an answer within 5 seconds ends the ladder. */
  isAccepted(status: number, body: string): boolean
}
