// Licences as the console finds, shows and changes them.

import type { LicenseState } from '../core/license.ts'
import type { LocalText, OrderState } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type LicenseRow = Readonly<{
  licenseId: string
  keyMasked: string
  orderNumber: string
  productId: string
  planId: string
  /** as it was called when it was sold */
  name: LocalText
  state: LicenseState
  validFrom: Instant
  validUntil: Instant | null
  maxDevices: number
  devicesUsed: number
  now: Instant
}>

export type LicenseFilter = Readonly<{
  status?: LicenseState | 'expired' | undefined
  productId?: string | undefined
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

const columns = `c.license_id as "licenseId", c.key_masked as "keyMasked", c.order_number as "orderNumber",
  c.product_id as "productId", c.plan_id as "planId", l.name, c.state, c.valid_from as "validFrom",
  c.valid_until as "validUntil", c.max_devices as "maxDevices", c.devices_used as "devicesUsed",
  app_now() as now`

const page = `
  where c.merchant_id = $1
    and ($2::text is null or case $2 when 'expired' then c.state = 'active' and c.valid_until <= app_now()
      when 'active' then c.state = 'active' and (c.valid_until is null or c.valid_until > app_now())
      else c.state = $2 end)
    and ($3::text is null or c.product_id = $3)
    and ($4::text is null or (c.valid_from, c.license_id) <
      (select valid_from, license_id from license where merchant_id = $1 and license_id = $4))
  order by c.valid_from desc, c.license_id desc limit $5`

const selectRows = statement(
  'list_license_rows',
  `select ${columns} from license c join order_line l using (merchant_id, order_number, line_no) ${page}`,
)

const selectFound = statement(
  'list_found_licenses',
  `with found as (
     select license_id from license where merchant_id = $1 and (license_id = $6 or key_hash = $10)
     union select license_id from license_former_key where merchant_id = $1 and key_hash = $10
     union select license_id from license where merchant_id = $1 and order_number = $7
     union select license_id from device where merchant_id = $1 and fingerprint = $8
     union select c.license_id from orders o join license c using (merchant_id, order_number)
       where o.merchant_id = $1 and o.phone = $9)
   select ${columns} from found
   join license c on c.merchant_id = $1 and c.license_id = found.license_id
   join order_line l using (merchant_id, order_number, line_no) ${page}`,
)

/** The newest first; with a search only those it names wholly. */
export async function listLicenseRows(
  db: Db,
  merchantId: number,
  { status, productId, after, limit }: LicenseFilter,
  search?: LicenseSearch,
): Promise<LicenseRow[]> {
  const values = [merchantId, status ?? null, productId ?? null, after ?? null, limit]
  if (!search) return db.rows<LicenseRow>(selectRows, values)
  const { licenseId, orderNumber, fingerprint, phone, keyHash } = search
  const sought = [licenseId, orderNumber, fingerprint, phone ?? null, keyHash ?? null]
  return db.rows<LicenseRow>(selectFound, [...values, ...sought])
}

export type LicenseDetail = LicenseRow &
  Readonly<{
    orderState: OrderState
    contactPerson: string
    phone: string
    /** all the order's money went back, and with it the right to the goods */
    isRefunded: boolean
    /** keys it had before, masked, the last one first */
    formerKeys: readonly Readonly<{ masked: string; replacedAt: Instant }>[]
    devices: readonly Readonly<{
      fingerprint: string
      name: string | null
      activatedAt: Instant
      lastSeenAt: Instant
    }>[]
  }>

// As the invariant of refunded orders says it.
const refunded = `(o.state = 'refunded' and l.refund_effect <> 'none' and not exists (select 1 from refund r
  where r.merchant_id = $1 and r.order_number = o.order_number and r.state = 'done' and r.refund_effect = 'none'))`

const selectOne = statement(
  'find_license_detail',
  `select ${columns}, o.state as "orderState", o.contact_person as "contactPerson", o.phone,
     ${refunded} as "isRefunded"
   from license c
   join order_line l using (merchant_id, order_number, line_no)
   join orders o using (merchant_id, order_number)
   where c.merchant_id = $1 and c.license_id = $2`,
)
const selectDevices = statement(
  'list_devices',
  `select fingerprint, name, activated_at as "activatedAt", last_seen_at as "lastSeenAt"
   from device where merchant_id = $1 and license_id = $2 order by activated_at, fingerprint`,
)
const selectFormer = statement(
  'list_former_keys',
  `select key_masked as masked, replaced_at as "replacedAt" from license_former_key
   where merchant_id = $1 and license_id = $2 order by replaced_at desc`,
)

export async function findLicenseDetail(
  db: Db,
  merchantId: number,
  licenseId: string,
): Promise<LicenseDetail | undefined> {
  type Row = Omit<LicenseDetail, 'devices' | 'formerKeys'>
  const [row] = await db.rows<Row>(selectOne, [merchantId, licenseId])
  if (!row) return undefined
  type Device = LicenseDetail['devices'][number]
  type Former = LicenseDetail['formerKeys'][number]
  const devices = await db.rows<Device>(selectDevices, [merchantId, licenseId])
  const formerKeys = await db.rows<Former>(selectFormer, [merchantId, licenseId])
  return { ...row, devices, formerKeys }
}

/** A licence as a change finds it. */
export type LockedLicense = Readonly<{
  licenseId: string
  orderNumber: string
  state: LicenseState
  keySealed: string
  keyMasked: string
  validUntil: Instant | null
  maxDevices: number
  devicesUsed: number
  isRefunded: boolean
  now: Instant
}>

const lockOne = statement(
  'lock_license_by_id',
  `select c.license_id as "licenseId", c.order_number as "orderNumber", c.state, c.key_sealed as "keySealed",
     c.key_masked as "keyMasked", c.valid_until as "validUntil", c.max_devices as "maxDevices",
     c.devices_used as "devicesUsed", ${refunded} as "isRefunded", app_now() as now
   from license c
   join order_line l using (merchant_id, order_number, line_no)
   join orders o using (merchant_id, order_number)
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
