// A person decides about money that is not simply an order's: deliver after all, send it back, or leave it.

import type { Fen } from '../../core/money.ts'
import type { RefundEffect } from '../../core/refund.ts'
import {
  type AskedFor,
  findCase,
  listOwedLines,
  lockCase,
  type MoneyCase,
  markCaseDelivered,
  markCaseSame,
  markCaseWaived,
  markWaiveAsked,
} from '../../db/cases.ts'
import type { Db } from '../../db/connect.ts'
import { linkTakenUp, markCaseReturned, takeUpOddMoney } from '../../db/odd-money.ts'
import { markRefundUndone } from '../../db/refund-ends.ts'
import { lockRefundBooks } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { grantLines } from '../../fulfilment/index.ts'
import type { App } from '../app.ts'
import { takeBackStock } from '../order/take-back-stock.ts'
import { isAboveLimit, type RefundDesk } from '../refund/plan-refund.ts'
import { isOddMoney, isStrangeMoney, isUnclear } from './at-gateway.ts'
import { giveBack, refuseLess, returnByHand } from './return-money.ts'

export type CaseDesk = RefundDesk & Pick<App, 'licenseKeys'>

export type Decision = Readonly<{
  kind: string
  ref: string
  decision: 'deliver' | 'refund' | 'returned' | 'same' | 'waive'
  by: string
  note: string
  /** with `returned`: what a person gave back, all of the case's money */
  amountFen?: Fen | undefined
  /** with `returned`, where the gateway did it without us: what becomes of the goods; absent: as their product says */
  effect?: RefundEffect | undefined
}>

/** `asked`: another person must say the same before it is so. */
export type Decided = 'decided' | 'asked'

/**
 * Carries a decision out. `deliver` is for late money; `refund` and `returned` (by hand, with the evidence in the
 * note and the amount) for late and second payments, for money in another amount than was asked, and for refunds that
 * failed, `returned` also for money that is no order's; `refund` also has a silent gateway asked now; `same` says
 * that what the gateway told of is the money confirmed by hand before; `waive` is for any case. Both need a note, and
 * above the limit a second person who decides the same; another decision takes the place of what was asked for. What was
 * decided before stands: refuses with case_not_found, out_of_stock when
 * what the order wanted was sold to others meanwhile, conflict when the case has come to its end or its money is
 * already under way, invalid_request, other_person_needed when the second person is the first, and as planRefund
 * does.
 */
export async function decideCase(desk: CaseDesk, decided: Decision): Promise<Decided> {
  const { decision, by, note } = decided
  if ((decision === 'waive' || decision === 'same') && note.trim() === '')
    throw new Refusal('invalid_request', { field: 'note' })
  const outcome = await desk.db.tx(async (tx) => {
    const found = await lockInOrder(desk, tx, decided)
    switch (decision) {
      case 'deliver':
        await deliver(desk, tx, found, decided)
        return 'decided'
      case 'refund':
        await viaTheBooks(giveBack, desk, tx, found, decided)
        return 'decided'
      case 'returned':
        if (isStrangeMoney(found)) return sayReturned(desk, tx, found, decided)
        refuseLess(found, decided)
        await viaTheBooks(returnByHand, desk, tx, found, decided)
        return 'decided'
      case 'same':
        return sayTheSame(desk, tx, found, decided)
      case 'waive':
        return waive(desk, tx, found, decided)
    }
  })
  desk.log.info('case_decided', { kind: decided.kind, ref: decided.ref, decision, by, outcome })
  return outcome
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

/** Money in another amount than was asked has a case of its own from the moment it is to go back. */
async function viaTheBooks(
  back: typeof giveBack,
  desk: CaseDesk,
  tx: Db,
  found: MoneyCase,
  decided: Decision,
): Promise<void> {
  if (!isOddMoney(found)) return back(desk, tx, found, decided)
  const { merchantId } = desk
  const ref = await takeUpOddMoney(tx, merchantId, found, decided.by, decided.note)
  const taken = ref && (await lockCase(tx, merchantId, 'duplicate', ref))
  if (!taken) throw new Refusal('conflict')
  await back(desk, tx, taken, decided)
  await linkTakenUp(tx, merchantId, found, taken.ref)
}

/** Somebody returned money no order here knows, in the gateway's own console: nothing of it was on the books. */
async function sayReturned(
  desk: CaseDesk,
  tx: Db,
  found: MoneyCase,
  decided: Decision,
): Promise<Decided> {
  refuseLess(found, decided)
  if (await waitsForAnother(desk, tx, found, { ...decided, decision: 'returned' })) return 'asked'
  const { by, note } = decided
  if (!(await markCaseReturned(tx, desk.merchantId, found, by, note))) throw new Refusal('conflict')
  return 'decided'
}

async function waive(
  desk: CaseDesk,
  tx: Db,
  found: MoneyCase,
  decided: Decision,
): Promise<Decided> {
  if (await waitsForAnother(desk, tx, found, { ...decided, decision: 'waive' })) return 'asked'
  const { by, note } = decided
  if (!(await markCaseWaived(tx, desk.merchantId, found, by, note))) throw new Refusal('conflict')
  return 'decided'
}

/** The gateway's word about money somebody had confirmed by hand came so late that only a person can tell. */
async function sayTheSame(
  desk: CaseDesk,
  tx: Db,
  found: MoneyCase,
  decided: Decision,
): Promise<Decided> {
  if (!isUnclear(found)) throw new Refusal('invalid_request', { field: 'decision' })
  if (await waitsForAnother(desk, tx, found, { ...decided, decision: 'same' })) return 'asked'
  const { by, note } = decided
  if (!(await markCaseSame(tx, desk.merchantId, found.ref, by, note))) throw new Refusal('conflict')
  return 'decided'
}

type Asked = Readonly<{ decision: AskedFor; by: string; note: string }>

/** Letting much money lie takes two who say the same, as sending it does. */
async function waitsForAnother(
  desk: CaseDesk,
  tx: Db,
  found: MoneyCase,
  { decision, by, note }: Asked,
): Promise<boolean> {
  if (!isAboveLimit(desk, found.amountFen)) return false
  if (isAskedFor(found, decision)) {
    if (found.waiveAskedBy === by) throw new Refusal('other_person_needed')
    return false
  }
  return markWaiveAsked(tx, desk.merchantId, found, { decision, by, note })
}

/** Whether somebody has decided so and a second person's word is all that is missing. */
export function isAskedFor(
  { state, waiveAskedBy, waiveAskedFor }: MoneyCase,
  decision: Decision['decision'],
): boolean {
  return state === 'open' && waiveAskedBy !== null && waiveAskedFor === decision
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
  await takeBackStock(tx, merchantId, orderNumber)
  const units = grantLines(orderNumber, lines, first.now, desk)
  const isDelivered = await markCaseDelivered(tx, merchantId, { orderNumber, ref, by, note, units })
  if (!isDelivered) throw new Refusal('conflict')
}
