// What every call of a licensed program begins with: the key is read as typed, found, and fit for use.

import { parseLicenseKey } from '../../core/ids.ts'
import { isFingerprint, licenseStatus } from '../../core/license.ts'
import type { Db } from '../../db/connect.ts'
import {
  type Device,
  findLicense,
  isFormerKey,
  type License,
  lockLicense,
} from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

export type LicenseCall = Readonly<{
  licenseKey: string
  /** as sent; judged only after the key is known, so that an unknown key is always the first answer */
  fingerprint: unknown
  deviceName: string | undefined
  productId: string | undefined
}>

/** What a licensed program is told. */
export type LicenseAnswer = Readonly<{ license: License; devicesUsed: number; device: Device }>

export type UsableLicense = Readonly<{ license: License; fingerprint: string }>

/**
 * Finds the licence of a key. Refuses with license_not_found (also for an ill-formed key and for another
 * product's), license_revoked, license_suspended, license_expired, invalid_request (fingerprint).
 */
export async function findUsable(
  app: App,
  call: LicenseCall,
  db: Db,
  lock: boolean,
): Promise<UsableLicense> {
  const license = await findByKey(app, call, db, lock)
  const status = licenseStatus(license.state, license.validUntil, license.now)
  if (status !== 'active') throw new Refusal(`license_${status}`)
  return { license, fingerprint: readFingerprint(call) }
}

/** As findUsable, whatever state the licence is in: freeing a seat is always allowed. */
export async function findOwned(app: App, call: LicenseCall, db: Db): Promise<UsableLicense> {
  const license = await findByKey(app, call, db, true)
  return { license, fingerprint: readFingerprint(call) }
}

async function findByKey(app: App, call: LicenseCall, db: Db, lock: boolean): Promise<License> {
  const key = parseLicenseKey(call.licenseKey)
  if (key === undefined) throw new Refusal('license_not_found')
  const find = lock ? lockLicense : findLicense
  const keyHash = app.licenseKeys.hash(key)
  const license = await find(db, app.merchantId, keyHash)
  if (!license && (await isFormerKey(db, app.merchantId, keyHash)))
    throw new Refusal('license_revoked')
  if (!license || (call.productId !== undefined && call.productId !== license.productId)) {
    throw new Refusal('license_not_found')
  }
  return license
}

function readFingerprint(call: LicenseCall): string {
  if (!isFingerprint(call.fingerprint))
    throw new Refusal('invalid_request', { field: 'fingerprint' })
  return call.fingerprint
}
