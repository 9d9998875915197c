// What the look-up and the rescue page show.

import type { FoundOrder, RecentOrder } from './views.ts'
import type { CodeView } from './views-code.ts'

export type LookupOutcome =
  | Readonly<{ kind: 'found'; order: FoundOrder }>
  /** one answer for an unknown order and a wrong phone */
  | Readonly<{ kind: 'not_found' }>
  | Readonly<{ kind: 'rate_limited'; retryAfterSeconds: number }>

export type LookupView = Readonly<{
  typed: Readonly<{ orderNumber: string; phone: string }>
  outcome?: LookupOutcome | undefined
  /** what was found can be seen in full with a one-time code */
  code?: CodeView | undefined
  /** orders placed in this browser, newest first */
  recent: readonly RecentOrder[]
}>

/** How a payment stands that somebody asked about by the number in a bill. */
export type RescueVerdict =
  | 'delivered'
  | 'owed'
  | 'refunding'
  | 'refunded'
  | 'late'
  | 'unpaid'
  | 'over'
  | 'silent'
  | 'contradicted'

export type RescueOutcome =
  | Readonly<{ kind: 'found'; verdict: RescueVerdict; order: FoundOrder }>
  /** one answer for an unknown number and a wrong phone */
  | Readonly<{ kind: 'not_found' }>
  /** a gateway that could have known did not answer */
  | Readonly<{ kind: 'silent' }>
  | Readonly<{ kind: 'rate_limited'; retryAfterSeconds: number }>

export type RescueView = Readonly<{
  typed: Readonly<{ number: string; phone: string }>
  outcome?: RescueOutcome | undefined
}>
