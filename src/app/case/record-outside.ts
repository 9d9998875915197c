// A refund that was made in the gateway's own console comes on the books, under its number there.

import { startOfDay } from '../../core/bill.ts'
import { newOrderNumber } from '../../core/ids.ts'
import type { Fen } from '../../core/money.ts'
import type { RefundEffect } from '../../core/refund.ts'
import {
  findOutsideRefund,
  insertDuplicateRefund,
  lockCase,
  type MoneyCase,
  markCaseActing,
} from '../../db/cases.ts'
import type { Db } from '../../db/connect.ts'
import { enqueueJob } from '../../db/jobs.ts'
import { markRefundDone, markRefundUndone } from '../../db/refund-ends.ts'
import { lockRefundBooks } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { planIn, type RefundDesk } from '../refund/plan-refund.ts'

type Recorded = Readonly<{ by: string; note: string; effect?: RefundEffect | undefined }>

/**
 * Puts a refund on the books that the gateway's bill has and we did not make, so that bill and books agree. Its money
 * is gone, so nobody has to agree to it any more. It is of the payment that settled the order, or all of one that came
 * again; refuses with conflict where it can be neither.
 */
export async function recordOutside(
  desk: RefundDesk,
  tx: Db,
  found: MoneyCase & Readonly<{ orderNumber: string }>,
  recorded: Recorded,
  amountFen: Fen,
): Promise<void> {
  const { merchantId } = desk
  const { orderNumber, channelId, gatewayTradeNo } = found
  const { by, note, effect } = recorded
  const told = await findOutsideRefund(tx, merchantId, found)
  const books = await lockRefundBooks(tx, merchantId, orderNumber)
  if (!told || !books?.settledBy) throw new Refusal('conflict')
  const outside = told.refundNo ?? newOrderNumber(desk.random)
  const { settledBy } = books
  const isOfOrder =
    settledBy.channelId === channelId &&
    (gatewayTradeNo === null || settledBy.gatewayTradeNo === gatewayTradeNo)
  if (isOfOrder) {
    const request = { orderNumber, asked: { amountFen }, effect, note, by }
    await planIn(desk, tx, request, { reason: 'asked', byHand: false, outside })
  } else await planOfSecond(desk, tx, found, recorded, { refundNo: outside, amountFen })
  await markCaseActing(tx, merchantId, found, { refundNo: outside, by, note })
  await markRefundDone(tx, merchantId, outside, told.at ?? startOfDay(told.day))
  await enqueueJob(tx, merchantId, 'reconcile', `${channelId}:${told.day}`, 0)
}

/** A second payment has a case, which this refund ends too. What was to send it back by itself must not. */
async function planOfSecond(
  { merchantId }: RefundDesk,
  tx: Db,
  { channelId, gatewayTradeNo }: MoneyCase,
  { by, note }: Recorded,
  { refundNo, amountFen }: Readonly<{ refundNo: string; amountFen: Fen }>,
): Promise<void> {
  const ref = `${channelId}:${gatewayTradeNo}`
  const second = await lockCase(tx, merchantId, 'duplicate', ref)
  if (second?.amountFen !== amountFen) throw new Refusal('conflict')
  if (second.state !== 'open' && second.state !== 'acting') throw new Refusal('conflict')
  if (second.state === 'acting') {
    const isUndone =
      second.refundNo !== null &&
      (await markRefundUndone(tx, merchantId, second.refundNo, 'cancelled', by))
    if (!isUndone) throw new Refusal('conflict')
  }
  const way = { state: 'planned', byHand: false, isToSend: false, waitMs: 0 } as const
  await insertDuplicateRefund(tx, merchantId, ref, { refundNo, by, note, ...way })
  await markCaseActing(tx, merchantId, { kind: 'duplicate', ref }, { refundNo, by, note })
}
