-- Webhooks: a merchant's own servers are told what happened in the shop. A message is written by the database
-- itself, in the transaction of what it tells of, whoever wrote that; sending it is a job's affair.

create table webhook_endpoint (
  merchant_id integer not null references merchant,
  endpoint_id text not null,
  url text not null,
  name text not null,
  -- the types it wants to hear of
  events text[] not null check (cardinality(events) > 0),
  -- paused by a person; gone: it answered 410; failing: nothing got through for days; removed: kept for its messages
  state text not null default 'active' check (state in ('active', 'paused', 'gone', 'failing', 'removed')),
  -- since when every event it wants has a message
  complete_since timestamptz not null,
  secret_sealed text not null,
  -- signs beside the new one until then
  previous_sealed text,
  previous_until timestamptz,
  created_at timestamptz not null,
  succeeded_at timestamptz,
  -- the first failure since the last success
  failing_since timestamptz,
  primary key (merchant_id, endpoint_id),
  check ((previous_sealed is null) = (previous_until is null))
);

-- No foreign key to the endpoint: each payment would lock its row. Endpoints are never deleted.
create table webhook_message (
  merchant_id integer not null,
  message_id text not null default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  endpoint_id text not null,
  -- four of an endpoint's messages go out side by side: each slot is one line of them
  slot integer not null generated always as (get_byte(decode(right(message_id, 2), 'hex'), 0) & 3) stored,
  type text not null,
  order_number text,
  -- what it is about: an order's, refund's or license's number, a case's kind and reference
  ref text not null,
  created_at timestamptz not null,
  -- the bytes as they were sent first; every later try sends the same
  body text,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  -- tries since it was made or sent again by hand, and tries in all
  tries integer not null default 0,
  tries_in_all integer not null default 0,
  by_hand boolean not null default false,
  due_at timestamptz not null,
  -- the first time it got through
  delivered_at timestamptz,
  primary key (merchant_id, message_id),
  check (state <> 'delivered' or delivered_at is not null),
  check (tries_in_all >= tries),
  check (tries_in_all = 0 or body is not null)
);
create index webhook_message_undelivered on webhook_message (merchant_id, endpoint_id, state, slot, due_at)
  where state <> 'delivered';
create index webhook_message_newest on webhook_message (merchant_id, created_at, message_id);
create index webhook_message_by_order on webhook_message (merchant_id, order_number);
create index webhook_message_past on webhook_message (created_at);

create table webhook_try (
  merchant_id integer not null,
  message_id text not null,
  try_no integer not null check (try_no >= 1),
  at timestamptz not null,
  url text not null,
  by_hand boolean not null,
  ms integer not null check (ms >= 0),
  outcome text not null check (outcome in ('delivered', 'refused', 'unreachable', 'blocked')),
  status integer,
  -- the beginning of what was answered
  answer text not null,
  error text,
  primary key (merchant_id, message_id, try_no),
  foreign key (merchant_id, message_id) references webhook_message on delete cascade
);
-- A message is delivered once, unless a person sends it again.
create unique index webhook_try_delivered_once on webhook_try (merchant_id, message_id)
  where outcome = 'delivered' and not by_hand;

-- One message for each endpoint that wants to hear of it. A merchant's test payment is nobody's affair.
create function tell_webhooks(of_merchant integer, told text, about_order text, about text) returns void
language plpgsql as $$
begin
  insert into webhook_message (merchant_id, endpoint_id, type, order_number, ref, created_at, due_at)
  select of_merchant, e.endpoint_id, told, about_order, about, app_now(), app_now()
  from webhook_endpoint e
  where e.merchant_id = of_merchant and e.state = 'active' and told = any(e.events)
    and not exists (select from orders o
      where o.merchant_id = of_merchant and o.order_number = about_order and o.is_test);
end
$$;

create function orders_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.merchant_id,
    case when new.paid_at is not null then 'order.paid' else 'order.' || new.state end,
    new.order_number, new.order_number);
  return null;
end
$$;
create trigger orders_tell after update of state on orders for each row
  when (old.state is distinct from new.state
    and ((old.paid_at is null and new.paid_at is not null) or new.state in ('expired', 'cancelled')))
  execute function orders_tell();

-- Once for all units that one statement delivers.
create function fulfilment_tell() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform tell_webhooks(m.merchant_id, 'order.delivered', m.order_number, m.order_number)
    from (select distinct merchant_id, order_number from made where state = 'done') m;
  else
    perform tell_webhooks(m.merchant_id, 'order.delivered', m.order_number, m.order_number)
    from (select distinct made.merchant_id, made.order_number
      from made join before using (merchant_id, order_number, line_no, seq)
      where made.state = 'done' and before.state not in ('done', 'revoked')) m;
  end if;
  return null;
end
$$;
create trigger fulfilment_tell after insert on fulfilment
  referencing new table as made for each statement execute function fulfilment_tell();
create trigger fulfilment_tell_late after update on fulfilment
  referencing old table as before new table as made for each statement execute function fulfilment_tell();

-- A second payment that goes back is no refund of the order.
create function refund_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.merchant_id, case new.state when 'done' then 'order.refunded' else 'refund.failed' end,
    new.order_number, new.refund_no);
  return null;
end
$$;
create trigger refund_tell after update of state on refund for each row
  when (old.state is distinct from new.state
    and ((new.state = 'done' and new.reason <> 'duplicate') or new.state = 'failed'))
  execute function refund_tell();
create trigger refund_tell_at_once after insert on refund for each row
  when ((new.state = 'done' and new.reason <> 'duplicate') or new.state = 'failed')
  execute function refund_tell();

create function money_case_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.merchant_id, 'case.opened', new.order_number, new.kind || ' ' || new.ref);
  return null;
end
$$;
create trigger money_case_tell after insert on money_case for each row
  when (new.state in ('open', 'acting')) execute function money_case_tell();
create trigger money_case_tell_again after update of state on money_case for each row
  when (new.state in ('open', 'acting') and old.state in ('resolved', 'waived')) execute function money_case_tell();

create function license_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.merchant_id, 'license.revoked', new.order_number, new.license_id);
  return null;
end
$$;
create trigger license_tell after update of state on license for each row
  when (new.state = 'revoked' and old.state <> 'revoked') execute function license_tell();

create function device_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(l.merchant_id, 'license.activated', l.order_number, l.license_id || ' ' || new.fingerprint)
  from license l where l.merchant_id = new.merchant_id and l.license_id = new.license_id;
  return null;
end
$$;
create trigger device_tell after insert on device for each row execute function device_tell();
