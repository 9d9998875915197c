// A licence goes to somebody else: what its old owner knew of it opens nothing any more.

import { newLicenseKey } from '../../core/ids.ts'
import type { Author } from '../../db/audit-log.ts'
import {
  deleteAllDevices,
  replaceLicenseKey,
  updateLicenseOwner,
} from '../../db/console-licenses.ts'
import type { App } from '../app.ts'
import { change } from './change-license.ts'

/**
 * Gives the licence another owner and a new key, which it answers; every device is freed, and the order it was bought
 * with shows it masked from then on. Throws license_not_found, license_unchangeable, invalid_request.
 */
export async function transferLicense(
  app: App,
  licenseId: string,
  owner: Readonly<{ name: string; phone: string }>,
  by: Author,
  reason: string,
): Promise<string> {
  const key = newLicenseKey(app.random)
  const kept = app.licenseKeys.keep(key, licenseId)
  await change(app, licenseId, 'transfer', by, reason, async (tx, license) => {
    await replaceLicenseKey(tx, app.merchantId, licenseId, kept)
    await deleteAllDevices(tx, app.merchantId, licenseId)
    await updateLicenseOwner(tx, app.merchantId, licenseId, owner)
    return { from: license.keyMasked, to: kept.masked, unbound: license.devicesUsed }
  })
  return key
}
