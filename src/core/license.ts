// What a licence allows, computed from what was bought: how long, on how many devices, and in which state
// a program finds it.

import type { Instant } from './time.ts'
import { dayMs, later } from './time.ts'

/** What is stored. Expiry is not a stored state: it follows from valid_until and the clock. */
export type LicenseState = 'active' | 'suspended' | 'revoked'
export type LicenseStatus = LicenseState | 'expired'

/** The moment a licence bought at `from` ends; null: never. */
export function validUntil(from: Instant, validDays: number | null): Instant | null {
  return validDays === null ? null : later(from, validDays * dayMs)
}

export function licenseStatus(
  state: LicenseState,
  until: Instant | null,
  now: Instant,
): LicenseStatus {
  if (state !== 'active') return state
  return until !== null && now >= until ? 'expired' : 'active'
}

/** A machine's own mark: 1 to 128 printable characters. */
export function isFingerprint(value: unknown): value is string {
  if (typeof value !== 'string' || value.trim() === '') return false
  // Control characters and halves of surrogate pairs do not survive storing and comparing.
  return Array.from(value).length <= 128 && !/[\p{Cc}\p{Cs}]/u.test(value)
}

/** One delivered unit of a line, with the licence that came into being for it. */
export type GrantedUnit = Readonly<{
  lineNo: number
  seq: number
  kind: 'license'
  licenseId: string
  /** base64 of the keyed hash a key is found by */
  keyHash: string
  keySealed: string
  keyMasked: string
  productId: string
  planId: string
  validFrom: Instant
  validUntil: Instant | null
  maxDevices: number
}>
