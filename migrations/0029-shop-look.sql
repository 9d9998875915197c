-- What a unit of a plan costs from so many units on, [{"from": 10, "priceFen": 800}] by rising numbers; and how a
-- merchant's shop looks to its buyers.

-- Plans that bear no right seal are remembered: a new column asks for new seals, and must not cover up an edit.
create temporary table unsealed_plan on commit drop as
select t.merchant_id, t.product_id, t.plan_id from plan t where t.row_seal is null
  or t.row_seal <> sha256(convert_to(replace(t::text, '"\\x' || encode(t.row_seal, 'hex') || '"', ''), 'UTF8'));

alter table plan
  add column price_tiers jsonb not null default '[]' check (jsonb_typeof(price_tiers) = 'array');

select set_config('keytill.program', 'reseal', true);
update plan set price_fen = price_fen;
select set_config('keytill.program', 'off', true);
update plan p set row_seal = '\x00' from unsealed_plan u
where p.merchant_id = u.merchant_id and p.product_id = u.product_id and p.plan_id = u.plan_id;
select set_config('keytill.program', 'on', true);

create table shop_look (
  merchant_id integer primary key references merchant,
  -- rrggbb as it was chosen; what is shown of it is corrected for contrast. Null: Keytill's own
  accent text check (accent ~ '^[0-9a-f]{6}$'),
  logo_hash text,
  -- {"zh", "en"}, or null for none, and the last day it is shown
  announcement jsonb,
  announce_until date,
  -- what stands below every page: the company, its numbers, its links
  footer jsonb not null default '{}',
  foreign key (merchant_id, logo_hash) references product_image
);
