-- Money that goes back by other roads, and who may let money lie.

alter table refund
  -- the last sending whose answer is not known: whose sendings were all refused is not at the gateway
  add column in_doubt_since timestamptz,
  -- the gateway has said that it has it
  add column taken_on boolean not null default false;
-- The seal covers a row with all its columns.
select set_config('keytill.program', 'reseal', true);
update refund set taken_on = state = 'processing',
  in_doubt_since = case when sendings > 0 and state in ('processing', 'unknown') then app_now() end;
select set_config('keytill.program', 'on', true);

-- Above the limit a second person must agree that nothing is done about money.
alter table money_case add column waive_asked_by text;
