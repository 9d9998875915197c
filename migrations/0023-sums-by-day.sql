-- What the overview says of a day that is long over, kept so that a year of days is not added up at each look.

-- A kept day is right as long as nothing of it moved that `seen` did not see (day_moved). What is asked of it is
-- asked of the same cluster: elsewhere transactions have other numbers, and after a restore a day is added up anew.
create table day_sum (
  merchant_id integer not null references merchant,
  -- Asia/Shanghai
  day date not null,
  -- whether practice accounts count too
  practice boolean not null,
  sums jsonb not null,
  seen pg_snapshot not null,
  cluster bigint not null,
  kept_at timestamptz not null,
  primary key (merchant_id, day)
);

-- One row for each transaction in which something of an old day moved: nobody waits for another here, and what
-- is written of today, by every payment, leaves no row.
create table day_moved (
  merchant_id integer not null references merchant,
  day date not null,
  by_transaction xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  primary key (merchant_id, day, by_transaction)
);

-- By the real clock, whatever the shop's says: a day is kept two days after it ended, so whoever begins to write
-- before that and does not say so here would have to write for a whole day.
create function note_moved_days(merchant integer, variadic moments timestamptz[]) returns void language sql as $$
  insert into day_moved (merchant_id, day)
  select distinct merchant, (moment at time zone 'Asia/Shanghai')::date
  from unnest(moments) as moment where moment < now() - interval '1 day'
  on conflict do nothing
$$;

create function orders_moved_day() returns trigger language plpgsql as $$
begin
  perform note_moved_days(new.merchant_id, old.created_at, old.paid_at, new.created_at, new.paid_at);
  return null;
end
$$;
create trigger orders_moved_day after update on orders for each row
  when (least(old.created_at, old.paid_at, new.created_at, new.paid_at) < now() - interval '1 day')
  execute function orders_moved_day();
create trigger orders_moved_day_at_once after insert on orders for each row
  when (least(new.created_at, new.paid_at) < now() - interval '1 day') execute function orders_moved_day();

-- How far an order came is told on the day it was placed; and an attempt says whether it was practice.
create function order_part_moved_day() returns trigger language plpgsql as $$
begin
  perform note_moved_days(o.merchant_id, o.created_at, o.paid_at)
  from orders o
  where o.merchant_id = new.merchant_id and o.order_number in (new.order_number, old.order_number)
    and least(o.created_at, o.paid_at) < now() - interval '1 day';
  return null;
end
$$;
create trigger attempt_moved_day after insert on attempt for each row execute function order_part_moved_day();
create trigger attempt_moved_day_again after update on attempt for each row
  when (old.order_number <> new.order_number or old.channel_id <> new.channel_id)
  execute function order_part_moved_day();
create trigger charge_moved_day after insert or update on code_charge for each row
  when (new.answer = 'refused') execute function order_part_moved_day();
-- What is delivered at once comes with a change of its order, which has said so.
create trigger fulfilment_moved_day after update on fulfilment for each row
  when (old.state <> new.state) execute function order_part_moved_day();
create trigger fulfilment_moved_day_at_once after insert on fulfilment for each row
  when (new.state = 'owed') execute function order_part_moved_day();

-- Money goes back on a day of its own.
create function refund_moved_day() returns trigger language plpgsql as $$
begin
  perform note_moved_days(o.merchant_id, o.created_at,
    old.returned_at, old.settled_at, new.returned_at, new.settled_at)
  from orders o where o.merchant_id = new.merchant_id and o.order_number = new.order_number;
  return null;
end
$$;
create trigger refund_moved_day after insert or update on refund for each row
  when (new.state in ('done', 'failed')) execute function refund_moved_day();

create index refund_by_return on refund (merchant_id, (coalesce(returned_at, settled_at))) where state = 'done';
