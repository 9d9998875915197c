// Licences and their devices. A licence is found by the keyed hash of its key; its row is locked while
// devices come and go, so the limit holds whoever calls at once.

import type { LicenseState } from '../core/license.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type License = Readonly<{
  licenseId: string
  orderNumber: string
  productId: string
  planId: string
  state: LicenseState
  validFrom: Instant
  validUntil: Instant | null
  maxDevices: number
  devicesUsed: number
  now: Instant
}>

export type Device = Readonly<{ fingerprint: string; name: string | null; activatedAt: Instant }>

const columns = `license_id as "licenseId", order_number as "orderNumber", product_id as "productId",
  plan_id as "planId", state, valid_from as "validFrom", valid_until as "validUntil",
  max_devices as "maxDevices", devices_used as "devicesUsed", app_now() as now`

const selectByHash = statement(
  'find_license',
  `select ${columns} from license where merchant_id = $1 and key_hash = $2`,
)
const lockByHash = statement(
  'lock_license',
  `select ${columns} from license where merchant_id = $1 and key_hash = $2 for update`,
)
const selectById = statement(
  'find_license_of_order',
  `select ${columns} from license where merchant_id = $1 and order_number = $2 and license_id = $3`,
)

export async function findLicense(
  db: Db,
  merchantId: number,
  keyHash: Buffer,
): Promise<License | undefined> {
  return (await db.rows<License>(selectByHash, [merchantId, keyHash]))[0]
}

/** As findLicense, and nobody else may change its devices until this transaction ends. */
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

export async function findLicenseOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
  licenseId: string,
): Promise<License | undefined> {
  return (await db.rows<License>(selectById, [merchantId, orderNumber, licenseId]))[0]
}

const selectDevice = statement(
  'find_device',
  `select fingerprint, name, activated_at as "activatedAt"
   from device where merchant_id = $1 and license_id = $2 and fingerprint = $3`,
)

export async function findDevice(
  db: Db,
  merchantId: number,
  licenseId: string,
  fingerprint: string,
): Promise<Device | undefined> {
  return (await db.rows<Device>(selectDevice, [merchantId, licenseId, fingerprint]))[0]
}

const insertOne = statement(
  'insert_device',
  `with seat as (
     update license set devices_used = devices_used + 1
     where merchant_id = $1 and license_id = $2 and devices_used < max_devices
     returning license_id)
   insert into device (merchant_id, license_id, fingerprint, name, activated_at, last_seen_at)
   select $1, $2, $3, $4, app_now(), app_now() from seat
   returning fingerprint, name, activated_at as "activatedAt"`,
)

/** Takes a seat for a new device, under the licence's lock. Undefined when none is left. */
export async function insertDevice(
  db: Db,
  merchantId: number,
  licenseId: string,
  fingerprint: string,
  name: string | null,
): Promise<Device | undefined> {
  return (await db.rows<Device>(insertOne, [merchantId, licenseId, fingerprint, name]))[0]
}

const updateSeen = statement(
  'mark_device_seen',
  `update device set last_seen_at = app_now(), name = coalesce($4, name)
   where merchant_id = $1 and license_id = $2 and fingerprint = $3
   returning fingerprint, name, activated_at as "activatedAt"`,
)

/** Notes that a device called; a new name replaces the old. Undefined when it is not active here. */
export async function markDeviceSeen(
  db: Db,
  merchantId: number,
  licenseId: string,
  fingerprint: string,
  name: string | null,
): Promise<Device | undefined> {
  return (await db.rows<Device>(updateSeen, [merchantId, licenseId, fingerprint, name]))[0]
}

const deleteOne = statement(
  'delete_device',
  `with gone as (
     delete from device where merchant_id = $1 and license_id = $2 and fingerprint = $3
     returning fingerprint, name, activated_at),
   seat as (
     update license set devices_used = devices_used - 1
     where merchant_id = $1 and license_id = $2 and exists (select from gone))
   select fingerprint, name, activated_at as "activatedAt" from gone`,
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
