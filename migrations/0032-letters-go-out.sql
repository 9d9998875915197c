-- Letters go out: which ways are open, what became of each try, and the moments a buyer is told of. The database
-- itself writes a letter, in the transaction of what it tells of, whoever wrote that.

-- Kept by the program as its settings say. Where no way is open nothing is written, so that one that is opened later
-- sends nothing of before.
create table letter_way (
  merchant_id integer not null references merchant,
  way text not null check (way in ('mail', 'sms')),
  -- the kinds it may carry
  kinds text[] not null,
  -- since when every letter it should carry has been written
  open_since timestamptz not null,
  primary key (merchant_id, way)
);

create table letter_try (
  merchant_id integer not null,
  letter_id text not null,
  try_no integer not null check (try_no >= 1),
  at timestamptz not null,
  ms integer not null check (ms >= 0),
  -- unknown: nobody said whether it was taken; it is tried again
  outcome text not null check (outcome in ('sent', 'refused', 'unknown')),
  -- to whom, as pages show it
  recipient text not null,
  -- what the other side said, shortened
  note text not null,
  primary key (merchant_id, letter_id, try_no),
  foreign key (merchant_id, letter_id) references letter on delete cascade
);
create unique index letter_try_sent_once on letter_try (merchant_id, letter_id) where outcome = 'sent';

-- The language an order was placed in, where it is not Chinese.
create table order_language (
  merchant_id integer not null,
  order_number text not null,
  lang text not null check (lang = 'en'),
  primary key (merchant_id, order_number)
);

create function letter_planned() returns trigger language plpgsql as $$
begin
  insert into job (merchant_id, kind, ref, run_at, created_at)
  values (new.merchant_id, 'send-letter', new.letter_id, app_now(), app_now())
  on conflict do nothing;
  return null;
end
$$;
create trigger letter_planned after insert on letter for each row execute function letter_planned();

-- One letter to the buyer of an order, by mail where there is an address and the way is open, else to the phone. A
-- merchant's test payment has no buyer.
create function tell_buyer(of_merchant integer, told text, about_order text, about text) returns void
language plpgsql as $$
begin
  insert into letter (merchant_id, letter_id, kind, way, lang, order_number, ref, created_at, over_at)
  select of_merchant, told || '-' || about, told, w.way, coalesce(l.lang, 'zh'), about_order, about, app_now(),
    app_now() + interval '1 day'
  from orders o
  join letter_way w on w.merchant_id = of_merchant and told = any(w.kinds)
  left join order_language l on l.merchant_id = of_merchant and l.order_number = about_order
  where o.merchant_id = of_merchant and o.order_number = about_order and not o.is_test
    and (w.way = 'sms' or o.email is not null)
  order by w.way limit 1
  on conflict do nothing;
end
$$;

-- Once for all units that one statement delivers: what is still owed is told first, and the whole when it is there.
create function fulfilment_tell_buyer() returns trigger language plpgsql as $$
begin
  if not exists (select from letter_way) then return null; end if;
  if tg_op = 'INSERT' then
    perform tell_buyer(m.merchant_id, case when m.is_owed then 'owed' else 'delivered' end, m.order_number,
        m.order_number)
    from (select merchant_id, order_number, bool_or(state = 'owed') as is_owed from made
      where state in ('done', 'owed') group by merchant_id, order_number) m;
  else
    perform tell_buyer(m.merchant_id, 'delivered', m.order_number, m.order_number)
    from (select distinct made.merchant_id, made.order_number
      from made join before using (merchant_id, order_number, line_no, seq)
      where made.state = 'done' and before.state = 'owed') m
    where not exists (select from fulfilment f where f.merchant_id = m.merchant_id
      and f.order_number = m.order_number and f.state = 'owed');
  end if;
  return null;
end
$$;
create trigger fulfilment_tell_buyer after insert on fulfilment
  referencing new table as made for each statement execute function fulfilment_tell_buyer();
create trigger fulfilment_tell_buyer_late after update on fulfilment
  referencing old table as before new table as made for each statement execute function fulfilment_tell_buyer();

-- Of every way money went back, a second payment's included: the buyer looks for it on the same bank statement.
create function refund_tell_buyer() returns trigger language plpgsql as $$
begin
  perform tell_buyer(new.merchant_id, 'refunded', new.order_number, new.refund_no);
  return null;
end
$$;
create trigger refund_tell_buyer after update of state on refund for each row
  when (old.state is distinct from new.state and new.state = 'done') execute function refund_tell_buyer();
create trigger refund_tell_buyer_at_once after insert on refund for each row
  when (new.state = 'done') execute function refund_tell_buyer();
