// What a plan decides of its licences beside days and devices. A plan that decides nothing is plain, and whatever is
// kept of terms is only what differs from that.

import { dayAfter, isBillDay, startOfDay } from './bill.ts'
import { validUntil } from './license.ts'
import { dayMs, type Instant, later } from './time.ts'

export type Terms = Readonly<{
  /** when its days begin to count */
  starts: 'purchase' | 'activation'
  /** yyyy-MM-dd, the last day it is good for, Asia/Shanghai; null: its days decide */
  until: string | null
  /** one device too many is let in with a flag instead of refused */
  mayExceed: boolean
  /** a bound seat stays its device's; a floating one is leased, and heartbeats renew the lease */
  seats: 'bound' | 'floating'
  /** of a floating seat */
  leaseSeconds: number
  /** how many of its named parts a machine must share with one that is known to be taken for it; exact: none are asked */
  match: 'exact' | 'any' | 'two' | 'most' | 'all'
  /** what the program switches on for it */
  features: readonly string[]
  /** one for each device */
  isTrial: boolean
  /** the newest version it covers: "3" covers 3.x; null: every one */
  versionMax: string | null
  /** seats the buyer may free by himself within 30 days; null: any number */
  selfFrees: number | null
  /** days an offline file is good for; null: as long as the licence */
  fileDays: number | null
}>

/** What is stored: the members that are not as a plain plan has them. */
export type KeptTerms = Readonly<Partial<Terms>>

export const leaseSecondsMin = 60
export const leaseSecondsMax = 86_400
export const featuresMax = 64
export const featurePattern = '^[a-z0-9][a-z0-9._-]{0,63}$'
export const versionMaxPattern = '^\\d{1,6}(?:\\.\\d{1,6}){0,3}$'

export const plainTerms: Terms = {
  starts: 'purchase',
  until: null,
  mayExceed: false,
  seats: 'bound',
  leaseSeconds: 600,
  match: 'exact',
  features: [],
  isTrial: false,
  versionMax: null,
  selfFrees: 3,
  fileDays: null,
}

export function readTerms(kept: KeptTerms): Terms {
  return { ...plainTerms, ...kept }
}

/** Only what differs from a plain plan; of a plain one nothing. */
export function keepTerms(terms: Terms): KeptTerms {
  const members = Object.entries(terms).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(plainOf(name)),
  )
  return Object.fromEntries(members)
}

export function isPlain(kept: KeptTerms): boolean {
  return Object.keys(kept).length === 0
}

/** The first member that does not go with the others or with the plan's days; undefined: all do. */
export function wrongTerm(
  terms: Terms,
  validDays: number | null,
): 'until' | 'starts' | 'isTrial' | 'features' | undefined {
  const { until, starts, isTrial, features } = terms
  if (until !== null && (!isBillDay(until) || validDays !== null)) return 'until'
  if (starts === 'activation' && validDays === null) return 'starts'
  if (isTrial && validDays === null && until === null) return 'isTrial'
  if (new Set(features).size !== features.length) return 'features'
  return undefined
}

/**
 * How long a licence delivered now is good for, and which days wait for its first activation. One that is good until a
 * day is never delivered dead: whoever paid in the last moment has a day of it.
 */
export function licenseTime(
  terms: Terms,
  validDays: number | null,
  now: Instant,
): Readonly<{ validUntil: Instant | null; awaitingDays: number | null }> {
  if (terms.starts === 'activation') return { validUntil: null, awaitingDays: validDays }
  if (terms.until === null) return { validUntil: validUntil(now, validDays), awaitingDays: null }
  const end = endOfDay(terms.until)
  return { validUntil: end > now ? end : later(now, dayMs), awaitingDays: null }
}

/** Within so many days a buyer frees seats by himself. */
export const freesDays = 30

/** Seats a buyer may free by himself. */
export type Frees = Readonly<{
  /** now; null: any number */
  left: number | null
  /** when there is one more again; null: one is left now, or the plan allows none */
  nextAt: Instant | null
}>

/** What the plan allows, less those that were freed within the last days, the first one first. */
export function freesLeft({ selfFrees }: Terms, freed: readonly Instant[]): Frees {
  if (selfFrees === null) return { left: null, nextAt: null }
  const left = Math.max(0, selfFrees - freed.length)
  // The one that has to be forgotten before there is room: not the first where the plan once allowed more.
  const last = left === 0 ? freed[freed.length - selfFrees] : undefined
  return { left, nextAt: last === undefined ? null : later(last, freesDays * dayMs) }
}

/** When an offline file that is made now is good no more: never after the licence or the seat it is for; null: never. */
export function fileEnd(
  { fileDays }: Terms,
  validUntil: Instant | null,
  now: Instant,
  leaseUntil: Instant | null = null,
): Instant | null {
  const own = fileDays === null ? null : later(now, fileDays * dayMs)
  const ends = [own, validUntil, leaseUntil].filter((end) => end !== null)
  return ends.toSorted((one, other) => one - other)[0] ?? null
}

/** Whether there may be a file that names no device: only where nothing is decided by devices coming and going. */
export function isFileForAny({ seats, isTrial }: Terms): boolean {
  return seats === 'bound' && !isTrial
}

/** Whether a plan's last day is over, and it sells nothing any more. */
export function isPast(terms: Terms, now: Instant): boolean {
  return terms.until !== null && endOfDay(terms.until) <= now
}

/**
 * Whether a version of a program is covered: numbers are compared as far as the limit names them, and what follows a
 * dash or a plus is not looked at. A program that says no version is older than versions are.
 */
export function isCovered(version: string | undefined, { versionMax }: Terms): boolean {
  if (versionMax === null || version === undefined) return true
  const told = numbersOf(version)
  for (const [at, most] of numbersOf(versionMax).entries()) {
    const one = told[at] ?? 0
    if (one !== most) return one < most
  }
  return true
}

function plainOf(name: string): unknown {
  return Object.entries(plainTerms).find(([one]) => one === name)?.[1]
}

function endOfDay(day: string): Instant {
  return startOfDay(dayAfter(day, 1))
}

function numbersOf(version: string): number[] {
  return (version.split(/[-+]/, 1)[0] ?? '').split('.').map(Number)
}
