// Which order a number belongs to, whoever gave the number out.

import { type Db, statement } from './connect.ts'

const selectByAnyNumber = statement(
  'find_order_number',
  `select "orderNumber" from (
     select 1 as rank, order_number as "orderNumber" from orders where merchant_id = $1 and order_number = $2
     union all
     select 2, order_number from attempt where merchant_id = $1 and out_trade_no = $2
     union all
     select 3, order_number from payment_fact where merchant_id = $1 and gateway_trade_no = $2) as known
   order by rank limit 1`,
)

/** The order that a number of ours or of a gateway's belongs to, as far as we know. */
export async function findOrderNumber(
  db: Db,
  merchantId: number,
  number: string,
): Promise<string | undefined> {
  return (await db.rows<{ orderNumber: string }>(selectByAnyNumber, [merchantId, number]))[0]
    ?.orderNumber
}
