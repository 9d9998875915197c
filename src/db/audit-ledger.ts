// Invariants of the ledger and of the gateways' bills: every movement is entered once, and every bill is accounted for.

import { invariant } from './audit-invariant.ts'

/** Lines of bills are forgotten after 400 days, their bytes never. */
const keptDay = (day: string) => `${day} > ((select app_now()) - interval '398 days')::date`

export const ledgerInvariants = [
  invariant(
    'INV-04.payment',
    '每笔到账在账簿里有金额和科目相符的一条',
    'Every fact has its ledger entry, with its amount and accounts',
    `select f.channel_id || ':' || f.gateway_trade_no as ref,
       coalesce(e.debit || ' to ' || e.credit || ' ' || e.amount_fen, 'no entry') as detail
     from payment_fact f
     left join ledger_entry e on e.merchant_id = $1 and e.ref = f.channel_id || ':' || f.gateway_trade_no
       and e.kind = case f.verdict when 'accepted' then 'payment' else 'duplicate' end
     where f.merchant_id = $1 and f.amount_fen > 0 and f.verdict <> 'confirmed'
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
       and (e.ref is null or e.amount_fen <> r.amount_fen
         or e.credit <> 'clearing:' || case when r.by_hand then 'manual' else r.channel_id end
         or e.debit <> case r.reason when 'duplicate' then 'suspense' else 'payable' end
         or e.day <> (coalesce(r.returned_at, r.settled_at) at time zone 'Asia/Shanghai')::date)`,
  ),
  invariant(
    'INV-04.cause',
    '账簿里没有无来由的分录',
    'No ledger entry is without a cause',
    `select e.kind || ' ' || e.ref as ref, 'nothing it could come from' as detail
     from ledger_entry e
     left join payment_fact f on f.merchant_id = $1 and e.kind in ('payment', 'duplicate')
       and f.channel_id = split_part(e.ref, ':', 1)
       and f.gateway_trade_no = substr(e.ref, strpos(e.ref, ':') + 1)
     left join refund r on r.merchant_id = $1 and e.kind in ('refund', 'return') and r.refund_no = e.ref
       and r.state = 'done'
     where e.merchant_id = $1 and e.kind in ('payment', 'duplicate', 'refund', 'return')
       and f.gateway_trade_no is null and r.refund_no is null`,
    'look',
    'entries',
  ),
  invariant(
    'INV-04.zero',
    '账簿全部科目之和为零，每笔分录两个科目不同、金额为正',
    'The ledger sums to zero: every entry moves a sum from one account to another',
    `select kind || ' ' || ref as ref, debit || ' to ' || credit || ' ' || amount_fen as detail
     from ledger_entry where merchant_id = $1 and (debit = credit or amount_fen <= 0)`,
    'look',
    'entries',
  ),
  invariant(
    'INV-04.clearing',
    '每个渠道的在途余额等于到账减退款减手续费',
    "A channel's balance is its facts less its refunds and fees",
    `select p.account as ref, 'ledger ' || p.fen || ', facts less refunds and fees ' || coalesce(b.fen, 0) as detail
     from (select account, sum(fen) as fen from (
         select debit as account, sum(amount_fen) as fen from ledger_entry
         where merchant_id = $1 and starts_with(debit, 'clearing:') group by 1
         union all
         select credit, -sum(amount_fen) from ledger_entry
         where merchant_id = $1 and starts_with(credit, 'clearing:') group by 1) posted
       group by account) p
     full join (select account, sum(fen) as fen from (
         select 'clearing:' || channel_id as account, sum(amount_fen) as fen from payment_fact
         where merchant_id = $1 and verdict <> 'confirmed' group by 1
         union all
         select 'clearing:' || case when by_hand then 'manual' else channel_id end, -sum(amount_fen)
         from refund
         where merchant_id = $1 and state = 'done' group by 1
         union all
         select case kind when 'fee' then credit else debit end,
           sum(case kind when 'fee' then -amount_fen else amount_fen end)
         from ledger_entry where merchant_id = $1 and kind in ('fee', 'fee_return') group by 1) moved
       group by account) b using (account)
     where coalesce(p.fen, 0) <> coalesce(b.fen, 0)`,
  ),
  invariant(
    'INV-04.suspense',
    '暂记余额等于还没退回的重复到账',
    'Suspense is what came twice and has not gone back',
    `select 'suspense' as ref, 'ledger ' || l.fen || ', second payments not returned ' || b.fen as detail
     from (select coalesce(sum(case 'suspense' when credit then amount_fen else -amount_fen end), 0)
         as fen from ledger_entry
       where merchant_id = $1 and 'suspense' in (debit, credit)) l,
       (select coalesce((select sum(amount_fen) from payment_fact
           where merchant_id = $1 and verdict = 'duplicate'), 0)
         - coalesce((select sum(amount_fen) from refund
           where merchant_id = $1 and reason = 'duplicate' and state = 'done'), 0) as fen) b
     where l.fen <> b.fen`,
  ),
  invariant(
    'INV-04.fee',
    '手续费分录只在手续费与渠道之间',
    'A fee moves between a channel and the account of fees',
    `select e.kind || ' ' || e.ref as ref, e.debit || ' to ' || e.credit as detail
     from ledger_entry e
     where e.merchant_id = $1 and e.kind in ('fee', 'fee_return')
       and (case e.kind when 'fee' then e.debit else e.credit end <> 'fee'
         or not starts_with(case e.kind when 'fee' then e.credit else e.debit end, 'clearing:'))`,
    'look',
    'entries',
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
    'entries',
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
    'entries',
  ),
  invariant(
    'INV-13.case',
    '要人处理的差异都有一条异常单',
    'A difference a person must decide has its case',
    `select d.channel_id || ' ' || d.day || ' ' || d.kind as ref, d.ref as detail
     from bill_difference d
     where d.merchant_id = $1 and d.state = 'case' and d.explanation ? 'case'
       and not exists (select 1 from money_case c where c.merchant_id = $1
         and c.kind = d.explanation->'case'->>'kind' and c.ref = d.explanation->'case'->>'ref')`,
    'look',
    'whole',
  ),
  invariant(
    'INV-13.lines',
    '采信的账单的每一行都在',
    'Of a bill that is believed, every line is kept',
    `select b.channel_id || ' ' || b.day as ref, 'lines ' || b.lines || ', kept ' || l.lines as detail
     from (select distinct on (channel_id, day) channel_id, day, lines, trouble
       from bill_file where merchant_id = $1 and kind = 'trade'
       order by channel_id, day, fetched_at desc) b
     cross join lateral (select count(*) as lines from bill_line l
       where l.merchant_id = $1 and l.channel_id = b.channel_id and l.day = b.day and l.kind = 'trade') l
     where b.trouble is null and b.lines <> l.lines and ${keptDay('b.day')}`,
    'reconcile',
    'entries',
  ),
  invariant(
    'INV-13.covered',
    '对平的日子里，每笔到账都在账单里或有一条差异',
    'Of a day that balanced, every fact is in a bill or has a difference',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, 'paid ' || c.day || ', in no bill' as detail
     from reconciliation c
     join payment_fact f on f.merchant_id = $1 and f.channel_id = c.channel_id
       and (f.paid_at at time zone 'Asia/Shanghai')::date = c.day and f.recorded_at < c.ran_at
     where c.merchant_id = $1 and c.state = 'balanced' and f.amount_fen > 0 and ${keptDay('c.day')}
       and not exists (select 1 from bill_line l where l.merchant_id = $1 and l.channel_id = f.channel_id
         and l.gateway_trade_no = f.gateway_trade_no and l.entry = 'payment')
       and not exists (select 1 from payment_fact t where t.merchant_id = $1 and f.verdict = 'accepted'
         and t.order_number = f.order_number and t.verdict = 'confirmed')
       and not exists (select 1 from bill_difference d where d.merchant_id = $1 and d.channel_id = c.channel_id
         and d.kind = 'missing_payment' and d.ref = f.gateway_trade_no)`,
    'reconcile',
    'entries',
  ),
]
