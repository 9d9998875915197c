// Invariants of the ledger and of the gateways' bills: every movement is entered once, and every bill is accounted for.

import { invariant } from './audit-invariant.ts'
import { bookedSince, statedClosings } from './day-sums.ts'
import { isForeign } from './reconcile.ts'

/** Somebody confirmed the money of this fact by hand before its gateway told of it. */
const byHand = (f: string) => `exists (select 1 from manual_confirmation m where m.merchant_id = $1
         and m.state = 'applied' and m.channel_id = ${f}.channel_id and m.reference = ${f}.gateway_trade_no)`
/** What was entered for a fact of money somebody confirmed by hand, once that money was found. */
const isFoundOf = (f: string) =>
  `e.merchant_id = $1 and e.kind = 'found' and e.ref = ${f}.channel_id || ':' || ${f}.gateway_trade_no`
/** Late money that is held was entered so, and what of it went back. */
const heldOf = (c: string) =>
  `ledger_entry p on p.merchant_id = $1 and p.kind = 'payment' and p.ref = ${c}.ref`
const backOf = (
  c: string,
) => `(select coalesce(sum(r.amount_fen), 0) from refund r where r.merchant_id = $1
         and r.order_number = ${c}.order_number and r.reason <> 'duplicate' and r.state = 'done'
         and exists (select 1 from ledger_entry b where b.merchant_id = $1 and b.kind = 'refund'
           and b.ref = r.refund_no and b.debit = 'suspense'))`

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
       and (e.ref is null or e.amount_fen <> f.amount_fen
         or e.debit <> case when ${byHand('f')} then 'clearing:manual' else 'clearing:' || f.channel_id end
         or e.credit <> case when f.verdict = 'accepted' and not (e.credit = 'suspense' and exists (
             select 1 from money_case c where c.merchant_id = $1 and c.kind = 'late' and c.ref = e.ref))
           then 'payable' else 'suspense' end
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
         or e.debit <> case when r.reason = 'duplicate' or (e.debit = 'suspense' and exists (
             select 1 from ledger_entry p where p.merchant_id = $1 and p.kind = 'payment'
               and p.ref = r.channel_id || ':' || r.gateway_trade_no and p.credit = 'suspense'))
           then 'suspense' else 'payable' end
         or e.day <> (coalesce(r.returned_at, r.settled_at) at time zone 'Asia/Shanghai')::date)`,
  ),
  invariant(
    'INV-04.cause',
    '账簿里没有无来由的分录',
    'No ledger entry is without a cause',
    `select e.kind || ' ' || e.ref as ref, 'nothing it could come from' as detail
     from ledger_entry e
     left join payment_fact f on f.merchant_id = $1 and e.kind in ('payment', 'duplicate', 'found', 'release')
       and f.channel_id = split_part(e.ref, ':', 1)
       and f.gateway_trade_no = substr(e.ref, strpos(e.ref, ':') + 1)
     left join refund r on r.merchant_id = $1 and e.kind in ('refund', 'return') and r.refund_no = e.ref
       and r.state = 'done'
     where e.merchant_id = $1 and e.kind not in ('fee', 'fee_return')
       and f.gateway_trade_no is null and r.refund_no is null
       and not (e.kind in ('payout', 'payout_return') and exists (select 1 from bill_line l
         where l.merchant_id = $1 and l.entry = 'payout' and l.channel_id = split_part(e.ref, ':', 1)
           and l.gateway_trade_no = substr(e.ref, strpos(e.ref, ':') + 1)))`,
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
    '每个渠道的在途余额等于到账减退款、手续费和提现',
    "A channel's balance is its facts less its refunds, fees and payouts",
    `select p.account as ref, 'ledger ' || p.fen || ', facts less refunds, fees and payouts ' || coalesce(b.fen, 0) as detail
     from (select account, sum(fen) as fen from (
         select debit as account, sum(amount_fen) as fen from ledger_entry
         where merchant_id = $1 and starts_with(debit, 'clearing:') group by 1
         union all
         select credit, -sum(amount_fen) from ledger_entry
         where merchant_id = $1 and starts_with(credit, 'clearing:') group by 1) posted
       group by account) p
     full join (select account, sum(fen) as fen from (
         select case when ${byHand('f')} then 'clearing:manual' else 'clearing:' || channel_id end as account,
           sum(amount_fen) as fen
         from payment_fact f where merchant_id = $1 and verdict <> 'confirmed' group by 1
         union all
         select credit, -sum(amount_fen) from ledger_entry where merchant_id = $1 and kind = 'found' group by 1
         union all
         select debit, sum(amount_fen) from ledger_entry
         where merchant_id = $1 and kind = 'found' and debit <> 'suspense' group by 1
         union all
         select 'clearing:' || case when by_hand then 'manual' else channel_id end, -sum(amount_fen)
         from refund
         where merchant_id = $1 and state = 'done' group by 1
         union all
         select case when kind in ('fee', 'payout') then credit else debit end,
           sum(case when kind in ('fee', 'payout') then -amount_fen else amount_fen end)
         from ledger_entry
         where merchant_id = $1 and kind in ('fee', 'fee_return', 'payout', 'payout_return') group by 1) moved
       group by account) b using (account)
     where coalesce(p.fen, 0) <> coalesce(b.fen, 0)`,
  ),
  invariant(
    'INV-04.suspense',
    '暂记余额等于还没退回的重复到账，加上还没决定的迟到付款',
    'Suspense is what came twice and has not gone back, and late money nobody has decided about',
    `select 'suspense' as ref, 'ledger ' || l.fen || ', second payments not returned and late money held ' || b.fen as detail
     from (select coalesce(sum(case 'suspense' when credit then amount_fen else -amount_fen end), 0)
         as fen from ledger_entry
       where merchant_id = $1 and 'suspense' in (debit, credit)) l,
       (select coalesce((select sum(amount_fen) from payment_fact
           where merchant_id = $1 and verdict = 'duplicate'), 0)
         - coalesce((select sum(amount_fen) from refund
           where merchant_id = $1 and reason = 'duplicate' and state = 'done'), 0)
         - coalesce((select sum(amount_fen) from money_case
           where merchant_id = $1 and kind = 'duplicate' and reason = 'same_money'), 0)
         + coalesce((select sum(p.amount_fen - ${backOf('c')}) from money_case c join ${heldOf('c')}
           where c.merchant_id = $1 and c.kind = 'late' and c.state in ('open', 'acting')
             and p.credit = 'suspense'), 0) as fen) b
     where l.fen <> b.fen`,
  ),
  invariant(
    'INV-04.held',
    '迟到的付款在有人决定之前记在暂记，决定之后不再有',
    'Late money that is held stays in suspense until a person decides, and not longer',
    `select c.kind || ' ' || c.ref as ref,
       c.state || '/' || c.reason || ', entered as ' || p.credit || ', released ' || coalesce(x.amount_fen, 0) as detail
     from money_case c
     join ${heldOf('c')}
     left join ledger_entry x on x.merchant_id = $1 and x.kind = 'release' and x.ref = c.ref
     where c.merchant_id = $1 and c.kind = 'late' and case p.credit
       when 'suspense' then case when c.state in ('open', 'acting') then x.ref is not null
         else p.amount_fen - ${backOf('c')} <> coalesce(x.amount_fen, 0) end
       else x.ref is not null or (c.state = 'open' and c.reason in ('held', 'sold_out', 'gone_back')) end`,
  ),
  invariant(
    'INV-04.found',
    '手工确认的款项，渠道告知之后就记到渠道名下；认作同一笔的不再是重复到账',
    'Money confirmed by hand that its gateway told of is entered as being there; what is the same money came once',
    `select f.channel_id || ':' || f.gateway_trade_no as ref,
       f.verdict || ', ' || coalesce(e.debit || ' from ' || e.credit || ' ' || e.amount_fen, 'no entry') as detail
     from payment_fact f
     left join ledger_entry e on ${isFoundOf('f')}
     left join money_case c on c.merchant_id = $1 and c.kind = 'duplicate' and c.reason = 'same_money'
       and f.verdict = 'duplicate' and c.ref = f.channel_id || ':' || f.gateway_trade_no
     where f.merchant_id = $1 and f.amount_fen > 0 and (e.ref is not null or c.ref is not null
         or f.verdict = 'confirmed' or (f.verdict = 'accepted' and ${byHand('f')}))
       and case
         when e.ref is null then f.verdict <> 'accepted' or exists (select 1 from fact_witness w
           where w.merchant_id = $1 and w.channel_id = f.channel_id and w.gateway_trade_no = f.gateway_trade_no
             and w.witness <> 'manual')
         else e.amount_fen <> f.amount_fen or e.credit <> 'clearing:manual'
           or e.debit <> case when c.ref is null then 'clearing:' || f.channel_id else 'suspense' end
           or not (c.ref is not null or f.verdict = 'confirmed' or (f.verdict = 'accepted' and ${byHand('f')})) end`,
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
    'INV-04.payout',
    '资金账单里的每笔提现在账簿里有金额和科目相符的一条',
    'Every payout in a bill of movements has its ledger entry, with its amount and accounts',
    `select l.channel_id || ':' || l.gateway_trade_no as ref,
       coalesce(e.debit || ' to ' || e.credit || ' ' || e.amount_fen, 'no entry') as detail
     from bill_line l
     left join ledger_entry e on e.merchant_id = $1 and e.ref = l.channel_id || ':' || l.gateway_trade_no
       and e.kind = case when l.amount_fen > 0 then 'payout' else 'payout_return' end
     where l.merchant_id = $1 and l.entry = 'payout' and l.gateway_trade_no is not null and l.amount_fen <> 0
       and (e.ref is null or e.amount_fen <> abs(l.amount_fen)
         or case when l.amount_fen > 0 then e.debit else e.credit end <> 'bank'
         or case when l.amount_fen > 0 then e.credit else e.debit end <> 'clearing:' || l.channel_id
         or e.day <> (l.at at time zone 'Asia/Shanghai')::date)`,
    'look',
    'whole',
  ),
  invariant(
    'INV-13.closing',
    '资金账单写明的余额接得上之前的余额和之后的收支，接不上的日子有一条差异',
    'A balance a bill states follows from the one before and what moved since, or its day has a difference',
    `select s.channel_id || ' ' || s.day as ref, 'stated ' || s.stated_fen || ', expected ' || s.moved_fen as detail
     from (${statedClosings('true')}) s
     join reconciliation c on c.merchant_id = $1 and c.channel_id = s.channel_id and c.day = s.day
       and c.state in ('balanced', 'different') and c.ran_at >= s.fetched_at
     where s.stated_fen <> s.moved_fen and s.stated_fen <> s.before_fen + s.other_fen + ${bookedSince('s')}
       and not exists (select 1 from bill_difference d where d.merchant_id = $1 and d.channel_id = s.channel_id
         and d.kind = 'funds' and d.ref = s.day || ':closing')`,
    'reconcile',
    'whole',
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
  // The offset keeps the few lines without a fact apart, or the other looks would be taken for each line of the bill.
  invariant(
    'INV-13.matched',
    '对过账的账单里，每笔付款都有到账或一条差异',
    'Of a bill that was compared, every payment has a fact or a difference',
    `select b.channel_id || ' ' || b.day || '#' || b.line_no as ref, 'payment ' || b.gateway_trade_no as detail
     from (select l.* from bill_line l
       join reconciliation c on c.merchant_id = $1 and c.channel_id = l.channel_id and c.day = l.day
         and c.state in ('balanced', 'different')
       left join payment_fact f on f.merchant_id = $1 and f.channel_id = l.channel_id
         and f.gateway_trade_no = l.gateway_trade_no
       where l.merchant_id = $1 and l.kind = 'trade' and l.entry = 'payment' and f.gateway_trade_no is null
       offset 0) b
     where not exists (select 1 from bill_difference d where d.merchant_id = $1
         and d.channel_id = b.channel_id and position(b.gateway_trade_no in d.ref) > 0)
       and not exists (select 1 from bill_difference d where d.merchant_id = $1
         and d.channel_id = b.channel_id and b.out_trade_no is not null
         and position(b.out_trade_no in d.ref) > 0)
       and not (${isForeign('b')} and exists (select 1 from bill_difference d where d.merchant_id = $1
         and d.channel_id = b.channel_id and d.day = b.day and d.kind = 'foreign_sale'))`,
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
     where b.trouble is null and b.lines <> l.lines`,
    'reconcile',
    'entries',
  ),
  invariant(
    'INV-13.covered',
    '对平的日子里，每笔到账都在账单里或有一条差异',
    'Of a day that balanced, every fact is in a bill or has a difference',
    `select e.ref, 'paid ' || c.day || ', in no bill' as detail
     from reconciliation c
     join ledger_entry e on e.merchant_id = $1 and e.day = c.day and e.kind in ('payment', 'duplicate', 'found')
       and e.debit = 'clearing:' || c.channel_id and e.recorded_at < c.ran_at
     where c.merchant_id = $1 and c.state = 'balanced' and e.amount_fen > 0
       and not exists (select 1 from bill_line l where l.merchant_id = $1 and l.channel_id = c.channel_id
         and l.gateway_trade_no = substr(e.ref, length(c.channel_id) + 2) and l.entry = 'payment')
       and not exists (select 1 from bill_difference d where d.merchant_id = $1 and d.channel_id = c.channel_id
         and d.kind = 'missing_payment' and d.ref = substr(e.ref, length(c.channel_id) + 2))`,
    'reconcile',
    'entries',
  ),
]
