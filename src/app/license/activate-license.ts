// A program claims a seat for its machine. The licence's row is locked meanwhile, so the limit is exact.

import { insertDevice, markDeviceSeen } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { findUsable, type LicenseAnswer, type LicenseCall } from './find-usable.ts'

/** Activates a device; a known device takes no further seat. Refuses with device_limit_reached. */
export async function activateLicense(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  return app.db.tx(async (tx) => {
    const { license, fingerprint } = await findUsable(app, call, tx, true)
    const { licenseId, devicesUsed } = license
    const name = call.deviceName ?? null
    const known = await markDeviceSeen(tx, app.merchantId, licenseId, fingerprint, name)
    if (known) return { license, devicesUsed, device: known }

    const device = await insertDevice(tx, app.merchantId, licenseId, fingerprint, name)
    if (!device) throw new Refusal('device_limit_reached')
    return { license, devicesUsed: devicesUsed + 1, device }
  })
}
