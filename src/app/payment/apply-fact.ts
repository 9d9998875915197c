// The one door for money. Whoever witnessed a payment brings the fact here; settle decides what follows,
// and it is committed in one statement together with the goods and the notice that told us.

import { refundUndoMs } from '../../core/backoff.ts'
import type { PaidFact, Witness } from '../../core/fact.ts'
import { newOrderNumber } from '../../core/ids.ts'
import type { OrderLine } from '../../core/order.ts'
import { type MismatchReason, type Settlement, settle } from '../../core/settle.ts'
import type { Db } from '../../db/connect.ts'
import { openMismatch, resolveAccountGone } from '../../db/mismatches.ts'
import type { NoticeRow } from '../../db/notices.ts'
import { findSnapshot, type VersionedSnapshot } from '../../db/payment-snapshot.ts'
import {
  type FactWrite,
  isLicensesAlone,
  markConfirmed,
  markDuplicate,
  markPaid,
  markPaidHeld,
  markPaidLate,
  markPaidReturning,
  markUnclear,
  type Paid,
  type PaidWrite,
  type PlannedReturn,
} from '../../db/payments.ts'
import { noteWitness } from '../../db/witnesses.ts'
import { grantLines } from '../../fulfilment/index.ts'
import { type App, findChannel } from '../app.ts'
import { isAboveLimit } from '../refund/plan-refund.ts'

/** Readings of the books before giving up; each repeat means that somebody else moved the order meanwhile. */
const triesMax = 20

/** The channel of orders that cost nothing; no gateway stands behind it. */
export const freeChannelId = 'free'

export type FactReport = Readonly<{
  channelId: string
  fact: PaidFact
  witness: Witness
  /** the notice that told us, kept in the same commit */
  notice?: NoticeRow | undefined
  /**
   * the gateway has given the money back by itself: the refund to plan has this number, nothing is delivered, and
   * whoever reports it ends the refund in the same transaction
   */
  returnedAs?: string | undefined
}>

/**
 * `applied`: the books moved. `repeat`: they had before. `refused`: they must not, and a case says why. `doubtful`, of a
 * notice alone: its charge was asked to be undone, so the money may have gone back since, and nothing moved.
 */
export type Applied = 'applied' | 'repeat' | 'refused' | 'doubtful'

/**
 * Applies one affirmed payment to the books. Safe to call any number of times, at once, by any witness.
 * Throws when the database fails; nothing is written then.
 */
export async function applyFact(app: App, report: FactReport, db: Db = app.db): Promise<Applied> {
  const { channelId, fact, notice } = report
  for (let tried = 1; tried <= triesMax; tried += 1) {
    const books = await findSnapshot(db, app.merchantId, channelId, fact, notice?.newsId ?? null)
    if (!books) return refuse(app, db, report, null, 'unknown_order')
    if (books.newsApplied) return 'repeat'
    const settlement = settle(books, fact)
    const isNew = settlement.verdict === 'paid' || settlement.verdict === 'duplicate'
    if (isNew && books.isUndoAsked && report.witness === 'notice') return 'doubtful'
    const applied = await write(app, db, report, books, settlement)
    // By itself, so that other payments cost nothing more; a repeat of the news ends what a crash left open.
    if (applied && applied !== 'refused' && books.isMissed)
      await resolveAccountGone(db, { merchantId: app.merchantId, channelId, ...books.attempt })
    if (applied) return applied
  }
  throw new Error(
    `order of ${fact.outTradeNo} changed ${triesMax} times while a payment was applied`,
  )
}

/** Writes what was decided; undefined when the books changed since they were read. */
async function write(
  app: App,
  db: Db,
  report: FactReport,
  books: VersionedSnapshot,
  settlement: Settlement,
): Promise<Applied | undefined> {
  const { fact } = report
  const { order } = books
  const row = writeOf(app, report, books)
  switch (settlement.verdict) {
    case 'repeat':
      await noteWitness(db, row)
      return 'repeat'
    case 'mismatch':
      return refuse(app, db, report, order.number, settlement.reason)
    case 'duplicate': {
      if (!(await markDuplicate(db, row, planReturn(app, report)))) return undefined
      app.log.warn('paid_twice', {
        order_number: order.number,
        gateway_trade_no: fact.gatewayTradeNo,
      })
      return 'applied'
    }
    case 'confirmed': {
      if (!(await markConfirmed(db, row))) return undefined
      app.log.info('confirmed_by_gateway', {
        order_number: order.number,
        gateway_trade_no: fact.gatewayTradeNo,
      })
      return 'applied'
    }
    case 'unclear': {
      if (!(await markUnclear(db, row))) return undefined
      app.log.warn('paid_after_hand', {
        order_number: order.number,
        gateway_trade_no: fact.gatewayTradeNo,
      })
      return 'applied'
    }
    case 'paid': {
      if (!(await pay(app, db, row, settlement, books, report))) return undefined
      tellPaid(app, order.number, report, settlement.late)
      return 'applied'
    }
  }
}

/**
 * What to write of a payment that came in time, for new licences alone, with nothing to look at twice: many of these
 * may be written at once. Undefined for any other.
 */
export function plainPayment(
  app: App,
  report: FactReport,
  books: VersionedSnapshot,
): PaidWrite | undefined {
  if (books.newsApplied || books.isUndoAsked || books.isMissed) return undefined
  const settlement = settle(books, report.fact)
  if (settlement.verdict !== 'paid' || settlement.late !== undefined) return undefined
  const paid = paidOf(app, report, books, settlement.deliver)
  return isLicensesAlone(paid) ? { paid, write: writeOf(app, report, books) } : undefined
}

/** What a statement writes of a fact, guarded by the version of the books that were read. */
function writeOf(
  { merchantId }: App,
  { channelId, fact, witness, notice }: FactReport,
  { order, version }: VersionedSnapshot,
): FactWrite {
  return { merchantId, channelId, orderNumber: order.number, version, fact, witness, notice }
}

export function tellPaid(
  app: App,
  orderNumber: string,
  { fact, witness }: FactReport,
  late: Extract<Settlement, { verdict: 'paid' }>['late'],
): void {
  app.news.tellOrder(orderNumber)
  app.log.info('order_paid', {
    order_number: orderNumber,
    gateway_trade_no: fact.gatewayTradeNo,
    amount_fen: fact.amountFen,
    witness,
    late,
  })
}

/** How the order shows who was paid, and the goods that these lines make. */
function paidOf(
  app: App,
  { channelId, fact }: FactReport,
  { order, now }: VersionedSnapshot,
  deliver: readonly OrderLine[],
): Paid {
  const free = channelId === freeChannelId
  return {
    payType: free ? 'free' : kindOf(app, channelId),
    tradeNo: free ? null : fact.gatewayTradeNo,
    units: grantLines(order.number, deliver, now, app),
  }
}

async function pay(
  app: App,
  db: Db,
  row: FactWrite,
  { late, deliver }: Extract<Settlement, { verdict: 'paid' }>,
  books: VersionedSnapshot,
  report: FactReport,
): Promise<boolean> {
  const { fact } = row
  const paid = paidOf(app, report, books, deliver)
  switch (report.returnedAs === undefined ? late : 'refund') {
    case undefined:
      return markPaid(db, row, paid)
    case 'refund':
      return markPaidReturning(db, row, paid, planReturn(app, report))
    case 'hold':
      return markPaidHeld(db, row, paid, fact.hasGoneBack ? 'gone_back' : 'held')
    case 'sold-out':
      return markPaidHeld(db, row, paid, 'sold_out')
    case 'deliver':
      return markPaidLate(db, row, paid)
  }
}

/** An account that is not in the settings any more still has its gateway's name in its channel's. */
function kindOf(app: App, channelId: string): string {
  return findChannel(app, channelId)?.gateway.kind ?? channelId.split('-')[0] ?? channelId
}

/**
 * Until it is sent, a person may still decide otherwise; so much that one person alone may not send it waits for one to
 * agree. What has gone back already waits for nobody.
 */
function planReturn(app: App, { returnedAs, fact }: FactReport): PlannedReturn {
  if (returnedAs !== undefined) return { refundNo: returnedAs, waitMs: refundUndoMs }
  const waitMs = isAboveLimit(app, fact.amountFen) ? null : refundUndoMs
  return { refundNo: newOrderNumber(app.random), waitMs }
}

async function refuse(
  app: App,
  db: Db,
  report: FactReport,
  orderNumber: string | null,
  reason: MismatchReason,
): Promise<'refused'> {
  const { fact, channelId, notice, witness } = report
  const { outTradeNo, gatewayTradeNo, amountFen, paidAt } = fact
  app.log.warn('payment_mismatch', {
    reason,
    out_trade_no: outTradeNo,
    gateway_trade_no: gatewayTradeNo,
  })
  const wrong = { merchantId: app.merchantId, channelId, outTradeNo, gatewayTradeNo, amountFen }
  await openMismatch(db, { ...wrong, orderNumber, reason, notice, told: { paidAt, witness } })
  return 'refused'
}
