// A gateway's bill in our words: what its lines say, the day it is about, and when it is asked for. A day is a
// text `yyyy-MM-dd`, from midnight to midnight in Asia/Shanghai, as gateways count it.

import { assert } from '../kit/assert.ts'
import {
  dayMs,
  formatShanghai,
  hourMs,
  type Instant,
  later,
  minuteMs,
  parseShanghai,
} from './time.ts'

/** Of the day's trades, or of what moved on the merchant's account. */
export type BillKind = 'trade' | 'funds'

/**
 * One line of a bill. `payout` went to the merchant's bank, `other` moved money in a way a shop never asked for, or
 * moved none.
 */
export type BillLine = Readonly<{
  entry: 'payment' | 'refund' | 'fee' | 'payout' | 'other'
  outTradeNo: string | null
  /** of a payout, the number of the movement itself */
  gatewayTradeNo: string | null
  /** our number of the refund */
  refundNo: string | null
  /**
   * fen, positive for payments, refunds and payouts; negative for a payout that came back, and for `other` that left
   * the account
   */
  amountFen: number
  /** fen the gateway kept of it; negative when it gave some back */
  feeFen: number
  at: Instant
  /** of a movement: fen the account held after it; absent where the bill does not say */
  balanceFen?: number
}>

/** What a piece of a bill turned out to be. */
export type BillPart =
  | Readonly<{ part: 'line'; line: BillLine }>
  /** what the bill says its sums are, and what was counted, by the bill's own names */
  | Readonly<{
      part: 'totals'
      declared: Readonly<Record<string, string>>
      counted: Readonly<Record<string, string>>
    }>
  /** the bill contradicts itself or cannot be read here: none of it may be believed */
  | Readonly<{ part: 'trouble'; about: string }>

/** Whether a line's numbers are such as a gateway or a shop gives: printable, and no longer than theirs. */
export function hasPlainNumbers({ outTradeNo, gatewayTradeNo, refundNo }: BillLine): boolean {
  return [outTradeNo, gatewayTradeNo, refundNo].every(
    (number) => number === null || /^[\x20-\x7e]{1,128}$/.test(number),
  )
}

/** Whether a text is a day there has been or will be. */
export function isBillDay(text: string): boolean {
  return parseShanghai(`${text} 00:00:00`) !== undefined
}

/** The day a moment belongs to. */
export function billDayOf(at: Instant): string {
  return formatShanghai(at).slice(0, 10)
}

/** Its first moment. Throws for a text that is no day. */
export function startOfDay(day: string): Instant {
  const start = parseShanghai(`${day} 00:00:00`)
  assert(start !== undefined, `${day} is a day`)
  return start
}

/** `days` later, or earlier where negative. */
export function dayAfter(day: string, days: number): string {
  return billDayOf(later(startOfDay(day), days * dayMs))
}

/** Both gateways have the bill of a day by ten the next morning (fact sheets, Alipay 12.12, WeChat Pay 13). */
const readyMs = dayMs + 10 * hourMs + 10 * minuteMs
const givenUpMs = dayMs + 18 * hourMs
const lookedAgainMs = [readyMs + dayMs, readyMs + 2 * dayMs]
/** What is missing may stand in a neighbour's bill; after this it is missing. */
const missingMs = 3 * dayMs

/** When the bill of a day is first asked for. */
export function billReadyAt(day: string): Instant {
  return later(startOfDay(day), readyMs)
}

/** When somebody must hear that there is still no bill. */
export function billOverdueAt(day: string): Instant {
  return later(startOfDay(day), givenUpMs)
}

/** When a bill that was there is looked at once more: gateways complete them. Undefined: not any more. */
export function nextLookAt(day: string, now: Instant): Instant | undefined {
  return lookedAgainMs.map((ms) => later(startOfDay(day), ms)).find((at) => at > now)
}

/** From when on nothing of this day is waited for any more. */
export function missingFrom(day: string): Instant {
  return later(startOfDay(day), missingMs)
}
