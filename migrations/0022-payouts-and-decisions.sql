-- Money that leaves a channel for the merchant's bank, from the bill of movements; and of a decision that takes two,
-- what the first of them asked for.

-- payout: to the bank, which is an account of its own; payout_return: it came back.
alter table ledger_entry drop constraint ledger_entry_kind_check;
alter table ledger_entry add constraint ledger_entry_kind_check check (kind in
  ('payment', 'duplicate', 'refund', 'return', 'fee', 'fee_return', 'found', 'release', 'payout', 'payout_return'));
-- Of a bill of movements these lines are kept; gateway_trade_no is the movement's own number.
alter table bill_line drop constraint bill_line_entry_check;
alter table bill_line add constraint bill_line_entry_check check (entry in
  ('payment', 'refund', 'fee', 'payout', 'other'));
create index bill_line_payout on bill_line (merchant_id, channel_id, gateway_trade_no) where entry = 'payout';

-- What whoever is named in waive_asked_by asked for. What was asked before nobody knows, so both speak again.
alter table money_case add column waive_asked_for text check (waive_asked_for in ('waive', 'same', 'returned'));
select set_config('keytill.program', 'reseal', true);
update money_case set waive_asked_by = null;
select set_config('keytill.program', 'on', true);
alter table money_case add constraint money_case_asked_check
  check (waive_asked_by is null or waive_asked_for is not null);
