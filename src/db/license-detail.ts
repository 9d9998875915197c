// One licence whole, as its page in the console shows it: what it was sold with, where it runs, what was bought for it.

import type { KeptTerms } from '../core/license-terms.ts'
import type { Fen } from '../core/money.ts'
import type { LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import {
  type LicenseRow,
  licenseColumns,
  licenseJoined,
  licenseRefunded,
} from './console-licenses.ts'

export type DetailDevice = Readonly<{
  fingerprint: string
  name: string | null
  activatedAt: Instant
  lastSeenAt: Instant
  /** of its parts, by which it is known again */
  partNames: readonly string[]
  /** of a floating seat; null: it is bound */
  leaseUntil: Instant | null
}>

/** An order for this licence, once it was paid. */
export type BoughtForLicense = Readonly<{
  orderNumber: string
  act: 'renew' | 'upgrade'
  name: LocalText
  /** what it was before an upgrade; null also when there is no such plan any more */
  fromName: LocalText | null
  validDays: number | null
  amountFen: Fen
  creditFen: Fen
  paidAt: Instant
  /** owed: paid, but the licence had been revoked or upgraded meanwhile, or the money is held */
  state: 'done' | 'owed' | 'undone'
}>

export type LicenseDetail = LicenseRow &
  Readonly<{
    /** who has it: the buyer, or whom it was transferred to; null: nobody known */
    contactPerson: string | null
    phone: string | null
    transferredAt: Instant | null
    terms: KeptTerms
    batch: Readonly<{ batchId: string; note: string }> | null
    /** all the order's money went back, and with it the right to the goods */
    isRefunded: boolean
    /** keys it had before, masked, the last one first */
    formerKeys: readonly Readonly<{ masked: string; replacedAt: Instant }>[]
    devices: readonly DetailDevice[]
    /** the newest first */
    bought: readonly BoughtForLicense[]
  }>

const selectOne = statement(
  'find_license_detail',
  `select ${licenseColumns}, c.terms, c.transferred_at as "transferredAt",
     coalesce(c.owner_name, o.contact_person) as "contactPerson", coalesce(c.owner_phone, o.phone) as phone,
     ${licenseRefunded} as "isRefunded",
     (select jsonb_build_object('batchId', b.batch_id, 'note', b.note) from license_batch b
       where b.merchant_id = c.merchant_id and b.batch_id = c.batch_id) as batch
   from license c ${licenseJoined}
   left join orders o on o.merchant_id = c.merchant_id and o.order_number = c.order_number
   where c.merchant_id = $1 and c.license_id = $2`,
)
const selectDevices = statement(
  'list_devices',
  `select fingerprint, name, activated_at as "activatedAt", last_seen_at as "lastSeenAt", lease_until as "leaseUntil",
     array(select jsonb_object_keys(coalesce(components, '{}')) order by 1) as "partNames"
   from device where merchant_id = $1 and license_id = $2 order by activated_at, fingerprint`,
)
const selectFormer = statement(
  'list_former_keys',
  `select key_masked as masked, replaced_at as "replacedAt" from license_former_key
   where merchant_id = $1 and license_id = $2 order by replaced_at desc`,
)
const selectBought = statement(
  'list_bought_for_license',
  `select t.order_number as "orderNumber", t.act, l.name, p.name as "fromName", l.valid_days as "validDays",
     l.amount_fen as "amountFen", t.credit_fen as "creditFen", o.paid_at as "paidAt",
     case when t.undone_at is not null or f.state = 'revoked' then 'undone'
       else coalesce(f.state, 'owed') end as state
   from line_terms t
   join order_line l using (merchant_id, order_number, line_no)
   join orders o using (merchant_id, order_number)
   left join fulfilment f using (merchant_id, order_number, line_no)
   left join plan p
     on p.merchant_id = t.merchant_id and p.product_id = l.product_id and p.plan_id = t.from_plan_id
   where t.merchant_id = $1 and t.license_id = $2 and o.paid_at is not null
   -- A gateway tells whole seconds.
   order by o.paid_at desc, f.done_at desc nulls first, t.order_number`,
)

export async function findLicenseDetail(
  db: Db,
  merchantId: number,
  licenseId: string,
): Promise<LicenseDetail | undefined> {
  type Row = Omit<LicenseDetail, 'devices' | 'formerKeys' | 'bought'>
  type Former = LicenseDetail['formerKeys'][number]
  const values = [merchantId, licenseId]
  const [row] = await db.rows<Row>(selectOne, values)
  if (!row) return undefined
  const devices = await db.rows<DetailDevice>(selectDevices, values)
  const formerKeys = await db.rows<Former>(selectFormer, values)
  const bought = await db.rows<BoughtForLicense>(selectBought, values)
  return { ...row, devices, formerKeys, bought }
}
