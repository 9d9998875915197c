// Licences as the console finds and changes them; one of them whole is in license-detail.ts.

import type { LicenseStanding, LicenseState } from '../core/license.ts'
import type { LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type LicenseRow = Readonly<{
  licenseId: string
  keyMasked: string
  /** null: it was made for a reseller */
  orderNumber: string | null
  productId: string
  planId: string
  /** as it was called when it was sold; of a reseller's, and after an upgrade, as it is called now */
  name: LocalText
  state: LicenseState
  validFrom: Instant
  validUntil: Instant | null
  awaitingDays: number | null
  maxDevices: number
  devicesUsed: number
  now: Instant
}>

/** A row with who has it and the batch it came from, which a spreadsheet tells too. */
export type ListedLicense = LicenseRow &
  Readonly<{ contactPerson: string | null; phone: string | null; batchNote: string | null }>

export type LicenseFilter = Readonly<{
  /** ending: within the next thirty days */
  status?: LicenseStanding | 'ending' | undefined
  productId?: string | undefined
  batchId?: string | undefined
  /** the licence after which the page begins */
  after?: string | undefined
  limit: number
}>

/** What a search may mean; each that is set is looked for. */
export type LicenseSearch = Readonly<{
  licenseId: string
  orderNumber: string
  fingerprint: string
  phone: string | undefined
  keyHash: Buffer | undefined
}>

/** Of the row `c` in what `licenseJoined` joins to it. */
export const licenseColumns = `c.license_id as "licenseId", c.key_masked as "keyMasked", c.order_number as "orderNumber",
  c.product_id as "productId", c.plan_id as "planId", case when l.plan_id = c.plan_id or p.name is null
    then coalesce(l.name, jsonb_build_object('zh', c.plan_id, 'en', c.plan_id))
    else jsonb_build_object('zh', concat_ws(' · ', r.name ->> 'zh', p.name ->> 'zh'),
      'en', concat_ws(' · ', r.name ->> 'en', p.name ->> 'en')) end as name, c.state,
  c.valid_from as "validFrom", c.valid_until as "validUntil", c.awaiting_days as "awaitingDays", c.max_devices as "maxDevices", c.devices_used as "devicesUsed",
  app_now() as now`

export const licenseJoined = `left join order_line l
    on l.merchant_id = c.merchant_id and l.order_number = c.order_number and l.line_no = c.line_no
  left join product r on r.merchant_id = c.merchant_id and r.product_id = c.product_id
  left join plan p
    on p.merchant_id = c.merchant_id and p.product_id = c.product_id and p.plan_id = c.plan_id`

/** Whether all the order's money went back, as the invariant of refunded orders says it; `o` is the order. */
export const licenseRefunded = `coalesce(o.state = 'refunded' and l.refund_effect <> 'none' and not exists (select 1 from refund r
  where r.merchant_id = $1 and r.order_number = o.order_number and r.state = 'done' and r.refund_effect = 'none'), false)`

const owner = `coalesce(c.owner_name, o.contact_person) as "contactPerson", coalesce(c.owner_phone, o.phone) as phone,
  b.note as "batchNote"`
const ownerJoined = `left join orders o on o.merchant_id = c.merchant_id and o.order_number = c.order_number
  left join license_batch b on b.merchant_id = c.merchant_id and b.batch_id = c.batch_id`

const page = `
  where c.merchant_id = $1
    and ($2::text is null or case $2
      when 'active' then c.state = 'active' and c.awaiting_days is null
        and (c.valid_until is null or c.valid_until > app_now())
      when 'not_begun' then c.state = 'active' and c.awaiting_days is not null
      when 'ending' then c.state = 'active' and c.valid_until > app_now()
        and c.valid_until <= app_now() + interval '30 days'
      when 'expired' then c.state = 'active' and c.valid_until <= app_now()
      else c.state = $2 end)
    and ($3::text is null or c.product_id = $3)
    and ($4::text is null or (c.valid_from, c.license_id) <
      (select valid_from, license_id from license where merchant_id = $1 and license_id = $4))
    and ($6::text is null or c.batch_id = $6)
  order by c.valid_from desc, c.license_id desc limit $5`

const selectRows = statement(
  'list_license_rows',
  `select ${licenseColumns}, ${owner} from license c ${licenseJoined} ${ownerJoined} ${page}`,
)

const selectFound = statement(
  'list_found_licenses',
  `with found as (
     select license_id from license where merchant_id = $1 and (license_id = $7 or key_hash = $11)
     union select license_id from license_former_key where merchant_id = $1 and key_hash = $11
     union select license_id from license where merchant_id = $1 and order_number = $8
     union select license_id from line_terms where merchant_id = $1 and order_number = $8 and license_id is not null
     union select license_id from device where merchant_id = $1 and fingerprint = $9
     union select c.license_id from orders o join license c using (merchant_id, order_number)
       where o.merchant_id = $1 and o.phone = $10
     union select license_id from license where merchant_id = $1 and owner_phone = $10)
   select ${licenseColumns}, ${owner} from found
   join license c on c.merchant_id = $1 and c.license_id = found.license_id
   ${licenseJoined} ${ownerJoined} ${page}`,
)

/** The newest first; with a search only those it names wholly. */
export async function listLicenseRows(
  db: Db,
  merchantId: number,
  filter: LicenseFilter,
  search?: LicenseSearch,
): Promise<ListedLicense[]> {
  const { status, productId, batchId, after, limit } = filter
  const told = [status, productId, after].map((value) => value ?? null)
  const values = [merchantId, ...told, limit, batchId ?? null]
  if (!search) return db.rows<ListedLicense>(selectRows, values)
  const { licenseId, orderNumber, fingerprint, phone, keyHash } = search
  const sought = [licenseId, orderNumber, fingerprint, phone ?? null, keyHash ?? null]
  return db.rows<ListedLicense>(selectFound, [...values, ...sought])
}

/** A licence as a change finds it. */
export type LockedLicense = Readonly<{
  licenseId: string
  orderNumber: string | null
  state: LicenseState
  keySealed: string
  keyMasked: string
  validUntil: Instant | null
  awaitingDays: number | null
  maxDevices: number
  devicesUsed: number
  isRefunded: boolean
  now: Instant
}>

const lockOne = statement(
  'lock_license_by_id',
  `select c.license_id as "licenseId", c.order_number as "orderNumber", c.state, c.key_sealed as "keySealed",
     c.key_masked as "keyMasked", c.valid_until as "validUntil", c.awaiting_days as "awaitingDays",
     c.max_devices as "maxDevices", c.devices_used as "devicesUsed", ${licenseRefunded} as "isRefunded",
     app_now() as now
   from license c ${licenseJoined}
   left join orders o on o.merchant_id = c.merchant_id and o.order_number = c.order_number
   where c.merchant_id = $1 and c.license_id = $2
   for update of c`,
)
const lockOrder = statement(
  'lock_order_of_license',
  `select 1 from orders o where o.merchant_id = $1 and o.order_number =
     (select order_number from license where merchant_id = $1 and license_id = $2) for update`,
)

/** The order's lock comes first, as everywhere, so that no refund takes the licence meanwhile. */
export async function lockLicenseById(
  tx: Db,
  merchantId: number,
  licenseId: string,
): Promise<LockedLicense | undefined> {
  await tx.rows(lockOrder, [merchantId, licenseId])
  return (await tx.rows<LockedLicense>(lockOne, [merchantId, licenseId]))[0]
}

const updateState = statement(
  'change_license_state',
  'update license set state = $3 where merchant_id = $1 and license_id = $2',
)
const updateEnd = statement(
  'change_license_end',
  `update license set valid_until = to_timestamp($3::float8 / 1000)
   where merchant_id = $1 and license_id = $2`,
)
const updateLimit = statement(
  'change_license_limit',
  'update license set max_devices = $3 where merchant_id = $1 and license_id = $2',
)

const updateAwaiting = statement(
  'change_license_days',
  'update license set awaiting_days = $3 where merchant_id = $1 and license_id = $2',
)
const updateOwner = statement(
  'change_license_owner',
  `update license set owner_name = $3, owner_phone = $4, transferred_at = app_now()
   where merchant_id = $1 and license_id = $2`,
)

/** Suspended, or given back; under the licence's lock, as all that follow. */
export async function updateLicenseState(
  tx: Db,
  merchantId: number,
  licenseId: string,
  state: 'active' | 'suspended',
): Promise<void> {
  await tx.rows(updateState, [merchantId, licenseId, state])
}

export async function updateLicenseEnd(
  tx: Db,
  merchantId: number,
  licenseId: string,
  validUntil: Instant,
): Promise<void> {
  await tx.rows(updateEnd, [merchantId, licenseId, validUntil])
}

/** Days that begin to count at the first activation. */
export async function updateAwaitingDays(
  tx: Db,
  merchantId: number,
  licenseId: string,
  days: number,
): Promise<void> {
  await tx.rows(updateAwaiting, [merchantId, licenseId, days])
}

/** Whoever bought it sees its key no more. */
export async function updateLicenseOwner(
  tx: Db,
  merchantId: number,
  licenseId: string,
  { name, phone }: Readonly<{ name: string; phone: string }>,
): Promise<void> {
  await tx.rows(updateOwner, [merchantId, licenseId, name, phone])
}

export async function updateDeviceLimit(
  tx: Db,
  merchantId: number,
  licenseId: string,
  maxDevices: number,
): Promise<void> {
  await tx.rows(updateLimit, [merchantId, licenseId, maxDevices])
}

const revoke = statement(
  'revoke_license',
  `with gone as (
     update license set state = 'revoked' where merchant_id = $1 and license_id = $2
     returning order_number, line_no, seq)
   update fulfilment f set state = 'revoked' from gone
   where f.merchant_id = $1 and f.order_number = gone.order_number and f.line_no = gone.line_no
     and f.seq = gone.seq`,
)

/** Takes the licence and the delivery it came with back. */
export async function revokeLicense(tx: Db, merchantId: number, licenseId: string): Promise<void> {
  await tx.rows(revoke, [merchantId, licenseId])
}

const replaceKey = statement(
  'replace_license_key',
  `with former as (
     insert into license_former_key (merchant_id, key_hash, license_id, key_masked, replaced_at)
     select merchant_id, key_hash, license_id, key_masked, app_now() from license
     where merchant_id = $1 and license_id = $2)
   update license set key_hash = $3, key_sealed = $4, key_masked = $5
   where merchant_id = $1 and license_id = $2`,
)

export type NewKey = Readonly<{ hash: Buffer; sealed: string; masked: string }>

/** The old key is kept as one that was taken back. */
export async function replaceLicenseKey(
  tx: Db,
  merchantId: number,
  licenseId: string,
  { hash, sealed, masked }: NewKey,
): Promise<void> {
  await tx.rows(replaceKey, [merchantId, licenseId, hash, sealed, masked])
}

const deleteAll = statement(
  'delete_all_devices',
  `with gone as (delete from device where merchant_id = $1 and license_id = $2)
   update license set devices_used = 0 where merchant_id = $1 and license_id = $2`,
)

/** Frees every seat. */
export async function deleteAllDevices(
  tx: Db,
  merchantId: number,
  licenseId: string,
): Promise<void> {
  await tx.rows(deleteAll, [merchantId, licenseId])
}
