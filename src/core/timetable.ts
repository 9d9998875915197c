// How often things are done that are done again and again. What was missed is made up for by one run, not by many.

import { dayMs, hourMs, secondMs } from './time.ts'

/** The one reference of a job that stands for a whole kind. Such a job is never set aside. */
export const standing = 'standing'

/** In the order of the first runs after a start; watchfulness last, when the books have been proved again. */
export const timetableMs = {
  audit: hourMs,
  'examine-channels': 12 * hourMs,
  'plan-bills': hourMs,
  upkeep: hourMs,
  'license-ends': hourMs,
  retention: dayMs,
  backup: dayMs,
  // What breaks a rule is known within a minute.
  'audit-recent': 40 * secondMs,
  watchfulness: hourMs,
} as const

export type StandingKind = keyof typeof timetableMs
