-- Who gets the money is changed by two owners, where there are two: what the first one saved waits here, sealed, one
-- for each gateway, until another owner agrees. What was decided leaves the table; the audit log keeps it.
create table payee_ask (
  merchant_id integer not null references merchant,
  gateway text not null check (gateway in ('alipay', 'wechat')),
  ask_id text not null,
  -- where the money would go: the number of the account, which whoever agrees types
  account text not null check (account <> ''),
  changes_sealed text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  primary key (merchant_id, gateway)
);
