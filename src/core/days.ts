// Ranges of days, Asia/Shanghai, by which figures are cut and compared.

import { dayAfter, isBillDay, startOfDay } from './bill.ts'
import { dayMs } from './time.ts'

/** Both days included, yyyy-MM-dd. */
export type Days = Readonly<{ from: string; to: string }>

/** How many days a range has; 0 when it ends before it begins or names no days. */
export function lengthOf({ from, to }: Days): number {
  if (!isBillDay(from) || !isBillDay(to)) return 0
  return Math.max(0, (startOfDay(to) - startOfDay(from)) / dayMs + 1)
}

/** Every day of a range, the first one first. */
export function daysOf(days: Days): string[] {
  return Array.from({ length: lengthOf(days) }, (_, at) => dayAfter(days.from, at))
}

/** The range so many days earlier. */
export function daysBefore({ from, to }: Days, by: number): Days {
  return { from: dayAfter(from, -by), to: dayAfter(to, -by) }
}
