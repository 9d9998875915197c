-- Payment at the counter: the cashier scans the code on the buyer's phone. The code itself is kept nowhere.

-- What is special about an attempt that was a charge by code. It stands from before the gateway hears of it.
create table code_charge (
  merchant_id integer not null,
  channel_id text not null,
  out_trade_no text not null,
  order_number text not null,
  -- who scanned
  asked_by text not null,
  asked_at timestamptz not null,
  -- what the gateway said to the charge itself; null: the call is under way, or whoever made it died over it
  answer text check (answer in ('paid', 'waiting', 'refused', 'unknown')),
  -- why not, in our word and in the gateway's own
  refused_why text check (refused_why in ('code', 'balance', 'buyer', 'shop', 'other')),
  refused_code text,
  primary key (merchant_id, channel_id, out_trade_no),
  foreign key (merchant_id, channel_id, out_trade_no) references attempt,
  check ((answer is not distinct from 'refused') = (refused_why is not null)),
  check ((refused_why is null) = (refused_code is null))
);
create index code_charge_by_order on code_charge (merchant_id, order_number);

-- Calls of the flight recorder: charging a code, and undoing that.
alter table gateway_call
  drop constraint gateway_call_verb_check,
  add constraint gateway_call_verb_check
    check (verb in ('open', 'query', 'close', 'charge', 'undo', 'refund', 'query-refund'));
