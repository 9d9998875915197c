// Goods that are missing from a paid order are made up for.

import { listOwedLines } from '../../db/cases.ts'
import { findUndecidedLateCase, insertOwedGoods } from '../../db/make-up-goods.ts'
import { lockRefundBooks } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { grantLines } from '../../fulfilment/index.ts'
import type { App } from '../app.ts'

/**
 * Delivers every line nothing was delivered of, and answers how many units that made. Refuses with
 * order_not_found; with order_not_paid where nothing was paid or money went back; with nothing_owed while a case
 * decides between delivery and refund, and when nothing is missing.
 */
export async function redeliver(app: App, orderNumber: string, by: string): Promise<number> {
  const { db, merchantId } = app
  return db.tx(async (tx) => {
    const books = await lockRefundBooks(tx, merchantId, orderNumber)
    if (!books) throw new Refusal('order_not_found')
    if (books.state !== 'paid' || books.refundedFen + books.reservedFen > 0)
      throw new Refusal('order_not_paid')
    if (await findUndecidedLateCase(tx, merchantId, orderNumber)) throw new Refusal('nothing_owed')
    const lines = await listOwedLines(tx, merchantId, orderNumber)
    const [first] = lines
    if (!first) throw new Refusal('nothing_owed')
    const units = grantLines(lines, first.now, app)
    await insertOwedGoods(tx, merchantId, orderNumber, units, by)
    return units.length
  })
}
