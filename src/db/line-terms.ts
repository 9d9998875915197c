// What lines buy that is not a plain new licence, frozen beside them when the order is placed.

import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** As SQL over a line's row: its LineLicense, or null for a plain line. */
export function lineLicense(line: string): string {
  return `(select jsonb_build_object('act', t.act, 'terms', t.terms, 'licenseId', t.license_id,
           'fromPlanId', t.from_plan_id, 'creditFen', t.credit_fen)
         from line_terms t where t.merchant_id = ${line}.merchant_id and t.order_number = ${line}.order_number
           and t.line_no = ${line}.line_no)`
}

/** Part of a statement that freezes them; its part `placed` has the order, and `lines` holds them as JSON. */
export function lineTermsKept(lines: string): string {
  return `
   special as (
     insert into line_terms (merchant_id, order_number, line_no, terms, act, license_id, from_plan_id, credit_fen)
     select $1, $2, l."lineNo", l.license -> 'terms', l.license ->> 'act', l.license ->> 'licenseId',
       l.license ->> 'fromPlanId', coalesce((l.license ->> 'creditFen')::bigint, 0)
     from placed
     cross join jsonb_to_recordset(${lines}::jsonb) as l("lineNo" integer, license jsonb)
     where jsonb_typeof(l.license) = 'object')`
}

/**
 * Parts of a statement that takes back what lines bought for licences, whose part `ended` has the lines and `settled`
 * the order. Days that were bought go; a plan becomes what it was before, with the end it had, unless another one has
 * been bought since.
 */
export const boughtForLicenseUndone = `
   undone as (
     update line_terms t set undone_at = app_now()
     from ended e, settled s, order_line l
     where t.merchant_id = $1 and t.order_number = s.order_number and t.line_no = e.line_no and e.effect <> 'none'
       and t.before is not null and t.undone_at is null
       and l.merchant_id = $1 and l.order_number = t.order_number and l.line_no = t.line_no
     returning t.license_id, t.act, t.before, l.plan_id, l.valid_days as days),
   became_again as (
     update license c set
       plan_id = case u.act when 'upgrade' then u.before ->> 'planId' else c.plan_id end,
       terms = case u.act when 'upgrade' then u.before -> 'terms' else c.terms end,
       max_devices = case u.act when 'upgrade' then greatest((u.before ->> 'maxDevices')::integer, c.devices_used)
         else c.max_devices end,
       awaiting_days = case when u.act = 'upgrade' then (u.before ->> 'awaitingDays')::integer
         when c.awaiting_days is not null then greatest(c.awaiting_days - u.days, 1) end,
       valid_until = case when u.act = 'upgrade' then (u.before ->> 'validUntil')::timestamptz
         when c.valid_until is not null then greatest(c.valid_until - u.days * interval '24 hours', c.valid_from + interval '1 second') end
     from undone u
     where c.merchant_id = $1 and c.license_id = u.license_id and (u.act = 'renew' or c.plan_id = u.plan_id))`

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
