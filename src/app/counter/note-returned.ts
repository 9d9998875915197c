// A charge that was undone turned out to have been paid, and the gateway gave the money back by itself. Both
// movements come into the books in one commit: a payment through the one door, and a refund that is done.

import { isOpen } from '../../core/refund.ts'
import type { Instant } from '../../core/time.ts'
import type { Attempt } from '../../db/attempts.ts'
import type { Db } from '../../db/connect.ts'
import { markRefundDone } from '../../db/refund-ends.ts'
import { listRefundsOfOrder, lockRefundBooks } from '../../db/refunds.ts'
import type { App } from '../app.ts'
import { applyFact } from '../payment/apply-fact.ts'
import { planIn } from '../refund/plan-refund.ts'

/**
 * Writes both down. The refund has the attempt's number, as one has that returns all and was given none (fact sheet
 * Alipay, section 12.10). Nothing is delivered; what had been is taken back as its product says. `paidAt` is when it
 * had come, where that is known.
 */
export async function noteReturned(
  app: App,
  { channelId, outTradeNo, orderNumber, amountFen }: Attempt,
  gatewayTradeNo: string,
  returnedAt: Instant,
  paidAt: Instant = returnedAt,
): Promise<void> {
  const fact = { outTradeNo, gatewayTradeNo, amountFen, paidAt }
  await app.db.tx(async (tx) => {
    await lockRefundBooks(tx, app.merchantId, orderNumber)
    const report = { channelId, fact, witness: 'query', returnedAs: outTradeNo } as const
    const applied = await applyFact(app, report, tx)
    // What contradicts the books has its case, and moves nothing.
    if (applied === 'refused') return
    const refundNo =
      applied === 'applied'
        ? outTradeNo
        : await openRefundOf(app, tx, orderNumber, gatewayTradeNo, outTradeNo)
    if (refundNo !== undefined) await markRefundDone(tx, app.merchantId, refundNo, returnedAt)
  })
  app.log.warn('charge_returned', { order_number: orderNumber, out_trade_no: outTradeNo })
}

/** The payment was on the books before: the refund that is on its way already, or one of all that is left. */
async function openRefundOf(
  app: App,
  tx: Db,
  orderNumber: string,
  gatewayTradeNo: string,
  refundNo: string,
): Promise<string | undefined> {
  const refunds = await listRefundsOfOrder(tx, app.merchantId, orderNumber)
  const ofTrade = refunds.filter((refund) => refund.gatewayTradeNo === gatewayTradeNo)
  const open = ofTrade.find(({ state }) => isOpen(state))
  if (open || ofTrade.some(({ state }) => state === 'done')) return open?.refundNo
  // The gateway has decided; a second person has nothing to agree to.
  const desk = { ...app, settings: { refundApprovalFen: undefined } }
  const request = { orderNumber, asked: 'rest', by: 'policy', refundNo } as const
  return planIn(desk, tx, request)
}
