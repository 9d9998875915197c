// One-time codes sent to a phone or an address of mail: what they are for, how long they hold, how often one may err.

import type { Random } from './ports.ts'

/** `look-up`: seeing an order's goods in full; the others belong to buyers' accounts, `claim` gives one the orders. */
export type CodePurpose = 'look-up' | 'sign-in' | 'sign-up' | 'reset' | 'claim'

export const codeLifeMs = 5 * 60_000
/** between two codes to the same recipient */
export const codePauseMs = 60_000
export const codeTries = 3

/** Six digits, each number as likely as any other: 48 bits leave no remainder anybody could notice. */
export function newCode(random: Random): string {
  const number = random.bytes(6).reduce((value, byte) => value * 256 + byte, 0)
  return String(number % 1_000_000).padStart(6, '0')
}

/** A code as people type or paste it: full-width digits, spaces and dashes do not matter. Undefined: none. */
export function parseCode(text: string): string | undefined {
  if (text.length > 40) return undefined
  const folded = text.normalize('NFKC').replace(/[\s-]/g, '')
  return /^\d{6}$/.test(folded) ? folded : undefined
}
