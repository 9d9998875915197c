// The other side as it really is: what the buyers paid, closed and got back, kept apart from the shop's books so
// that the two can be compared. Alipay's and WeChat Pay's manners differ where the fact sheets say they do.

import { createHash } from 'node:crypto'
import type { PaidFact } from '../../src/core/fact.ts'
import type { Fen } from '../../src/core/money.ts'
import { hourMs, instantOf, minuteMs, secondMs } from '../../src/core/time.ts'
import type { GatewayKind, Payable } from '../../src/gateways/gateway.ts'
import { Bills } from './books.ts'
import { Codes } from './gateway-codes.ts'
import type { Kernel } from './kernel.ts'

export type TradeState = 'linked' | 'waiting' | 'paid' | 'closed'

/** One number at the gateway. `linked`: a link is out that nobody has opened, so the gateway knows nothing of it. */
export type Trade = {
  readonly outTradeNo: string
  readonly amountFen: Fen
  readonly expiresAt: number
  state: TradeState
  gatewayTradeNo: string
  /** what the payer was charged; another amount than asked only where the run says so */
  chargedFen: Fen
  paidAt: number
  /** until then a query may still tell what was before the payment */
  staleUntil: number
  before: TradeState
  readonly refunds: Map<string, TruthRefund>
  /** all of it went back because a charge by code was undone; the gateway calls it closed from then on */
  undone?: TruthRefund
}

export type TruthRefund = {
  readonly refundNo: string
  readonly amountFen: number
  state: 'processing' | 'done' | 'failed' | 'stranded'
  readonly takenAt: number
  settlesAt: number
  /** the shop asked for it, or has heard of it; of any other only the bill tells */
  isTold: boolean
}

/** How a refund ends: `stranded` is taken from the merchant and lies at the gateway until a person sends it on. */
export type RefundFate = 'done' | 'failed' | 'stranded'

/** Waits between deliveries until acknowledged (fact sheets: Alipay section 14, WeChat Pay section 10). */
export const ladders: Readonly<Record<GatewayKind, readonly number[]>> = {
  alipay: [4 * minuteMs, 10 * minuteMs, 10 * minuteMs, hourMs, 2 * hourMs, 6 * hourMs, 15 * hourMs],
  wechat: [
    15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
  ].map((seconds) => seconds * secondMs),
}

/** What a notice says. `stranger`: another merchant's; both kinds of lies are rightly signed. */
export type News = Readonly<{
  outTradeNo: string
  gatewayTradeNo: string
  says: 'paid' | 'waiting' | 'closed' | 'refund'
  amountFen: number
  paidAt: number
  stranger?: string
  refundNo?: string
}>

export class GatewayModel {
  readonly kind: GatewayKind
  readonly trades = new Map<string, Trade>()
  readonly bills: Bills
  readonly codes: Codes
  readonly #kernel: Kernel
  readonly #signed = new Set<string>()
  #count = 0

  constructor(kind: GatewayKind, kernel: Kernel) {
    this.kind = kind
    this.#kernel = kernel
    this.bills = new Bills(this, kernel)
    this.codes = new Codes(kind)
  }

  /** A link is made, or made again. Spent numbers are not taken twice. */
  open(payable: Pick<Payable, 'outTradeNo' | 'amountFen' | 'expiresAt'>): 'opened' | 'spent' {
    const trade = this.trades.get(payable.outTradeNo)
    if (trade) return trade.state === 'linked' || trade.state === 'waiting' ? 'opened' : 'spent'
    const { outTradeNo, amountFen, expiresAt } = payable
    const state = this.kind === 'alipay' ? 'linked' : 'waiting'
    this.trades.set(outTradeNo, {
      outTradeNo,
      amountFen,
      expiresAt,
      state,
      gatewayTradeNo: '',
      chargedFen: amountFen,
      paidAt: 0,
      staleUntil: 0,
      before: state,
      refunds: new Map(),
    })
    return 'opened'
  }

  /** Whether somebody who has the link can still pay by it. */
  canPay(outTradeNo: string): boolean {
    const trade = this.trades.get(outTradeNo)
    if (!trade || this.#kernel.now >= trade.expiresAt) return false
    return trade.state === 'linked' || trade.state === 'waiting'
  }

  /** The buyer's app shows the trade: from now on the gateway knows it. */
  scan(outTradeNo: string): void {
    const trade = this.trades.get(outTradeNo)
    if (trade && this.canPay(outTradeNo)) trade.state = 'waiting'
  }

  /** The buyer pays. Answers the trade when money moved. */
  pay(outTradeNo: string, staleMs: number, oddFen: number): Trade | undefined {
    const trade = this.trades.get(outTradeNo)
    if (!trade || !this.canPay(outTradeNo)) return undefined
    this.#count += 1
    trade.before = trade.state
    trade.state = 'paid'
    trade.gatewayTradeNo = `${this.kind}-${this.#count}`
    trade.chargedFen = (trade.amountFen + oddFen) as Fen
    trade.paidAt = Math.floor(this.#kernel.now / 1_000) * 1_000
    trade.staleUntil = this.#kernel.now + staleMs
    this.#kernel.note(`${this.kind} takes ${trade.chargedFen} for ${outTradeNo}`)
    return trade
  }

  /** What a query tells: for a while it may be what was true before the payment. */
  seen(outTradeNo: string): TradeState | 'absent' {
    const trade = this.trades.get(outTradeNo)
    if (!trade) return 'absent'
    if (trade.undone) return 'closed'
    const state =
      trade.state === 'paid' && this.#kernel.now < trade.staleUntil ? trade.before : trade.state
    if (state === 'linked') return 'absent'
    // Money that has arrived is at worst not told yet; it never makes a trade look closed.
    const hasExpired = trade.state !== 'paid' && this.#kernel.now >= trade.expiresAt
    if (state === 'waiting' && this.kind === 'alipay' && hasExpired) return 'closed'
    return state
  }

  /** Closing is never stale: the trade is closed, unknown, or paid and stays so. */
  close(outTradeNo: string): 'closed' | 'absent' | 'not-closable' {
    const trade = this.trades.get(outTradeNo)
    if (!trade || trade.state === 'linked') return 'absent'
    if (trade.state === 'paid') return 'not-closable'
    trade.state = 'closed'
    return 'closed'
  }

  /** Gives back once for each number, whatever is asked again; WeChat's money takes its time. */
  refund(
    outTradeNo: string,
    refundNo: string,
    amountFen: number,
    fate: RefundFate,
    isOutside = false,
  ): TruthRefund | 'unpaid' | 'exceeds' | 'changed' {
    const trade = this.trades.get(outTradeNo)
    if (trade?.state !== 'paid') return 'unpaid'
    const known = trade.refunds.get(refundNo)
    if (known) return known.amountFen === amountFen ? known : 'changed'
    if (amountFen > this.#leftOf(trade)) return 'exceeds'
    const slowMs =
      this.kind === 'wechat' && !isOutside ? this.#kernel.pick([5_000, 90_000, 3 * hourMs]) : 0
    const settlesAt = this.#kernel.now + slowMs
    const made: TruthRefund = {
      refundNo,
      amountFen,
      state: slowMs === 0 ? 'done' : 'processing',
      takenAt: this.#kernel.now,
      settlesAt,
      isTold: !isOutside,
    }
    trade.refunds.set(refundNo, made)
    this.#fates.set(made, fate)
    this.#kernel.note(`${this.kind} gives back ${amountFen} as ${refundNo}`)
    return made
  }

  /** The state of a refund now. */
  refundState(refund: TruthRefund): TruthRefund['state'] {
    if (refund.state === 'processing' && this.#kernel.now >= refund.settlesAt)
      refund.state = this.#fates.get(refund) ?? 'done'
    return refund.state
  }

  /** A person has sent stranded money on, at the gateway's own desk. */
  sendOn(refund: TruthRefund): void {
    refund.state = 'done'
    refund.settlesAt = this.#kernel.now
  }

  /** A charge by code is ended for good; what it had taken goes back under the trade's own number. */
  undo(outTradeNo: string): 'undone' | 'absent' | 'returned' {
    const trade = this.trades.get(outTradeNo)
    if (!trade) return 'absent'
    if (trade.undone) return 'returned'
    if (trade.state !== 'paid') {
      trade.state = 'closed'
      return 'undone'
    }
    const amountFen = this.#leftOf(trade)
    const { now } = this.#kernel
    trade.undone = {
      refundNo: outTradeNo,
      amountFen,
      state: 'done',
      takenAt: now,
      settlesAt: now,
      isTold: false,
    }
    trade.refunds.set(outTradeNo, trade.undone)
    this.#kernel.note(`${this.kind} undoes ${outTradeNo} and gives back ${amountFen}`)
    return 'returned'
  }

  #leftOf(trade: Trade): number {
    const given = [...trade.refunds.values()].filter(({ state }) => state !== 'failed')
    return given.reduce((left, one) => left - one.amountFen, Number(trade.chargedFen))
  }

  /** Bytes only this gateway can have made. */
  sign(news: News): Buffer {
    const body = Buffer.from(JSON.stringify({ gateway: this.kind, ...news }))
    this.#signed.add(digestOf(body))
    return body
  }

  /** Undefined: not ours, or changed on the way. */
  read(body: Buffer): Readonly<{ news: News; newsId: string }> | undefined {
    const newsId = digestOf(body)
    if (!this.#signed.has(newsId)) return undefined
    return { news: JSON.parse(body.toString('utf8')) as News, newsId }
  }

  /** Any refund at all hides that an order at WeChat Pay is paid in full (fact sheet, section 9). */
  factOf(trade: Trade): PaidFact {
    return {
      ...(this.kind === 'wechat' && trade.refunds.size > 0 ? { hasGoneBack: true } : {}),
      outTradeNo: trade.outTradeNo,
      gatewayTradeNo: trade.gatewayTradeNo,
      amountFen: trade.chargedFen,
      paidAt: instantOf(trade.paidAt),
    }
  }

  readonly #fates = new Map<TruthRefund, RefundFate>()
}

function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
