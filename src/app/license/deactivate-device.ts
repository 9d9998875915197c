// A program gives its machine's seat back.

import { appendLicenseEvent } from '../../db/license-events.ts'
import { deleteDevice } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { findByParts, type LicenseAnswer, type LicenseCall, lockOwned } from './find-usable.ts'
import { refuseHeldSeat } from './held-seat.ts'

/** Frees the seat and answers the device that left. Refuses with device_not_found, seat_held. */
export async function deactivateDevice(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  return app.db.tx(async (tx) => {
    const owned = await lockOwned(app, call, tx)
    const { license, told, terms } = owned
    const free = (fingerprint: string) =>
      deleteDevice(tx, app.merchantId, license.licenseId, fingerprint)
    const same = async () => (await findByParts(app, tx, owned))?.fingerprint
    const known = await free(told.fingerprint)
    const other = known ? undefined : await same()
    const device = known ?? (other === undefined ? undefined : await free(other))
    if (!device) throw new Refusal('device_not_found')
    await refuseHeldSeat(app, tx, license, device.deviceId)
    if (terms.seats === 'bound')
      await appendLicenseEvent(tx, app.merchantId, license.licenseId, {
        kind: 'deactivated',
        by: { kind: 'program' },
        details: { device: device.deviceId, name: device.name },
      })
    return { license, devicesUsed: license.devicesUsed - 1, device }
  })
}
