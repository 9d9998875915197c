// A device that has an offline file runs by it whatever becomes of its seat. So the seat is held for it until the file
// ends, and only the merchant, who knows whether the machine is gone, frees it before.

import { dayMs, type Instant, instantOf, later } from '../../core/time.ts'
import type { Db } from '../../db/connect.ts'
import { appendLicenseEvent, findLastFile } from '../../db/license-events.ts'
import type { Device, License } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** Notes until when a file is good. A day more than it is, so that a file a day is one note a day and not a hundred. */
export async function holdSeat(
  { db, merchantId }: App,
  { licenseId }: License,
  { deviceId, name, leaseUntil }: Device,
  end: Instant | null,
): Promise<void> {
  const held = await findLastFile(db, merchantId, licenseId, deviceId)
  if (held && covers(held.until, end)) return
  const until = end === null || leaseUntil !== null ? end : later(end, dayMs)
  await appendLicenseEvent(db, merchantId, licenseId, {
    kind: 'filed',
    by: { kind: 'program' },
    details: { device: deviceId, name, held_until: until },
  })
}

/** Refuses with seat_held while a file that was made for the device is good. */
export async function refuseHeldSeat(
  { merchantId }: App,
  tx: Db,
  { licenseId, now }: License,
  deviceId: string,
): Promise<void> {
  const held = await findLastFile(tx, merchantId, licenseId, deviceId)
  if (held && (held.until === null || instantOf(held.until) > now)) throw new Refusal('seat_held')
}

function covers(until: number | null, end: Instant | null): boolean {
  return until === null || (end !== null && until >= end)
}
