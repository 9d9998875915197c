-- An order may be paid at more than one gateway, and gateways differ in how they sign.

-- A gateway may sign its notices by headers, so an inbox row keeps those its signature needs.
alter table notice add column headers jsonb not null default '{}';
update notice set headers = jsonb_build_object('content-type', content_type) where content_type <> '';
alter table notice alter column headers drop default, drop column content_type;

-- When the buyer last chose this attempt. Of an order's open attempts only the one chosen last is still wanted.
alter table attempt add column chosen_at timestamptz;
update attempt set chosen_at = created_at;
alter table attempt alter column chosen_at set not null;

-- Money on its way back to whoever paid it. Its number is told to the gateway and never changes, so asking again
-- moves nothing twice.
create table refund (
  merchant_id integer not null,
  refund_no text not null,
  -- why: money that came again after the order was paid
  reason text not null check (reason in ('duplicate')),
  order_number text not null,
  channel_id text not null,
  out_trade_no text not null,
  gateway_trade_no text not null,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null check (state in ('planned', 'processing', 'done', 'failed')),
  -- the gateway's last word where it did not simply do it
  trouble text,
  planned_at timestamptz not null,
  settled_at timestamptz,
  primary key (merchant_id, refund_no),
  foreign key (merchant_id, order_number) references orders,
  foreign key (merchant_id, channel_id, gateway_trade_no) references payment_fact,
  check ((state in ('done', 'failed')) = (settled_at is not null))
);
create index refund_by_order on refund (merchant_id, order_number);
-- A duplicate payment goes back once.
create unique index refund_duplicate_once on refund (merchant_id, channel_id, gateway_trade_no) where reason = 'duplicate';
