// Payments made to see that paying works: marked, so that they are no revenue, and followed step by step.

import type { OrderState } from '../core/order.ts'
import type { RefundState } from '../core/refund.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

const mark = statement(
  'mark_test_order',
  'update orders set is_test = true, version = version + 1 where merchant_id = $1 and order_number = $2',
)

export async function markTestOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<void> {
  await db.rows(mark, [merchantId, orderNumber])
}

/**
 * Since when a channel is set up as it is now: the last save of what its payments depend on. `$1` is the merchant,
 * `$2` the channel. Whether it is offered, and for how long, changes nothing of what a test showed.
 */
const setUpSince = `coalesce((
    select max(l.at) from audit_log l
    where l.merchant_id = $1 and l.action = 'settings.save' and exists (
      select from jsonb_array_elements_text(l.details->'names') as n(name)
      where n.name = 'PUBLIC_URL' or (starts_with(n.name, upper(split_part($2, '-', 1)) || '_')
        and n.name !~ '_(ENABLED|TIMEOUT_EXPRESS)$'))), '-infinity')`

export type TestPayment = Readonly<{
  orderNumber: string
  channelId: string | null
  state: OrderState
  createdAt: Instant
  paidAt: Instant | null
  tradeNo: string | null
  /** when the gateway's first rightly signed notice came in */
  noticeAt: Instant | null
  /** who told of the money first */
  witness: string | null
  fulfilled: boolean
  refundState: RefundState | null
}>

const select = `select o.order_number as "orderNumber", o.state, o.created_at as "createdAt",
    o.paid_at as "paidAt", o.trade_no as "tradeNo", a.channel_id as "channelId",
    (select min(n.received_at) from notice n where n.merchant_id = o.merchant_id
       and n.out_trade_no = o.order_number and n.state = 'applied') as "noticeAt",
    (select w.witness from fact_witness w join payment_fact f using (merchant_id, channel_id, gateway_trade_no)
       where f.merchant_id = o.merchant_id and f.order_number = o.order_number
       order by w.seen_at limit 1) as witness,
    exists (select from fulfilment f where f.merchant_id = o.merchant_id
       and f.order_number = o.order_number and f.state <> 'owed') as fulfilled,
    (select r.state from refund r where r.merchant_id = o.merchant_id
       and r.order_number = o.order_number order by r.planned_at desc limit 1) as "refundState"
  from orders o
  left join lateral (select channel_id from attempt a where a.merchant_id = o.merchant_id
    and a.order_number = o.order_number order by created_at limit 1) a on true
  where o.merchant_id = $1 and o.is_test`

const selectOne = statement('find_test_payment', `${select} and o.order_number = $2`)
const selectLast = statement(
  'find_last_paid_test',
  `${select} and o.paid_at is not null and a.channel_id = $2 and o.created_at >= ${setUpSince}
   order by o.paid_at desc limit 1`,
)
const selectRunning = statement(
  'find_running_test',
  `${select} and a.channel_id = $2 and o.state in ('waiting', 'closing', 'paid', 'part_refunded')
   order by o.created_at desc limit 1`,
)

export async function findTestPayment(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<TestPayment | undefined> {
  return (await db.rows<TestPayment>(selectOne, [merchantId, orderNumber]))[0]
}

/** The newest test through this channel that was paid, with the settings that are in force. */
export async function findLastPaidTest(
  db: Db,
  merchantId: number,
  channelId: string,
): Promise<TestPayment | undefined> {
  return (await db.rows<TestPayment>(selectLast, [merchantId, channelId]))[0]
}

/** The newest test through this channel that is not over: it may be paid yet, or its money has not gone back. */
export async function findRunningTest(
  db: Db,
  merchantId: number,
  channelId: string,
): Promise<TestPayment | undefined> {
  return (await db.rows<TestPayment>(selectRunning, [merchantId, channelId]))[0]
}
