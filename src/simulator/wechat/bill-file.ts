// How a bill file is written and when there is one: text with a byte order mark, a table and its totals, made
// at ten the next morning and kept for three months (fact sheet WeChat Pay, section 13).

import type { Instant } from '../../core/time.ts'
import { dayMs, hourMs } from '../../core/time.ts'
import type { BillDay } from '../bill-day.ts'

export interface BillTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly totalsHeader: readonly string[]
  readonly totals: readonly string[]
}

const readyAfterMs = 10 * hourMs
const keptMs = 92 * dayMs

/** `never`: the day is not over, or too long ago. `later`: its bill is still being made. */
export function availabilityOf({ until }: BillDay, now: Instant): 'now' | 'later' | 'never' {
  if (now < until || now > until + keptMs) return 'never'
  return now < until + readyAfterMs ? 'later' : 'now'
}

/** The file: names bare, every value behind a backtick, lines ended by CRLF. */
export function writeBill({ header, rows, totalsHeader, totals }: BillTable): Buffer {
  const lines = [header.join(','), ...rows.map(valuesOf), totalsHeader.join(','), valuesOf(totals)]
  return Buffer.from(`\ufeff${lines.map((line) => `${line}\r\n`).join('')}`, 'utf8')
}

/** A line break or backtick inside a value would begin something new. */
function valuesOf(values: readonly string[]): string {
  return values.map((value) => `\`${value.replace(/[\r\n]+/g, ' ').replaceAll('`', "'")}`).join(',')
}
