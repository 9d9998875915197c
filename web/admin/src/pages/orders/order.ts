// An order as the server tells it, and how its states look.

import type {
  GetOrdersByOrderNumberResponses,
  GetOrdersByOrderNumberTimelineResponses,
} from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'

export type Order = GetOrdersByOrderNumberResponses[200]['data']
export type Moment = GetOrdersByOrderNumberTimelineResponses[200]['data']['rows'][number]

const tones: Readonly<Record<string, Tone>> = {
  waiting: 'busy',
  closing: 'busy',
  paid: 'good',
  cancelled: 'quiet',
  expired: 'quiet',
  refunded: 'quiet',
  part_refunded: 'warn',
  // of refunds
  awaiting: 'warn',
  planned: 'busy',
  processing: 'busy',
  unknown: 'warn',
  done: 'good',
  failed: 'bad',
  // of cases
  open: 'warn',
  acting: 'busy',
  resolved: 'quiet',
  waived: 'quiet',
  // of licences
  active: 'good',
  suspended: 'warn',
  revoked: 'bad',
}

export function toneOf(state: string): Tone {
  return tones[state] ?? 'quiet'
}

/** The word of a dictionary, or what the server said where it has none. */
export function wordOf(words: Readonly<Record<string, string>>, name: string): string {
  return words[name] ?? name
}
