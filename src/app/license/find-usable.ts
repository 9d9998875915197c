// What every call of a licensed program begins with: the key is read as typed, found, and fit for use; and which of the
// licence's devices the machine is.

import { isFingerprint, licenseStatus } from '../../core/license.ts'
import { type Components, findSameDevice, isComponents } from '../../core/license-device.ts'
import { isCovered, readTerms, type Terms } from '../../core/license-terms.ts'
import type { Db } from '../../db/connect.ts'
import {
  type Device,
  type KeyFound,
  type License,
  listDevicesWithParts,
  type ToldDevice,
} from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { lockByKey, lookUpKey } from './look-up-key.ts'
import { keepPace } from './pace.ts'

export type LicenseCall = Readonly<{
  licenseKey: string
  /** as sent; judged only after the key is known, so that an unknown key is always the first answer */
  fingerprint: unknown
  deviceName: string | undefined
  productId: string | undefined
  /** of the program */
  version?: string | undefined
  /** the machine's parts by name, as sent; judged as the fingerprint is */
  components?: unknown
  /** the service whose calls it makes, where they are not our own */
  writtenFor?: string
}>

/** What a licensed program is told. */
export type LicenseAnswer = Readonly<{ license: License; devicesUsed: number; device: Device }>

export type UsableLicense = Readonly<{ license: License; terms: Terms; told: ToldDevice }>

/**
 * Finds the licence of a key, and the device it knows by this fingerprint or by its parts. Refuses with
 * license_not_found (also for an ill-formed key and for another product's), license_revoked, license_suspended,
 * license_expired, version_not_covered, invalid_request (fingerprint, components), rate_limited. Whoever calls counts
 * the misses.
 */
export async function findUsable(
  app: App,
  call: LicenseCall,
): Promise<UsableLicense & Readonly<{ device: Device | undefined }>> {
  const fingerprint = isFingerprint(call.fingerprint) ? call.fingerprint : ''
  const found = await lookUpKey(app, call.licenseKey, call.productId, fingerprint)
  const usable = judge(app, call, own(app, found))
  return { ...usable, device: found.device ?? (await findByParts(app, app.db, usable)) }
}

/** As findUsable, under the licence's lock, and without its device. */
export async function lockUsable(app: App, call: LicenseCall, tx: Db): Promise<UsableLicense> {
  return judge(app, call, await lockOwn(app, call, tx))
}

/** As lockUsable, whatever state the licence is in: freeing a seat is always allowed. */
export async function lockOwned(app: App, call: LicenseCall, tx: Db): Promise<UsableLicense> {
  return read(app, call, await lockOwn(app, call, tx))
}

/** The one device whose parts are those the machine told, where the plan takes it for the same then. */
export async function findByParts(
  app: App,
  db: Db,
  { license, terms, told }: UsableLicense,
): Promise<Device | undefined> {
  if (terms.match === 'exact' || told.components === null) return undefined
  const devices = await listDevicesWithParts(db, app.merchantId, license.licenseId)
  return findSameDevice(devices, told.components, terms.match)
}

function judge(app: App, call: LicenseCall, license: License): UsableLicense {
  const status = licenseStatus(license.state, license.validUntil, license.now)
  if (status !== 'active') throw new Refusal(`license_${status}`)
  const usable = read(app, call, license)
  if (!isCovered(call.version, usable.terms)) throw new Refusal('version_not_covered')
  return usable
}

function read(app: App, call: LicenseCall, license: License): UsableLicense {
  const { fingerprint, components } = call
  if (!isFingerprint(fingerprint)) throw new Refusal('invalid_request', { field: 'fingerprint' })
  if (components !== undefined && !isComponents(components))
    throw new Refusal('invalid_request', { field: 'components' })
  const terms = readTerms(license.terms)
  const told = {
    fingerprint,
    name: call.deviceName ?? null,
    components: components === undefined ? null : hashed(app, components),
    leaseSeconds: terms.seats === 'floating' ? terms.leaseSeconds : null,
  }
  return { license, terms, told }
}

async function lockOwn(app: App, call: LicenseCall, tx: Db): Promise<License> {
  return own(app, await lockByKey(app, call.licenseKey, call.productId, tx))
}

/** The licence found, at its pace. Refuses with license_not_found, license_revoked, rate_limited. */
export function own(app: App, { license, isFormer }: Omit<KeyFound, 'device'>): License {
  if (!license) throw new Refusal(isFormer ? 'license_revoked' : 'license_not_found')
  keepPace(app, license)
  return license
}

/** Serial numbers are nobody's business: what is kept tells only whether two are equal. */
function hashed(app: App, components: Components): Components {
  const parts = Object.entries(components).map(([name, value]) => {
    const hash = app.licenseKeys.hash(`part|${name}|${value}`)
    return [name, hash.toString('base64url')] as const
  })
  return Object.fromEntries(parts)
}
