// Goods that live in our own tables: what a statement that delivers writes, in the same commit as the reason to.

/**
 * Parts of a statement whose part `won` has one row with the moment `at` when goods are due, or none. `units` is
 * the parameter that holds them, a JSON list of GrantedUnit, all of them licences; $1 is the merchant, $2 the order.
 */
export function goodsGranted(units: string): string {
  return `
   granted as (
     insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select $1, $2, g."lineNo", g.seq, g.kind, 'done', won.at
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, kind text)),
   ${licensesIssued(units)}`
}

/**
 * The same for units of any kind. A card is claimed by whoever locks it first and no one waits; a unit that gets none is
 * owed, and a job looks again.
 */
export function goodsOfAnyKindGranted(units: string): string {
  return `
   unit as materialized (
     select g.*, won.at
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, kind text,
       "productId" text, "planId" text)),
   picked as materialized (
     select wanted."lineNo", row_number() over (partition by wanted."lineNo") as seq, free.card_hash
     from (select "lineNo", "productId", "planId", count(*) as units from unit where kind = 'card'
       group by 1, 2, 3) wanted
     cross join lateral (${freeCards('wanted."productId"', 'wanted."planId"', 'wanted.units')}) free),
   granted as (
     insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select $1, $2, u."lineNo", u.seq, u.kind,
       case when u.kind = 'card' and p.card_hash is null then 'owed' else 'done' end, u.at
     from unit u left join picked p on p."lineNo" = u."lineNo" and p.seq = u.seq
     returning state),
   handed as (
     update card c set state = 'delivered', order_number = $2, line_no = p."lineNo", seq = p.seq
     from picked p where c.merchant_id = $1 and c.card_hash = p.card_hash),
   later as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'deliver-owed', $2, won.at, won.at
     from won where exists (select from granted where state = 'owed')
     on conflict (merchant_id, kind, ref) do update set run_at = excluded.run_at),
   ${licensesIssued(units)}`
}

/** Cards nobody has, the oldest first, locked; those others are just taking are passed over. $1 is the merchant. */
export function freeCards(productId: string, planId: string, limit: string): string {
  return `select c.card_hash from card c
       where c.merchant_id = $1 and c.product_id = ${productId} and c.plan_id = ${planId} and c.state = 'free'
       order by c.imported_at, c.card_hash
       limit ${limit}
       for update skip locked`
}

function licensesIssued(units: string): string {
  return `issued as (
     insert into license (merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed,
       key_masked, product_id, plan_id, state, valid_from, valid_until, max_devices)
     select $1, g."licenseId", $2, g."lineNo", g.seq, decode(g."keyHash", 'base64'), g."keySealed",
       g."keyMasked", g."productId", g."planId", 'active', to_timestamp(g."validFrom" / 1000),
       to_timestamp(g."validUntil" / 1000), g."maxDevices"
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, kind text, "licenseId" text,
       "keyHash" text, "keySealed" text, "keyMasked" text, "productId" text, "planId" text,
       "validFrom" float8, "validUntil" float8, "maxDevices" integer)
     where g.kind = 'license')`
}
