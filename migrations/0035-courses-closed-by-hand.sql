-- Courses that a person in the console has closed for one buyer, until somebody opens them again. What was delivered and
-- paid stays as it is.

create table course_closed (
  merchant_id integer not null,
  order_number text not null,
  line_no integer not null,
  closed_at timestamptz not null,
  -- the buyer reads it too
  reason text not null check (reason <> ''),
  primary key (merchant_id, order_number, line_no),
  foreign key (merchant_id, order_number, line_no) references order_line
);

create function course_closed_tell() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform tell_webhooks(new.merchant_id, 'course.closed', new.order_number, new.line_no::text);
  else
    perform tell_webhooks(old.merchant_id, 'course.opened', old.order_number, old.line_no::text);
  end if;
  return null;
end
$$;
create trigger course_closed_tell after insert or delete on course_closed
  for each row execute function course_closed_tell();
