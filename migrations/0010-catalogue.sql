-- The catalogue as the console edits it: a picture for each product, kept by what it holds.

create table product_image (
  merchant_id integer not null references merchant,
  -- SHA-256 of the bytes in hex, and the picture's address under /media
  hash text not null,
  content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  width integer not null check (width between 16 and 4096),
  height integer not null check (height between 16 and 4096),
  bytes bytea not null check (octet_length(bytes) <= 1048576),
  primary key (merchant_id, hash),
  check (hash = encode(sha256(bytes), 'hex'))
);

alter table product
  add column image_hash text,
  add foreign key (merchant_id, image_hash) references product_image;
