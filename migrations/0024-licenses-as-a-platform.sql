-- What a plan decides of its licences beside days and devices, and what becomes of a licence after it was sold.

-- Rows that bear no right seal are remembered: a new column asks for new seals, and must not cover up an edit.
create temporary table unsealed_before on commit drop as
select 'license' as of_table, t.license_id as id from license t where t.row_seal is null
  or t.row_seal <> sha256(convert_to(replace(t::text, '"\\x' || encode(t.row_seal, 'hex') || '"', ''), 'UTF8'))
union all
select 'plan', t.product_id || '/' || t.plan_id from plan t where t.row_seal is null
  or t.row_seal <> sha256(convert_to(replace(t::text, '"\\x' || encode(t.row_seal, 'hex') || '"', ''), 'UTF8'));

alter table plan
  drop constraint plan_fulfilment_kind_check,
  add constraint plan_fulfilment_kind_check check (fulfilment_kind in ('license', 'card', 'content')),
  -- only what differs from a plain plan, as core/license-terms.ts reads it
  add column terms jsonb not null default '{}' check (jsonb_typeof(terms) = 'object');
alter table license
  -- the plan's, as they were sold
  add column terms jsonb not null default '{}' check (jsonb_typeof(terms) = 'object'),
  -- days that begin to count at the first activation; null: they are counted already, or it never ends
  add column awaiting_days integer check (awaiting_days between 1 and 36500),
  -- after a transfer; null: who bought it
  add column owner_name text,
  add column owner_phone text,
  add column transferred_at timestamptz,
  -- a batch made for a reseller, in place of an order
  alter column order_number drop not null,
  alter column line_no drop not null,
  alter column seq drop not null,
  add column batch_id text,
  add column batch_seq integer,
  drop constraint license_check1,
  add constraint license_within_limit
    check (devices_used >= 0 and (devices_used <= max_devices or terms @> '{"mayExceed": true}')),
  add constraint license_awaits_its_end check (awaiting_days is null or valid_until is null),
  add constraint license_of_an_order_or_a_batch check ((order_number is null) <> (batch_id is null)
    and num_nulls(order_number, line_no, seq) in (0, 3) and num_nulls(batch_id, batch_seq) in (0, 2)),
  add constraint license_owner_is_known check (num_nulls(owner_name, owner_phone, transferred_at) in (0, 3));
create index license_of_owner on license (merchant_id, owner_phone) where owner_phone is not null;
create table license_batch (
  merchant_id integer not null references merchant,
  -- of whoever makes it: the same batch asked for again is the same batch
  batch_id text not null check (batch_id ~ '^[0-9A-Za-z_-]{1,64}$'),
  product_id text not null,
  plan_id text not null,
  note text not null,
  quantity integer not null check (quantity between 1 and 10000),
  made_at timestamptz not null,
  primary key (merchant_id, batch_id)
);
create index license_batch_newest on license_batch (merchant_id, made_at desc, batch_id);
alter table license
  add constraint license_of_batch foreign key (merchant_id, batch_id) references license_batch,
  add constraint license_batch_unit unique (merchant_id, batch_id, batch_seq);

select set_config('keytill.program', 'reseal', true);
update license set key_masked = key_masked;
update plan set price_fen = price_fen;
select set_config('keytill.program', 'off', true);
update license set row_seal = '\x00' where license_id in (select id from unsealed_before where of_table = 'license');
update plan set row_seal = '\x00'
where product_id || '/' || plan_id in (select id from unsealed_before where of_table = 'plan');
select set_config('keytill.program', 'on', true);

-- What a line buys that is not a plain new licence, frozen with it. A line without a row here is plain.
create table line_terms (
  merchant_id integer not null,
  order_number text not null,
  line_no integer not null,
  terms jsonb not null,
  act text not null check (act in ('new', 'renew', 'upgrade')),
  -- the licence it is bought for
  license_id text,
  -- of an upgrade: from which plan, and what was taken off its price for the time that was left
  from_plan_id text,
  credit_fen bigint not null default 0 check (credit_fen >= 0),
  -- what that licence was before; null: nothing was delivered yet
  before jsonb,
  -- when its money had gone back, and the licence became again what it was
  undone_at timestamptz,
  row_seal bytea,
  primary key (merchant_id, order_number, line_no),
  foreign key (merchant_id, order_number, line_no) references order_line,
  foreign key (merchant_id, license_id) references license,
  constraint line_terms_of_a_license check ((act = 'new') = (license_id is null)),
  constraint line_terms_of_an_upgrade check ((act = 'upgrade') = (from_plan_id is not null)),
  check (undone_at is null or before is not null)
);
create index line_terms_of_license on line_terms (merchant_id, license_id) where license_id is not null;
create trigger line_terms_seal before insert or update on line_terms for each row execute function seal_row();

alter table device
  -- names it in addresses and to other programs; opens nothing
  add column device_id uuid not null default gen_random_uuid(),
  -- keyed hashes of its parts by name; null: none were told
  add column components jsonb,
  -- a floating seat is free for others after this; null: the seat is bound until it is freed
  add column lease_until timestamptz;
create unique index device_by_id on device (merchant_id, device_id);

-- A device that has had a product's trial, by the keyed hash of its fingerprint.
create table trial_use (
  merchant_id integer not null,
  product_id text not null,
  mark bytea not null check (length(mark) = 32),
  license_id text not null,
  at timestamptz not null,
  primary key (merchant_id, product_id, mark),
  foreign key (merchant_id, license_id) references license
);

-- What happened to a licence, why and by whom.
create table license_event (
  merchant_id integer not null,
  license_id text not null,
  event_no bigint not null generated by default as identity,
  at timestamptz not null,
  kind text not null,
  by_kind text not null check (by_kind in ('program', 'buyer', 'operator', 'money', 'clock')),
  -- the operator, or the order whose money did it
  by_name text,
  reason text not null default '',
  details jsonb not null default '{}',
  primary key (merchant_id, license_id, event_no),
  foreign key (merchant_id, license_id) references license
);
-- An end is told of once.
create unique index license_event_of_an_end on license_event (merchant_id, license_id, kind, (details ->> 'until'))
  where by_kind = 'clock';
create index license_ending on license (merchant_id, valid_until) where state = 'active' and valid_until is not null;

create function license_event_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.merchant_id, 'license.' || new.kind,
    (select order_number from license l where l.merchant_id = new.merchant_id and l.license_id = new.license_id),
    new.license_id || ' ' || new.event_no);
  return null;
end
$$;
-- Activated and revoked are told of by the tables they happen in.
create trigger license_event_tell after insert on license_event for each row
  when (new.kind not in ('activated', 'revoked')) execute function license_event_tell();

-- What every buyer of a plan of content reads, and the files they fetch.
create table plan_content (
  merchant_id integer not null,
  product_id text not null,
  plan_id text not null,
  text_sealed text not null,
  primary key (merchant_id, product_id, plan_id),
  foreign key (merchant_id, product_id, plan_id) references plan on delete cascade
);
create table plan_file (
  merchant_id integer not null,
  product_id text not null,
  plan_id text not null,
  file_id text not null,
  name text not null,
  bytes bytea not null check (length(bytes) between 1 and 10485760),
  added_at timestamptz not null,
  primary key (merchant_id, product_id, plan_id, file_id),
  foreign key (merchant_id, product_id, plan_id) references plan on delete cascade
);
