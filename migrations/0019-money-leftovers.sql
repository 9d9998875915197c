-- What was left of "money is never lost": money confirmed by hand lies on an account of its own until its gateway
-- knows of it, late money that is held is nobody's until a person decides, bills of movements are compared, sales of
-- others on the same account are one remark a day, and cases, confirmations and lines of orders show an edit.

-- found: money confirmed by hand turned out to be at its gateway, or to be what seemed to have come twice.
-- release: late money that was held is the merchant's after all.
alter table ledger_entry drop constraint ledger_entry_kind_check;
alter table ledger_entry add constraint ledger_entry_kind_check check (kind in
  ('payment', 'duplicate', 'refund', 'return', 'fee', 'fee_return', 'found', 'release'));

-- Who confirmed money is asked for by the gateway's number too.
create index manual_confirmation_by_reference on manual_confirmation (merchant_id, channel_id, reference)
  where state = 'applied';

select set_config('keytill.program', 'reseal', true);
alter table ledger_entry disable trigger ledger_entry_append_only;
update ledger_entry e set debit = 'clearing:manual'
from payment_fact f
join manual_confirmation m on m.merchant_id = f.merchant_id and m.channel_id = f.channel_id
  and m.reference = f.gateway_trade_no and m.state = 'applied'
where f.verdict = 'accepted' and e.merchant_id = f.merchant_id and e.kind = 'payment'
  and e.ref = f.channel_id || ':' || f.gateway_trade_no;
insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
select g.merchant_id, 'found', g.channel_id || ':' || g.gateway_trade_no, 'clearing:' || g.channel_id,
  'clearing:manual', g.amount_fen, g.order_number, (g.paid_at at time zone 'Asia/Shanghai')::date, app_now()
from manual_confirmation m
join payment_fact g on g.merchant_id = m.merchant_id and g.order_number = m.order_number
where m.state = 'applied' and (g.verdict = 'confirmed'
  or (g.verdict = 'accepted' and g.channel_id = m.channel_id and g.gateway_trade_no = m.reference
    and exists (select from fact_witness w where w.merchant_id = g.merchant_id and w.channel_id = g.channel_id
      and w.gateway_trade_no = g.gateway_trade_no and w.witness <> 'manual')));
-- Late money that is held now, and what went back of it.
update ledger_entry e set credit = 'suspense'
from money_case c
where c.kind = 'late' and c.state = 'open' and c.reason in ('held', 'sold_out', 'gone_back')
  and e.merchant_id = c.merchant_id and e.kind = 'payment' and e.ref = c.ref;
update ledger_entry e set debit = 'suspense'
from refund r
join ledger_entry p on p.merchant_id = r.merchant_id and p.kind = 'payment' and p.credit = 'suspense'
  and p.ref = r.channel_id || ':' || r.gateway_trade_no
where r.state = 'done' and e.merchant_id = r.merchant_id and e.kind = 'refund' and e.ref = r.refund_no;
alter table ledger_entry enable trigger ledger_entry_append_only;
select set_config('keytill.program', 'on', true);

-- Notices that are still to be applied, of which there are few.
create index notice_unapplied on notice (merchant_id, received_at) where state = 'retry';

-- What the lines of a bill add up to by what they are; null: it was read before this column was there.
alter table bill_file add column sums jsonb;
-- Why the day's bill of movements could not be compared; null: it was, or there was nothing to compare.
alter table reconciliation add column funds_trouble text;
alter table bill_difference drop constraint bill_difference_kind_check;
alter table bill_difference add constraint bill_difference_kind_check check (kind in
  ('unknown_payment', 'missing_payment', 'amount', 'unknown_refund', 'missing_refund', 'refund_amount', 'totals',
    'foreign_sale', 'funds'));

-- Seals of what decides about money without being money.
alter table money_case add column row_seal bytea;
alter table manual_confirmation add column row_seal bytea;
alter table order_line add column row_seal bytea;
create trigger money_case_seal before insert or update on money_case for each row execute function seal_row();
create trigger manual_confirmation_seal before insert or update on manual_confirmation
  for each row execute function seal_row();
create trigger order_line_seal before insert or update on order_line for each row execute function seal_row();
select set_config('keytill.program', 'reseal', true);
update money_case set note = note;
update manual_confirmation set evidence = evidence;
update order_line set quantity = quantity;
select set_config('keytill.program', 'on', true);
