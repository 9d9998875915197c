-- Several shops of one merchant: each has a host name of its own and a look of its own, and shows all products or some.
-- The main one has no row here: it is the merchant with its look (migration 0029), and answers at PUBLIC_URL and at
-- every host name that is no other shop's.

create table shop (
  merchant_id integer not null references merchant,
  shop_id text not null check (shop_id ~ '^[0-9a-z]{12}$'),
  -- as browsers send it: small letters, with the port where it is not the standard one
  host text not null check (host ~ '^[0-9a-z.-]+(:[0-9]+)?$'),
  name text not null,
  -- as in shop_look
  accent text check (accent ~ '^[0-9a-f]{6}$'),
  logo_hash text,
  announcement jsonb,
  announce_until date,
  footer jsonb not null default '{}',
  -- the products it shows; null: all of them
  product_ids text[] check (cardinality(product_ids) > 0),
  -- one that is closed is answered by the main one, and its orders lead there
  is_open boolean not null default true,
  created_at timestamptz not null,
  primary key (merchant_id, shop_id),
  foreign key (merchant_id, logo_hash) references product_image
);
create unique index shop_open_host on shop (merchant_id, host) where is_open;

alter table shop_look
  add column product_ids text[] check (cardinality(product_ids) > 0);

-- The shop an order was placed in, where it is not the main one.
create table order_shop (
  merchant_id integer not null,
  order_number text not null,
  shop_id text not null,
  primary key (merchant_id, order_number),
  foreign key (merchant_id, order_number) references orders,
  foreign key (merchant_id, shop_id) references shop
);
