// Seats of a licence that may have fewer of them from now on.

/**
 * Part of a statement: of each licence that gets other seats the devices that came last give theirs up, so that nobody
 * goes on with more than was paid for. `changed` names a part with its `license_id`, `seats` and `terms` from now on,
 * after the licence was locked; $1 is the merchant.
 */
export function seatsGivenUp(changed: string): string {
  return `
   unseated as (
     delete from device d
     using (
       select o.license_id, o.fingerprint, c.seats,
         row_number() over (partition by o.license_id order by o.activated_at, o.device_id) as place
       from ${changed} c join device o on o.merchant_id = $1 and o.license_id = c.license_id
       where not c.terms @> '{"mayExceed": true}') ranked
     where d.merchant_id = $1 and d.license_id = ranked.license_id and d.fingerprint = ranked.fingerprint
       and ranked.place > ranked.seats
     returning d.license_id, d.device_id, d.name)`
}

/** How many devices of a licence, its row named `license`, have a seat after that. */
export function seatsKept(license: string): string {
  return `(${license}.devices_used - (select count(*)::integer from unseated u where u.license_id = ${license}.license_id))`
}

/** Its new limit: as many as it may, or what somebody took in this very moment. */
export function seatsNow(license: string, seats: string, terms: string): string {
  return `case when ${terms} @> '{"mayExceed": true}' then ${seats} else greatest(${seats}, ${seatsKept(license)}) end`
}

/** Tells of them; `by` is the order that did it and `at` the moment, as SQL. */
export function unseatedTold(by: string, at: string): string {
  return `
   unseated_told as (
     insert into license_event (merchant_id, license_id, at, kind, by_kind, by_name, details)
     select $1, u.license_id, ${at}, 'deactivated', 'money', ${by}, jsonb_build_object('device', u.device_id, 'name', u.name)
     from unseated u)`
}
