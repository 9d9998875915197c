// Money a merchant moves from its account at a gateway to its bank, which only the bill of movements tells of.

import type { Random } from '../core/ports.ts'
import type { Instant } from '../core/time.ts'
import { WrongRequest } from './control-fields.ts'
import { digits } from './names.ts'

export interface Payout {
  /** The seller, or the merchant's number. */
  readonly account: string
  readonly number: string
  /** Fen. */
  readonly amount: number
  readonly at: Instant
}

export interface PayoutEntry {
  readonly type: 'paid_out'
  readonly payout: Payout
}

/** What a merchant has at the gateway. */
export interface Holding {
  readonly account: string
  /** Fen. */
  readonly balance: number
}

/** A payout of `amount` fen, or of everything where null. Throws WrongRequest when there is not so much. */
export function newPayout(
  { account, balance }: Holding,
  amount: number | null,
  at: Instant,
  random: Random,
): Payout {
  const asked = amount ?? balance
  if (asked <= 0 || asked > balance) {
    throw new WrongRequest(409, `the account ${account} holds ${balance} fen`)
  }
  return { account, number: `PAYOUT${digits(random, 20)}`, amount: asked, at }
}
