// What lines buy that is not a plain new licence, frozen beside them when the order is placed.

import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { seatsGivenUp, seatsKept, seatsNow, unseatedTold } from './seats.ts'

/** As SQL over a line's row: its LineLicense, or null for a plain line. */
export function lineLicense(line: string): string {
  return `(select jsonb_build_object('act', t.act, 'terms', t.terms, 'licenseId', t.license_id,
           'fromPlanId', t.from_plan_id, 'creditFen', t.credit_fen)
         from line_terms t where t.merchant_id = ${line}.merchant_id and t.order_number = ${line}.order_number
           and t.line_no = ${line}.line_no)`
}

/** Part of a statement that freezes them, whose part `wanted` has the lines. */
export const lineTermsKept = `
   special as (
     insert into line_terms (merchant_id, order_number, line_no, terms, act, license_id, from_plan_id, credit_fen)
     select $1, l.order_number, l."lineNo", l.license -> 'terms', l.license ->> 'act', l.license ->> 'licenseId',
       l.license ->> 'fromPlanId', coalesce((l.license ->> 'creditFen')::bigint, 0)
     from wanted l
     where jsonb_typeof(l.license) = 'object')`

/** SQL: whether something that stands was bought for a licence after `since`, of any kind or an upgrade alone. */
function boughtSince(licenseId: string, since: string, act = "'renew', 'upgrade'"): string {
  return `exists (select from line_terms later
       join fulfilment g on g.merchant_id = $1 and g.order_number = later.order_number and g.line_no = later.line_no
       where later.merchant_id = $1 and later.license_id = ${licenseId} and later.act in (${act})
         and later.before is not null and later.undone_at is null and g.done_at > ${since})`
}

/** Time that was added is taken off whatever time was added since; a plan is the ground of all that came after it. */
function builtUpon(line: string, doneAt: string): string {
  const any = boughtSince(`${line}.license_id`, doneAt)
  const upgrade = boughtSince(`${line}.license_id`, doneAt, "'upgrade'")
  return `case ${line}.act when 'upgrade' then ${any} else ${upgrade} end`
}

const selectBuiltUpon = statement(
  'find_built_upon',
  `select
     exists (select from license c
       where c.merchant_id = $1 and c.order_number = $2 and c.line_no = any($3::integer[]) and c.state <> 'revoked'
         and ${boughtSince('c.license_id', "'-infinity'")}) as "asFirst",
     exists (select from line_terms t join fulfilment f using (merchant_id, order_number, line_no)
       where t.merchant_id = $1 and t.order_number = $2 and t.line_no = any($3)
         and t.before is not null and t.undone_at is null
         and ${builtUpon('t', 'f.done_at')}) as "asLater"`,
)

/**
 * Whether more was bought for licences that these lines bought first, or bought for, and stands: their money cannot go
 * back with their goods as if nothing had come after it.
 */
export async function findBuiltUpon(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  lineNos: readonly number[],
): Promise<Readonly<{ asFirst: boolean; asLater: boolean }>> {
  const rows = await tx.rows<{ asFirst: boolean; asLater: boolean }>(selectBuiltUpon, [
    merchantId,
    orderNumber,
    lineNos,
  ])
  return rows[0] ?? { asFirst: false, asLater: false }
}

/**
 * Parts of a statement that takes back what lines bought for licences, whose part `ended` has the lines and `settled`
 * the order. Days that were bought go; a plan becomes what it was before, with the end it had, or the one it has since a
 * device began its time. Where more was bought upon it, the licence stays as it is.
 */
export const boughtForLicenseUndone = `
   undone as (
     update line_terms t set undone_at = app_now()
     from ended e, settled s, order_line l
     where t.merchant_id = $1 and t.order_number = s.order_number and t.line_no = e.line_no and e.effect <> 'none'
       and t.before is not null and t.undone_at is null
       and l.merchant_id = $1 and l.order_number = t.order_number and l.line_no = t.line_no
     returning t.license_id, t.act, t.before, t.order_number, t.line_no, l.plan_id, l.valid_days as days),
   again as materialized (
     select u.*, (u.before ->> 'maxDevices')::integer as seats, u.before -> 'terms' as terms,
       (select min(d.activated_at) from device d where d.merchant_id = $1 and d.license_id = u.license_id) as begun_at
     from undone u
     join fulfilment f on f.merchant_id = $1 and f.order_number = u.order_number and f.line_no = u.line_no
     join license c on c.merchant_id = $1 and c.license_id = u.license_id
     where c.plan_id = u.plan_id and not ${builtUpon('u', 'f.done_at')}
     for no key update of c),
   reseated as (
     select license_id, seats, terms from again where act = 'upgrade'),
   ${seatsGivenUp('reseated')},
   ${unseatedTold('(select order_number from settled)', 'app_now()')},
   became_again as (
     update license c set
       devices_used = ${seatsKept('c')},
       plan_id = case u.act when 'upgrade' then u.before ->> 'planId' else c.plan_id end,
       terms = case u.act when 'upgrade' then u.before -> 'terms' else c.terms end,
       max_devices = case u.act when 'upgrade' then ${seatsNow('c', 'u.seats', 'u.terms')} else c.max_devices end,
       awaiting_days = case when u.act = 'upgrade' and u.begun_at is null then (u.before ->> 'awaitingDays')::integer
         when u.act = 'upgrade' then null
         when c.awaiting_days is not null then greatest(c.awaiting_days - u.days, 1) end,
       valid_until = case when u.act = 'upgrade' then coalesce((u.before ->> 'validUntil')::timestamptz,
           u.begun_at + (u.before ->> 'awaitingDays')::integer * interval '24 hours')
         when c.valid_until is not null then greatest(c.valid_until - u.days * interval '24 hours', c.valid_from + interval '1 second') end
     from again u
     where c.merchant_id = $1 and c.license_id = u.license_id)`

const selectPaid = statement(
  'find_paid_for_license',
  `with bought as (
     select f.done_at, 'new' as act, l.valid_days, (l.amount_fen - l.refund_fen) / l.quantity as fen
     from license c
     join order_line l using (merchant_id, order_number, line_no)
     join fulfilment f using (merchant_id, order_number, line_no, seq)
     where c.merchant_id = $1 and c.license_id = $2
     union all
     select f.done_at, t.act, l.valid_days, l.amount_fen - l.refund_fen + t.credit_fen
     from line_terms t
     join order_line l using (merchant_id, order_number, line_no)
     join fulfilment f using (merchant_id, order_number, line_no)
     where t.merchant_id = $1 and t.license_id = $2 and t.before is not null and t.undone_at is null),
   since as (
     select coalesce(max(done_at) filter (where act = 'upgrade'), min(done_at)) as at from bought)
   select coalesce(sum(b.fen), 0)::bigint as fen, sum(b.valid_days)::integer as days, min(b.done_at) as since
   from since left join bought b on b.done_at >= since.at`,
)

/** What its present plan cost a licence, renewals and what was credited included, and for how many days. */
export type PaidForLicense = Readonly<{ fen: Fen; days: number | null; since: Instant | null }>

export async function findPaidForLicense(
  db: Db,
  merchantId: number,
  licenseId: string,
): Promise<PaidForLicense> {
  const [row] = await db.rows<PaidForLicense>(selectPaid, [merchantId, licenseId])
  return row ?? { fen: 0 as Fen, days: null, since: null }
}
