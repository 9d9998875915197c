-- The shop's first tables: catalogue, orders, payments, goods, jobs. Every key begins with merchant_id, so
-- that merchants can later be spread over several databases. Money is bigint fen. States are words.

create table merchant (
  merchant_id integer primary key,
  name text not null,
  -- hosts, beside the shop's own, an order's return_url may lead to
  return_hosts text[] not null default '{}',
  created_at timestamptz not null default now()
);
insert into merchant (merchant_id, name) values (1, 'Keytill');

-- One row: how far demo mode and tests have moved the clock.
create table clock_offset (
  only_row boolean primary key default true check (only_row),
  ms bigint not null default 0 check (ms >= 0)
);
insert into clock_offset default values;

-- The clock of every rule about money and time. Real time but for demo mode and tests.
create function app_now() returns timestamptz language sql stable as $$
  select now() + (select ms from clock_offset) * interval '1 millisecond'
$$;

-- Proves at start that SECRET_KEY is the one this database was written with.
create table secret_check (
  only_row boolean primary key default true check (only_row),
  sealed text not null
);

-- Ed25519 keys that sign licence files and the licensing API's answers. Old ones stay for verifying.
create table signing_key (
  kid text primary key,
  public_key bytea not null check (length(public_key) = 32),
  private_sealed text not null,
  valid_from timestamptz not null,
  valid_until timestamptz
);

create table product (
  merchant_id integer not null references merchant,
  product_id text not null,
  name jsonb not null,
  description jsonb not null default '{}',
  on_sale boolean not null default true,
  position integer not null default 0,
  primary key (merchant_id, product_id)
);

create table plan (
  merchant_id integer not null,
  product_id text not null,
  plan_id text not null,
  name jsonb not null,
  price_fen bigint not null check (price_fen between 0 and 10000000000),
  fulfilment_kind text not null check (fulfilment_kind in ('license')),
  valid_days integer check (valid_days between 1 and 36500),
  max_devices integer not null check (max_devices between 1 and 100000),
  on_sale boolean not null default true,
  position integer not null default 0,
  primary key (merchant_id, product_id, plan_id),
  foreign key (merchant_id, product_id) references product
);

create table orders (
  merchant_id integer not null references merchant,
  order_number text not null check (order_number ~ '^[0-9A-Za-z]{16,32}$'),
  state text not null check (state in ('waiting', 'closing', 'paid', 'cancelled', 'expired', 'refunded', 'part_refunded')),
  -- what a closing order becomes once every gateway has confirmed
  closing_to text check (closing_to in ('cancelled', 'expired')),
  due_fen bigint not null check (due_fen between 0 and 10000000000),
  contact_person text not null,
  phone text not null,
  email text,
  return_url text,
  client_address text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  closed_at timestamptz,
  -- the paid columns: written by db/payments.ts and nobody else
  paid_fen bigint not null default 0 check (paid_fen >= 0),
  paid_at timestamptz,
  paid_late boolean not null default false,
  pay_type text,
  trade_no text,
  -- money that came again after the order was paid; it waits in a case
  duplicate_fen bigint not null default 0 check (duplicate_fen >= 0),
  version integer not null default 1,
  primary key (merchant_id, order_number),
  check ((state in ('paid', 'refunded', 'part_refunded')) = (paid_at is not null)),
  check (paid_at is null or paid_fen = due_fen),
  check ((state = 'closing') <= (closing_to is not null))
);
create index orders_open_by_phone on orders (merchant_id, phone) where state in ('waiting', 'closing');
create index orders_open_by_address on orders (merchant_id, client_address) where state in ('waiting', 'closing');

create table order_line (
  merchant_id integer not null,
  order_number text not null,
  line_no integer not null check (line_no between 1 and 20),
  -- everything the delivery needs, frozen when the order was placed
  product_id text not null,
  plan_id text not null,
  name jsonb not null,
  quantity integer not null check (quantity between 1 and 100),
  unit_fen bigint not null check (unit_fen >= 0),
  amount_fen bigint not null check (amount_fen = unit_fen * quantity),
  fulfilment_kind text not null,
  valid_days integer,
  max_devices integer not null,
  primary key (merchant_id, order_number, line_no),
  unique (merchant_id, order_number, product_id, plan_id),
  foreign key (merchant_id, order_number) references orders
);

create table idempotency_key (
  merchant_id integer not null,
  phone text not null,
  key text not null,
  body_hash bytea not null,
  order_number text not null,
  created_at timestamptz not null,
  primary key (merchant_id, phone, key)
);

-- One number at one gateway account, with everything the gateway was told frozen.
create table attempt (
  merchant_id integer not null,
  channel_id text not null,
  out_trade_no text not null,
  order_number text not null,
  state text not null check (state in ('open', 'closed', 'paid')),
  -- what the gateway last said of it
  seen text not null default 'nothing' check (seen in ('nothing', 'absent', 'waiting', 'closed', 'paid')),
  amount_fen bigint not null check (amount_fen >= 0),
  subject text not null,
  gateway_expires_at timestamptz not null,
  qr_code text,
  gateway_trade_no text,
  created_at timestamptz not null,
  -- when the gateway was last asked, or told us by itself
  news_at timestamptz,
  -- when the buyer's browser first brought back a rightly signed return
  returned_at timestamptz,
  primary key (merchant_id, channel_id, out_trade_no),
  foreign key (merchant_id, order_number) references orders
);
create index attempt_by_order on attempt (merchant_id, order_number);
-- An order has at most one number open at a channel.
create unique index attempt_one_open on attempt (merchant_id, order_number, channel_id) where state = 'open';

-- Money a gateway affirmed, once, for ever.
create table payment_fact (
  merchant_id integer not null,
  channel_id text not null,
  gateway_trade_no text not null,
  out_trade_no text not null,
  order_number text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  paid_at timestamptz not null,
  verdict text not null check (verdict in ('accepted', 'duplicate')),
  recorded_at timestamptz not null,
  primary key (merchant_id, channel_id, gateway_trade_no),
  foreign key (merchant_id, channel_id, out_trade_no) references attempt
);
-- An order is settled by at most one fact.
create unique index payment_fact_accepted_once on payment_fact (merchant_id, order_number) where verdict = 'accepted';

-- Who told us of a fact.
create table fact_witness (
  merchant_id integer not null,
  channel_id text not null,
  gateway_trade_no text not null,
  witness text not null check (witness in ('notice', 'query', 'bill', 'manual', 'internal')),
  seen_at timestamptz not null,
  primary key (merchant_id, channel_id, gateway_trade_no, witness),
  foreign key (merchant_id, channel_id, gateway_trade_no) references payment_fact
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;
create trigger payment_fact_append_only before update or delete on payment_fact for each row execute function refuse_change();
create trigger fact_witness_append_only before update or delete on fact_witness for each row execute function refuse_change();

-- The inbox: each piece of rightly signed news, with its bytes.
create table notice (
  merchant_id integer not null,
  channel_id text not null,
  news_id text not null,
  out_trade_no text not null,
  state text not null check (state in ('applied', 'quiet', 'refused', 'retry')),
  body bytea not null,
  content_type text not null,
  sender_address text not null,
  received_at timestamptz not null,
  primary key (merchant_id, channel_id, news_id)
);
create index notice_by_number on notice (merchant_id, channel_id, out_trade_no);

-- Forged and unreadable notices leave one counted row a day and reason, nothing else.
create table notice_refusal (
  merchant_id integer not null,
  channel_id text not null,
  verdict text not null check (verdict in ('forged', 'unreadable')),
  day date not null,
  count bigint not null,
  last_reason text not null,
  last_sender_address text not null,
  last_at timestamptz not null,
  primary key (merchant_id, channel_id, verdict, day)
);

-- Money that is not simply an order's: late, twice, or not as it should be. A person or a policy decides.
create table money_case (
  merchant_id integer not null,
  kind text not null check (kind in ('late', 'duplicate', 'mismatch')),
  -- what it is about; the same trouble opens one case however often it is told
  ref text not null,
  reason text not null,
  order_number text,
  channel_id text not null,
  out_trade_no text not null,
  gateway_trade_no text,
  amount_fen bigint,
  state text not null check (state in ('open', 'resolved')),
  opened_at timestamptz not null,
  resolved_at timestamptz,
  primary key (merchant_id, kind, ref)
);
create index money_case_by_order on money_case (merchant_id, order_number);

create table fulfilment (
  merchant_id integer not null,
  order_number text not null,
  line_no integer not null,
  seq integer not null check (seq between 1 and 100),
  kind text not null,
  state text not null check (state in ('done', 'revoked')),
  done_at timestamptz not null,
  primary key (merchant_id, order_number, line_no, seq),
  foreign key (merchant_id, order_number, line_no) references order_line
);

create table license (
  merchant_id integer not null,
  license_id text not null,
  order_number text not null,
  line_no integer not null,
  seq integer not null,
  key_hash bytea not null check (length(key_hash) = 32),
  key_sealed text not null,
  key_masked text not null,
  product_id text not null,
  plan_id text not null,
  state text not null check (state in ('active', 'suspended', 'revoked')),
  valid_from timestamptz not null,
  -- null: for ever
  valid_until timestamptz check (valid_until > valid_from),
  max_devices integer not null check (max_devices >= 1),
  devices_used integer not null default 0 check (devices_used between 0 and max_devices),
  primary key (merchant_id, license_id),
  unique (merchant_id, key_hash),
  unique (merchant_id, order_number, line_no, seq),
  foreign key (merchant_id, order_number, line_no, seq) references fulfilment
);

create table device (
  merchant_id integer not null,
  license_id text not null,
  fingerprint text not null,
  name text,
  activated_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (merchant_id, license_id, fingerprint),
  foreign key (merchant_id, license_id) references license
);

-- What must happen later. A job is named by its kind and what it is about, so it exists once.
create table job (
  merchant_id integer not null,
  kind text not null,
  ref text not null,
  run_at timestamptz not null,
  tries integer not null default 0,
  -- a worker holds the job until lease_until (real time); lease_no fences a worker that woke up late
  lease_no bigint not null default 0,
  lease_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  primary key (merchant_id, kind, ref)
);
create index job_due on job (run_at);

-- Generic cell rate limit: tat is the theoretical arrival time of the next allowed call.
create table rate_limit (
  merchant_id integer not null,
  bucket text not null,
  tat timestamptz not null,
  primary key (merchant_id, bucket)
);
create index rate_limit_past on rate_limit (tat);
