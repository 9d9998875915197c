// What every gateway can do for us, in our words. Each method is total: whatever the outside did is a
// value, and "unknown" is one of them. Only our own mistakes throw. No order and no database here.

import type { BillKind, BillPart } from '../core/bill.ts'
import type { PaidFact } from '../core/fact.ts'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'

export type GatewayKind = 'alipay' | 'wechat'

/** The way in to a payment: desktop page, phone browser, QR code, a page inside the gateway's own app. */
export type Scene = 'pc' | 'wap' | 'qr' | 'jsapi'

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

/** Who pays, as far as a gateway wants to know. */
export type Payer = Readonly<{
  /** IP address of the payer's device */
  address: string
  /** the payer's id under the merchant's app; `jsapi` cannot do without */
  openid?: string | undefined
}>

/** One opening: the way in, what was frozen, and who pays. */
export type Opening = Readonly<{ scene: Scene; payable: Payable; payer: Payer }>

export type Opened =
  | Readonly<{ outcome: 'redirect'; url: string }>
  /** what the page inside the app hands to its bridge, signed */
  | Readonly<{ outcome: 'jsapi'; parameters: Readonly<Record<string, string>> }>
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

/** Which number of ours a trade of the gateway's has. It says nothing of money: that is asked by our number. */
export type Traced =
  | Readonly<{ outcome: 'traced'; outTradeNo: string }>
  | Readonly<{ outcome: 'absent' }>
  | Refused
  | Unknown

export type Closed =
  | Readonly<{ outcome: 'closed' }>
  | Readonly<{ outcome: 'absent' }>
  | Readonly<{ outcome: 'not-closable' }>
  | Refused
  | Unknown

/** A payment by the code a buyer shows at the counter, with the amount an attempt froze. */
export type CodePayable = Pick<
  Payable,
  'outTradeNo' | 'amountFen' | 'subject' | 'expiresAt' | 'notifyUrl'
> &
  Readonly<{
    /** whoever has it can take money: it is sent, and neither kept nor written down */
    code: string
    /** IP address of the device at the counter */
    address: string
  }>

export type Charged =
  | Readonly<{ outcome: 'paid'; fact: PaidFact }>
  /** the buyer has to confirm on the phone; ask until it is known */
  | Readonly<{ outcome: 'waiting' }>
  /** the gateway took nothing now; what it left behind may still be paid, so the charge is undone */
  | (Refused & Readonly<{ why: ChargeRefusal }>)
  | Unknown

/** Whose affair it is: the code is wrong, old or used; the buyer's money or account; the shop's account. */
export type ChargeRefusal = 'code' | 'balance' | 'buyer' | 'shop' | 'other'

export type Undone =
  /** nothing was taken, and nothing can be any more */
  | Readonly<{ outcome: 'undone' }>
  /** it had been paid, and the gateway gave all of it back */
  | Readonly<{ outcome: 'returned'; gatewayTradeNo: string; returnedAt: Instant | undefined }>
  | Readonly<{ outcome: 'absent' }>
  /** nothing is decided yet; undo it again */
  | Readonly<{ outcome: 'again' }>
  | Refused
  | Unknown

/** Money to give back. Repeat it unchanged, with the same `refundNo`, until the outcome is known. */
export type Refundable = Readonly<{
  outTradeNo: string
  gatewayTradeNo: string
  refundNo: string
  amountFen: Fen
  /** what the buyer had paid in all */
  paidFen: Fen
  reason: string
  /** where the gateway tells, if it does, that the money has arrived */
  notifyUrl?: string | undefined
}>

export type Refunded =
  /** `returnedAt`: when the money moved, where the gateway tells */
  | Readonly<{ outcome: 'refunded'; amountFen: Fen; returnedAt?: Instant | undefined }>
  /** accepted; the money is on its way, and the query tells when it has arrived */
  | Readonly<{ outcome: 'processing' }>
  /** the gateway gave it up; its own word in `code`. A person must look */
  | Readonly<{ outcome: 'failed'; code: string }>
  /**
   * Taken from the merchant, but the payer's account took nothing; the gateway's own word in `code`. The money stays
   * under this number until a person sends it on in the gateway's own console, and so must never go by another
   */
  | Readonly<{ outcome: 'stranded'; code: string }>
  | Refused
  | Unknown

/** `absent`: the gateway has not heard of it, or not yet. */
export type RefundQueried = Refunded | Readonly<{ outcome: 'absent' }>

export type BillFetched =
  /** the file exactly as it came */
  | Readonly<{ outcome: 'fetched'; bytes: Buffer }>
  /** the gateway says that nothing happened that day */
  | Readonly<{ outcome: 'empty' }>
  /** the bill is being made, or the gateway has none yet; ask again later */
  | Readonly<{ outcome: 'not-ready' }>
  | Refused
  | Unknown

/** What a bill says of itself. */
export type BillIdentity = Readonly<{
  kind: BillKind
  /** whether it is of our account; undefined: it does not say, or ours is not configured */
  isOurs: boolean | undefined
  /** the one day it is of, `yyyy-MM-dd`; undefined: it is of more than one, or does not say */
  day: string | undefined
}>

/** The gateway answered, provably, that it will not. `code` is its own word. */
export type Refused = Readonly<{ outcome: 'refused'; code: string; message: string }>
/** No proof of anything: a timeout, a 5xx, an answer that does not verify. */
export type Unknown = Readonly<{ outcome: 'unknown'; reason: string }>

/** A notice as it came over the wire. */
export type IncomingNotice = Readonly<{
  body: Buffer
  /** by lower-case name; those of `keptHeaders` are enough to read it again later */
  headers: Readonly<Record<string, string>>
  /** the time window of a signature is measured against it, also when the notice is read again */
  receivedAt: Instant
}>

/** What our own examination of a notify address calls itself; the notice it posts is empty. */
export const probeAgent = 'keytill-doctor'

/** The headers a notice is kept with. */
export const keptHeaders: readonly string[] = [
  'content-type',
  'wechatpay-timestamp',
  'wechatpay-nonce',
  'wechatpay-signature',
  'wechatpay-serial',
  'wechatpay-signature-type',
  'request-id',
]

/** A notice as its bytes say, before anybody compares it with our books. */
export type NoticeReading =
  | Readonly<{
      outcome: 'verified'
      /** the same for every delivery of the same news, another for other news (hex SHA-256) */
      newsId: string
      /** undefined: rightly signed, but it asks nothing of us (waiting, closed) */
      paid: PaidFact | undefined
      outTradeNo: string
      /** news about this refund; what became of it, the query tells */
      refundNo?: string | undefined
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

/**
 * `taken`: all that follows is durable. `refused`: not believed, or it contradicts our books. `failed`: a fault
 * of ours, tell us again.
 */
export type NoticeVerdict = 'taken' | 'refused' | 'failed'

export type NoticeAnswer = Readonly<{ status: number; contentType: string; body: string }>

/** How a page inside the gateway's own app learns who is paying (OAuth 2.0 with a code). */
export interface PayerLogin {
  /** the app that openids are given out under; under another app the same payer has another */
  readonly appId: string
  /** where the browser goes; it comes back to `backTo` with `code` and `state` */
  url(backTo: string, state: string): string
  /** what the code stands for; a code can be used once */
  openid(
    code: string,
    deadlineMs: number,
  ): Promise<Readonly<{ outcome: 'known'; openid: string }> | Refused | Unknown>
}

/** Taking money by the code a buyer shows: 当面付 at Alipay, 付款码 at WeChat Pay. */
export interface CodePayments {
  /** whether a scanned text has the form of a code of this gateway's */
  takes(code: string): boolean
  /** a charge may not be undone sooner than so many ms after it was sent */
  readonly undoableAfterMs: number
  /** Sent once and never repeated: a code is good for one try, and a number too. */
  charge(payable: CodePayable, deadlineMs: number): Promise<Charged>
  /** Ends a charge for good, giving the money back if it had been taken. Repeat it until it is done. */
  undo(outTradeNo: string, deadlineMs: number): Promise<Undone>
}

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
  /** its address is the real gateway's own, so that money is real */
  readonly isProduction: boolean
  /** whether the browser comes back with a signed address; where not, it brings only what we gave it */
  readonly signsReturns: boolean
  /** the scenes this channel's configuration allows */
  readonly scenes: readonly Scene[]
  /** those of them whose way in is an address made here, without a word to the gateway */
  readonly linkScenes: readonly Scene[]
  /** where a payer's browser is sent and may be sent on to; the pages' policy lets forms lead there */
  readonly payerOrigins: readonly string[]
  /** undefined: the account cannot learn who pays */
  readonly login: PayerLogin | undefined
  /** absent or undefined: buyers cannot sign in to their account here with this gateway's */
  readonly signIn?: PayerLogin | undefined
  /** undefined: the account takes no codes */
  readonly codes?: CodePayments | undefined
  open(opening: Opening, deadlineMs: number): Promise<Opened>
  query(outTradeNo: string, deadlineMs: number): Promise<Queried>
  /** Finds a trade by the gateway's own number, as its payer reads it in the bill. */
  trace(gatewayTradeNo: string, deadlineMs: number): Promise<Traced>
  close(outTradeNo: string, deadlineMs: number): Promise<Closed>
  refund(refundable: Refundable, deadlineMs: number): Promise<Refunded>
  queryRefund(
    asked: Pick<Refundable, 'outTradeNo' | 'refundNo'>,
    deadlineMs: number,
  ): Promise<RefundQueried>
  /** grows when a bill's bytes are read in another way than before */
  readonly billParser: number
  /**
   * The bill of a day that is over, `yyyy-MM-dd` in Asia/Shanghai. The deadline holds for each of its steps:
   * asking where it is, and fetching it.
   */
  fetchBill(day: string, kind: BillKind, deadlineMs: number): Promise<BillFetched>
  /** Reads a bill piece by piece; whatever is in it, nothing is thrown. */
  readBill(bytes: Buffer, kind: BillKind): AsyncIterable<BillPart>
  /** What a file somebody brings says it is; undefined: no bill of this gateway. Nothing is thrown. */
  identifyBill(bytes: Buffer): Promise<BillIdentity | undefined>
  readNotice(incoming: IncomingNotice): Promise<NoticeReading>
  readReturn(query: string): ReturnReading
  answerNotice(verdict: NoticeVerdict): NoticeAnswer
  examine(): Promise<readonly Finding[]>
  /** when the first of the configured certificates runs out; undefined where none has an end */
  readonly certificatesUntil?: Instant | undefined
}
