// The bill of movements beside the bill of trades and the ledger: what came in and what went out must be the same sums,
// and the account must hold what it held before and what moved since.

import { dayAfter, missingFrom } from '../../core/bill.ts'
import { type DayFunds, oddFunds } from '../../core/funds.ts'
import { type Difference, differ } from '../../core/reconcile.ts'
import { type BillScope, findLatestBill } from '../../db/bills.ts'
import { findBooked, findClosing, findTraded } from '../../db/day-sums.ts'
import type { App } from '../app.ts'

/** `trouble` says why nothing was compared; null where it was. */
export type ComparedFunds = Readonly<{
  differences: readonly Difference[]
  trouble: string | null
  /**
   * fen: what went to the bank, what moved in ways nobody here knows, and what the account held at the end of the day
   * by its bill and by our books, where the bill says
   */
  counts: Readonly<{
    payoutFen?: number
    otherFen?: number
    closingFen?: number
    closingBookedFen?: number
  }>
}>

/**
 * Compares a day's sums and its closing balance. Waits for the neighbours' bills, as for anything that is missing,
 * before a person must look. What went out is compared where the trades match (`isMatched`): the fees of a trade that
 * does not are not known.
 */
export async function compareFunds(
  app: App,
  scope: BillScope,
  isMatched: boolean,
): Promise<ComparedFunds> {
  const bill = await findLatestBill(app.db, scope, 'funds')
  const nothing = { differences: [], counts: {} }
  if (!bill) return { ...nothing, trouble: 'no bill of movements' }
  if (bill.trouble !== null) return { ...nothing, trouble: bill.trouble }
  const { payout: payoutFen = 0, other: otherFen = 0 } = bill.sums ?? {}
  const closing = await findClosing(app.db, scope)
  const ends = closing && { closingFen: closing.statedFen, closingBookedFen: closing.bookedFen }
  const isOdd =
    closing !== undefined && ![closing.movedFen, closing.bookedFen].includes(closing.statedFen)
  const differences = [
    ...(await compareSums(app, scope, isMatched)),
    ...(isOdd ? [name(app, scope, 'closing', closing.statedFen, closing.bookedFen)] : []),
  ]
  return { differences, counts: { payoutFen, otherFen, ...ends }, trouble: null }
}

async function compareSums(
  app: App,
  scope: BillScope,
  isMatched: boolean,
): Promise<readonly Difference[]> {
  const day = await fundsOf(app, scope)
  if (!day || oddFunds({ before: undefined, day, after: undefined }).length === 0) return []
  const [before, after] = [
    await fundsOf(app, { ...scope, day: dayAfter(scope.day, -1) }),
    await fundsOf(app, { ...scope, day: dayAfter(scope.day, 1) }),
  ]
  return oddFunds({ before, day, after })
    .filter((side) => isMatched || side === 'inFen')
    .map((side) => {
      const reason = side === 'inFen' ? 'funds_in' : 'funds_out'
      return name(app, scope, reason, day.moved[side], day.booked[side])
    })
}

function name(
  app: App,
  { day }: BillScope,
  reason: 'funds_in' | 'funds_out' | 'closing',
  billFen: number,
  oursFen: number,
): Difference {
  const isOver = app.clock.now() >= missingFrom(day)
  return differ(isOver ? reason : `${reason}_yet`, `${day}:${reason}`, { billFen, oursFen })
}

/** Undefined for a day without a bill of movements that was added up. */
async function fundsOf(app: App, scope: BillScope): Promise<DayFunds | undefined> {
  const bill = await findLatestBill(app.db, scope, 'funds')
  if (!bill || bill.trouble !== null || bill.sums === null) return undefined
  const { payment, refund, fee } = bill.sums
  return {
    moved: { inFen: payment, outFen: refund + fee },
    traded: await findTraded(app.db, scope),
    booked: await findBooked(app.db, scope),
  }
}
