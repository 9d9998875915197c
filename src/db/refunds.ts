// Refunds: money on its way back. A row is planned in the commit that made it necessary, and moves on with
// what the gateway says.

import type { Fen } from '../core/money.ts'
import { type Db, statement } from './connect.ts'

export type RefundState = 'planned' | 'processing' | 'done' | 'failed'

export type Refund = Readonly<{
  refundNo: string
  channelId: string
  orderNumber: string
  outTradeNo: string
  gatewayTradeNo: string
  amountFen: Fen
  /** what this payment had brought in all */
  paidFen: Fen
  state: RefundState
}>

const selectOne = statement(
  'find_refund',
  `select r.refund_no as "refundNo", r.channel_id as "channelId", r.order_number as "orderNumber",
     r.out_trade_no as "outTradeNo", r.gateway_trade_no as "gatewayTradeNo", r.amount_fen as "amountFen",
     f.amount_fen as "paidFen", r.state
   from refund r
   join payment_fact f on f.merchant_id = r.merchant_id and f.channel_id = r.channel_id
     and f.gateway_trade_no = r.gateway_trade_no
   where r.merchant_id = $1 and r.refund_no = $2`,
)

export async function findRefund(
  db: Db,
  merchantId: number,
  refundNo: string,
): Promise<Refund | undefined> {
  return (await db.rows<Refund>(selectOne, [merchantId, refundNo]))[0]
}

const updateWaiting = statement(
  'mark_refund_waiting',
  `update refund set state = $3, trouble = $4
   where merchant_id = $1 and refund_no = $2 and state in ('planned', 'processing')`,
)

/** The money has not arrived yet; `trouble` is what the gateway said of it. */
export async function markRefundWaiting(
  db: Db,
  merchantId: number,
  refundNo: string,
  state: 'planned' | 'processing',
  trouble: string | null,
): Promise<void> {
  await db.rows(updateWaiting, [merchantId, refundNo, state, trouble])
}

const updateSettled = statement(
  'mark_refund_settled',
  `with settled as (
     update refund set state = $3, trouble = $4, settled_at = app_now()
     where merchant_id = $1 and refund_no = $2 and state in ('planned', 'processing')
     returning channel_id, gateway_trade_no)
   update money_case c set state = 'resolved', reason = 'refunded', resolved_at = app_now()
   from settled
   where c.merchant_id = $1 and c.kind = 'duplicate' and $3 = 'done'
     and c.ref = settled.channel_id || ':' || settled.gateway_trade_no`,
)

/** `done` resolves the case the refund came from; `failed` leaves it open for a person. */
export async function markRefundSettled(
  db: Db,
  merchantId: number,
  refundNo: string,
  state: 'done' | 'failed',
  trouble: string | null,
): Promise<void> {
  await db.rows(updateSettled, [merchantId, refundNo, state, trouble])
}
