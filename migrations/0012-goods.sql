-- Goods that can run out: plans of which there are only so many, and cards, made elsewhere and sold one by one.

alter table plan
  drop constraint plan_fulfilment_kind_check,
  add constraint plan_fulfilment_kind_check check (fulfilment_kind in ('license', 'card')),
  -- all units there are, sold ones included; null: as many as are asked for. Of cards, every one ever imported
  add column stock integer,
  -- units that are sold, or kept for an order that may still be paid
  add column stock_taken integer not null default 0 check (stock_taken >= 0),
  -- a warning when no more than so many are left
  add column stock_warning integer check (stock_warning >= 0),
  -- units one phone may have; null: any number
  add column phone_limit integer check (phone_limit >= 1),
  add constraint plan_never_oversold check (stock_taken <= stock),
  add constraint plan_of_cards_has_stock check (fulfilment_kind <> 'card' or stock is not null);

-- Whether a line's units are taken out of a stock, or were given back when the order ended unpaid; null: its plan
-- had no limit.
alter table order_line add column stock text check (stock in ('taken', 'returned'));
create index order_line_taken on order_line (merchant_id, product_id, plan_id) include (quantity) where stock = 'taken';

-- Owed: paid for, and the card is yet to come.
alter table fulfilment
  drop constraint fulfilment_state_check,
  add constraint fulfilment_state_check check (state in ('done', 'revoked', 'owed'));
create index fulfilment_owed on fulfilment (merchant_id, order_number) where state = 'owed';

create table card (
  merchant_id integer not null,
  -- keyed: a card is found by its text, and by nobody without SECRET_KEY
  card_hash bytea not null check (length(card_hash) = 32),
  product_id text not null,
  plan_id text not null,
  -- the import it came with
  batch text not null,
  card_sealed text not null,
  card_masked text not null,
  -- void: its money went back; it was seen by a buyer and is never sold again
  state text not null check (state in ('free', 'delivered', 'void')),
  order_number text,
  line_no integer,
  seq integer,
  imported_at timestamptz not null,
  primary key (merchant_id, card_hash),
  unique (merchant_id, order_number, line_no, seq),
  foreign key (merchant_id, product_id, plan_id) references plan,
  foreign key (merchant_id, order_number, line_no, seq) references fulfilment,
  constraint card_free_or_of_a_unit check ((state = 'free') = (order_number is null)
    and num_nulls(order_number, line_no, seq) in (0, 3))
);
create index card_free on card (merchant_id, product_id, plan_id, imported_at, card_hash) where state = 'free';
create index card_newest on card (merchant_id, product_id, plan_id, imported_at desc, card_hash);
