-- Which account at a gateway stands behind a channel, for ever: another account opens a channel of its own, so
-- that nothing begun with one account is ever asked for at another.
create table channel_account (
  merchant_id integer not null references merchant,
  channel_id text not null,
  gateway text not null,
  sandbox boolean not null,
  -- the app id at Alipay, the merchant number at WeChat Pay; no secret
  account text not null,
  since timestamptz not null,
  primary key (merchant_id, channel_id),
  unique (merchant_id, gateway, sandbox, account)
);

-- A gateway's own word for money a person had confirmed by hand before: the same payment, told again under the
-- gateway's number. It moves no money.
alter table payment_fact drop constraint payment_fact_verdict_check;
alter table payment_fact add constraint payment_fact_verdict_check
  check (verdict in ('accepted', 'duplicate', 'confirmed'));
create unique index payment_fact_confirmed_once on payment_fact (merchant_id, order_number)
  where verdict = 'confirmed';
