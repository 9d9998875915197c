// The bill of movements beside the bill of trades and the ledger: what came in and what went out must be the same sums.

import { dayAfter, missingFrom } from '../../core/bill.ts'
import { type DayFunds, oddFunds } from '../../core/funds.ts'
import { type Difference, differ } from '../../core/reconcile.ts'
import { type BillScope, findLatestBill } from '../../db/bills.ts'
import { findBooked, findTraded } from '../../db/day-sums.ts'
import type { App } from '../app.ts'

/** `trouble` says why nothing was compared; null where it was. */
export type ComparedFunds = Readonly<{
  differences: readonly Difference[]
  trouble: string | null
  /** fen that moved in other ways, as payouts do; no trade, and nothing the ledger knows */
  otherFen: number
}>

/**
 * Compares a day's sums. Waits for the neighbours' bills, as for anything that is missing, before a person must look.
 * What went out is compared where the trades match (`isMatched`): the fees of a trade that does not are not known.
 */
export async function compareFunds(
  app: App,
  scope: BillScope,
  isMatched: boolean,
): Promise<ComparedFunds> {
  const bill = await findLatestBill(app.db, scope, 'funds')
  const nothing = { differences: [], otherFen: 0 }
  if (!bill) return { ...nothing, trouble: 'no bill of movements' }
  if (bill.trouble !== null) return { ...nothing, trouble: bill.trouble }
  const day = await fundsOf(app, scope)
  if (!day) return { ...nothing, trouble: null }
  const otherFen = bill.sums?.other ?? 0
  if (oddFunds({ before: undefined, day, after: undefined }).length === 0)
    return { differences: [], otherFen, trouble: null }
  const [before, after] = [
    await fundsOf(app, { ...scope, day: dayAfter(scope.day, -1) }),
    await fundsOf(app, { ...scope, day: dayAfter(scope.day, 1) }),
  ]
  const isOver = app.clock.now() >= missingFrom(scope.day)
  const odd = oddFunds({ before, day, after }).filter((side) => isMatched || side === 'inFen')
  const differences = odd.map((side) => {
    const reason = side === 'inFen' ? 'funds_in' : 'funds_out'
    const evidence = { billFen: day.moved[side], oursFen: day.booked[side] }
    return differ(isOver ? reason : `${reason}_yet`, `${scope.day}:${reason}`, evidence)
  })
  return { differences, otherFen, trouble: null }
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
