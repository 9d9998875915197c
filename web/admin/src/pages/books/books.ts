// What the pages of reconciliation share: states with their tones, and the four families of differences.

import type {
  GetBooksDaysByChannelByDayResponse,
  GetBooksDaysResponse,
} from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'
import type { Words } from '../../text/folder.ts'

export type DayRow = GetBooksDaysResponse['data']['rows'][number]
export type Day = GetBooksDaysByChannelByDayResponse['data']
export type Difference = Day['differences'][number]
type Family = keyof Words['books']['families']

export const states = [
  'balanced',
  'different',
  'waiting',
  'unavailable',
] as const satisfies readonly DayRow['state'][]

export const tones: Readonly<Record<DayRow['state'], Tone>> = {
  balanced: 'good',
  different: 'bad',
  waiting: 'busy',
  unavailable: 'warn',
}

export const differenceTones: Readonly<Record<Difference['state'], Tone>> = {
  case: 'bad',
  waiting: 'busy',
  healed: 'good',
  resolved: 'quiet',
}

const families: Readonly<Record<Difference['kind'], Family>> = {
  unknown_payment: 'onlyBill',
  unknown_refund: 'onlyBill',
  missing_payment: 'onlyBooks',
  missing_refund: 'onlyBooks',
  amount: 'amount',
  refund_amount: 'amount',
  totals: 'totals',
  funds: 'totals',
  foreign_sale: 'elsewhere',
}

export function familyOf({ kind }: Difference): Family {
  return families[kind]
}

/** What is to be done about a difference, in the words of the page. */
export function stepOf(difference: Difference, { steps }: Words['books']): string {
  const { state } = difference
  const family = familyOf(difference)
  if (family === 'elsewhere') return steps.elsewhere
  return state === 'healed' || state === 'resolved' ? steps[state] : steps[state][family]
}

/** The differences of a day in a few words, the pressing ones first. */
export function summaryOf({ open, waiting, healed, resolved }: DayRow, t: Words['books']): string {
  const parts = [
    ...(open > 0 ? [t.open(open)] : []),
    ...(waiting > 0 ? [t.waiting(waiting)] : []),
    ...(healed > 0 ? [t.healed(healed)] : []),
    ...(resolved > 0 ? [t.resolved(resolved)] : []),
  ]
  return parts.join(' · ') || t.none
}
