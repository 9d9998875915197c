-- Claiming orders takes a code of its own: one that was sent to look at an order says nothing of giving it away.

alter table one_time_code drop constraint one_time_code_purpose_check, add constraint one_time_code_purpose_check
  check (purpose in ('look-up', 'sign-in', 'sign-up', 'reset', 'claim'));
