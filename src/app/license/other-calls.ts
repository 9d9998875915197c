// What programs written for other licence services ask: a licence as it stands, and a device by the id it was given.

import { randomUUID } from 'node:crypto'
import { type LicenseStatus, licenseStatus } from '../../core/license.ts'
import { readTerms } from '../../core/license-terms.ts'
import { appendLicenseEvent, programOf } from '../../db/license-events.ts'
import {
  type Device,
  deleteDevice,
  findDeviceById,
  type KeyFound,
  type License,
} from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { countingMisses } from './count-miss.ts'
import { refuseHeldSeat } from './held-seat.ts'
import { lockByKey, lookUpKey } from './look-up-key.ts'
import { keepPace } from './pace.ts'

export type Inspected = Readonly<{
  license: License
  status: LicenseStatus
  /** by its id; undefined: none was asked for, or it has no seat here */
  device: Device | undefined
  /** those of the fingerprints asked for that have a seat here */
  devices: readonly Device[]
}>

export type Inspection = Readonly<{
  licenseKey: string
  address: string
  fingerprints?: readonly string[] | undefined
  deviceId?: string | undefined
}>

/**
 * A licence as it stands, whatever its state. A key it had before is no key. Refuses with license_not_found,
 * rate_limited.
 */
export async function inspectLicense(app: App, asked: Inspection): Promise<Inspected> {
  const { licenseKey, address, fingerprints = [], deviceId } = asked
  return countingMisses(app, address, undefined, async () => {
    const [first = '', ...others] = new Set(fingerprints)
    const look = (fingerprint: string) => lookUpKey(app, licenseKey, undefined, fingerprint)
    const found = await Promise.all([look(first), ...others.map(look)])
    const [{ license }] = found as [KeyFound, ...KeyFound[]]
    if (!license) throw new Refusal('license_not_found')
    keepPace(app, license)
    const status = licenseStatus(license.state, license.validUntil, license.now)
    const devices = found.flatMap(({ device }) => device ?? [])
    const device = deviceId === undefined ? undefined : await byId(app, license, deviceId)
    return { license, status, device, devices }
  })
}

/** Frees the seat of a device by its id. Refuses with license_not_found, device_not_found, seat_held, rate_limited. */
export async function deactivateById(
  app: App,
  licenseKey: string,
  deviceId: string,
  address: string,
  writtenFor: string,
): Promise<Readonly<{ license: License; devicesUsed: number }>> {
  const { license, device } = await inspectLicense(app, { licenseKey, address, deviceId })
  if (!device) throw new Refusal('device_not_found')
  return app.db.tx(async (tx) => {
    const { license: locked } = await lockByKey(app, licenseKey, undefined, tx)
    if (locked) await refuseHeldSeat(app, tx, locked, deviceId)
    const gone =
      locked && (await deleteDevice(tx, app.merchantId, license.licenseId, device.fingerprint))
    if (!locked || !gone) throw new Refusal('device_not_found')
    // A floating seat is there to come and go.
    if (readTerms(locked.terms).seats === 'bound')
      await appendLicenseEvent(tx, app.merchantId, license.licenseId, {
        kind: 'deactivated',
        by: programOf(writtenFor),
        details: { device: deviceId, name: gone.name },
      })
    return { license: locked, devicesUsed: locked.devicesUsed - 1 }
  })
}

/** A fingerprint for a program that tells none: each of its activations is a device. */
export function newInstance(): string {
  return `instance:${randomUUID()}`
}

async function byId(app: App, { licenseId }: License, id: string): Promise<Device | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined
  return findDeviceById(app.db, app.merchantId, licenseId, id)
}
