-- Cards a restored database may have handed out after its backup are held until a person says which are still unsold.

alter table card
  drop constraint card_state_check,
  drop constraint card_free_or_of_a_unit,
  add constraint card_state_check check (state in ('free', 'held', 'delivered', 'void')),
  add constraint card_free_or_of_a_unit check ((state in ('free', 'held')) = (order_number is null)
    and num_nulls(order_number, line_no, seq) in (0, 3));
create index card_held on card (merchant_id, product_id, plan_id, imported_at, card_hash) where state = 'held';

-- Money that came for an order in another amount than was asked can be given back: when it came, and who told of it.
alter table money_case
  add column paid_at timestamptz,
  add column witness text check (witness in ('notice', 'query', 'bill', 'manual', 'internal'));
select set_config('keytill.program', 'reseal', true);
update money_case set note = note;
select set_config('keytill.program', 'on', true);

-- A charge at the counter whose answer to the undoing was lost: the gateway is asked before its money is believed.
alter table code_charge add column undo_asked_at timestamptz;
