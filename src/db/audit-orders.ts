// Invariants of orders and of what must still happen: states agree with their evidence, and nothing that waits
// is forgotten.

import { healedInvariant, invariant } from './audit-invariant.ts'

const job = (kind: string, ref: string) =>
  `exists (select 1 from job j where j.merchant_id = $1 and j.kind = '${kind}' and j.ref = ${ref})`

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
     from attempt
     where merchant_id = $1 and state = 'closed' and seen not in ('closed', 'absent')`,
  ),
  invariant(
    'INV-18.time',
    '没有发生在下单之前或将来的付款',
    'Nothing was paid before it was ordered, or in the future',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'paid_at ' || f.paid_at as detail
     from payment_fact f
     join orders o on o.merchant_id = $1 and o.order_number = f.order_number
     where f.merchant_id = $1 and (f.paid_at < o.created_at - interval '10 minutes'
       or f.paid_at > app_now() + interval '10 minutes' or f.recorded_at > app_now() + interval '5 minutes')`,
  ),
  invariant(
    'INV-19.key',
    '幂等键指着一个存在的订单',
    'An idempotency key leads to an order that exists',
    `select k.key as ref, 'order ' || k.order_number as detail
     from idempotency_key k
     where k.merchant_id = $1 and not exists (select 1 from orders o where o.merchant_id = $1
       and o.order_number = k.order_number)`,
  ),
  invariant(
    'INV-11.expire',
    '等待付款的订单都安排了关闭',
    'An order that waits has its closing planned',
    `select o.order_number as ref, o.state as detail from orders o
     where o.merchant_id = $1 and o.state in ('waiting', 'closing') and not ${job('expire-order', 'o.order_number')}`,
    'restart',
  ),
  invariant(
    'INV-11.query',
    '还能付款的支付单都安排了查询',
    'An attempt that can be paid has its query planned',
    `select a.channel_id || ':' || a.out_trade_no as ref, o.state as detail
     from attempt a
     join orders o on o.merchant_id = $1 and o.order_number = a.order_number
     where a.merchant_id = $1 and a.state = 'open' and a.channel_id <> 'free' and o.state <> 'closing'
       and not ${job('query-attempt', "a.channel_id || ':' || a.out_trade_no")}
       and not ${job('expire-order', 'o.order_number')}`,
    'restart',
  ),
  invariant(
    'INV-11.watch',
    '刚关闭的订单都安排了 26 小时的守望',
    'An order that was closed is watched for 26 hours',
    `select o.order_number as ref, o.state as detail from orders o
     where o.merchant_id = $1 and o.state in ('cancelled', 'expired')
       and o.closed_at > app_now() - interval '25 hours'
       and exists (select 1 from attempt a where a.merchant_id = $1 and a.order_number = o.order_number)
       and not ${job('watch-order', 'o.order_number')}`,
    'restart',
  ),
  invariant(
    'INV-11.refund',
    '在途的退款都安排了任务',
    'A refund under way has its job',
    `select r.refund_no as ref, r.state as detail from refund r
     where r.merchant_id = $1 and r.state in ('planned', 'processing', 'unknown')
       and not ${job('refund', 'r.refund_no')}`,
    'restart',
  ),
  invariant(
    'INV-11.notice',
    '没有应用的通知都安排了重试',
    'A notice that was not applied has its retry planned',
    `select n.channel_id || ':' || n.news_id as ref, n.out_trade_no as detail from notice n
     where n.merchant_id = $1 and n.state = 'retry'
       and not ${job('retry-notice', "n.channel_id || ':' || n.news_id")}`,
    'restart',
  ),
  invariant(
    'INV-07.notice',
    '由通知得知的到账，通知原文都在',
    'A fact a notice told has the bytes of that notice',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, f.out_trade_no as detail
     from fact_witness w
     join payment_fact f on f.merchant_id = $1 and f.channel_id = w.channel_id
       and f.gateway_trade_no = w.gateway_trade_no
     where w.merchant_id = $1 and w.witness = 'notice' and not exists (select 1 from notice n
       where n.merchant_id = $1 and n.channel_id = f.channel_id and n.out_trade_no = f.out_trade_no
         and n.state = 'applied')`,
  ),
  invariant(
    'INV-07.applied',
    '标为已应用的通知都有到账',
    'A notice marked applied has its fact',
    `select n.channel_id || ':' || n.news_id as ref, n.out_trade_no as detail
     from notice n
     where n.merchant_id = $1 and n.state = 'applied' and not exists (select 1 from payment_fact f
       where f.merchant_id = $1 and f.channel_id = n.channel_id and f.out_trade_no = n.out_trade_no)`,
  ),
  healedInvariant(
    'INV-08.inbox',
    '收到的通知都有了结果',
    'Every notice has come to its end',
    `select n.channel_id || ':' || n.news_id as ref, n.out_trade_no as detail from notice n
     where n.merchant_id = $1 and n.state = 'retry'`,
  ),
  healedInvariant(
    'INV-22.open',
    '没有过期很久还开着的订单',
    'No order is open long after its time',
    `select order_number as ref, state || ' until ' || expires_at as detail from orders
     where merchant_id = $1 and state in ('waiting', 'closing')
       and expires_at < app_now() - interval '30 minutes'`,
  ),
  healedInvariant(
    'INV-11.parked',
    '没有被搁置的任务',
    'No job is set aside',
    `select kind || ' ' || ref as ref, coalesce(last_error, '') as detail from job
     where merchant_id = $1 and parked_at is not null`,
  ),
]
