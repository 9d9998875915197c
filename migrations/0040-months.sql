-- Calls to gateways are kept by month: what is past its time goes a month at a time, with one command instead of a
-- delete for every row and a vacuum behind it (decision 0015).

-- Makes the months of a table that are missing, from this one to `ahead` months on, and says how many it made. A month
-- of which rows lie in the default partition already stays there. `key` is the column the months go by.
create function make_months(of_table text, key text, ahead integer) returns integer language plpgsql as $$
declare
  this_month timestamp := date_trunc('month', app_now() at time zone 'UTC');
  begins timestamptz;
  ends timestamptz;
  part text;
  is_begun boolean;
  made integer := 0;
begin
  for further in 0..ahead loop
    begins := (this_month + further * interval '1 month') at time zone 'UTC';
    ends := (this_month + (further + 1) * interval '1 month') at time zone 'UTC';
    part := of_table || to_char(begins at time zone 'UTC', '"_"YYYY"_"MM');
    continue when to_regclass(part) is not null;
    execute format('select exists (select from %I where %I >= %L and %I < %L)',
      of_table || '_other', key, begins, key, ends) into is_begun;
    continue when is_begun;
    -- Made aside and then put in, so that whoever writes into another month need not wait.
    execute format('create table %I (like %I including all)', part, of_table);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', of_table, part, begins, ends);
    made := made + 1;
  end loop;
  return made;
end $$;

-- Drops the months of a table that ended by `until`, and says how many those were.
create function drop_months(of_table text, until timestamptz) returns integer language plpgsql as $$
declare
  part text;
  dropped integer := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = of_table::regclass
      and (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)$'))[1]::timestamptz <= until
    order by c.relname
  loop
    execute format('drop table %I', part);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- The table as it is becomes the default partition, so that no row is moved: it takes what has no month of its own, and
-- is emptied row by row as before.
alter table gateway_call rename to gateway_call_other;
alter table gateway_call_other drop constraint gateway_call_pkey,
  add constraint gateway_call_other_pkey primary key (merchant_id, call_id, at);
alter index gateway_call_by_number rename to gateway_call_other_by_number;
alter index gateway_call_past rename to gateway_call_other_past;

create table gateway_call (like gateway_call_other including defaults including constraints)
  partition by range (at);
alter table gateway_call add constraint gateway_call_pkey primary key (merchant_id, call_id, at),
  add constraint gateway_call_merchant_id_fkey foreign key (merchant_id) references merchant;
create index gateway_call_by_number on gateway_call (merchant_id, out_trade_no, at);
create index gateway_call_past on gateway_call (at);

-- Read through once for this, the rows need not be read again for each month that is put in beside them.
do $$
begin
  execute format('alter table gateway_call_other add constraint before_the_months check (at < %L)',
    greatest((select max(at) from gateway_call_other), app_now()) + interval '1 microsecond');
end $$;
alter table gateway_call attach partition gateway_call_other default;
-- Half a year: when the program puts in the next one, the rows of today have gone from the default partition, which
-- has to be looked through for it.
select make_months('gateway_call', 'at', 6);
alter table gateway_call_other drop constraint before_the_months;
