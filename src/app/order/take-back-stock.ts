// Delivering after all what an order gave back when it was closed.

import type { Db } from '../../db/connect.ts'
import { takeStock } from '../../db/stock.ts'
import { Refusal } from '../../errors.ts'

/** Takes the order's units out of their stock once more. Throws out_of_stock, saying what is left. */
export async function takeBackStock(
  tx: Db,
  merchantId: number,
  orderNumber: string,
): Promise<void> {
  const [short] = await takeStock(tx, merchantId, orderNumber, 'returned')
  if (short) throw new Refusal('out_of_stock', { params: { left: short.left } })
}
