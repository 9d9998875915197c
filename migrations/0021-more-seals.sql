-- Seals of what was delivered, of what is sold at which price and of what is taken off it, and what earlier audits saw
-- of the ledger.

alter table license add column row_seal bytea;
alter table card add column row_seal bytea;
alter table fulfilment add column row_seal bytea;
alter table refund_line add column row_seal bytea;
alter table plan add column row_seal bytea;
alter table coupon add column row_seal bytea;
alter table coupon_code add column row_seal bytea;
alter table coupon_use add column row_seal bytea;
create trigger license_seal before insert or update on license for each row execute function seal_row();
create trigger card_seal before insert or update on card for each row execute function seal_row();
create trigger fulfilment_seal before insert or update on fulfilment for each row execute function seal_row();
create trigger refund_line_seal before insert or update on refund_line for each row execute function seal_row();
create trigger plan_seal before insert or update on plan for each row execute function seal_row();
create trigger coupon_seal before insert or update on coupon for each row execute function seal_row();
create trigger coupon_code_seal before insert or update on coupon_code for each row execute function seal_row();
create trigger coupon_use_seal before insert or update on coupon_use for each row execute function seal_row();
-- Rows that were there before are taken for what they are.
select set_config('keytill.program', 'reseal', true);
update license set key_masked = key_masked;
update card set batch = batch;
update fulfilment set kind = kind;
update refund_line set line_no = line_no;
update plan set price_fen = price_fen;
update coupon set note = note;
update coupon_code set code = code;
update coupon_use set phone = phone;
select set_config('keytill.program', 'on', true);

-- How many entries were recorded in an hour that is over, and a hash of their seals: an order that is deleted with all
-- that belongs to it leaves no trace but this. Whoever gives entries another seal empties this table.
create table ledger_hour (
  merchant_id integer not null references merchant,
  hour timestamptz not null,
  entries integer not null check (entries > 0),
  hash bytea not null,
  primary key (merchant_id, hour)
);
