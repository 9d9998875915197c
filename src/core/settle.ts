// ★ The only road to "paid". Given what our books say and what a gateway affirmed, settle decides what
// follows. It is pure: apply-fact brings it the books, writes what it decided, and decides nothing.

import type { PaidFact } from './fact.ts'
import type { Fen } from './money.ts'
import {
  canOrder,
  isGone,
  isPaid,
  type LatePolicy,
  type OrderState,
  type OwedLine,
} from './order.ts'
import { type Instant, minuteMs } from './time.ts'

/** What the books say about the order a fact names, read in one statement. */
export type Snapshot = Readonly<{
  order: Readonly<{ number: string; state: OrderState; dueFen: Fen }>
  attempt: Readonly<{ outTradeNo: string; amountFen: Fen }>
  lines: readonly OwedLine[]
  /** the fact already recorded under the same gateway trade number, whichever order it belongs to */
  known: Readonly<{ outTradeNo: string; amountFen: Fen }> | undefined
  /** what a person confirmed the order's money by, while no gateway has said so; `isSameNumber`: of this attempt */
  byHand?: Readonly<{ isSameNumber: boolean; paidAt: Instant }> | undefined
}>

/** A person reads the minute off a screen, and clocks differ. */
const sameMomentMs = 10 * minuteMs

export type MismatchReason =
  | 'amount'
  | 'overpaid'
  | 'trade_reused'
  | 'stranger'
  | 'garbled'
  | 'unknown_order'
  /** the account it was begun with is not in the settings any more, and nobody else can be asked */
  | 'account_gone'

export type LateFate = LatePolicy | 'sold-out'

export type Settlement =
  /** Told before. The books stay as they are, only the witness is noted. */
  | Readonly<{ verdict: 'repeat' }>
  /**
   * The order is paid. In time, every unit of every line is delivered. Late, the policy decides: `deliver` the
   * same, `refund` gives all of it back, `hold` leaves both to a person; a case records it. `sold-out`: it should
   * be delivered, but others have bought what there was, so a person decides. Money of which some has gone back
   * without us is held too, late or not.
   */
  | Readonly<{ verdict: 'paid'; late: LateFate | undefined; deliver: readonly OwedLine[] }>
  /** The order was paid before by another payment. This money goes back, and a case records it. */
  | Readonly<{ verdict: 'duplicate' }>
  /** A person had confirmed this money by hand, and now its gateway says so too. Nothing moves. */
  | Readonly<{ verdict: 'confirmed' }>
  /** It may be what a person confirmed by hand, or money that came again: a case waits for a person. */
  | Readonly<{ verdict: 'unclear' }>
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

  if (isPaid(books.order.state)) return paidBefore(books, fact)
  // What is not paid here has no refund of ours: nobody here knows how much went back, and why.
  if (fact.hasGoneBack) return { verdict: 'paid', late: 'hold', deliver: [] }
  if (canOrder(books.order.state, 'expect-money'))
    return { verdict: 'paid', late: undefined, deliver: books.lines }

  // A cancelled or expired order promised nothing any more, but the buyer has paid.
  const late = strictest(books.lines)
  if (late === 'deliver' && books.lines.some(isGone))
    return { verdict: 'paid', late: 'sold-out', deliver: [] }
  return { verdict: 'paid', late, deliver: late === 'deliver' ? books.lines : [] }
}

/**
 * Two gateways' words are two payments. A person's word and a gateway's may be one: it is where number and moment
 * are the same, for a gateway takes money once by a number; anything else only a person can tell apart.
 */
function paidBefore({ byHand }: Snapshot, fact: PaidFact): Settlement {
  if (!byHand) return { verdict: 'duplicate' }
  const apartMs = Math.abs(byHand.paidAt - fact.paidAt)
  const isSame = byHand.isSameNumber && apartMs <= sameMomentMs
  return { verdict: isSame ? 'confirmed' : 'unclear' }
}

/** One order has one end: what any line must not have delivered, none has. */
function strictest(lines: readonly OwedLine[]): LatePolicy {
  const policies = new Set(lines.map((line) => line.latePolicy))
  if (policies.has('hold')) return 'hold'
  return policies.has('refund') ? 'refund' : 'deliver'
}
