// Goods that live in our own tables: what a statement that delivers writes, in the same commit as the reason to.

import { validDaysMax } from '../core/catalogue.ts'
import { seatsGivenUp, seatsKept, seatsNow, unseatedTold } from './seats.ts'

/**
 * Parts of a statement whose part `won` has one row with the moment `at` when goods are due, or none. `units` is
 * what holds them, a JSON list of GrantedUnit, all of them licences; $1 is the merchant, $2 the order.
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
 * owed, and a job looks again. More time or another plan for a licence is owed where that is not in force any more, has
 * had another plan since, or would wait for its first device with more days than can be kept: a person decides what
 * becomes of the money.
 */
export function goodsOfAnyKindGranted(units: string): string {
  return `
   unit as materialized (
     select g.*, won.at
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, kind text,
       "productId" text, "planId" text, "licenseId" text, "fromPlanId" text, days integer, "validUntil" float8,
       "maxDevices" integer, terms jsonb)),
   picked as materialized (
     select wanted."lineNo", row_number() over (partition by wanted."lineNo") as seq, free.card_hash
     from (select "lineNo", "productId", "planId", count(*) as units from unit where kind = 'card'
       group by 1, 2, 3) wanted
     cross join lateral (${freeCards('wanted."productId"', 'wanted."planId"', 'wanted.units')}) free),
   ${licensesChanged},
   granted as (
     insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select $1, $2, u."lineNo", u.seq, u.kind,
       case
         when u.kind in ('license', 'content', 'course') then 'done'
         when u.kind = 'card' and p.card_hash is not null then 'done'
         when u.kind in ('renewal', 'upgrade') and u."lineNo" in (select "lineNo" from was) then 'done'
         else 'owed'
       end, u.at
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

/** What is bought for a licence that is there; how it was is kept with the line, should the money go back. */
const licensesChanged = `
   was as materialized (
     select u.*, c.license_id, c.plan_id, c.terms as old_terms, c.max_devices, c.valid_until, c.awaiting_days
     from unit u join license c on c.merchant_id = $1 and c.license_id = u."licenseId"
     where u.kind in ('renewal', 'upgrade') and c.state = 'active' and c.plan_id = u."fromPlanId"
       and (u.kind = 'upgrade' or c.valid_until is not null or c.awaiting_days + u.days <= ${validDaysMax})
     order by c.license_id
     for no key update of c),
   reseated as (
     select w.license_id, w."maxDevices" as seats, w.terms, w.at from was w where w.kind = 'upgrade'),
   ${seatsGivenUp('reseated')},
   ${unseatedTold('$2', '(select min(at) from reseated)')},
   license_changed as (
     update license c set plan_id = coalesce(w."planId", w.plan_id), terms = coalesce(w.terms, w.old_terms),
       devices_used = ${seatsKept('c')},
       max_devices = case w.kind when 'upgrade' then ${seatsNow('c', 'w."maxDevices"', 'w.terms')} else w.max_devices end,
       valid_until = case when w.kind = 'upgrade' then to_timestamp(w."validUntil" / 1000)
         when w.valid_until is not null then greatest(w.valid_until, w.at) + w.days * interval '24 hours' end,
       awaiting_days = case w.kind when 'upgrade' then null else w.awaiting_days + w.days end
     from was w where c.merchant_id = $1 and c.license_id = w.license_id),
   license_kept as (
     update line_terms t set before = jsonb_build_object('planId', w.plan_id, 'terms', w.old_terms,
       'maxDevices', w.max_devices, 'validUntil', w.valid_until, 'awaitingDays', w.awaiting_days)
     from was w where t.merchant_id = $1 and t.order_number = $2 and t.line_no = w."lineNo"),
   license_told as (
     insert into license_event (merchant_id, license_id, at, kind, by_kind, by_name, details)
     select $1, w.license_id, w.at, case w.kind when 'renewal' then 'renewed' else 'upgraded' end, 'money', $2,
       jsonb_build_object('days', w.days, 'from', w.plan_id, 'to', w."planId")
     from was w)`

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
       key_masked, product_id, plan_id, state, valid_from, valid_until, max_devices, awaiting_days, terms)
     select $1, g."licenseId", $2, g."lineNo", g.seq, decode(g."keyHash", 'base64'), g."keySealed",
       g."keyMasked", g."productId", g."planId", 'active', to_timestamp(g."validFrom" / 1000),
       to_timestamp(g."validUntil" / 1000), g."maxDevices", g."awaitingDays", coalesce(g.terms, '{}')
     from won, jsonb_to_recordset(${units}::jsonb) as g("lineNo" integer, seq integer, kind text, "licenseId" text,
       "keyHash" text, "keySealed" text, "keyMasked" text, "productId" text, "planId" text,
       "validFrom" float8, "validUntil" float8, "maxDevices" integer, "awaitingDays" integer, terms jsonb)
     where g.kind = 'license')`
}
