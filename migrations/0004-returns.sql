-- Refunds know how often they were sent, when the money moved at the gateway, and whether a person returned it by
-- other means.

alter table refund
  -- grows with every sending, so that a sender who was overtaken finds that out
  add column sendings integer not null default 0,
  -- when the money moved, as the gateway says; null in rows that are older than this column
  add column returned_at timestamptz,
  -- returned by a person in cash or by transfer; the evidence is in the note
  add column by_hand boolean not null default false,
  add constraint refund_evidence check (not by_hand or note <> ''),
  add constraint refund_returned_check check (returned_at is null or state = 'done');

-- The seal covers a row with all its columns.
select set_config('keytill.program', 'reseal', true);
update refund set note = note;
select set_config('keytill.program', 'on', true);
