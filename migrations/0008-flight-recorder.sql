-- What the console knows of an order: every word exchanged with a gateway about it, what a person confirmed by
-- hand, and the ways orders are looked for.

-- A call to a gateway and its answer, as they went over the wire, without what is secret. Kept for 90 days.
create table gateway_call (
  merchant_id integer not null references merchant,
  call_id uuid not null default gen_random_uuid(),
  at timestamptz not null,
  channel_id text not null,
  verb text not null check (verb in ('open', 'query', 'close', 'refund', 'query-refund')),
  out_trade_no text not null,
  refund_no text,
  ms integer not null check (ms >= 0),
  outcome text not null,
  request text not null,
  answer text not null,
  -- the gateway's own number of the call, where it gives one
  request_id text,
  primary key (merchant_id, call_id)
);
create index gateway_call_by_number on gateway_call (merchant_id, out_trade_no, at);
create index gateway_call_past on gateway_call (at);

-- Money a person has seen with their own eyes, with the evidence. Above the limit a second person agrees first.
create table manual_confirmation (
  merchant_id integer not null,
  confirmation_id text not null,
  order_number text not null,
  channel_id text not null,
  out_trade_no text not null,
  -- the gateway's trade number, or the merchant's own word for this money; the fact is named by it
  reference text not null,
  amount_fen bigint not null check (amount_fen > 0),
  paid_at timestamptz not null,
  evidence text not null check (evidence <> ''),
  state text not null check (state in ('awaiting', 'applied', 'rejected')),
  asked_by text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (merchant_id, confirmation_id),
  foreign key (merchant_id, order_number) references orders,
  foreign key (merchant_id, channel_id, out_trade_no) references attempt,
  check (decided_by is null or decided_by <> asked_by or state = 'rejected'),
  check ((decided_by is null) = (decided_at is null))
);
create index manual_confirmation_by_order on manual_confirmation (merchant_id, order_number);
create unique index manual_confirmation_one_awaiting on manual_confirmation (merchant_id, order_number)
  where state = 'awaiting';

-- Lists by time, and searches by the beginning of whatever a person has at hand. The operator class makes
-- prefixes ranges in every collation.
create index orders_by_time on orders (merchant_id, created_at, order_number);
create index orders_for_tests on orders (merchant_id, created_at, order_number) where is_test;
create index orders_by_payment on orders (merchant_id, paid_at) where paid_at is not null;
create index orders_by_number on orders (merchant_id, order_number text_pattern_ops);
create index orders_by_phone on orders (merchant_id, phone text_pattern_ops);
create index orders_by_phone_end on orders (merchant_id, right(phone, 4));
create index orders_by_email on orders (merchant_id, lower(email) text_pattern_ops) where email is not null;
create index orders_by_contact on orders (merchant_id, contact_person text_pattern_ops);
create index attempt_by_number on attempt (merchant_id, out_trade_no text_pattern_ops);
create index payment_fact_by_trade on payment_fact (merchant_id, gateway_trade_no text_pattern_ops);
create index payment_fact_by_order on payment_fact (merchant_id, order_number);
create index license_by_start on license (merchant_id, key_masked text_pattern_ops);
