-- Where the audit log ended when the books were proved: a chain that is cut off at its end is perfect, but for what was
-- seen of it before.
alter table audit_run
  add column log_seq bigint,
  add column log_hash bytea,
  add constraint audit_run_saw_a_row check ((log_seq is null) = (log_hash is null));
