// Invariants of money that goes back: never more than came, never by halves, and never without an end.

import { invariant, isOpenRefund } from './audit-invariant.ts'

const isPaid = `o.state in ('paid', 'refunded', 'part_refunded')`

export const refundInvariants = [
  invariant(
    'INV-05.sum',
    '订单的已退和待退金额等于它的退款之和',
    'What went back of an order, and what is promised, are the sums of its refunds',
    `select o.order_number as ref, 'refunded ' || o.refunded_fen || ' of ' || coalesce(r.done, 0)
       || ', reserved ' || o.reserved_fen || ' of ' || coalesce(r.open, 0) as detail
     from orders o
     left join (select order_number, sum(amount_fen) filter (where state = 'done') as done,
         sum(amount_fen) filter (where ${isOpenRefund}) as open
       from refund r where merchant_id = $1 and reason <> 'duplicate' group by order_number) r
       using (order_number)
     where o.merchant_id = $1
       and (o.refunded_fen <> coalesce(r.done, 0) or o.reserved_fen <> coalesce(r.open, 0)
         or o.refunded_fen + o.reserved_fen > o.paid_fen)`,
  ),
  invariant(
    'INV-05.line',
    '明细的退款金额等于它在各笔退款中的份额之和',
    'What went back of a line is the sum of its shares in refunds',
    `select l.order_number || '#' || l.line_no as ref, 'line ' || l.refund_fen || ', shares ' || coalesce(s.sum, 0) as detail
     from order_line l
     left join (select r.order_number, rl.line_no, sum(rl.amount_fen) as sum
       from refund r join refund_line rl on rl.merchant_id = $1 and rl.refund_no = r.refund_no
       where r.merchant_id = $1 and (r.state = 'done' or ${isOpenRefund})
       group by 1, 2) s on s.order_number = l.order_number and s.line_no = l.line_no
     where l.merchant_id = $1 and l.refund_fen <> coalesce(s.sum, 0)`,
  ),
  invariant(
    'INV-05.shares',
    '一笔退款等于它各明细份额之和',
    'A refund is the sum of its shares',
    `select r.refund_no as ref, 'amount ' || r.amount_fen || ', shares ' || coalesce(s.sum, 0) as detail
     from refund r
     left join (select refund_no, sum(amount_fen) as sum from refund_line where merchant_id = $1
       group by refund_no) s using (refund_no)
     where r.merchant_id = $1 and r.reason <> 'duplicate' and r.amount_fen <> coalesce(s.sum, 0)`,
  ),
  invariant(
    'INV-05.again',
    '重复到账不会退得比它多',
    'A second payment never goes back beyond its amount',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'fact ' || f.amount_fen || ', refunds ' || r.sum as detail
     from payment_fact f
     join (select channel_id, gateway_trade_no, sum(amount_fen) as sum from refund r
       where merchant_id = $1 and reason = 'duplicate' and (state = 'done' or ${isOpenRefund})
       group by 1, 2) r using (channel_id, gateway_trade_no)
     where f.merchant_id = $1 and (f.verdict <> 'duplicate' or r.sum > f.amount_fen)`,
  ),
  invariant(
    'INV-05.state',
    '订单的退款状态与已退金额一致',
    "An order's state of refund agrees with what went back",
    `select order_number as ref, state || ', refunded ' || refunded_fen || ' of ' || paid_fen as detail
     from orders o
     where merchant_id = $1 and state <> case
       when refunded_fen = 0 then case when ${isPaid} then 'paid' else state end
       when refunded_fen = paid_fen then 'refunded' else 'part_refunded' end`,
  ),
  invariant(
    'INV-06.fact',
    '退款退的是同一笔到账的钱',
    'A refund returns the money of its own fact',
    `select r.refund_no as ref, r.reason || ', ' || coalesce(f.verdict || ' ' || f.order_number, 'no fact') as detail
     from refund r
     left join payment_fact f on f.merchant_id = $1 and f.channel_id = r.channel_id
       and f.gateway_trade_no = r.gateway_trade_no
     where r.merchant_id = $1 and (f.gateway_trade_no is null or f.order_number <> r.order_number
       or f.out_trade_no <> r.out_trade_no
       or f.verdict <> case r.reason when 'duplicate' then 'duplicate' else 'accepted' end)`,
  ),
  invariant(
    'INV-06.persons',
    '第二个人同意的退款，不是提出的人自己同意的',
    'Nobody agrees to a refund of their own',
    `select r.refund_no as ref, r.state || ' by ' || r.decided_by as detail
     from refund r
     where r.merchant_id = $1 and r.decided_by = r.asked_by and r.state not in ('rejected', 'cancelled')`,
  ),
  invariant(
    'INV-06.settled',
    '退款有了结果就有时间，没有结果就没有',
    'A refund has the time of its end once it has ended, and not before',
    `select r.refund_no as ref, r.state || ', settled ' || coalesce(r.settled_at::text, 'never') as detail
     from refund r
     where r.merchant_id = $1 and (${isOpenRefund}) = (r.settled_at is not null)`,
  ),
  invariant(
    'INV-10.case',
    '在办的异常单有一笔在途的退款；以退款结案的，退款已完成',
    'A case under way has a refund under way; one that ended with a refund has one that is done',
    `select c.kind || ' ' || c.ref as ref, c.state || '/' || c.reason || ', refund ' || coalesce(r.state, 'none') as detail
     from money_case c
     left join refund r on r.merchant_id = $1 and r.refund_no = c.refund_no
     where c.merchant_id = $1 and c.kind in ('late', 'duplicate', 'refund_failed')
       and ((c.state = 'acting' and (r.state is null or not ${isOpenRefund}))
         or (c.state = 'resolved' and c.reason in ('refunded', 'returned_by_hand') and r.state is distinct from 'done')
         or (c.state = 'resolved' and c.reason = 'delivered' and r.state = 'done'))`,
  ),
  invariant(
    'INV-10.returned',
    '没人决定过的重复到账都在退回途中',
    'A second payment nobody decided about is on its way back',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'no refund, and no decision' as detail
     from payment_fact f
     where f.merchant_id = $1 and f.verdict = 'duplicate' and f.amount_fen > 0
       and not exists (select 1 from refund r where r.merchant_id = $1 and r.reason = 'duplicate'
         and r.channel_id = f.channel_id and r.gateway_trade_no = f.gateway_trade_no)
       and not exists (select 1 from money_case c where c.merchant_id = $1 and c.kind = 'duplicate'
         and c.ref = f.channel_id || ':' || f.gateway_trade_no
         and (c.state in ('resolved', 'waived') or (c.state = 'open' and c.reason = 'after_hand')))`,
  ),
]
