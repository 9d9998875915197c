-- Processes of one shop hear at once what another has saved. They look by themselves as well: news may be lost. Only
-- rows that seldom change tell so; a transaction that tells holds a lock of the whole server while it commits, which
-- no payment may.

create function tell_news() returns trigger language plpgsql as $$
begin
  perform pg_notify('keytill', tg_argv[0]);
  return null;
end $$;

create trigger saved_settings_version_news after insert or update on saved_settings_version
  for each statement execute function tell_news('settings');
create trigger signing_key_news after insert or update on signing_key
  for each statement execute function tell_news('signing_keys');
create trigger clock_offset_news after update on clock_offset
  for each statement execute function tell_news('clock');
