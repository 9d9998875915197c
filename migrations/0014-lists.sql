-- What the console's lists and figures read at a hundred thousand orders.

create index orders_by_amount on orders (merchant_id, due_fen, order_number);

-- Practice accounts, which a shop that sells for real leaves out of its figures: there none is in it.
create index attempt_in_practice on attempt (merchant_id, order_number)
  where channel_id like '%-demo' or channel_id like '%-sandbox';
