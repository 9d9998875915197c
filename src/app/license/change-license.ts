// What a person does to a licence in the console. Each change is written down with its reason in the transaction
// that makes it; the audit takes a licence that was changed without such a row for a mistake.

import { validDaysMax } from '../../core/catalogue.ts'
import {
  canLicense,
  devicesMax,
  extendedUntil,
  extensionMaxDays,
  type LicenseAct,
} from '../../core/license.ts'
import type { LicenseEventKind } from '../../core/license-event.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import {
  type LockedLicense,
  lockLicenseById,
  revokeLicense,
  updateAwaitingDays,
  updateDeviceLimit,
  updateLicenseEnd,
  updateLicenseState,
} from '../../db/console-licenses.ts'
import { appendLicenseEvent } from '../../db/license-events.ts'
import { deleteDevice } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

type Details = Readonly<Record<string, unknown>>

/** Takes the licence for good. Throws license_not_found, license_unchangeable. */
export async function revoke(app: App, licenseId: string, by: Author, reason: string) {
  await change(app, licenseId, 'revoke', by, reason, async (tx) => {
    await revokeLicense(tx, app.merchantId, licenseId)
    return {}
  })
}

/** Takes the licence until it is resumed. Throws license_not_found, license_unchangeable. */
export async function suspend(app: App, licenseId: string, by: Author, reason: string) {
  await change(app, licenseId, 'suspend', by, reason, async (tx) => {
    await updateLicenseState(tx, app.merchantId, licenseId, 'suspended')
    return {}
  })
}

/** Gives a suspended licence back. Throws license_not_found, license_unchangeable, license_refunded. */
export async function resume(app: App, licenseId: string, by: Author, reason: string) {
  await change(app, licenseId, 'resume', by, reason, async (tx, license) => {
    if (license.isRefunded) throw new Refusal('license_refunded')
    await updateLicenseState(tx, app.merchantId, licenseId, 'active')
    return {}
  })
}

/**
 * Adds whole days (1 to 3650) after the old end, after now where it has passed, or to those that wait for the first
 * activation. Throws license_not_found,
 * license_unchangeable (also for a licence that never ends), invalid_request.
 */
export async function extend(
  app: App,
  licenseId: string,
  days: number,
  by: Author,
  reason: string,
) {
  if (!Number.isInteger(days) || days < 1 || days > extensionMaxDays)
    throw new Refusal('invalid_request', { field: 'days' })
  await change(app, licenseId, 'extend', by, reason, async (tx, license) => {
    if (license.awaitingDays !== null) {
      const awaitingDays = license.awaitingDays + days
      if (awaitingDays > validDaysMax) throw new Refusal('invalid_request', { field: 'days' })
      await updateAwaitingDays(tx, app.merchantId, licenseId, awaitingDays)
      return { days, from: license.awaitingDays, to: awaitingDays }
    }
    const validUntil = extendedUntil(license.validUntil, days, license.now)
    if (validUntil === undefined) throw new Refusal('license_unchangeable')
    await updateLicenseEnd(tx, app.merchantId, licenseId, validUntil)
    return { days, from: dayOf(license.validUntil), to: dayOf(validUntil) }
  })
}

/**
 * Another number of devices, no fewer than are in use. Throws license_not_found, license_unchangeable,
 * invalid_request.
 */
export async function limitDevices(
  app: App,
  licenseId: string,
  maxDevices: number,
  by: Author,
  reason: string,
) {
  if (!Number.isInteger(maxDevices) || maxDevices < 1 || maxDevices > devicesMax)
    throw new Refusal('invalid_request', { field: 'max_devices' })
  await change(app, licenseId, 'limit', by, reason, async (tx, license) => {
    if (maxDevices < license.devicesUsed)
      throw new Refusal('invalid_request', { field: 'max_devices' })
    await updateDeviceLimit(tx, app.merchantId, licenseId, maxDevices)
    return { from: license.maxDevices, to: maxDevices }
  })
}

/** Frees one device's seat. Throws license_not_found, device_not_found. */
export async function unbindDevice(
  app: App,
  licenseId: string,
  fingerprint: string,
  by: Author,
  reason: string,
) {
  await change(app, licenseId, 'unbind', by, reason, async (tx) => {
    const device = await deleteDevice(tx, app.merchantId, licenseId, fingerprint)
    if (!device) throw new Refusal('device_not_found')
    return { fingerprint, name: device.name }
  })
}

/** The frame of every change: lock, judge, write, write down. `write` answers what the audit log keeps of it. */
export async function change(
  app: App,
  licenseId: string,
  act: LicenseAct,
  by: Author,
  reason: string,
  write: (tx: Db, license: LockedLicense) => Promise<Details>,
): Promise<void> {
  if (reason.trim() === '') throw new Refusal('invalid_request', { field: 'reason' })
  await app.db.tx(async (tx) => {
    const license = await lockLicenseById(tx, app.merchantId, licenseId)
    if (!license) throw new Refusal('license_not_found')
    if (!canLicense(license.state, act)) throw new Refusal('license_unchangeable')
    const details = { order: license.orderNumber, ...(await write(tx, license)) }
    const entry = {
      action: `license.${act}` as const,
      subject: licenseId,
      reason: reason.trim(),
      details,
    }
    await appendAuditLog(tx, app.merchantId, by, entry)
    await appendLicenseEvent(tx, app.merchantId, licenseId, {
      kind: eventOf[act],
      by: { kind: 'operator', name: by.operator },
      reason: entry.reason,
      details,
    })
  })
}

const eventOf: Readonly<Record<LicenseAct, LicenseEventKind>> = {
  revoke: 'revoked',
  suspend: 'suspended',
  resume: 'resumed',
  extend: 'extended',
  limit: 'limited',
  unbind: 'deactivated',
  reissue: 'reissued',
  transfer: 'transferred',
}

function dayOf(at: Instant | null): string | null {
  return at === null ? null : formatShanghai(at)
}
