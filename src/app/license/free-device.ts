// A buyer frees a seat of his own, as often as the plan allows, and asks nobody for it.

import { type Frees, freesDays, freesLeft, readTerms } from '../../core/license-terms.ts'
import type { Db } from '../../db/connect.ts'
import { listDevicesOfBuyer, listFreedByBuyer, type SeenDevice } from '../../db/license-devices.ts'
import { appendLicenseEvent } from '../../db/license-events.ts'
import { deleteDevice, findDeviceById, type License } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { refuseHeldSeat } from './held-seat.ts'
import { type Claim, findOwn, withOwn } from './own-license.ts'

const devicesShown = 200

export type OwnDevices = Frees & Readonly<{ license: License; devices: readonly SeenDevice[] }>

/** Refuses as findOwn. */
export async function listOwnDevices(app: App, claim: Claim): Promise<OwnDevices> {
  const { db, merchantId } = app
  const license = await findOwn(app, claim)
  const devices = await listDevicesOfBuyer(db, merchantId, license.licenseId, devicesShown)
  return { license, devices, ...(await freesOf(app, db, license)) }
}

/**
 * Frees the seat of one device and answers how many more may be freed. One that is not there costs nothing. Refuses as
 * findOwn, and with device_not_found, release_limit, seat_held.
 */
export async function freeDevice(app: App, claim: Claim, deviceId: string): Promise<number | null> {
  const { merchantId } = app
  return withOwn(app, claim, async (tx, license) => {
    const { licenseId } = license
    const device = await findDeviceById(tx, merchantId, licenseId, deviceId)
    if (!device) throw new Refusal('device_not_found')
    const { left } = await freesOf(app, tx, license)
    if (left === 0) throw new Refusal('release_limit')
    await refuseHeldSeat(app, tx, license, deviceId)
    await deleteDevice(tx, merchantId, licenseId, device.fingerprint)
    await appendLicenseEvent(tx, merchantId, licenseId, {
      kind: 'deactivated',
      by: { kind: 'buyer' },
      details: { device: deviceId, name: device.name },
    })
    return left === null ? null : left - 1
  })
}

async function freesOf({ merchantId }: App, db: Db, { licenseId, terms }: License): Promise<Frees> {
  const freed = await listFreedByBuyer(db, merchantId, licenseId, freesDays)
  return freesLeft(readTerms(terms), freed)
}
