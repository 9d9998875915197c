// A person asks for money to go back. What is asked is checked and promised under the order's row lock, so
// that any number of requests at once can never have more than was paid.

import { refundUndoMs } from '../../core/backoff.ts'
import { newOrderNumber } from '../../core/ids.ts'
import { addFen, type Fen, formatYuan } from '../../core/money.ts'
import {
  isGivenUp,
  linesEnded,
  planOf,
  type RefundAsked,
  type RefundBooks,
  type RefundEffect,
  type RefundPlan,
} from '../../core/refund.ts'
import type { Db } from '../../db/connect.ts'
import { findBuiltUpon } from '../../db/line-terms.ts'
import { markRefundDone, markRefundUndone } from '../../db/refund-ends.ts'
import {
  findRefund,
  findRefundByKey,
  insertRefund,
  lockRefundBooks,
  markRefundApproved,
  type Refund,
} from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** What refunds need of the app, so that a verb of the command line can do without a server. */
export type RefundDesk = Pick<App, 'db' | 'merchantId' | 'random' | 'log'> &
  Readonly<{ settings: Pick<App['settings'], 'refundApprovalFen'> }>

export type RefundRequest = Readonly<{
  orderNumber: string
  asked: RefundAsked
  /** what happens to the goods; absent: what their product says, once a line is refunded in full */
  effect?: RefundEffect | undefined
  note?: string | undefined
  /** the caller's own number: the same request again is the same refund */
  requestKey?: string | undefined
  /** the number it has at the gateway already; absent: a new one */
  refundNo?: string | undefined
  by: string
}>

/**
 * Plans a refund; it goes out two minutes later, or once a second person agreed where it is above the limit.
 * Refuses with order_not_found, order_not_refundable, refund_too_much, invalid_request, conflict, license_built_upon.
 */
export async function planRefund(desk: RefundDesk, request: RefundRequest): Promise<Refund> {
  const refundNo = await desk.db.tx((tx) => planIn(desk, tx, request))
  const refund = await findRefund(desk.db, desk.merchantId, refundNo)
  if (!refund) throw new Error(`refund ${refundNo} was planned and is not there`)
  return refund
}

/** Why money goes back, and how. */
export type RefundCause = Readonly<{
  reason: 'asked' | 'late'
  /** returned by a person by other means */
  byHand: boolean
  /** the number it went back by at its gateway, without us; nothing is to be sent or agreed to */
  outside?: string
}>

/** The same inside a transaction of the caller's. Answers the refund's number. */
export async function planIn(
  desk: RefundDesk,
  tx: Db,
  request: RefundRequest,
  { reason, byHand, outside }: RefundCause = { reason: 'asked', byHand: false },
): Promise<string> {
  const { merchantId } = desk
  const { orderNumber, requestKey = null, effect = null, note = '', by } = request
  const books = await lockRefundBooks(tx, merchantId, orderNumber)
  if (!books) throw new Refusal('order_not_found')
  const earlier =
    requestKey === null ? undefined : await findRefundByKey(tx, merchantId, orderNumber, requestKey)
  if (earlier) return sameOrConflict(earlier, request, books)

  const plan = planOf(books, request.asked)
  if (plan.verdict !== 'plan') throw refusalOf(plan)
  // A sum spread over several lines does not say whose goods are meant.
  const isSpread = request.asked !== 'rest' && 'amountFen' in request.asked && plan.lines.length > 1
  if (isSpread && effect !== null && effect !== 'none')
    throw new Refusal('invalid_request', { field: 'effect' })
  if (!books.settledBy) throw new Refusal('order_not_refundable')
  if (reason === 'asked' && outside === undefined && effect !== 'none')
    await checkBuiltUpon(tx, merchantId, orderNumber, linesEnded(books, plan, effect), effect)
  const refundNo = outside ?? request.refundNo ?? newOrderNumber(desk.random)
  const state = outside ? 'planned' : stateAtFirst(desk, books, plan.amountFen)
  await insertRefund(tx, merchantId, {
    ...books.settledBy,
    refundNo,
    reason,
    orderNumber,
    amountFen: plan.amountFen,
    lines: plan.lines,
    state,
    note,
    refundEffect: effect,
    requestKey,
    askedBy: by,
    byHand,
    isToSend: !byHand && outside === undefined,
    waitMs: refundUndoMs,
  })
  desk.log.info('refund_planned', {
    refund_no: refundNo,
    order_number: orderNumber,
    amount_fen: plan.amountFen,
    state,
    by,
  })
  return refundNo
}

/**
 * A licence that was renewed or upgraded since is not taken back by the way: a person says that it goes, whoever paid
 * for what, or what came last is returned first.
 */
async function checkBuiltUpon(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  lineNos: readonly number[],
  effect: RefundEffect | null,
): Promise<void> {
  const { asFirst, asLater } = await findBuiltUpon(tx, merchantId, orderNumber, lineNos)
  if (asLater || (asFirst && effect === null)) throw new Refusal('license_built_upon')
}

/**
 * Above the limit a second person must agree. All that goes back of an order counts as one, so that no sum is cut
 * into pieces to be below it.
 */
function stateAtFirst(
  desk: RefundDesk,
  { refundedFen, reservedFen }: RefundBooks,
  amountFen: Fen,
): 'awaiting' | 'planned' {
  return isAboveLimit(desk, addFen(refundedFen, reservedFen, amountFen)) ? 'awaiting' : 'planned'
}

/** Whether one person alone may not decide about so much; without a limit anybody may. */
export function isAboveLimit({ settings }: RefundDesk, amountFen: Fen | null): boolean {
  const limit = settings.refundApprovalFen
  return limit !== undefined && amountFen !== null && amountFen > limit
}

/** Two requests of one key are one refund; with another content they contradict each other. */
function sameOrConflict(
  earlier: Refund,
  { asked, effect, by }: RefundRequest,
  books: RefundBooks,
): string {
  const isSame =
    earlier.refundEffect === (effect ?? null) &&
    earlier.askedBy === by &&
    isSameMoney(earlier, asked, books)
  if (!isSame) throw new Refusal('conflict')
  return earlier.refundNo
}

function isSameMoney(earlier: Refund, asked: RefundAsked, books: RefundBooks): boolean {
  // Whoever had the rest left nothing; a refund that was undone or failed has let its money go again.
  if (asked === 'rest')
    return isGivenUp(earlier.state) || books.refundedFen + books.reservedFen === books.paidFen
  if ('amountFen' in asked) return asked.amountFen === earlier.amountFen
  const share = (lineNo: number) => earlier.lines.find((one) => one.lineNo === lineNo)?.amountFen
  return (
    asked.lines.length === earlier.lines.length &&
    asked.lines.every(({ lineNo, amountFen }) => share(lineNo) === amountFen)
  )
}

function refusalOf(plan: Exclude<RefundPlan, { verdict: 'plan' }>): Refusal {
  switch (plan.verdict) {
    case 'not-refundable':
      return new Refusal('order_not_refundable')
    case 'too-much':
      return new Refusal('refund_too_much', { params: { left: formatYuan(plan.leftFen) } })
    case 'wrong-line':
      return new Refusal('invalid_request', { field: 'lines' })
  }
}

/**
 * A second person agrees to a refund above the limit. What was returned by hand is done with that. Refuses with
 * refund_not_found, conflict, other_person_needed.
 */
export async function approveRefund(desk: RefundDesk, refundNo: string, by: string): Promise<void> {
  const refund = await needRefund(desk, refundNo)
  if (refund.askedBy === by) throw new Refusal('other_person_needed')
  await desk.db.tx(async (tx) => {
    await lockRefundBooks(tx, desk.merchantId, refund.orderNumber)
    if (!(await markRefundApproved(tx, desk.merchantId, refundNo, by)))
      throw new Refusal('conflict')
    if (refund.byHand) await markRefundDone(tx, desk.merchantId, refundNo, undefined)
  })
  desk.log.info('refund_approved', { refund_no: refundNo, by })
}

/**
 * Undoes a refund that was not sent: `rejected` while it awaits a second person, `cancelled` until it goes out.
 * What was promised is free again. Refuses with refund_not_found, conflict.
 */
export async function undoRefund(
  desk: RefundDesk,
  refundNo: string,
  state: 'rejected' | 'cancelled',
  by: string,
): Promise<void> {
  const { orderNumber } = await needRefund(desk, refundNo)
  const isUndone = await desk.db.tx(async (tx) => {
    await lockRefundBooks(tx, desk.merchantId, orderNumber)
    return markRefundUndone(tx, desk.merchantId, refundNo, state, by)
  })
  if (!isUndone) throw new Refusal('conflict')
  desk.log.info('refund_undone', { refund_no: refundNo, state, by })
}

async function needRefund(desk: RefundDesk, refundNo: string): Promise<Refund> {
  const refund = await findRefund(desk.db, desk.merchantId, refundNo)
  if (!refund) throw new Refusal('refund_not_found')
  return refund
}
