// Refunds, decided without a database: how far one may go, which lines it gives back, and which states follow
// from which.

import { addFen, type Fen } from './money.ts'
import { isPaid, type OrderState } from './order.ts'
import { spread } from './spread.ts'
import { type Instant, minuteMs } from './time.ts'

/**
 * `awaiting` a second person's word, `planned` and not yet sent, `processing` at the gateway, `unknown` until the
 * gateway says what became of it, and four ends.
 */
export const refundStates = [
  'awaiting',
  'planned',
  'processing',
  'unknown',
  'done',
  'failed',
  'rejected',
  'cancelled',
] as const
export type RefundState = (typeof refundStates)[number]

/** What happens to the goods when their money is back. */
export type RefundEffect = 'none' | 'suspend' | 'revoke'

/** Why money goes back: it came again, it came too late, or somebody asked. */
export type RefundReason = 'duplicate' | 'late' | 'asked'

/** Which state follows which. A word of the gateway's ends any refund a person has not ended before. */
export const refundSteps: Readonly<Record<RefundState, readonly RefundState[]>> = {
  awaiting: ['planned', 'rejected', 'cancelled'],
  // Until it is sent a person may undo it, or return the money by hand; an earlier question may be answered.
  planned: ['processing', 'unknown', 'done', 'failed', 'cancelled'],
  // Back to planned only when the gateway refused the first sending, and so never took it on.
  processing: ['planned', 'unknown', 'done', 'failed'],
  // Silence ends nothing, and never lets a promise go: from here only the gateway leads on. Back to planned when it
  // knows of none a day after the last sending and refuses the next.
  unknown: ['planned', 'processing', 'done', 'failed'],
  done: [],
  failed: [],
  rejected: [],
  cancelled: [],
}

/** Whether its money is still promised. */
export function isOpen(state: RefundState): boolean {
  return refundSteps[state].length > 0
}

/** Whether it ended without giving anything back. */
export function isGivenUp(state: RefundState): boolean {
  return !isOpen(state) && state !== 'done'
}

/** A gateway's clock and ours may differ by so much. */
const skewMs = 5 * minuteMs

/**
 * When the money moved, by which day its ledger entry stands in the gateway's bill: the moment the gateway told,
 * if it lies between planning and now; undefined is our own moment of learning it.
 */
export function returnedWhen(
  told: Instant | undefined,
  plannedAt: Instant,
  now: Instant,
): Instant | undefined {
  if (told === undefined) return undefined
  return told >= plannedAt - skewMs && told <= now + skewMs ? told : undefined
}

/** What the books say about an order whose money is to go back. */
export type RefundBooks = Readonly<{
  state: OrderState
  paidFen: Fen
  refundedFen: Fen
  /** promised to refunds that are not settled */
  reservedFen: Fen
  lines: readonly RefundableLine[]
}>

export type RefundableLine = Readonly<{ lineNo: number; amountFen: Fen; refundFen: Fen }>

/** All that is left, a sum, or sums of named lines. */
export type RefundAsked =
  | 'rest'
  | Readonly<{ amountFen: Fen }>
  | Readonly<{ lines: readonly Readonly<{ lineNo: number; amountFen: Fen }>[] }>

export type RefundPlan =
  | Readonly<{ verdict: 'plan'; amountFen: Fen; lines: readonly RefundShare[] }>
  /** never paid, or nothing left */
  | Readonly<{ verdict: 'not-refundable' }>
  | Readonly<{ verdict: 'too-much'; leftFen: Fen }>
  /** no such line, one named twice, or nothing asked for it */
  | Readonly<{ verdict: 'wrong-line' }>

export type RefundShare = Readonly<{ lineNo: number; amountFen: Fen }>

/** Decides what a request for money may have. Nothing ever goes beyond what was paid, in all or by line. */
export function planOf(books: RefundBooks, asked: RefundAsked): RefundPlan {
  const leftFen = (books.paidFen - books.refundedFen - books.reservedFen) as Fen
  if (!isPaid(books.state) || leftFen <= 0) return { verdict: 'not-refundable' }
  if (asked !== 'rest' && 'lines' in asked) return planLines(books, asked.lines, leftFen)

  const amountFen = asked === 'rest' ? leftFen : asked.amountFen
  if (amountFen <= 0) return { verdict: 'wrong-line' }
  if (amountFen > leftFen) return { verdict: 'too-much', leftFen }
  return { verdict: 'plan', amountFen, lines: share(books.lines, amountFen) }
}

function planLines(books: RefundBooks, asked: readonly RefundShare[], leftFen: Fen): RefundPlan {
  const named = new Set(asked.map(({ lineNo }) => lineNo))
  if (asked.length === 0 || named.size < asked.length) return { verdict: 'wrong-line' }
  for (const { lineNo, amountFen } of asked) {
    const line = books.lines.find((one) => one.lineNo === lineNo)
    if (!line || amountFen <= 0) return { verdict: 'wrong-line' }
    if (amountFen > leftOf(line)) return { verdict: 'too-much', leftFen: leftOf(line) }
  }
  const amountFen = addFen(...asked.map((one) => one.amountFen))
  return amountFen > leftFen
    ? { verdict: 'too-much', leftFen }
    : { verdict: 'plan', amountFen, lines: asked }
}

/**
 * The lines whose goods go with this money: all it names where somebody said what becomes of goods, else those of which
 * nothing is left to give back, free ones included once nothing is left of the order.
 */
export function linesEnded(
  books: RefundBooks,
  { amountFen, lines }: Extract<RefundPlan, { verdict: 'plan' }>,
  effect: RefundEffect | null,
): readonly number[] {
  const isAll = addFen(books.refundedFen, books.reservedFen, amountFen) === books.paidFen
  return books.lines
    .filter((line) => {
      const mine = lines.find((one) => one.lineNo === line.lineNo)
      if (!mine) return isAll && line.amountFen === 0
      return effect !== null || leftOf(line) === mine.amountFen
    })
    .map(({ lineNo }) => lineNo)
}

/** Spreads a sum over what is left of the lines, in proportion. */
function share(lines: readonly RefundableLine[], amountFen: Fen): readonly RefundShare[] {
  const shares = spread(amountFen, lines.map(leftOf))
  return lines
    .map(({ lineNo }, at) => ({ lineNo, amountFen: shares[at] ?? (0 as Fen) }))
    .filter((one) => one.amountFen > 0)
}

function leftOf({ amountFen, refundFen }: RefundableLine): Fen {
  return (amountFen - refundFen) as Fen
}
