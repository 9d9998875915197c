-- Only licences of a batch have a place in one. Of those that were bought each left an entry of nulls in its index. The new
-- index is made first, so that licences are read until it is there.
create unique index license_place_in_batch on license (merchant_id, batch_id, batch_seq) where batch_id is not null;
alter table license drop constraint license_batch_unit;
alter index license_place_in_batch rename to license_batch_unit;
