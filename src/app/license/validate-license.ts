// A program asks whether it may run on its machine.

import { findDevice, markDeviceSeen } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { findUsable, type LicenseAnswer, type LicenseCall } from './find-usable.ts'

/** Answers for an activated device and changes nothing. Refuses with device_not_found for any other. */
export async function validateLicense(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  const { license, fingerprint } = await findUsable(app, call, app.db, false)
  const device = await findDevice(app.db, app.merchantId, license.licenseId, fingerprint)
  if (!device) throw new Refusal('device_not_found')
  return { license, devicesUsed: license.devicesUsed, device }
}

/** As validateLicense, and notes that the device is alive. */
export async function heartbeatLicense(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  const { license, fingerprint } = await findUsable(app, call, app.db, false)
  const name = call.deviceName ?? null
  const device = await markDeviceSeen(app.db, app.merchantId, license.licenseId, fingerprint, name)
  if (!device) throw new Refusal('device_not_found')
  return { license, devicesUsed: license.devicesUsed, device }
}
