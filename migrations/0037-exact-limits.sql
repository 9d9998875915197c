-- Limits that are exact in every window: the moments of the calls that count still, the newest first. Null for those
-- that are given back little by little.
alter table rate_limit add column calls timestamptz[];
