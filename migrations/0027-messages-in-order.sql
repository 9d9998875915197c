-- Messages to several endpoints are written in one order, whichever way the database walks the table.
create or replace function tell_webhooks(of_merchant integer, told text, about_order text, about text) returns void
language plpgsql as $$
begin
  insert into webhook_message (merchant_id, endpoint_id, type, order_number, ref, created_at, due_at)
  select of_merchant, e.endpoint_id, told, about_order, about, app_now(), app_now()
  from webhook_endpoint e
  where e.merchant_id = of_merchant and e.state = 'active' and told = any(e.events)
    and not exists (select from orders o
      where o.merchant_id = of_merchant and o.order_number = about_order and o.is_test)
  order by e.endpoint_id;
end
$$;
