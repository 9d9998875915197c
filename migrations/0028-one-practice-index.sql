-- attempt_in_practice (0014) is the same index under a second name; each row of attempt was written into both.

drop index attempt_for_practice;
