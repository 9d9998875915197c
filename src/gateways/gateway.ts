// What every gateway can do for us, in our words. Each method is total: whatever the outside did is a
// value, and "unknown" is one of them. Only our own mistakes throw. No order and no database here.

import type { PaidFact } from '../core/fact.ts'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'

export type GatewayKind = 'alipay'

/** The way in to a payment: desktop page, phone browser, QR code, app. */
export type Scene = 'pc' | 'wap' | 'qr'

/** What an attempt froze; a gateway may be asked to open the same one again and must get the same facts. */
export type Payable = Readonly<{
  outTradeNo: string
  amountFen: Fen
  subject: string
  /** the gateway must refuse payment from here on */
  expiresAt: Instant
  notifyUrl: string
  returnUrl: string
  /** where a buyer who gives up comes back to */
  quitUrl: string
}>

export type Opened =
  | Readonly<{ outcome: 'redirect'; url: string }>
  | Readonly<{ outcome: 'qr'; code: string }>
  /** the number cannot be used again: close it and take another */
  | Readonly<{ outcome: 'number-spent'; code: string }>
  | Refused
  | Unknown

export type Queried =
  | Readonly<{ outcome: 'paid'; fact: PaidFact }>
  | Readonly<{ outcome: 'waiting' }>
  /** the gateway has never heard of it. Not closed: a link may still be out */
  | Readonly<{ outcome: 'absent' }>
  | Readonly<{ outcome: 'closed' }>
  | Refused
  | Unknown

export type Closed =
  | Readonly<{ outcome: 'closed' }>
  | Readonly<{ outcome: 'absent' }>
  | Readonly<{ outcome: 'not-closable' }>
  | Refused
  | Unknown

/** The gateway answered, provably, that it will not. `code` is its own word. */
export type Refused = Readonly<{ outcome: 'refused'; code: string; message: string }>
/** No proof of anything: a timeout, a 5xx, an answer that does not verify. */
export type Unknown = Readonly<{ outcome: 'unknown'; reason: string }>

/** A notice as its bytes say, before anybody compares it with our books. */
export type NoticeReading =
  | Readonly<{
      outcome: 'verified'
      /** the same for every delivery of the same news, another for other news (hex SHA-256) */
      newsId: string
      /** undefined: rightly signed, but it asks nothing of us (waiting, closed) */
      paid: PaidFact | undefined
      outTradeNo: string
      /** names the account it was meant for, where it is not this channel: `app_id …` or `seller_id …` */
      stranger: string | undefined
      /** rightly signed and says paid, but a number in it cannot be read */
      garbled: string | undefined
    }>
  | Readonly<{ outcome: 'forged'; reason: string }>
  | Readonly<{ outcome: 'unreadable'; reason: string }>

/** What a browser brought back. It proves that the gateway made the address, and no more. */
export type ReturnReading =
  | Readonly<{ outcome: 'verified'; outTradeNo: string; gatewayTradeNo: string; madeAt: Instant }>
  | Readonly<{ outcome: 'forged'; reason: string }>

export type NoticeAnswer = Readonly<{ status: number; contentType: string; body: string }>

/** One thing an examination of the configuration found out, for the doctor and the test button. */
export type Finding = Readonly<{
  level: 'ok' | 'warn' | 'bad'
  /** stable name of the check, e.g. `alipay.private_key` */
  check: string
  zh: string
  en: string
}>

export interface Gateway {
  readonly kind: GatewayKind
  /** the gateway's own test world: its orders are unknown to the real one */
  readonly isSandbox: boolean
  /** the scenes this channel's configuration allows */
  readonly scenes: readonly Scene[]
  /** where a payer's browser is sent and may be sent on to; the pages' policy lets forms lead there */
  readonly payerOrigins: readonly string[]
  open(scene: Scene, payable: Payable, deadlineMs: number): Promise<Opened>
  query(outTradeNo: string, deadlineMs: number): Promise<Queried>
  close(outTradeNo: string, deadlineMs: number): Promise<Closed>
  readNotice(body: Buffer, contentType: string | undefined): NoticeReading
  readReturn(query: string): ReturnReading
  answerNotice(taken: boolean): NoticeAnswer
  examine(): Promise<readonly Finding[]>
}
