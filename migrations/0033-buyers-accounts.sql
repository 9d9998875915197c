-- Accounts of buyers: who they are, where they are signed in, and which orders are theirs. Orders themselves know
-- nothing of accounts, and their seals stay as they are.

create table customer (
  merchant_id integer not null references merchant,
  customer_id text not null,
  -- 11 digits
  phone text check (phone ~ '^1[0-9]{10}$'),
  email text check (email = lower(email)),
  -- whom Alipay says it is, by the user id of its sign-in under this merchant's app
  alipay_id text,
  -- argon2id, in PHC form; null: none was set
  password_hash text,
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null,
  signed_in_at timestamptz,
  primary key (merchant_id, customer_id),
  unique (merchant_id, phone),
  unique (merchant_id, email),
  unique (merchant_id, alipay_id),
  constraint customer_is_somebody check (num_nonnulls(phone, email, alipay_id) > 0)
);
create index customer_by_age on customer (merchant_id, created_at desc, customer_id);

-- A signed-in browser or program. Only the hash of what it holds is kept; real time, so that moving the demo's clock
-- signs nobody out.
create table customer_session (
  merchant_id integer not null,
  session_id text not null,
  customer_id text not null,
  token_hash bytea not null check (length(token_hash) = 32),
  kind text not null check (kind in ('browser', 'program')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  address text not null,
  user_agent text not null,
  primary key (merchant_id, session_id),
  unique (merchant_id, token_hash),
  foreign key (merchant_id, customer_id) references customer on delete cascade
);
create index customer_session_by_customer on customer_session (merchant_id, customer_id);

-- Addresses and browsers an account was signed in from: others' wrong passwords never lock these out.
create table customer_familiar (
  merchant_id integer not null,
  customer_id text not null,
  -- SHA-256 of the address or of the browser's device cookie
  mark bytea not null check (length(mark) = 32),
  seen_at timestamptz not null,
  primary key (merchant_id, customer_id, mark),
  foreign key (merchant_id, customer_id) references customer on delete cascade
);

-- An order is of one account or of none. `how` is what proved it: placed while signed in, the order's own token, or
-- a code sent to the order's phone or e-mail.
create table customer_order (
  merchant_id integer not null,
  order_number text not null,
  customer_id text not null,
  how text not null check (how in ('placed', 'token', 'phone', 'email')),
  at timestamptz not null,
  primary key (merchant_id, order_number),
  foreign key (merchant_id, order_number) references orders,
  foreign key (merchant_id, customer_id) references customer on delete cascade
);
create index customer_order_by_customer on customer_order (merchant_id, customer_id, order_number);
