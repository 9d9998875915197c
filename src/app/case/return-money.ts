// Money of a case goes back: by its gateway, once more where that failed, or by a person's own hand.

import { refundUndoMs } from '../../core/backoff.ts'
import { newOrderNumber } from '../../core/ids.ts'
import type { Fen } from '../../core/money.ts'
import { isOpen, type RefundAsked, type RefundEffect } from '../../core/refund.ts'
import { insertDuplicateRefund, type MoneyCase, markCaseActing } from '../../db/cases.ts'
import type { Db } from '../../db/connect.ts'
import { askForJob } from '../../db/jobs.ts'
import { markRefundDone, markRefundUndone } from '../../db/refund-ends.ts'
import { findRefund, type Refund } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { isAboveLimit, planIn, type RefundDesk } from '../refund/plan-refund.ts'
import { isOutsideRefund, isStranded } from './at-gateway.ts'
import { recordOutside } from './record-outside.ts'

/** `effect`: what becomes of the goods, where the gateway returned the money without us. */
export type Return = Readonly<{
  by: string
  note: string
  amountFen?: Fen | undefined
  effect?: RefundEffect | undefined
}>

/**
 * Sends the money of an open case back by its gateway. What the gateway has not ended keeps its number and is
 * tried now; what it has given up is a new refund under the same rules as any other.
 */
export async function giveBack(
  desk: RefundDesk,
  tx: Db,
  found: MoneyCase,
  decided: Return,
): Promise<void> {
  if (found.state !== 'open') throw new Refusal('conflict')
  const earlier = await refundOf(desk, tx, found)
  if (earlier && isOpen(earlier.state)) {
    if (earlier.state === 'awaiting') throw new Refusal('conflict')
    await askForJob(tx, desk.merchantId, 'refund', earlier.refundNo)
    return
  }
  const refundNo = await planFor(desk, tx, { found, earlier, decided, byHand: false })
  await markCaseActing(tx, desk.merchantId, found, { refundNo, ...decided })
}

/**
 * Records that a person has returned the money of an open case in cash or by transfer: all of it, with the
 * evidence in the note. The books are as after any refund, but it is the manual account that paid. Above the limit
 * a second person agrees first. While the gateway may still return it itself, nobody else can. What the gateway has
 * returned without us is put on the books as its own.
 */
export async function returnByHand(
  desk: RefundDesk,
  tx: Db,
  found: MoneyCase,
  decided: Return,
): Promise<void> {
  const { merchantId } = desk
  const { by, note } = decided
  const amountFen = refuseLess(found, decided)
  if (found.state !== 'open') throw new Refusal('conflict')
  if (isStranded(found)) return endStranded(desk, tx, found, decided)
  if (isOutsideRefund(found)) return recordOutside(desk, tx, found, decided, amountFen)
  const earlier = await refundOf(desk, tx, found)
  const isWithUs = earlier?.state === 'planned'
  if (earlier && isOpen(earlier.state) && !isWithUs) throw new Refusal('conflict')
  if (isWithUs) await takeOver(desk, tx, found, earlier, decided)
  const refundNo = await planFor(desk, tx, { found, earlier, decided, byHand: true })
  await markCaseActing(tx, merchantId, found, { refundNo, by, note })
  const planned = await findRefund(tx, merchantId, refundNo)
  if (planned?.state === 'planned') await markRefundDone(tx, merchantId, refundNo, undefined)
}

/** All of the case's money and no other sum, with the evidence in the note. Throws invalid_request. */
export function refuseLess(
  found: Pick<MoneyCase, 'amountFen'>,
  { note, amountFen }: Pick<Return, 'note' | 'amountFen'>,
): Fen {
  if (note.trim() === '') throw new Refusal('invalid_request', { field: 'note' })
  if (amountFen === undefined || amountFen !== found.amountFen)
    throw new Refusal('invalid_request', { field: 'amount' })
  return amountFen
}

/** The case must not end with the refund whose place another one takes: it is acting when that one is undone. */
async function takeOver(
  { merchantId }: RefundDesk,
  tx: Db,
  found: MoneyCase,
  { refundNo }: Refund,
  { by, note }: Return,
): Promise<void> {
  await markCaseActing(tx, merchantId, found, { refundNo, by, note })
  if (!(await markRefundUndone(tx, merchantId, refundNo, 'cancelled', by)))
    throw new Refusal('conflict')
}

/**
 * A person has given the buyer what lay at the gateway. It ends under the number the gateway has it by, so that
 * whatever becomes of it there, no second one goes out from here.
 */
async function endStranded(
  { merchantId }: RefundDesk,
  tx: Db,
  found: MoneyCase,
  { by, note }: Return,
): Promise<void> {
  await markCaseActing(tx, merchantId, found, { refundNo: found.ref, by, note })
  const refund = await findRefund(tx, merchantId, found.ref)
  const isEnded =
    refund?.state === 'unknown' &&
    (await markRefundDone(tx, merchantId, found.ref, undefined, note))
  if (!isEnded) throw new Refusal('conflict')
}

/** The refund a case of a failed or silent refund is about; undefined where the case is about a payment. */
async function refundOf(
  { merchantId }: RefundDesk,
  tx: Db,
  { kind, ref, orderNumber }: MoneyCase,
): Promise<Refund | undefined> {
  switch (kind) {
    case 'late':
    case 'duplicate':
      if (orderNumber === null) throw new Refusal('conflict')
      return undefined
    case 'refund_failed':
    case 'refund_unknown': {
      const refund = await findRefund(tx, merchantId, ref)
      // A second payment has a case of its own, which decides about it.
      const isDecidable = refund && (isOpen(refund.state) || refund.state === 'failed')
      if (!isDecidable || refund.reason === 'duplicate') throw new Refusal('conflict')
      return refund
    }
    case 'over':
    case 'mismatch':
    case 'unmatched_bill':
    case 'missing_in_bill':
      throw new Refusal('invalid_request', { field: 'decision' })
  }
}

type Planned = Readonly<{
  found: MoneyCase
  earlier: Refund | undefined
  decided: Return
  byHand: boolean
}>

async function planFor(
  desk: RefundDesk,
  tx: Db,
  { found, earlier, decided, byHand }: Planned,
): Promise<string> {
  const { by, note } = decided
  if (found.kind === 'duplicate') {
    const refundNo = newOrderNumber(desk.random)
    const state = isAboveLimit(desk, found.amountFen) ? 'awaiting' : 'planned'
    const way = { byHand, isToSend: true, waitMs: refundUndoMs }
    const planned = { refundNo, state, by, note, ...way } as const
    await insertDuplicateRefund(tx, desk.merchantId, found.ref, planned)
    return refundNo
  }
  const orderNumber = earlier?.orderNumber ?? found.orderNumber
  if (orderNumber === null) throw new Refusal('conflict')
  const asked: RefundAsked = earlier
    ? { lines: earlier.lines }
    : byHand && found.amountFen !== null
      ? { amountFen: found.amountFen }
      : 'rest'
  const effect = earlier ? (earlier.refundEffect ?? undefined) : 'none'
  const reason = earlier?.reason === 'asked' ? 'asked' : 'late'
  return planIn(desk, tx, { orderNumber, asked, effect, note, by }, { reason, byHand })
}
