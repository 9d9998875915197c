-- One-time codes, and letters: what a buyer is told by mail or text message. A letter is written in the transaction
-- of what it tells of; sending it is a job's affair.

-- One for each purpose and recipient: a newer code puts the one before out of force.
create table one_time_code (
  merchant_id integer not null references merchant,
  purpose text not null check (purpose in ('look-up', 'sign-in', 'sign-up', 'reset')),
  -- keyed hashes: of the phone or address of mail, and of the code bound to it and to the purpose
  recipient bytea not null,
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > sent_at),
  tries_left integer not null check (tries_left between 0 and 3),
  taken_at timestamptz,
  primary key (merchant_id, purpose, recipient)
);
create index one_time_code_past on one_time_code (expires_at);

-- No foreign key to the order: a payment's statement writes it, and orders are never deleted.
create table letter (
  merchant_id integer not null,
  letter_id text not null,
  kind text not null check (kind in ('code', 'delivered', 'owed', 'refunded')),
  way text not null check (way in ('mail', 'sms')),
  lang text not null check (lang in ('zh', 'en')),
  order_number text,
  -- what it is about: an order's or a refund's number, a code's purpose
  ref text not null,
  -- of a code, to whom it goes and what it says, sealed; gone once it was sent or its time is over
  sealed text,
  created_at timestamptz not null,
  -- not sent any more after this
  over_at timestamptz not null check (over_at > created_at),
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  tries integer not null default 0 check (tries >= 0),
  ended_at timestamptz,
  primary key (merchant_id, letter_id),
  check ((state = 'pending') = (ended_at is null)),
  check (kind = 'code' or (sealed is null and order_number is not null)),
  check (state = 'pending' or sealed is null)
);
create index letter_by_order on letter (merchant_id, order_number);
create index letter_past on letter (created_at);
