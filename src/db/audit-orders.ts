// Invariants of orders and attempts: what they say of themselves agrees with the evidence.

import { invariant } from './audit-invariant.ts'

export const orderInvariants = [
  invariant(
    'INV-09.sum',
    '订单应付的金额等于它的明细之和',
    'What an order owes is the sum of its lines',
    `select o.order_number as ref, 'due ' || o.due_fen || ', lines ' || coalesce(l.sum, 0) as detail
     from orders o
     left join (select order_number, sum(amount_fen) as sum from order_line where merchant_id = $1
       group by order_number) l using (order_number)
     where o.merchant_id = $1 and o.due_fen <> coalesce(l.sum, 0)`,
  ),
  invariant(
    'INV-09.closed',
    '关闭的订单有关闭时间，也没有还能付款的支付单',
    'A closed order has the time it was closed, and no attempt that can be paid',
    `select o.order_number as ref, o.state || coalesce(', open ' || a.out_trade_no, '') as detail
     from orders o
     left join attempt a on a.merchant_id = $1 and a.order_number = o.order_number and a.state = 'open'
     where o.merchant_id = $1 and o.state in ('cancelled', 'expired')
       and (o.closed_at is null or a.out_trade_no is not null)`,
  ),
  invariant(
    'INV-09.version',
    '订单的状态与关闭、付款的标记一致',
    "An order's marks of closing and of payment agree with its state",
    `select o.order_number as ref, o.state || ', closing to ' || coalesce(o.closing_to, 'nothing') as detail
     from orders o
     where o.merchant_id = $1 and ((o.state = 'closing' and o.closing_to is null)
       or (o.paid_at is null and (o.paid_fen > 0 or o.paid_late or o.refunded_fen + o.reserved_fen > 0))
       or (o.paid_at is not null and o.paid_fen <> o.due_fen))`,
  ),
  invariant(
    'INV-09.attempt',
    '支付单的金额就是订单应付的金额，网关先于我们停止收款',
    "An attempt's amount is what its order owes, and the gateway stops taking money before we do",
    `select a.channel_id || ':' || a.out_trade_no as ref, 'attempt ' || a.amount_fen || ', order ' || o.due_fen as detail
     from attempt a
     join orders o on o.merchant_id = $1 and o.order_number = a.order_number
     where a.merchant_id = $1 and a.channel_id <> 'free'
       and (a.amount_fen <> o.due_fen or a.gateway_expires_at > o.expires_at - interval '59 seconds')`,
  ),
  invariant(
    'INV-09.error',
    '支付单不会因为网关没有答复而关闭',
    'No attempt was closed because a gateway was silent',
    `select channel_id || ':' || out_trade_no as ref, 'closed, last seen ' || seen as detail
     from attempt a
     where merchant_id = $1 and state = 'closed' and seen not in ('closed', 'absent')
       and not (seen = 'paid' and exists (select 1 from money_case c where c.merchant_id = $1
         and c.kind in ('mismatch', 'over') and c.channel_id = a.channel_id
         and c.out_trade_no = a.out_trade_no))
       and not exists (select 1 from money_case c where c.merchant_id = $1 and c.kind = 'mismatch'
         and c.reason = 'account_gone' and c.state = 'waived' and c.channel_id = a.channel_id
         and c.out_trade_no = a.out_trade_no)`,
  ),
  invariant(
    'INV-09.unpaid_attempt',
    '等待付款的订单没有已付的支付单',
    'An order that was not paid has no paid attempt',
    `select a.channel_id || ':' || a.out_trade_no as ref, o.state as detail
     from attempt a
     join orders o on o.merchant_id = $1 and o.order_number = a.order_number
     where a.merchant_id = $1 and a.state = 'paid' and o.paid_at is null
       and not exists (select 1 from money_case c where c.merchant_id = $1 and c.kind in ('over', 'mismatch')
         and c.reason = 'taken_up' and c.channel_id = a.channel_id and c.out_trade_no = a.out_trade_no)`,
  ),
  invariant(
    'INV-09.one_open',
    '一个订单在一个渠道最多开着一个支付单',
    'An order has at most one attempt open at a channel',
    `select order_number as ref, channel_id || ': ' || count(*) || ' open' as detail
     from attempt where merchant_id = $1 and state = 'open'
     group by order_number, channel_id having count(*) > 1`,
  ),
  invariant(
    'INV-18.time',
    '没有发生在下单之前或将来的付款',
    'Nothing was paid before it was ordered, or in the future',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'paid_at ' || f.paid_at as detail
     from payment_fact f
     join orders o on o.merchant_id = $1 and o.order_number = f.order_number
     where f.merchant_id = $1 and (f.paid_at < o.created_at - interval '10 minutes'
       or f.paid_at > (select app_now()) + interval '10 minutes' or f.recorded_at > (select app_now()) + interval '5 minutes')`,
  ),
  invariant(
    'INV-18.delivered',
    '发货不早于付款入账，没有发生在将来的事',
    'Nothing is delivered before its money was recorded, and nothing happened in the future',
    `select f.order_number || '#' || f.line_no || '.' || f.seq as ref, 'done_at ' || f.done_at as detail
     from fulfilment f
     left join payment_fact p on p.merchant_id = $1 and p.order_number = f.order_number and p.verdict = 'accepted'
     where f.merchant_id = $1 and (f.done_at < p.recorded_at - interval '1 minute'
       or f.done_at > (select app_now()) + interval '5 minutes')`,
  ),
  invariant(
    'INV-18.ordered',
    '没有在将来下单、关闭的订单',
    'No order was placed or closed in the future',
    `select o.order_number as ref, 'created ' || o.created_at || coalesce(', closed ' || o.closed_at, '') as detail
     from orders o
     where o.merchant_id = $1 and (o.created_at > (select app_now()) + interval '5 minutes'
       or o.closed_at > (select app_now()) + interval '5 minutes' or o.closed_at < o.created_at)`,
  ),
  invariant(
    'INV-19.key',
    '幂等键指着一个存在的订单',
    'An idempotency key leads to an order that exists',
    `select k.key as ref, 'order ' || k.order_number as detail
     from idempotency_key k
     where k.merchant_id = $1 and not exists (select 1 from orders o where o.merchant_id = $1
       and o.order_number = k.order_number)`,
    'look',
    'entries',
  ),
]
