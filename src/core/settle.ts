// ★ The only road to "paid". Given what our books say and what a gateway affirmed, settle decides what
// follows. It is pure: apply-fact brings it the books, writes what it decided, and decides nothing.

import type { PaidFact } from './fact.ts'
import type { Fen } from './money.ts'
import { canOrder, isPaid, type LatePolicy, type OrderState, type OwedLine } from './order.ts'

/** What the books say about the order a fact names, read in one statement. */
export type Snapshot = Readonly<{
  order: Readonly<{ number: string; state: OrderState; dueFen: Fen }>
  attempt: Readonly<{ outTradeNo: string; amountFen: Fen }>
  lines: readonly OwedLine[]
  /** the fact already recorded under the same gateway trade number, whichever order it belongs to */
  known: Readonly<{ outTradeNo: string; amountFen: Fen }> | undefined
}>

export type MismatchReason =
  | 'amount'
  | 'overpaid'
  | 'trade_reused'
  | 'stranger'
  | 'garbled'
  | 'unknown_order'

export type Settlement =
  /** Told before. The books stay as they are, only the witness is noted. */
  | Readonly<{ verdict: 'repeat' }>
  /**
   * The order is paid. In time, every unit of every line is delivered. Late, the policy decides: `deliver` the
   * same, `refund` gives all of it back, `hold` leaves both to a person; a case records it.
   */
  | Readonly<{ verdict: 'paid'; late: LatePolicy | undefined; deliver: readonly OwedLine[] }>
  /** The order was paid before by another payment. This money goes back, and a case records it. */
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
  const { amountFen } = books.attempt
  if (fact.amountFen > amountFen) return { verdict: 'mismatch', reason: 'overpaid' }
  if (fact.amountFen < amountFen) return { verdict: 'mismatch', reason: 'amount' }

  if (isPaid(books.order.state)) return { verdict: 'duplicate' }
  if (canOrder(books.order.state, 'expect-money'))
    return { verdict: 'paid', late: undefined, deliver: books.lines }

  // A cancelled or expired order promised nothing any more, but the buyer has paid.
  const late = strictest(books.lines)
  return { verdict: 'paid', late, deliver: late === 'deliver' ? books.lines : [] }
}

/** One order has one end: what any line must not have delivered, none has. */
function strictest(lines: readonly OwedLine[]): LatePolicy {
  const policies = new Set(lines.map((line) => line.latePolicy))
  if (policies.has('hold')) return 'hold'
  return policies.has('refund') ? 'refund' : 'deliver'
}
