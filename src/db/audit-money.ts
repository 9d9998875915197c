// Invariants of money that came in: an order is paid by what a gateway affirmed, and by nothing else.

import { invariant } from './audit-invariant.ts'

/** An order has one at most: a unique index sees to it, and INV-24 to the index. */
const accepted = `payment_fact f on f.merchant_id = $1 and f.order_number = o.order_number
       and f.verdict = 'accepted'`
const isPaid = `o.state in ('paid', 'refunded', 'part_refunded')`

export const moneyInvariants = [
  invariant(
    'INV-02.sum',
    '订单的已付金额等于它被接受的到账之和',
    'What an order was paid is the sum of its accepted facts',
    `select o.order_number as ref, 'paid_fen ' || o.paid_fen || ', facts ' || coalesce(f.amount_fen, 0) as detail
     from orders o left join ${accepted}
     where o.merchant_id = $1 and o.paid_fen <> coalesce(f.amount_fen, 0)`,
  ),
  invariant(
    'INV-02.state',
    '已付的订单恰有一笔被接受的到账，未付的没有',
    'A paid order has exactly one accepted fact, any other has none',
    `select o.order_number as ref, o.state || ', accepted ' || coalesce(f.gateway_trade_no, 'nothing') as detail
     from orders o left join ${accepted}
     where o.merchant_id = $1 and (f.gateway_trade_no is not null) <> (${isPaid})`,
  ),
  invariant(
    'INV-02.words',
    '订单写着的付款时间和交易号就是那笔到账的',
    "An order's time of payment and trade number are its fact's",
    `select o.order_number as ref, 'says ' || coalesce(o.trade_no, 'nothing') || ', fact ' || f.gateway_trade_no as detail
     from orders o
     join ${accepted}
     where o.merchant_id = $1 and (o.paid_at is distinct from f.paid_at
       or (f.channel_id <> 'free' and o.trade_no is distinct from f.gateway_trade_no))`,
  ),
  invariant(
    'INV-03.again',
    '重复到账的金额等于重复的到账之和',
    'Money that came again is the sum of the duplicate facts',
    `select o.order_number as ref, 'duplicate_fen ' || o.duplicate_fen || ', facts ' || coalesce(f.again, 0) as detail
     from orders o
     left join (select order_number, sum(amount_fen) as again from payment_fact
       where merchant_id = $1 and verdict = 'duplicate' group by order_number) f using (order_number)
     where o.merchant_id = $1 and o.duplicate_fen <> coalesce(f.again, 0)`,
  ),
  invariant(
    'INV-03.attempt',
    '到账的金额就是支付单冻结的金额，支付单也因此已付',
    'A fact has the amount its attempt froze, and its attempt is paid',
    `select f.channel_id || ':' || f.gateway_trade_no as ref,
       'fact ' || f.amount_fen || ', attempt ' || a.amount_fen || ' ' || a.state as detail
     from payment_fact f
     join attempt a on a.merchant_id = $1 and a.channel_id = f.channel_id and a.out_trade_no = f.out_trade_no
     where f.merchant_id = $1 and (a.state <> 'paid' or a.order_number <> f.order_number
       or (a.amount_fen <> f.amount_fen and not (f.verdict = 'duplicate' and exists (
         select 1 from money_case c where c.merchant_id = $1 and c.kind in ('over', 'mismatch')
           and c.reason = 'taken_up' and c.channel_id = f.channel_id
           and c.gateway_trade_no = f.gateway_trade_no))))`,
  ),
  invariant(
    'INV-03.paid_attempt',
    '已付的支付单都有到账',
    'A paid attempt has a fact',
    `select a.channel_id || ':' || a.out_trade_no as ref, 'no fact' as detail
     from attempt a
     where a.merchant_id = $1 and a.state = 'paid' and not exists (select 1 from payment_fact f
       where f.merchant_id = $1 and f.channel_id = a.channel_id and f.out_trade_no = a.out_trade_no)`,
  ),
  invariant(
    'INV-03.witness',
    '每笔到账都有来源',
    'Every fact has a witness',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'no witness' as detail
     from payment_fact f
     where f.merchant_id = $1 and not exists (select 1 from fact_witness w where w.merchant_id = $1
       and w.channel_id = f.channel_id and w.gateway_trade_no = f.gateway_trade_no)`,
  ),
  invariant(
    'INV-10.suspense',
    '每笔重复到账都有一条异常单',
    'Every second payment has its case',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'no case' as detail
     from payment_fact f
     where f.merchant_id = $1 and f.verdict = 'duplicate' and not exists (select 1 from money_case c
       where c.merchant_id = $1 and c.kind = 'duplicate' and c.ref = f.channel_id || ':' || f.gateway_trade_no)`,
  ),
  invariant(
    'INV-10.amount',
    '异常单的金额就是那笔到账的金额',
    "A case about a payment has that payment's amount",
    `select c.kind || ' ' || c.ref as ref, 'case ' || c.amount_fen || ', fact ' || f.amount_fen as detail
     from money_case c
     join payment_fact f on f.merchant_id = $1 and f.channel_id = c.channel_id
       and f.gateway_trade_no = c.gateway_trade_no
     where c.merchant_id = $1 and c.kind in ('late', 'duplicate')
       and (c.amount_fen is distinct from f.amount_fen or c.order_number is distinct from f.order_number)`,
  ),
  invariant(
    'INV-10.end',
    '结案的异常单有结案时间，没结案的没有',
    'A case that has ended has the time, any other has none',
    `select c.kind || ' ' || c.ref as ref, c.state || ', ended ' || coalesce(c.resolved_at::text, 'never') as detail
     from money_case c
     where c.merchant_id = $1 and (c.state in ('resolved', 'waived')) <> (c.resolved_at is not null)`,
    'look',
    'entries',
  ),
  invariant(
    'INV-02.late',
    '迟到的付款都有一条异常单',
    'Late money has its case',
    `select o.order_number as ref, o.state as detail from orders o
     where o.merchant_id = $1 and o.paid_late and not exists (select 1 from money_case c
       where c.merchant_id = $1 and c.kind = 'late' and c.order_number = o.order_number)`,
  ),
]
