// Invariants of money: what was paid, what went back, and what the ledger says of both.

import { invariant } from './audit-invariant.ts'

const facts = `(select order_number, count(*) filter (where verdict = 'accepted') as accepted,
     coalesce(sum(amount_fen) filter (where verdict = 'accepted'), 0) as paid,
     coalesce(sum(amount_fen) filter (where verdict = 'duplicate'), 0) as again
   from payment_fact where merchant_id = $1 group by order_number)`
const isPaid = `o.state in ('paid', 'refunded', 'part_refunded')`
const isOpenRefund = `r.state in ('awaiting', 'planned', 'processing', 'unknown')`

export const moneyInvariants = [
  invariant(
    'INV-02.sum',
    '订单的已付金额等于它被接受的到账之和',
    'What an order was paid is the sum of its accepted facts',
    `select o.order_number as ref, 'paid_fen ' || o.paid_fen || ', facts ' || coalesce(f.paid, 0) as detail
     from orders o left join ${facts} f using (order_number)
     where o.merchant_id = $1 and o.paid_fen <> coalesce(f.paid, 0)`,
  ),
  invariant(
    'INV-02.state',
    '已付的订单恰有一笔被接受的到账，未付的没有',
    'A paid order has exactly one accepted fact, any other has none',
    `select o.order_number as ref, o.state || ', accepted facts ' || coalesce(f.accepted, 0) as detail
     from orders o left join ${facts} f using (order_number)
     where o.merchant_id = $1 and coalesce(f.accepted, 0) <> case when ${isPaid} then 1 else 0 end`,
  ),
  invariant(
    'INV-02.words',
    '订单写着的付款时间和交易号就是那笔到账的',
    "An order's time of payment and trade number are its fact's",
    `select o.order_number as ref, 'says ' || coalesce(o.trade_no, 'nothing') || ', fact ' || f.gateway_trade_no as detail
     from orders o
     join payment_fact f on f.merchant_id = $1 and f.order_number = o.order_number and f.verdict = 'accepted'
     where o.merchant_id = $1 and (o.paid_at is distinct from f.paid_at
       or (f.channel_id <> 'free' and o.trade_no is distinct from f.gateway_trade_no))`,
  ),
  invariant(
    'INV-03.again',
    '重复到账的金额等于重复的到账之和',
    'Money that came again is the sum of the duplicate facts',
    `select o.order_number as ref, 'duplicate_fen ' || o.duplicate_fen || ', facts ' || coalesce(f.again, 0) as detail
     from orders o left join ${facts} f using (order_number)
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
     where f.merchant_id = $1 and (a.amount_fen <> f.amount_fen or a.state <> 'paid'
       or a.order_number <> f.order_number)`,
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
    'INV-04.payment',
    '每笔到账在账簿里有金额和科目相符的一条',
    'Every fact has its ledger entry, with its amount and accounts',
    `select f.channel_id || ':' || f.gateway_trade_no as ref,
       coalesce(e.debit || ' to ' || e.credit || ' ' || e.amount_fen, 'no entry') as detail
     from payment_fact f
     left join ledger_entry e on e.merchant_id = $1 and e.ref = f.channel_id || ':' || f.gateway_trade_no
       and e.kind = case f.verdict when 'accepted' then 'payment' else 'duplicate' end
     where f.merchant_id = $1 and f.amount_fen > 0
       and (e.ref is null or e.amount_fen <> f.amount_fen or e.debit <> 'clearing:' || f.channel_id
         or e.credit <> case f.verdict when 'accepted' then 'payable' else 'suspense' end
         or e.day <> (f.paid_at at time zone 'Asia/Shanghai')::date)`,
  ),
  invariant(
    'INV-04.refund',
    '每笔完成的退款在账簿里有金额和科目相符的一条',
    'Every refund that is done has its ledger entry, with its amount and accounts',
    `select r.refund_no as ref, coalesce(e.debit || ' to ' || e.credit || ' ' || e.amount_fen, 'no entry') as detail
     from refund r
     left join ledger_entry e on e.merchant_id = $1 and e.ref = r.refund_no
       and e.kind = case r.reason when 'duplicate' then 'return' else 'refund' end
     where r.merchant_id = $1 and r.state = 'done'
       and (e.ref is null or e.amount_fen <> r.amount_fen or e.credit <> 'clearing:' || r.channel_id
         or e.debit <> case r.reason when 'duplicate' then 'suspense' else 'payable' end)`,
  ),
  invariant(
    'INV-04.cause',
    '账簿里没有无来由的分录',
    'No ledger entry is without a cause',
    `select e.kind || ' ' || e.ref as ref, 'nothing it could come from' as detail
     from ledger_entry e
     left join payment_fact f on f.merchant_id = $1 and e.kind in ('payment', 'duplicate')
       and f.channel_id || ':' || f.gateway_trade_no = e.ref
     left join refund r on r.merchant_id = $1 and e.kind in ('refund', 'return') and r.refund_no = e.ref
       and r.state = 'done'
     where e.merchant_id = $1 and e.kind in ('payment', 'duplicate', 'refund', 'return')
       and f.gateway_trade_no is null and r.refund_no is null`,
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
    'INV-10.case',
    '在办的异常单有一笔在途的退款；以退款结案的，退款已完成',
    'A case under way has a refund under way; one that ended with a refund has one that is done',
    `select c.kind || ' ' || c.ref as ref, c.state || '/' || c.reason || ', refund ' || coalesce(r.state, 'none') as detail
     from money_case c
     left join refund r on r.merchant_id = $1 and r.refund_no = c.refund_no
     where c.merchant_id = $1 and c.kind in ('late', 'duplicate')
       and ((c.state = 'acting' and (r.state is null or not ${isOpenRefund}))
         or (c.state = 'resolved' and c.reason = 'refunded' and r.state is distinct from 'done')
         or (c.state = 'resolved' and c.reason = 'delivered' and r.state = 'done'))`,
  ),
  invariant(
    'INV-13.balanced',
    '对平的日子没有悬着的差异',
    'A day that balanced has no difference left open',
    `select d.channel_id || ' ' || d.day || ' ' || d.kind as ref, d.state || ' ' || d.ref as detail
     from bill_difference d
     join reconciliation c on c.merchant_id = $1 and c.channel_id = d.channel_id and c.day = d.day
     where d.merchant_id = $1 and c.state = 'balanced' and d.state in ('waiting', 'case')`,
    'reconcile',
  ),
  invariant(
    'INV-13.matched',
    '对过账的账单里，每笔付款都有到账或一条差异',
    'Of a bill that was compared, every payment has a fact or a difference',
    `select b.channel_id || ' ' || b.day || '#' || b.line_no as ref, 'payment ' || b.gateway_trade_no as detail
     from bill_line b
     join reconciliation c on c.merchant_id = $1 and c.channel_id = b.channel_id and c.day = b.day
       and c.state in ('balanced', 'different')
     where b.merchant_id = $1 and b.kind = 'trade' and b.entry = 'payment'
       and not exists (select 1 from payment_fact f where f.merchant_id = $1
         and f.channel_id = b.channel_id and f.gateway_trade_no = b.gateway_trade_no)
       and not exists (select 1 from bill_difference d where d.merchant_id = $1
         and d.channel_id = b.channel_id and position(b.gateway_trade_no in d.ref) > 0)
       and not exists (select 1 from bill_difference d where d.merchant_id = $1
         and d.channel_id = b.channel_id and b.out_trade_no is not null
         and position(b.out_trade_no in d.ref) > 0)`,
    'reconcile',
  ),
]
