-- Courses: chapters of a product that are read by whoever was delivered a plan of the kind.

-- A constraint alone changes no row, and so no seal.
alter table plan
  drop constraint plan_fulfilment_kind_check,
  add constraint plan_fulfilment_kind_check check (fulfilment_kind in ('license', 'card', 'content', 'course'));

create table chapter (
  merchant_id integer not null,
  product_id text not null,
  chapter_id text not null,
  position integer not null,
  title jsonb not null,
  -- null: a video or files alone
  text_sealed text,
  video_url text check (video_url like 'https://%'),
  -- open to everybody who looks at the product
  is_preview boolean not null,
  primary key (merchant_id, product_id, chapter_id),
  foreign key (merchant_id, product_id) references product on delete cascade
);
create table chapter_file (
  merchant_id integer not null,
  product_id text not null,
  chapter_id text not null,
  file_id text not null,
  name text not null,
  bytes bytea not null check (length(bytes) between 1 and 10485760),
  added_at timestamptz not null,
  primary key (merchant_id, product_id, file_id),
  foreign key (merchant_id, product_id, chapter_id) references chapter on delete cascade
);
create index chapter_file_of_chapter on chapter_file (merchant_id, product_id, chapter_id);

-- What the reader of a line has finished.
create table chapter_read (
  merchant_id integer not null,
  order_number text not null,
  line_no integer not null,
  product_id text not null,
  chapter_id text not null,
  read_at timestamptz not null,
  primary key (merchant_id, order_number, line_no, chapter_id),
  foreign key (merchant_id, order_number, line_no) references order_line,
  foreign key (merchant_id, product_id, chapter_id) references chapter on delete cascade
);
create index chapter_read_of_chapter on chapter_read (merchant_id, product_id, chapter_id);
