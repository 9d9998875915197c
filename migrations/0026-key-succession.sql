-- A signing key comes after another, and the one before says so: who trusts that one may trust this one.

alter table signing_key
  add column endorsed_by text references signing_key,
  -- Ed25519 of the one before, over its successor's id, public key and beginning
  add column endorsement bytea check (length(endorsement) = 64),
  add constraint signing_key_endorsed check ((endorsed_by is null) = (endorsement is null));
