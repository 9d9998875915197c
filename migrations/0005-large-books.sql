-- What lets the audit and the comparison with bills keep up with large books.

-- An audit of the latest moves finds them without reading everything. Block ranges follow the order in which rows
-- are written, cost next to nothing when they are, and name the few blocks that can have moved.

create index orders_moved on orders using brin (merchant_id, greatest(created_at, paid_at, closed_at))
  with (pages_per_range = 16, autosummarize = on);
create index attempt_moved on attempt using brin (merchant_id, greatest(created_at, news_at))
  with (pages_per_range = 16, autosummarize = on);
create index refund_moved on refund using brin (merchant_id, greatest(planned_at, decided_at, settled_at))
  with (pages_per_range = 16, autosummarize = on);
create index money_case_moved on money_case using brin (merchant_id, greatest(opened_at, resolved_at))
  with (pages_per_range = 16, autosummarize = on);
create index payment_fact_recorded on payment_fact using brin (merchant_id, recorded_at)
  with (pages_per_range = 16, autosummarize = on);
create index fulfilment_done on fulfilment using brin (merchant_id, done_at)
  with (pages_per_range = 16, autosummarize = on);
create index ledger_entry_recorded on ledger_entry using brin (merchant_id, recorded_at)
  with (pages_per_range = 16, autosummarize = on);
create index notice_received on notice using brin (merchant_id, received_at)
  with (pages_per_range = 16, autosummarize = on);
create index idempotency_key_created on idempotency_key using brin (merchant_id, created_at)
  with (pages_per_range = 16, autosummarize = on);

-- Of an order's facts the accepted one has its index already.
create index payment_fact_duplicate on payment_fact (merchant_id, order_number) where verdict = 'duplicate';

-- A bill is the witness of a million facts at once, so that they are there is looked up for the statement, not for
-- each row with a lock on the fact: facts are never deleted. The subselect keeps it a look-up by key in a plan that
-- was made for another number of rows.
create function refuse_unknown_fact() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from told
    where (select f.gateway_trade_no from payment_fact f
      where f.merchant_id = told.merchant_id and f.channel_id = told.channel_id
        and f.gateway_trade_no = told.gateway_trade_no) is null)
  then
    raise exception 'a witness of a fact that is not there' using errcode = 'foreign_key_violation';
  end if;
  return null;
end
$$;
create trigger fact_witness_of_fact after insert on fact_witness referencing new table as told
  for each statement execute function refuse_unknown_fact();
alter table fact_witness drop constraint fact_witness_merchant_id_channel_id_gateway_trade_no_fkey;
