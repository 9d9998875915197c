// What a licence allows, computed from what was bought: how long, on how many devices, and in which state
// a program finds it.

import { dayMs, type Instant, later } from './time.ts'

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

/** As the merchant sees it: one whose days begin with its first activation has not begun. */
export const licenseStandings = ['active', 'not_begun', 'expired', 'suspended', 'revoked'] as const
export type LicenseStanding = (typeof licenseStandings)[number]

export function licenseStanding(
  {
    state,
    validUntil: until,
    awaitingDays,
  }: Readonly<{
    state: LicenseState
    validUntil: Instant | null
    awaitingDays: number | null
  }>,
  now: Instant,
): LicenseStanding {
  const status = licenseStatus(state, until, now)
  return status === 'active' && awaitingDays !== null ? 'not_begun' : status
}

/** What the merchant may do to a licence, beside looking at it. A revoked one stays revoked. */
export type LicenseAct =
  | 'reissue'
  | 'transfer'
  | 'revoke'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'limit'
  | 'unbind'

const allowed: Readonly<Record<LicenseState, readonly LicenseAct[]>> = {
  active: ['reissue', 'transfer', 'revoke', 'suspend', 'extend', 'limit', 'unbind'],
  suspended: ['reissue', 'transfer', 'revoke', 'resume', 'extend', 'limit', 'unbind'],
  revoked: ['unbind'],
}

export function canLicense(state: LicenseState, act: LicenseAct): boolean {
  return allowed[state].includes(act)
}

/** The most devices a licence may have, and the furthest it is extended at once. */
export const devicesMax = 100_000
export const extensionMaxDays = 3_650

/** The new end: so many days after the old one, or after now where that has passed. Undefined: it never ends. */
export function extendedUntil(
  until: Instant | null,
  days: number,
  now: Instant,
): Instant | undefined {
  if (until === null) return undefined
  return later(until > now ? until : now, days * dayMs)
}

/** A machine's own mark: 1 to 128 printable characters. */
export function isFingerprint(value: unknown): value is string {
  if (typeof value !== 'string' || value.trim() === '') return false
  // Control characters and halves of surrogate pairs do not survive storing and comparing.
  return Array.from(value).length <= 128 && !/[\p{Cc}\p{Cs}]/u.test(value)
}
