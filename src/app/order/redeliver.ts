// Goods that are missing from a paid order are made up for.

import { handOverCards } from '../../db/cards.ts'
import { listOwedLines } from '../../db/cases.ts'
import type { Db } from '../../db/connect.ts'
import { findUndecidedLateCase, insertOwedGoods } from '../../db/make-up-goods.ts'
import { lockRefundBooks } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { grantLines } from '../../fulfilment/index.ts'
import type { App } from '../app.ts'
import { takeBackStock } from './take-back-stock.ts'

/**
 * Delivers every line nothing was delivered of, and answers how many units that made. Refuses with
 * order_not_found; with order_not_paid where nothing was paid or money went back; with nothing_owed while a case
 * decides between delivery and refund, and when nothing is missing; with out_of_stock when what the order wanted was
 * sold to others meanwhile, or a card it is owed has not come.
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
    if (!first) return deliverCards(app, tx, orderNumber)
    await takeBackStock(tx, merchantId, orderNumber)
    const units = grantLines(orderNumber, lines, first.now, app)
    await insertOwedGoods(tx, merchantId, orderNumber, units, by)
    return units.length
  })
}

/** Units that wait for a card. */
async function deliverCards({ merchantId }: App, tx: Db, orderNumber: string): Promise<number> {
  const { delivered, owed } = await handOverCards(tx, merchantId, orderNumber)
  if (delivered > 0) return delivered
  throw owed > 0
    ? new Refusal('out_of_stock', { params: { left: 0 } })
    : new Refusal('nothing_owed')
}
