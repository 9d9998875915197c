// Licence keys as goods: one key for each unit bought, which nobody can guess without SECRET_KEY, sealed for
// keeping and hashed for finding, so that a stolen database opens nothing. Or more time, or another plan, for a licence
// that is there already.

import type { GrantedLicense } from '../core/granted.ts'
import { newLicenseId, newLicenseKey } from '../core/ids.ts'
import { type KeptTerms, licenseTime, plainTerms, readTerms } from '../core/license-terms.ts'
import type { Random } from '../core/ports.ts'
import type { Instant } from '../core/time.ts'
import { assert } from '../kit/assert.ts'
import type { Fulfilment, LicenseKeys } from './fulfilment.ts'

export const licenseFulfilment: Fulfilment = {
  grant(line, seq, now, { random, licenseKeys }) {
    const { lineNo, productId, planId, validDays, maxDevices, license } = line
    const unit = { lineNo, seq }
    const terms = readTerms(license?.terms ?? plainTerms)
    switch (license?.act) {
      case 'renew': {
        const { licenseId } = license
        assert(validDays !== null, 'only days are renewed')
        return { ...unit, kind: 'renewal', licenseId, fromPlanId: planId, days: validDays }
      }
      case 'upgrade': {
        const { licenseId, fromPlanId } = license
        // It was begun long ago: nothing is left to wait for.
        const { validUntil } = licenseTime({ ...terms, starts: 'purchase' }, validDays, now)
        const plan = { planId, validUntil, maxDevices, terms: license.terms }
        return { ...unit, kind: 'upgrade', licenseId, fromPlanId, ...plan }
      }
      case 'new':
      case undefined: {
        const plan = { productId, planId, validDays, maxDevices, terms: license?.terms }
        return newLicense(plan, unit, now, random, licenseKeys)
      }
    }
  },
}

/** What a new licence is made from: `terms` unset are the plain ones, and are kept nowhere. */
export type LicensePlan = Readonly<{
  productId: string
  planId: string
  validDays: number | null
  maxDevices: number
  terms: KeptTerms | undefined
}>

/** A licence with a key of its own, its number and key drawn from `random`. */
export function newLicense(
  { productId, planId, validDays, maxDevices, terms }: LicensePlan,
  unit: Readonly<{ lineNo: number; seq: number }>,
  now: Instant,
  random: Random,
  licenseKeys: LicenseKeys,
): GrantedLicense {
  const licenseId = newLicenseId(random)
  const { hash, sealed, masked } = licenseKeys.keep(newLicenseKey(random), licenseId)
  const { validUntil, awaitingDays } = licenseTime(readTerms(terms ?? plainTerms), validDays, now)
  // Named one by one: put together of parts it takes as long as half of making the key.
  const license: GrantedLicense = {
    lineNo: unit.lineNo,
    seq: unit.seq,
    kind: 'license',
    licenseId,
    keyHash: hash.toString('base64'),
    keySealed: sealed,
    keyMasked: masked,
    productId,
    planId,
    validFrom: now,
    validUntil,
    maxDevices,
    awaitingDays,
  }
  return terms ? { ...license, terms } : license
}
