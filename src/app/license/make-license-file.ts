// The offline licence file: everything a program needs to check a licence without asking anybody.

import { licenseStatus } from '../../core/license.ts'
import { fileEnd, isFileForAny, readTerms } from '../../core/license-terms.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { findLicenseOfOrder, type License } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import { type SignedFile, signFile } from '../../kit/signed-file.ts'
import type { App } from '../app.ts'
import type { LicenseAnswer } from './find-usable.ts'
import { holdSeat } from './held-seat.ts'
import { successorsOf } from './rotate-signing-key.ts'

/**
 * What the file says. Times are Asia/Shanghai; null: for ever. It is good until `file_until`, which is never later than
 * `valid_until`, and on one machine where it names a `fingerprint`. It never holds the key, for files are passed on.
 */
export type LicenseFilePayload = Readonly<{
  license_id: string
  license_key_masked: string
  product_id: string
  package_id: string
  max_devices: number
  features: readonly string[]
  version_max: string | null
  valid_from: string
  valid_until: string | null
  issued_at: string
  file_until: string | null
  fingerprint: string | null
}>

/**
 * A file for whoever bought the licence, good on any machine. Refuses with license_not_found, license_revoked,
 * license_suspended, license_expired; with license_not_started while its time waits for the first activation; with
 * file_needs_device for a trial and for floating seats, which a file for any machine would make as many as one likes.
 */
export async function makeLicenseFile(
  app: App,
  orderNumber: string,
  licenseId: string,
): Promise<SignedFile> {
  const license = await findLicenseOfOrder(app.db, app.merchantId, orderNumber, licenseId)
  if (!license) throw new Refusal('license_not_found')
  const status = licenseStatus(license.state, license.validUntil, license.now)
  if (status !== 'active') throw new Refusal(`license_${status}`)
  const terms = readTerms(license.terms)
  if (!isFileForAny(terms)) throw new Refusal('file_needs_device')
  if (license.awaitingDays !== null) throw new Refusal('license_not_started')
  return signed(app, license, null, fileEnd(terms, license.validUntil, license.now))
}

/**
 * A file for a device that was just found valid, good there alone, and no longer than a lease. It stands for the seat:
 * until its end the device is not freed to make room for another.
 */
export async function makeBoundFile(
  app: App,
  { license, device }: LicenseAnswer,
): Promise<SignedFile> {
  const { validUntil, now } = license
  const end = fileEnd(readTerms(license.terms), validUntil, now, device.leaseUntil)
  await holdSeat(app, license, device, end)
  return signed(app, license, device.fingerprint, end)
}

function signed(
  app: App,
  license: License,
  fingerprint: string | null,
  end: Instant | null,
): SignedFile {
  const { validUntil, now } = license
  const terms = readTerms(license.terms)
  const payload: LicenseFilePayload = {
    license_id: license.licenseId,
    license_key_masked: license.keyMasked,
    product_id: license.productId,
    package_id: license.planId,
    max_devices: license.maxDevices,
    features: terms.features,
    version_max: terms.versionMax,
    valid_from: formatShanghai(license.validFrom),
    valid_until: textOf(validUntil),
    issued_at: formatShanghai(now),
    file_until: textOf(end),
    fingerprint,
  }
  const { current, all } = app.signingKeys
  return signFile(payload, current.kid, current.privateKey, successorsOf(all, current.kid))
}

function textOf(at: Instant | null): string | null {
  return at === null ? null : formatShanghai(at)
}
