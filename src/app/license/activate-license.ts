// A program claims a seat for its machine. The licence's row is locked meanwhile, so the limit is exact.

import { marksOf } from '../../core/license-device.ts'
import type { Db } from '../../db/connect.ts'
import { appendLicenseEvent, programOf } from '../../db/license-events.ts'
import { type Device, insertDevice, insertTrialUse, markDeviceSeen } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { takeCall } from '../limits.ts'
import {
  findByParts,
  type LicenseAnswer,
  type LicenseCall,
  lockUsable,
  type UsableLicense,
} from './find-usable.ts'

/**
 * Activates a device; a known device takes no further seat. The first one sets the end of a licence whose time begins
 * with it. Refuses as findUsable, and with device_limit_reached, trial_used.
 */
export async function activateLicense(app: App, call: LicenseCall): Promise<LicenseAnswer> {
  return app.db.tx(async (tx) => {
    const usable = await lockUsable(app, call, tx)
    const { license } = usable
    const known = await seeAgain(app, tx, usable)
    if (known) return { license, devicesUsed: license.devicesUsed, device: known }
    return takeSeat(app, tx, usable, call.writtenFor)
  })
}

async function seeAgain(app: App, tx: Db, usable: UsableLicense): Promise<Device | undefined> {
  const { license, told } = usable
  const see = (fingerprint: string) =>
    markDeviceSeen(tx, app.merchantId, license.licenseId, fingerprint, told)
  const known = await see(told.fingerprint)
  if (known) return known
  const same = await findByParts(app, tx, usable)
  return same && see(same.fingerprint)
}

async function takeSeat(
  app: App,
  tx: Db,
  { license, terms, told }: UsableLicense,
  writtenFor: string | undefined,
): Promise<LicenseAnswer> {
  const { licenseId } = license
  if (terms.isTrial) {
    // By its parts too, where the plan knows a machine by them: another fingerprint is not another machine then.
    const byParts = told.components === null ? [] : marksOf(told.components, terms.match)
    const marks = [told.fingerprint, ...byParts.map((part) => `parts|${part}`)].map((mark) =>
      app.licenseKeys.hash(`trial|${mark}`),
    )
    const isFirst = await insertTrialUse(tx, app.merchantId, license, marks)
    if (!isFirst) throw new Refusal('trial_used')
  }
  const seat = await insertDevice(tx, app.merchantId, licenseId, told)
  if (!seat) throw new Refusal('device_limit_reached')
  // A floating seat is there to come and go.
  if (terms.seats === 'bound') {
    await takeCall(app, 'license-new-device', [licenseId], tx, 2 * license.maxDevices)
    await appendLicenseEvent(tx, app.merchantId, licenseId, {
      kind: 'activated',
      by: programOf(writtenFor),
      details: { device: seat.deviceId, name: seat.name },
    })
  }
  const { devicesUsed, validUntil } = seat
  return { license: { ...license, validUntil, awaitingDays: null }, devicesUsed, device: seat }
}
