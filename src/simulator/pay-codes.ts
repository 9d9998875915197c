// The codes that buyers show at a counter. All that a code stands for is in its digits: whose it is, when it was
// made, and how paying by it goes; so only the codes that were used need to be remembered.

import type { Clock, Random } from '../core/ports.ts'
import { minuteMs } from '../core/time.ts'
import { digits } from './names.ts'

/**
 * How paying by a code goes: at once, after the buyer has confirmed on the phone, or not at all because the buyer
 * is poor or restricted. A code that is wrong, old or used is no code at all.
 */
export const payCodeOutcomes = ['paid', 'password', 'poor', 'restricted'] as const
export type PayCodeOutcome = (typeof payCodeOutcomes)[number]

export interface PayCodes {
  /** A fresh code; good once, for a minute. */
  make(outcome: PayCodeOutcome): string
  /** Uses a code up. Undefined for one that is wrong, old or used. */
  use(code: string): PayCodeOutcome | undefined
  clear(): void
}

const lifeSeconds = minuteMs / 1_000
const form = /^(\d{2})(\d{8})\d{6}(\d{2})$/

interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  /** Two digits by which the gateway's codes are known. */
  readonly prefix: string
}

export function createPayCodes({ clock, random, prefix }: Surroundings): PayCodes {
  const used = new Set<string>()
  const seconds = () => Math.floor(clock.now() / 1_000) % 100_000_000

  return {
    make: (outcome) => {
      const place = payCodeOutcomes.indexOf(outcome)
      return `${prefix}${pad(seconds(), 8)}${digits(random, 6)}${pad(place, 2)}`
    },
    use: (code) => {
      const [, whose, madeAt = '', place = ''] = form.exec(code) ?? []
      const age = seconds() - Number(madeAt)
      if (whose !== prefix || age < 0 || age >= lifeSeconds || used.has(code)) return undefined
      used.add(code)
      return payCodeOutcomes[Number(place)]
    },
    clear: () => used.clear(),
  }
}

function pad(count: number, length: number): string {
  return String(count).padStart(length, '0')
}
