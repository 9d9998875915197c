-- What the console needs of licences and of figures.

-- Keys that were replaced: whoever still has one is told that it was taken back, not that it never was.
create table license_former_key (
  merchant_id integer not null,
  key_hash bytea not null check (length(key_hash) = 32),
  license_id text not null,
  key_masked text not null,
  replaced_at timestamptz not null,
  primary key (merchant_id, key_hash),
  foreign key (merchant_id, license_id) references license
);
create index license_former_key_by_license on license_former_key (merchant_id, license_id);
create index license_newest on license (merchant_id, valid_from desc, license_id desc);
create index device_by_fingerprint on device (merchant_id, fingerprint);

-- Figures leave out the orders of a practice account (demo, sandbox) once a shop sells for real.
create index refund_by_settled on refund (merchant_id, settled_at) where state = 'done';
create index attempt_for_practice on attempt (merchant_id, order_number)
  where channel_id like '%-demo' or channel_id like '%-sandbox';
