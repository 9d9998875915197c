// What moved on a merchant's account, by the gateway's bill of movements, beside what should have moved by the bill of
// trades and by the ledger: in sums, for the lines of movements do not all name what they are about. And what the
// account held when the day began and when it ended.

import type { BillLine } from './bill.ts'

/** Sums of one day in fen. Refunds and fees are one sum: WeChat Pay takes the fee it gives back off the refund. */
export type DayMoves = Readonly<{ inFen: number; outFen: number }>

export type DayFunds = Readonly<{
  /** by the bill of movements */
  moved: DayMoves
  /** by the bill of trades */
  traded: DayMoves
  /** by the ledger, with the sales of others that are not on it */
  booked: DayMoves
}>

/** The day itself, with the days before and after as far as they have all of it. */
export type FundsAround = Readonly<{
  before: DayFunds | undefined
  day: DayFunds
  after: DayFunds | undefined
}>

/**
 * Which sums agree with neither. What was moved in the first or last moments of a day may stand in the neighbour's
 * bill, so that both together agree.
 */
export function oddFunds({ before, day, after }: FundsAround): readonly (keyof DayMoves)[] {
  const spans = [
    [day],
    ...(before ? [[before, day]] : []),
    ...(after ? [[day, after]] : []),
    ...(before && after ? [[before, day, after]] : []),
  ]
  const sides: readonly (keyof DayMoves)[] = ['inFen', 'outFen']
  return sides.filter((side) => {
    const sum = (span: readonly DayFunds[], by: keyof DayFunds) =>
      span.reduce((all, one) => all + one[by][side], 0)
    return !spans.some((span) => {
      const moved = sum(span, 'moved')
      return moved === sum(span, 'traded') || moved === sum(span, 'booked')
    })
  })
}

/** Fen by which a line of movements changed what the account holds. */
export function movedFen({ entry, amountFen, feeFen }: BillLine): number {
  switch (entry) {
    case 'payment':
    case 'other':
      return amountFen - feeFen
    case 'refund':
    case 'payout':
    case 'fee':
      return 0 - amountFen - feeFen
  }
}

/** Fen the account held before the first movement of a bill and after its last. */
export type Balances = Readonly<{ opening: number; closing: number }>

/** Follows an account's balance from line to line. */
export interface BalanceTrail {
  follow(line: BillLine): void
  /** Undefined where the bill does not say, or where its lines do not follow from each other. */
  end(): Balances | undefined
}

/** For a file that is written from its first movement to its last, or the other way. */
export function followBalance(): BalanceTrail {
  let first: Balances | undefined
  let last: Balances | undefined
  let [isForward, isBackward] = [true, true]
  return {
    follow(line) {
      const { balanceFen: closing } = line
      if (closing === undefined) {
        isForward = isBackward = false
        return
      }
      const step = { opening: closing - movedFen(line), closing }
      if (last) {
        isForward &&= last.closing === step.opening
        isBackward &&= step.closing === last.opening
      }
      first ??= step
      last = step
    },
    end() {
      if (!first || !last) return undefined
      if (isForward) return { opening: first.opening, closing: last.closing }
      return isBackward ? { opening: last.opening, closing: first.closing } : undefined
    },
  }
}
