// Invariants of what is bought for licences that are there, and of trials.

import { type Corruption, damage, one } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'

export const licenseInvariants: readonly Invariant[] = [
  invariant(
    'INV-31.delivered',
    '续期或升级发货了，授权才会变动，反之亦然',
    'A renewal or upgrade changed its licence exactly when it was delivered',
    `select t.order_number || '#' || t.line_no as ref, t.act || ', delivery ' || coalesce(f.state, 'none') as detail
     from line_terms t
     left join fulfilment f on f.merchant_id = $1 and f.order_number = t.order_number and f.line_no = t.line_no
     where t.merchant_id = $1 and t.act <> 'new'
       and case when t.before is null then f.state = 'done' else coalesce(f.state, 'owed') = 'owed' end`,
  ),
  invariant(
    'INV-31.undone',
    '续期或升级的发货撤销了，授权就恢复原状，反之亦然',
    'A licence became again what it was exactly when the delivery of its renewal or upgrade was taken back',
    `select t.order_number || '#' || t.line_no as ref, 'delivery ' || f.state as detail
     from line_terms t
     join fulfilment f on f.merchant_id = $1 and f.order_number = t.order_number and f.line_no = t.line_no
     where t.merchant_id = $1 and t.before is not null and (f.state = 'revoked') <> (t.undone_at is not null)`,
  ),
  invariant(
    'INV-31.trial',
    '试用授权的每台设备都登记过试用',
    'Every device of a trial is noted as having had it',
    `select c.license_id as ref, d.devices || ' devices' as detail
     from license c
     join (select license_id, count(*) as devices from device where merchant_id = $1 group by 1) d using (license_id)
     where c.merchant_id = $1 and c.terms @> '{"isTrial": true}'
       and not exists (select from line_terms t where t.merchant_id = $1 and t.license_id = c.license_id and t.act = 'upgrade')
       and d.devices >
       (select count(*) from trial_use u where u.merchant_id = $1 and u.license_id = c.license_id)`,
  ),
]

/** Which orders of the lawful history bought a month more for their own licence, by the last digit of their numbers. */
const renewed = `join license c on c.order_number = o.order_number and right(o.order_number, 1) in ('0', '9')`

/** For nothing beside the licence itself: one that stands, and one whose money went back. */
export const lawfulLicenses: readonly string[] = [
  `insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity, unit_fen,
     amount_fen, fulfilment_kind, valid_days, max_devices)
   select 1, o.order_number, 3, 'app', 'month', '{}', 1, 0, 0, 'license', 31, 1 from orders o ${renewed}`,
  `insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
   select 1, o.order_number, 3, 1, 'renewal', case c.state when 'active' then 'done' else 'revoked' end,
     f.recorded_at
   from orders o ${renewed} join payment_fact f on f.order_number = o.order_number and f.verdict = 'accepted'`,
  `insert into line_terms (merchant_id, order_number, line_no, terms, act, license_id, before, undone_at)
   select 1, o.order_number, 3, '{}', 'renew', c.license_id, '{}', case c.state when 'revoked' then app_now() end
   from orders o ${renewed}`,
]

export const licenseCorruptions: readonly Corruption[] = [
  damage(
    'a renewal that was paid for and not delivered',
    `update line_terms set before = null where ${one('line_terms', 'undone_at is null')}`,
    'INV-31.delivered',
  ),
  damage(
    'time that was bought and went with the money of something else',
    `update line_terms set undone_at = app_now() where ${one('line_terms', 'undone_at is null')}`,
    'INV-31.undone',
  ),
  damage(
    'a trial nobody noted',
    `update license set terms = '{"isTrial": true}' where devices_used > 0`,
    'INV-31.trial',
  ),
  damage(
    'the terms of a sale changed by another hand',
    `set local keytill.program = 'off'; update line_terms set terms = '{"mayExceed": true}'`,
    'INV-17.line_terms',
  ),
]
