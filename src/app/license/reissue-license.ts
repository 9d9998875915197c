// A key that got into wrong hands is replaced, and a key that was lost is shown again.

import { newLicenseKey } from '../../core/ids.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { deleteAllDevices, lockLicenseById, replaceLicenseKey } from '../../db/console-licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { change } from './change-license.ts'

/**
 * Gives the licence a new key and answers it; the old one is told from then on that it was revoked. `unbindAll`
 * frees every device's seat too. Throws license_not_found, license_unchangeable.
 */
export async function reissueLicense(
  app: App,
  licenseId: string,
  unbindAll: boolean,
  by: Author,
  reason: string,
): Promise<string> {
  const key = newLicenseKey(app.random)
  const kept = app.licenseKeys.keep(key, licenseId)
  await change(app, licenseId, 'reissue', by, reason, async (tx, license) => {
    await replaceLicenseKey(tx, app.merchantId, licenseId, kept)
    if (unbindAll) await deleteAllDevices(tx, app.merchantId, licenseId)
    return {
      from: license.keyMasked,
      to: kept.masked,
      unbound: unbindAll ? license.devicesUsed : 0,
    }
  })
  return key
}

/** The whole key; that it was looked at is written down. Throws license_not_found. */
export async function revealKey(app: App, licenseId: string, by: Author): Promise<string> {
  return app.db.tx(async (tx) => {
    const license = await lockLicenseById(tx, app.merchantId, licenseId)
    if (!license) throw new Refusal('license_not_found')
    const key = app.licenseKeys.unseal(license.keySealed, licenseId)
    const details = { order: license.orderNumber }
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'license.reveal',
      subject: licenseId,
      details,
    })
    return key
  })
}
