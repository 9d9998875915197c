// Where many orders stand, as briefly as those who watch them need it.

import type { OrderState } from '../core/order.ts'
import { type Db, statement } from './connect.ts'

const selectVersions = statement(
  'list_order_versions',
  `select order_number as "orderNumber", state, version
   from orders where merchant_id = $1 and order_number = any($2)`,
)

export type OrderVersion = Readonly<{ orderNumber: string; state: OrderState; version: number }>

/** Where many orders stand, for those who watch them. */
export async function listOrderVersions(
  db: Db,
  merchantId: number,
  orderNumbers: readonly string[],
): Promise<OrderVersion[]> {
  return db.rows<OrderVersion>(selectVersions, [merchantId, orderNumbers])
}
