// Goods that live in our own tables: what a statement that delivers writes, in the same commit as the reason to.

/**
 * Parts of a statement whose part `won` has one row with the moment `at` when goods are due, or none. `units` is
 * the parameter that holds them, a JSON list of GrantedUnit; $1 is the merchant, $2 the order.
 */
export function goodsGranted(units: string): string {
  return `
   granted as (
     insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select $1, $2, g."lineNo", g.seq, g.kind, 'done', won.at
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, kind text)),
   issued as (
     insert into license (merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed,
       key_masked, product_id, plan_id, state, valid_from, valid_until, max_devices)
     select $1, g."licenseId", $2, g."lineNo", g.seq, decode(g."keyHash", 'base64'), g."keySealed",
       g."keyMasked", g."productId", g."planId", 'active', to_timestamp(g."validFrom" / 1000),
       to_timestamp(g."validUntil" / 1000), g."maxDevices"
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, "licenseId" text,
       "keyHash" text, "keySealed" text, "keyMasked" text, "productId" text, "planId" text,
       "validFrom" float8, "validUntil" float8, "maxDevices" integer))`
}
