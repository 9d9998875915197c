// Licences and their devices. A licence is found by the keyed hash of its key; its row is locked while
// devices come and go, so the limit holds whoever calls at once.

import type { LicenseState } from '../core/license.ts'
import type { Components } from '../core/license-device.ts'
import type { KeptTerms } from '../core/license-terms.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { gather } from './gather.ts'

export type License = Readonly<{
  licenseId: string
  /** null: it was made for a reseller and not sold here */
  orderNumber: string | null
  keyMasked: string
  productId: string
  planId: string
  state: LicenseState
  validFrom: Instant
  /** null: never, or not yet known while days are awaiting the first activation */
  validUntil: Instant | null
  awaitingDays: number | null
  maxDevices: number
  devicesUsed: number
  terms: KeptTerms
  now: Instant
}>

export type Device = Readonly<{
  fingerprint: string
  name: string | null
  activatedAt: Instant
  /** names it to others than its own program */
  deviceId: string
  /** of a floating seat */
  leaseUntil: Instant | null
  /** keyed hashes of its parts */
  components: Components | null
}>

const columns = `l.license_id as "licenseId", l.order_number as "orderNumber", l.key_masked as "keyMasked",
  l.product_id as "productId", l.plan_id as "planId", l.state, l.valid_from as "validFrom",
  l.valid_until as "validUntil", l.awaiting_days as "awaitingDays", l.max_devices as "maxDevices",
  l.devices_used as "devicesUsed", l.terms, app_now() as now`
const deviceColumns = `fingerprint, name, activated_at as "activatedAt", device_id as "deviceId",
  lease_until as "leaseUntil", components`

const selectByHash = statement(
  'find_license_and_device',
  `select ${columns}, d.fingerprint, d.name, d.activated_at as "activatedAt", d.device_id as "deviceId",
     d.lease_until as "leaseUntil", d.components, f.key_hash is not null as "isFormer"
   from unnest((select $2::bytea[]), (select $3::text[])) with ordinality asked (key_hash, fingerprint, at)
   left join lateral (
     select * from license l where l.merchant_id = $1 and l.key_hash = asked.key_hash limit 1) l on true
   left join lateral (
     select * from device d
     where d.merchant_id = $1 and d.license_id = l.license_id and d.fingerprint = asked.fingerprint limit 1) d on true
   left join lateral (
     select f.key_hash from license_former_key f
     where f.merchant_id = $1 and f.key_hash = asked.key_hash limit 1) f on true
   order by asked.at`,
)
const lockByHash = statement(
  'lock_license',
  `select ${columns} from license l where l.merchant_id = $1 and l.key_hash = $2 for update`,
)
const selectById = statement(
  'find_license_of_order',
  `select ${columns} from license l
   where l.merchant_id = $1 and l.order_number = $2 and l.license_id = $3 and l.transferred_at is null`,
)

type Asked = Readonly<{ keyHash: Buffer; fingerprint: string }>
export type KeyFound = Readonly<{
  license: License | undefined
  device: Device | undefined
  /** whether a licence had this key before it was given another */
  isFormer: boolean
}>
type FoundRow = (License | Readonly<{ licenseId: null }>) &
  (Device | Readonly<{ fingerprint: null }>) &
  Readonly<{ isFormer: boolean }>

/** The licence of a key with the device of a fingerprint, in one look, which is the same for a key there is none of. */
export const findLicenseAndDevice = gather<Asked, KeyFound>(async (db, merchantId, asked) => {
  const hashes = asked.map(({ keyHash }) => keyHash)
  const fingerprints = asked.map(({ fingerprint }) => fingerprint)
  const rows = await db.rows<FoundRow>(selectByHash, [merchantId, hashes, fingerprints])
  return rows.map((row) => ({
    license: row.licenseId === null ? undefined : row,
    device: row.fingerprint === null ? undefined : row,
    isFormer: row.isFormer,
  }))
})

/** The licence of a key; nobody else may change its devices until this transaction ends. */
export async function lockLicense(
  db: Db,
  merchantId: number,
  keyHash: Buffer,
): Promise<License | undefined> {
  return (await db.rows<License>(lockByHash, [merchantId, keyHash]))[0]
}

const selectFormer = statement(
  'is_former_key',
  'select 1 as former from license_former_key where merchant_id = $1 and key_hash = $2',
)

/** Whether a licence had this key before it was given another. */
export async function isFormerKey(db: Db, merchantId: number, keyHash: Buffer): Promise<boolean> {
  return (await db.rows(selectFormer, [merchantId, keyHash])).length > 0
}

/** Undefined also for one that has gone to another owner. */
export async function findLicenseOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
  licenseId: string,
): Promise<License | undefined> {
  return (await db.rows<License>(selectById, [merchantId, orderNumber, licenseId]))[0]
}

const selectTold = statement(
  'list_devices_with_parts',
  `select ${deviceColumns} from device
   where merchant_id = $1 and license_id = $2 and components is not null`,
)

/** The devices of a licence that told their parts. */
export async function listDevicesWithParts(
  db: Db,
  merchantId: number,
  licenseId: string,
): Promise<Device[]> {
  return db.rows<Device>(selectTold, [merchantId, licenseId])
}

const selectDeviceById = statement(
  'find_device_by_id',
  `select ${deviceColumns} from device where merchant_id = $1 and license_id = $2 and device_id = $3`,
)

export async function findDeviceById(
  db: Db,
  merchantId: number,
  licenseId: string,
  deviceId: string,
): Promise<Device | undefined> {
  return (await db.rows<Device>(selectDeviceById, [merchantId, licenseId, deviceId]))[0]
}

/** What a program says of its machine, and how long a floating seat is leased to it; null: it is bound. */
export type ToldDevice = Readonly<{
  fingerprint: string
  name: string | null
  components: Components | null
  leaseSeconds: number | null
}>

const insertOne = statement(
  'insert_device',
  `with gone as (
     -- a floating seat from when the licence had bound ones has no lease yet
     delete from device where merchant_id = $1 and license_id = $2
       and coalesce(lease_until, last_seen_at + $6::integer * interval '1 second') <= app_now() returning 1),
   room as (
     select used, may_exceed or used < max_devices as is_free
     from (select l.max_devices, l.terms @> '{"mayExceed": true}' as may_exceed,
         l.devices_used - (select count(*)::integer from gone) as used
       from license l where l.merchant_id = $1 and l.license_id = $2) counted),
   seat as (
     update license l set devices_used = room.used + room.is_free::integer, awaiting_days = null,
       valid_until = coalesce(l.valid_until, app_now() + l.awaiting_days * interval '24 hours')
     from room
     where l.merchant_id = $1 and l.license_id = $2 and (room.is_free or room.used <> l.devices_used)
     returning room.is_free, l.devices_used, l.valid_until)
   insert into device (merchant_id, license_id, fingerprint, name, components, lease_until, activated_at, last_seen_at)
   select $1, $2, $3, $4, $5, app_now() + $6::integer * interval '1 second', app_now(), app_now()
   from seat where is_free
   returning ${deviceColumns}, (select devices_used from seat) as "devicesUsed",
     (select valid_until from seat) as "validUntil"`,
)

/** A seat just taken: how many are now, and the licence's end, which a first activation sets. */
export type Seat = Device & Readonly<{ devicesUsed: number; validUntil: Instant | null }>

/**
 * Takes a seat for a new device, under the licence's lock; leases that are over give theirs up. Undefined when none is
 * left.
 */
export async function insertDevice(
  tx: Db,
  merchantId: number,
  licenseId: string,
  { fingerprint, name, components, leaseSeconds }: ToldDevice,
): Promise<Seat | undefined> {
  const values = [fingerprint, name, components && JSON.stringify(components), leaseSeconds]
  return (await tx.rows<Seat>(insertOne, [merchantId, licenseId, ...values]))[0]
}

const updateSeen = statement(
  'mark_device_seen',
  `update device set last_seen_at = app_now(), fingerprint = $4, name = coalesce($5, name),
     components = coalesce($6::jsonb, components), lease_until = app_now() + $7::integer * interval '1 second'
   where merchant_id = $1 and license_id = $2 and fingerprint = $3
   returning ${deviceColumns}`,
)

/**
 * Notes that the device known by `fingerprint` called and says this of itself now; its lease begins anew. Undefined
 * when it is not active here.
 */
export async function markDeviceSeen(
  db: Db,
  merchantId: number,
  licenseId: string,
  fingerprint: string,
  told: ToldDevice,
): Promise<Device | undefined> {
  const { name, components, leaseSeconds } = told
  const values = [told.fingerprint, name, components && JSON.stringify(components), leaseSeconds]
  return (await db.rows<Device>(updateSeen, [merchantId, licenseId, fingerprint, ...values]))[0]
}

const deleteOne = statement(
  'delete_device',
  `with gone as (
     delete from device where merchant_id = $1 and license_id = $2 and fingerprint = $3
     returning ${deviceColumns}),
   seat as (
     update license set devices_used = devices_used - 1
     where merchant_id = $1 and license_id = $2 and exists (select from gone))
   select * from gone`,
)

/** Frees a device's seat, under the licence's lock. Undefined when it is not active here. */
export async function deleteDevice(
  db: Db,
  merchantId: number,
  licenseId: string,
  fingerprint: string,
): Promise<Device | undefined> {
  return (await db.rows<Device>(deleteOne, [merchantId, licenseId, fingerprint]))[0]
}

const insertTrial = statement(
  'insert_trial_use',
  `with mine as (
     insert into trial_use (merchant_id, product_id, mark, license_id, at)
     select $1, $2, mark, $4, app_now() from unnest($3::bytea[]) mark order by mark
     on conflict do nothing returning mark)
   select mark from mine
   union all
   select mark from trial_use
   where merchant_id = $1 and product_id = $2 and mark = any($3) and license_id = $4`,
)

/** Notes by different marks that a device has its trial of a product by this licence. False: it has had it by another. */
export async function insertTrialUse(
  tx: Db,
  merchantId: number,
  { productId, licenseId }: Pick<License, 'productId' | 'licenseId'>,
  marks: readonly Buffer[],
): Promise<boolean> {
  const noted = await tx.rows(insertTrial, [merchantId, productId, marks, licenseId])
  return noted.length === marks.length
}
