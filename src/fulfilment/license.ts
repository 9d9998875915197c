// Licence keys as goods: one key for each unit bought, which nobody can guess without SECRET_KEY, sealed for
// keeping and hashed for finding, so that a stolen database opens nothing.

import { maskLicenseKey, newLicenseId, newLicenseKey } from '../core/ids.ts'
import { validUntil } from '../core/license.ts'
import type { Fulfilment } from './fulfilment.ts'

export const licenseFulfilment: Fulfilment = {
  grant(line, seq, now, { random, licenseKeys }) {
    const licenseId = newLicenseId(random)
    const key = newLicenseKey(random)
    return {
      lineNo: line.lineNo,
      seq,
      kind: 'license',
      licenseId,
      keyHash: licenseKeys.hash(key).toString('base64'),
      keySealed: licenseKeys.seal(key, licenseId),
      keyMasked: maskLicenseKey(key),
      productId: line.productId,
      planId: line.planId,
      validFrom: now,
      validUntil: validUntil(now, line.validDays),
      maxDevices: line.maxDevices,
    }
  },
}
