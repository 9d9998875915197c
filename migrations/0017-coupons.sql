-- Coupons: what a merchant takes off, the codes that stand for it, and the orders that used one. A use counts while
-- its order was paid or may still be: that follows from the order itself, so nothing is ever given back twice.

create table coupon (
  merchant_id integer not null references merchant,
  coupon_id text not null,
  -- for the merchant
  note text not null,
  -- an amount off, or a percentage off of at most so much
  off_fen bigint check (off_fen between 1 and 10000000000),
  off_percent integer check (off_percent between 1 and 99),
  cap_fen bigint check (cap_fen between 1 and 10000000000),
  -- what the products it is for must cost at least
  minimum_fen bigint not null check (minimum_fen between 0 and 10000000000),
  from_at timestamptz,
  until_at timestamptz,
  -- orders that may use each of its codes; null: any number
  uses_max integer check (uses_max between 1 and 10000),
  -- orders of one phone that may use any of its codes; null: any number
  phone_max integer check (phone_max between 1 and 10000),
  -- null: every product
  product_ids text[] check (cardinality(product_ids) between 1 and 100),
  is_on boolean not null default true,
  created_at timestamptz not null,
  primary key (merchant_id, coupon_id),
  constraint coupon_takes_off_one_way check (num_nonnulls(off_fen, off_percent) = 1),
  constraint coupon_cap_of_percent check (cap_fen is null or off_percent is not null),
  constraint coupon_period check (until_at > from_at)
);
create index coupon_newest on coupon (merchant_id, created_at, coupon_id);

create table coupon_code (
  merchant_id integer not null,
  code text not null check (code ~ '^[0-9A-Z]{4,24}$'),
  coupon_id text not null,
  primary key (merchant_id, code),
  foreign key (merchant_id, coupon_id) references coupon
);
create index coupon_code_by_coupon on coupon_code (merchant_id, coupon_id, code);

create table coupon_use (
  merchant_id integer not null,
  order_number text not null,
  code text not null,
  coupon_id text not null,
  -- the order's, so that a phone's uses are found
  phone text not null,
  -- what the order's lines cost less, together
  discount_fen bigint not null check (discount_fen >= 1),
  used_at timestamptz not null,
  -- an order has one coupon
  primary key (merchant_id, order_number),
  foreign key (merchant_id, order_number) references orders,
  foreign key (merchant_id, code) references coupon_code
);
create index coupon_use_by_code on coupon_use (merchant_id, code);
create index coupon_use_by_phone on coupon_use (merchant_id, coupon_id, phone);
create index coupon_use_newest on coupon_use (merchant_id, coupon_id, used_at, order_number);

-- A line costs its price less its share of the discount, so that whatever counts with what a line costs (the sum due,
-- refunds, bills) counts with what the buyer pays for it.
alter table order_line
  add column discount_fen bigint not null default 0 check (discount_fen >= 0),
  drop constraint order_line_check,
  add constraint order_line_check check (amount_fen = unit_fen * quantity - discount_fen and amount_fen >= 0);
create index order_line_discounted on order_line (merchant_id, order_number) include (discount_fen)
  where discount_fen > 0;
