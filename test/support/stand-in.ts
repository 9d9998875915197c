// What every gateway's stand-in can do for a test: its trades are set by hand, its notices are made rightly or
// wrongly, and it says how it understood an answer. Stories are written against this and no more.

/** A payment as the buyer's money sees it. `tradeNo` is the gateway's own number. */
export type Payment = Readonly<{ outTradeNo: string; tradeNo: string; amountFen: number }>

/** When every payment at a stand-in was made; `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai. */
export const paidAt = '2026-11-21 12:00:03'

/** One delivery of a notice, ready to be posted to the shop. */
export type Notice = Readonly<{
  path: string
  body: string
  headers: Readonly<Record<string, string>>
}>

/** Rightly signed, yet it contradicts the shop's books: one case with this reason. */
export type Mistake = Readonly<{ reason: string; notice: (payment: Payment) => Notice }>

/** A way in to a payment as the public API names it. */
export type Way = Readonly<{
  /** `payment_type` */
  type: string
  /** what the request needs besides */
  extra?: Readonly<Record<string, string>>
  /** whether a buyer can go on with this answer */
  leadsOn: (data: Readonly<Record<string, unknown>>) => boolean
}>

export type TradeState = 'absent' | 'waiting' | 'paid' | 'closed'

/** `forged`: it answers as ever, but somebody else has signed. */
export type Mood = 'well' | 'down' | 'hangs' | 'forged'

export type Call = Readonly<{ verb: Verb; outTradeNo: string }>

export type Verb = 'open' | 'query' | 'close' | 'charge' | 'undo' | 'refund' | 'other'

/** How the gateway understood the shop's answer to a notice; `nonsense` is no answer it has a rule for. */
export type Heard = 'taken' | 'refused' | 'nonsense'

export interface StandIn {
  /** as the test names it */
  readonly name: string
  readonly kind: 'alipay' | 'wechat'
  readonly ways: readonly [Way, ...Way[]]
  mood: Mood
  /** the shop's clock, in ms; signatures are dated by it */
  clock: () => number
  /** every call it answered, the oldest first */
  readonly calls: readonly Call[]
  /** called before each answer, for what happens at the gateway in that very moment */
  before: ((call: Call) => void) | undefined
  /** what was wrong with the requests that came; empty for a right client */
  readonly complaints: readonly string[]
  start(): Promise<void>
  stop(): Promise<void>
  /** the settings of a shop that sells through it; known once it has started */
  env(): Record<string, string>
  /** Somebody pays: the trade is there and paid. */
  pay(outTradeNo: string, amountFen: number, tradeNo?: string): Payment
  /** The buyer has come to the gateway and not paid yet. */
  enter(outTradeNo: string, amountFen: number): void
  /** It has never heard of this number. */
  forget(outTradeNo: string): void
  stateOf(outTradeNo: string): TradeState
  /** One delivery that this was paid; called again, the same news delivered again. */
  notice(payment: Payment): Notice
  /** Notices nobody may believe. */
  readonly forgeries: Readonly<Record<string, (payment: Payment) => Notice>>
  readonly mistakes: Readonly<Record<string, Mistake>>
  heard(reply: Readonly<{ status: number; text: string; headers: Headers }>): Heard
}

/** Whether this is a text of that form. */
export function reads(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value)
}

let counted = 0

/** A gateway's own number that no other test has: 28 digits. */
export function newTradeNo(): string {
  counted += 1
  return `20261121220014${String(process.pid).padStart(7, '0')}${String(counted).padStart(7, '0')}`
}

/** A payment no gateway knows of, for notices that only say so. */
export function newPayment(
  outTradeNo: string,
  amountFen: number,
  tradeNo: string = newTradeNo(),
): Payment {
  return { outTradeNo, tradeNo, amountFen }
}
