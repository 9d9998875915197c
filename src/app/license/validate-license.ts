// A program asks whether it may run on its machine.

import { markDeviceSeen } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { findUsable, type LicenseAnswer, type LicenseCall } from './find-usable.ts'

/**
 * Answers for an activated device and changes nothing. Refuses as findUsable, and with device_not_found for any other
 * and for a lease that is over.
 */
export async function validateLicense(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  const { license, device } = await findUsable(app, call)
  const isOver = device?.leaseUntil != null && device.leaseUntil <= license.now
  if (!device || isOver) throw new Refusal('device_not_found')
  return { license, devicesUsed: license.devicesUsed, device }
}

/**
 * As validateLicense, and notes that the device is alive: a lease begins anew, also one that was over and whose seat
 * nobody has taken since.
 */
export async function heartbeatLicense(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  const { license, device: known, told } = await findUsable(app, call)
  const see = (fingerprint: string) =>
    markDeviceSeen(app.db, app.merchantId, license.licenseId, fingerprint, told)
  // Another call of the same machine may have noted its new fingerprint meanwhile.
  const device = known && ((await see(known.fingerprint)) ?? (await see(told.fingerprint)))
  if (!device) throw new Refusal('device_not_found')
  return { license, devicesUsed: license.devicesUsed, device }
}
