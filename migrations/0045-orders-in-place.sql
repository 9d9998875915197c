-- An order that is paid, closed or refunded is written where it stands. PostgreSQL spares a table's indexes only while
-- none of them, nor what it is limited by, names a column that changed; block ranges alone do not count (from version 16).
-- Three named the state or the moment of payment, so that each payment wrote its order into all of them again.

-- Open orders of a phone or an address are counted among those whose time is not long over (place-orders.ts), which
-- limits keep few; who has bought here a hundred thousand times is counted as quickly as anybody.
drop index orders_open_by_phone;
drop index orders_by_phone;
create index orders_by_phone on orders (merchant_id, phone text_pattern_ops, expires_at);
drop index orders_open_by_address;
create index orders_by_address on orders (merchant_id, client_address, expires_at);

-- Orders are paid about when they are placed, so the blocks of a day's payments are few too.
drop index orders_by_payment;
drop index orders_moved;
create index orders_moved on orders using brin (merchant_id, greatest(created_at, paid_at, closed_at), paid_at)
  with (pages_per_range = 16, autosummarize = on);

-- A third of each page is left to the new rows, for orders of one rush lie side by side and are paid side by side; what
-- was written before stays as dense as it is. With half of it free one payment in three more would find its place in a rush,
-- and whatever reads all orders would take twice as long.
alter table orders set (fillfactor = 70);

-- The same texts, told sooner: a count in the pattern was walked through anew for every row that was written.
alter table orders drop constraint orders_order_number_check,
  add constraint orders_order_number_check
    check (length(order_number) between 16 and 32 and order_number !~ '[^0-9A-Za-z]');

-- What was known of the dropped indexes went with them.
analyze orders;
