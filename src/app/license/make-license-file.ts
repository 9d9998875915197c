// The offline licence file: everything a program needs to check a licence without asking anybody.

import { licenseStatus } from '../../core/license.ts'
import { formatShanghai } from '../../core/time.ts'
import { findLicenseOfOrder } from '../../db/licenses.ts'
import { findOrder } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { type SignedFile, signFile } from '../../kit/signed-file.ts'
import type { App } from '../app.ts'

/** What the file says. Times are Asia/Shanghai; `valid_until` null: for ever. */
export type LicenseFilePayload = Readonly<{
  license_id: string
  license_key: string
  product_id: string
  package_id: string
  max_devices: number
  valid_from: string
  valid_until: string | null
  issued_at: string
}>

/** Refuses with license_not_found, license_revoked, license_suspended, license_expired. */
export async function makeLicenseFile(
  app: App,
  orderNumber: string,
  licenseId: string,
): Promise<SignedFile> {
  const license = await findLicenseOfOrder(app.db, app.merchantId, orderNumber, licenseId)
  const order = license && (await findOrder(app.db, app.merchantId, orderNumber))
  const kept = order?.licenses.find((one) => one.licenseId === licenseId)
  if (!license || !kept) throw new Refusal('license_not_found')
  const status = licenseStatus(license.state, license.validUntil, license.now)
  if (status !== 'active') throw new Refusal(`license_${status}`)

  const payload: LicenseFilePayload = {
    license_id: licenseId,
    license_key: app.licenseKeys.unseal(kept.keySealed, licenseId),
    product_id: license.productId,
    package_id: license.planId,
    max_devices: license.maxDevices,
    valid_from: formatShanghai(license.validFrom),
    valid_until: license.validUntil === null ? null : formatShanghai(license.validUntil),
    issued_at: formatShanghai(license.now),
  }
  return signFile(payload, app.signingKeys.current.kid, app.signingKeys.current.privateKey)
}
