// A licence's devices as its buyer sees and frees them.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** Without its fingerprint, which is its program's own affair. */
export type SeenDevice = Readonly<{
  deviceId: string
  name: string | null
  activatedAt: Instant
  lastSeenAt: Instant
  leaseUntil: Instant | null
}>

const selectAll = statement(
  'list_devices_of_buyer',
  `select device_id as "deviceId", name, activated_at as "activatedAt", last_seen_at as "lastSeenAt",
     lease_until as "leaseUntil"
   from device where merchant_id = $1 and license_id = $2 order by activated_at, device_id limit $3`,
)

/** The first ones in the order they were activated in. */
export async function listDevicesOfBuyer(
  db: Db,
  merchantId: number,
  licenseId: string,
  limit: number,
): Promise<SeenDevice[]> {
  return db.rows<SeenDevice>(selectAll, [merchantId, licenseId, limit])
}

const selectFreed = statement(
  'list_freed_by_buyer',
  `select at from license_event
   where merchant_id = $1 and license_id = $2 and by_kind = 'buyer' and kind = 'deactivated'
     and at > app_now() - $3 * interval '24 hours'
   order by at`,
)

/** When the buyer freed seats by himself within so many days, the first one first. */
export async function listFreedByBuyer(
  db: Db,
  merchantId: number,
  licenseId: string,
  days: number,
): Promise<Instant[]> {
  const rows = await db.rows<{ at: Instant }>(selectFreed, [merchantId, licenseId, days])
  return rows.map(({ at }) => at)
}
