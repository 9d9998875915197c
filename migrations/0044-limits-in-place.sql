-- A limit is counted far more often than the table is cleared. Without an index over the moment it is counted to, and with
-- room left in each page, counting again writes the row where it is and no index at all.
drop index rate_limit_past;
alter table rate_limit set (fillfactor = 70);
