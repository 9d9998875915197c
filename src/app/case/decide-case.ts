// A person decides about money that is not simply an order's: deliver after all, send it back, or leave it.

import type { Fen } from '../../core/money.ts'
import {
  findCase,
  listOwedLines,
  lockCase,
  type MoneyCase,
  markCaseDelivered,
  markCaseWaived,
} from '../../db/cases.ts'
import type { Db } from '../../db/connect.ts'
import { markRefundUndone } from '../../db/refund-ends.ts'
import { lockRefundBooks } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { grantLines } from '../../fulfilment/index.ts'
import type { App } from '../app.ts'
import type { RefundDesk } from '../refund/plan-refund.ts'
import { giveBack, returnByHand } from './return-money.ts'

export type CaseDesk = RefundDesk & Pick<App, 'licenseKeys'>

export type Decision = Readonly<{
  kind: string
  ref: string
  decision: 'deliver' | 'refund' | 'returned' | 'waive'
  by: string
  note: string
  /** with `returned`: what a person gave back, all of the case's money */
  amountFen?: Fen | undefined
}>

/**
 * Carries a decision out. `deliver` is for late money; `refund` and `returned` (by hand, with the evidence in the
 * note and the amount) for late and second payments and for refunds that failed; `refund` also has a silent
 * gateway asked now; `waive` is for any case and needs a note. What was decided before stands: refuses with
 * case_not_found, conflict when the case has come to its end or its money is already under way, invalid_request,
 * and as planRefund does.
 */
export async function decideCase(desk: CaseDesk, decided: Decision): Promise<void> {
  const { decision, by, note } = decided
  if (decision === 'waive' && note.trim() === '')
    throw new Refusal('invalid_request', { field: 'note' })
  await desk.db.tx(async (tx) => {
    const found = await lockInOrder(desk, tx, decided)
    switch (decision) {
      case 'deliver':
        return deliver(desk, tx, found, decided)
      case 'refund':
        return giveBack(desk, tx, found, decided)
      case 'returned':
        return returnByHand(desk, tx, found, decided)
      case 'waive':
        if (!(await markCaseWaived(tx, desk.merchantId, found, by, note)))
          throw new Refusal('conflict')
    }
  })
  desk.log.info('case_decided', { kind: decided.kind, ref: decided.ref, decision, by })
}

/**
 * The order's lock comes first, as everywhere, then the case's; which order it is, the case says before it is
 * locked, and that never changes.
 */
async function lockInOrder(
  { merchantId }: CaseDesk,
  tx: Db,
  { kind, ref }: Decision,
): Promise<MoneyCase> {
  const seen = await findCase(tx, merchantId, kind, ref)
  if (seen?.orderNumber) await lockRefundBooks(tx, merchantId, seen.orderNumber)
  const found = seen && (await lockCase(tx, merchantId, kind, ref))
  if (!found) throw new Refusal('case_not_found')
  return found
}

async function deliver(
  desk: CaseDesk,
  tx: Db,
  found: MoneyCase,
  { by, note }: Decision,
): Promise<void> {
  const { merchantId } = desk
  const { kind, ref, orderNumber, refundNo, state } = found
  if (kind !== 'late' || orderNumber === null)
    throw new Refusal('invalid_request', { field: 'decision' })
  if (state !== 'open' && state !== 'acting') throw new Refusal('conflict')
  if (refundNo !== null && state === 'acting') {
    const isUndone = await markRefundUndone(tx, merchantId, refundNo, 'cancelled', by)
    if (!isUndone) throw new Refusal('conflict')
  }
  const books = await lockRefundBooks(tx, merchantId, orderNumber)
  if (!books || books.refundedFen + books.reservedFen > 0) throw new Refusal('conflict')
  const lines = await listOwedLines(tx, merchantId, orderNumber)
  const [first] = lines
  if (!first) throw new Refusal('conflict')
  const units = grantLines(lines, first.now, desk)
  const isDelivered = await markCaseDelivered(tx, merchantId, { orderNumber, ref, by, note, units })
  if (!isDelivered) throw new Refusal('conflict')
}
