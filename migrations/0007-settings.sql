-- What the console saves of the configuration, by the names of the environment variables. Every value is
-- sealed, whether it is a secret or not. An environment variable of the same name wins.

create table saved_setting (
  merchant_id integer not null references merchant,
  name text not null check (name ~ '^[A-Z][A-Z0-9_]{2,40}$'),
  value_sealed text not null,
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (merchant_id, name)
);

-- Counts the saves, so that every process sees that something was saved.
create table saved_settings_version (
  merchant_id integer primary key references merchant,
  version bigint not null default 0
);
insert into saved_settings_version (merchant_id) select merchant_id from merchant;

-- A payment a merchant makes to see that paying works: 0.01, marked, never revenue, never in the shop.
alter table product add column is_test boolean not null default false;
alter table orders add column is_test boolean not null default false;
insert into product (merchant_id, product_id, name, on_sale, is_test)
  select merchant_id, 'payment-test', '{"zh": "支付测试", "en": "Payment test"}', false, true from merchant;
insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, valid_days, max_devices, on_sale)
  select merchant_id, 'payment-test', 'one', '{"zh": "一分钱", "en": "One fen"}', 1, 'license', 1, 1, false from merchant;
