// Goods of a paid order that were never delivered, made up for by a person's word.

import type { GrantedUnit } from '../core/granted.ts'
import { type Db, statement } from './connect.ts'
import { goodsOfAnyKindGranted } from './goods.ts'

const selectUndecided = statement(
  'find_undecided_late_case',
  `select 1 from money_case
   where merchant_id = $1 and order_number = $2 and kind = 'late' and state in ('open', 'acting')`,
)

/** Whether late money of this order still waits for somebody's decision. */
export async function findUndecidedLateCase(
  tx: Db,
  merchantId: number,
  orderNumber: string,
): Promise<boolean> {
  return (await tx.rows(selectUndecided, [merchantId, orderNumber])).length > 0
}

const insertGoods = statement(
  'make_up_goods',
  `with won as (
     update orders set version = version + 1
     where merchant_id = $1 and order_number = $2 and state = 'paid'
     returning app_now() as at),
   delivered as (
     update money_case c set state = 'resolved', reason = 'delivered', resolved_at = won.at, decided_by = $4,
       refund_no = null
     from won where c.merchant_id = $1 and c.order_number = $2 and c.kind = 'late'),
   ${goodsOfAnyKindGranted('$3')}
   select 1 from won`,
)

/**
 * Delivers units nothing was made for, under the order's lock. A late case that ended without them ends with them
 * now.
 */
export async function insertOwedGoods(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  units: readonly GrantedUnit[],
  by: string,
): Promise<void> {
  await tx.rows(insertGoods, [merchantId, orderNumber, JSON.stringify(units), by])
}
