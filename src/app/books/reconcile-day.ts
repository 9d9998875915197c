// Comparing a day's bill with the books. What can be mended is, by the same doors as ever: a payment nobody told
// us of is asked for at its gateway and becomes a fact. Nothing else moves; every other difference gets a name.

import type { DifferenceReason } from '../../core/reconcile.ts'
import { type Difference, differ } from '../../core/reconcile.ts'
import { type BillScope, findLatestBill } from '../../db/bills.ts'
import { bePatient } from '../../db/connect.ts'
import {
  closeDifferences,
  countDifferences,
  listDaysFoundHere,
  noteBillWitnesses,
  postDayFees,
  postFound,
  putDifferences,
  putReconciliation,
  type ReconciliationState,
} from '../../db/differences.ts'
import { enqueueJob } from '../../db/jobs.ts'
import { type DaySums, findDaySums } from '../../db/reconcile.ts'
import type { App, Channel } from '../app.ts'
import { type ComparedFunds, compareFunds } from './compare-funds.ts'
import { scopeOf } from './download-bill.ts'
import {
  findForeign,
  findMissing,
  findOddPayments,
  findOddRefunds,
  findRepeated,
} from './find-differences.ts'

export type DayResult = Readonly<{
  channelId: string
  day: string
  state: ReconciliationState
  trouble: string | null
  counts: Readonly<Record<string, number>>
  /** something is waited for that may have an answer soon: compare once more within the hour */
  askAgain: boolean
}>

/** Differences the gateway may settle any time. */
const soon: readonly DifferenceReason[] = ['gateway_silent', 'refund_asked']

/**
 * Compares the bill that was kept of a day with the books. Safe to repeat and to run twice at once: the same bill
 * and the same books come to the same result. Throws when the database fails.
 */
export async function reconcileDay(app: App, channel: Channel, day: string): Promise<DayResult> {
  const scope = scopeOf(app, channel, day)
  const bill = await findLatestBill(app.db, scope, 'trade')
  if (!bill) return { ...result(scope, 'waiting', 'no bill yet', {}), askAgain: false }
  if (bill.trouble !== null) return refuseBill(app, scope, bill.trouble)

  const found: Difference[] = []
  const note = async (differences: readonly Difference[]) => {
    found.push(...differences)
    await putDifferences(app.db, scope, differences)
  }
  for await (const differences of findOddPayments(app, channel, scope)) await note(differences)
  for await (const differences of findOddRefunds(app, scope)) await note(differences)
  await note(await findRepeated(app, scope))
  await note(await findForeign(app, scope))
  for await (const differences of findMissing(app, channel, scope)) await note(differences)

  await postFound(app.db, scope)
  await noteBillWitnesses(app.db, scope, bill.lines)
  const sums = await app.db.tx(async (tx) => {
    await bePatient(tx)
    return findDaySums(tx, scope)
  })
  await postDayFees(app.db, scope, sums.feeFen)
  await note(compareLedger(scope, sums))
  const funds = await compareFunds(
    app,
    scope,
    found.every(({ state }) => state === 'healed'),
  )
  await note(funds.differences)
  await closeDifferences(
    app.db,
    scope,
    found.filter(({ state }) => state !== 'healed'),
  )
  await compareAgainWhereFound(app, scope)
  return conclude(app, scope, { sums, found, funds })
}

/** A neighbour that was compared before this bill came may have given up what this bill has. */
async function compareAgainWhereFound(app: App, scope: BillScope): Promise<void> {
  for (const day of await listDaysFoundHere(app.db, scope))
    await enqueueJob(app.db, scope.merchantId, 'reconcile', `${scope.channelId}:${day}`, 0)
}

/** What matches must have moved the same through the ledger. */
function compareLedger({ day }: BillScope, sums: DaySums): readonly Difference[] {
  const billFen = sums.matchedPaymentsFen - sums.matchedRefundsFen
  if (billFen === sums.ledgerFen) return []
  return [differ('ledger_differs', `${day}:ledger`, { billFen, oursFen: sums.ledgerFen })]
}

/** A bill that contradicts itself proves nothing, so nothing is compared with it. */
async function refuseBill(app: App, scope: BillScope, trouble: string): Promise<DayResult> {
  const difference = differ('bill_contradicts_itself', `${scope.day}:file`, { word: trouble })
  await putDifferences(app.db, scope, [difference])
  await putReconciliation(app.db, scope, 'different', {}, trouble, null)
  app.log.error('bill_trouble', { channel: scope.channelId, day: scope.day, trouble })
  return { ...result(scope, 'different', trouble, {}), askAgain: false }
}

type Compared = Readonly<{ sums: DaySums; found: readonly Difference[]; funds: ComparedFunds }>

async function conclude(
  app: App,
  scope: BillScope,
  { sums, found, funds }: Compared,
): Promise<DayResult> {
  const differences = await countDifferences(app.db, scope)
  const state = differences.waiting + differences.case > 0 ? 'different' : 'balanced'
  const counts = { ...sums, ...differences, ...funds.counts }
  const fundsTrouble = sums.lines > 0 ? funds.trouble : null
  await putReconciliation(app.db, scope, state, counts, null, fundsTrouble)
  const level = state === 'balanced' ? 'info' : 'warn'
  app.log[level]('reconciled', { channel: scope.channelId, day: scope.day, state, ...counts })
  return {
    ...result(scope, state, null, counts),
    askAgain: found.some(({ reason }) => soon.includes(reason)),
  }
}

function result(
  { channelId, day }: BillScope,
  state: ReconciliationState,
  trouble: string | null,
  counts: Readonly<Record<string, number>>,
) {
  return { channelId, day, state, trouble, counts }
}
