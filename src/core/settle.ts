// ★ The only road to "paid". Given what our books say and what a gateway affirmed, settle decides what
// follows. It is pure: apply-fact brings it the books, writes what it decided, and decides nothing.

import type { PaidFact } from './fact.ts'
import type { Fen } from './money.ts'
import { canOrder, isPaid, type OrderLine, type OrderState } from './order.ts'

/** What the books say about the order a fact names, read in one statement. */
export type Snapshot = Readonly<{
  order: Readonly<{ number: string; state: OrderState; dueFen: Fen }>
  attempt: Readonly<{ outTradeNo: string; amountFen: Fen }>
  lines: readonly OrderLine[]
  /** the fact already recorded under the same gateway trade number, whichever order it belongs to */
  known: Readonly<{ outTradeNo: string; amountFen: Fen }> | undefined
}>

export type MismatchReason = 'amount' | 'trade_reused' | 'stranger' | 'garbled' | 'unknown_order'

export type Settlement =
  /** Told before. The books stay as they are, only the witness is noted. */
  | Readonly<{ verdict: 'repeat' }>
  /** The order is paid and every unit of every line is delivered. Late money is delivered, and a case records it. */
  | Readonly<{ verdict: 'paid'; late: boolean; deliver: readonly OrderLine[] }>
  /** The order was paid before by another payment. This money waits in a case. */
  | Readonly<{ verdict: 'duplicate' }>
  /** The gateway's word contradicts our books. Nothing moves, a case opens. */
  | Readonly<{ verdict: 'mismatch'; reason: MismatchReason }>

/** Decides what follows from one affirmed payment. Any order and repetition of facts ends in the same books. */
export function settle(books: Snapshot, fact: PaidFact): Settlement {
  if (books.known) {
    const same =
      books.known.outTradeNo === fact.outTradeNo && books.known.amountFen === fact.amountFen
    return same ? { verdict: 'repeat' } : { verdict: 'mismatch', reason: 'trade_reused' }
  }

  // The attempt froze what the gateway was asked for; any other amount is not this payment.
  if (fact.amountFen !== books.attempt.amountFen) return { verdict: 'mismatch', reason: 'amount' }

  if (isPaid(books.order.state)) return { verdict: 'duplicate' }

  // A cancelled or expired order promised nothing any more, but the buyer has paid: deliver, and record it.
  const late = !canOrder(books.order.state, 'expect-money')
  return { verdict: 'paid', late, deliver: books.lines }
}
