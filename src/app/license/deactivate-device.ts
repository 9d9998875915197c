// A program gives its machine's seat back.

import { deleteDevice } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { findOwned, type LicenseAnswer, type LicenseCall } from './find-usable.ts'

/** Frees the seat and answers the device that left. Refuses with device_not_found when it has none. */
export async function deactivateDevice(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  return app.db.tx(async (tx) => {
    const { license, fingerprint } = await findOwned(app, call, tx)
    const device = await deleteDevice(tx, app.merchantId, license.licenseId, fingerprint)
    if (!device) throw new Refusal('device_not_found')
    return { license, devicesUsed: license.devicesUsed - 1, device }
  })
}
