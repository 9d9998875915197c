// What the bills of both gateways have in common: the day they are about, fees, amounts as text, and what may be
// wrong with their lines on purpose.

import { dayMs, type Instant, later, parseShanghai } from '../core/time.ts'
import type { FaultKind, Faults } from './faults.ts'

/** Midnight to midnight in Shanghai. */
export interface BillDay {
  readonly from: Instant
  readonly until: Instant
}

/** The day of `yyyy-MM-dd`; undefined for anything else. */
export function billDayOf(text: string): BillDay | undefined {
  const from = parseShanghai(`${text} 00:00:00`)
  return from === undefined ? undefined : { from, until: later(from, dayMs) }
}

export function isOn({ from, until }: BillDay, at: Instant): boolean {
  return from <= at && at < until
}

/** Yuan with two decimals from fen, which may be negative. */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** What the platform takes of a payment, in fen: 0.6 %, rounded half up. */
export function feeOf(amount: number): number {
  return Math.floor((amount * 6 + 500) / 1_000)
}

export interface BillLine {
  readonly at: Instant
  /** The order's number on the line of a payment, the refund's on that of a refund: faults name it. */
  readonly number: string
  /** Fen by which the bill is wrong about it. */
  readonly wrongBy: number
}

/** The lines of a day as its bill will have them, by the faults that are set for this account. */
export function linesOn<Line extends BillLine>(
  day: BillDay,
  lines: readonly Line[],
  faults: Faults,
  account: string,
): readonly Line[] {
  const is = (kind: FaultKind, { number }: Line) => faults.take(kind, account, number) !== undefined
  return lines
    .filter((line) => isOn(day, is('bill_next_day', line) ? later(line.at, dayMs) : line.at))
    .filter((line) => !is('bill_leaves_out', line))
    .flatMap((line) => (is('bill_line_twice', line) ? [line, line] : [line]))
    .map((line) => (is('bill_other_amount', line) ? { ...line, wrongBy: 1 } : line))
    .toSorted((a, b) => a.at - b.at)
}
