-- Most shops have no webhook, and every payment looked twice for whom to write a message to. Whether anybody listens at all
-- is looked up first, and of what is delivered once for the whole statement.
create or replace function orders_tell() returns trigger language plpgsql as $$
begin
  if not exists (select from webhook_endpoint e where e.merchant_id = new.merchant_id and e.state = 'active') then
    return null;
  end if;
  perform tell_webhooks(new.merchant_id,
    case when new.paid_at is not null then 'order.paid' else 'order.' || new.state end,
    new.order_number, new.order_number);
  return null;
end
$$;

create or replace function fulfilment_tell() returns trigger language plpgsql as $$
begin
  if not exists (select from webhook_endpoint e where e.state = 'active'
      and e.merchant_id = any (array(select distinct merchant_id from made))) then
    return null;
  end if;
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
