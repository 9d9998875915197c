// What a package decides of its licences beside days and devices: as it is typed, as the server takes it, and in one
// line. Only what is not as in a plain package is sent, and only that is said.

import type { Words } from '../../text/folder.ts'
import { countOf, type Pack, wholeOf } from './product.ts'

export type Terms = Pack['terms']
type Brief = Words['terms']['brief']

/** Every field but the last day, which stands beside the days. */
export type TypedTerms = {
  starts: 'purchase' | 'activation'
  mayExceed: boolean
  seats: 'bound' | 'floating'
  lease: string
  match: 'exact' | keyof Brief['match']
  /** names with a space between */
  features: string
  /** a name that is being typed */
  feature: string
  isTrial: boolean
  versionMax: string
  selfFrees: string
  fileDays: string
}

export const featuresMax = 64
export const featurePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/
const versionPattern = /^\d{1,6}(?:\.\d{1,6}){0,3}$/
const leaseMin = 60
const leaseMax = 86_400
const freesMax = 1_000
const fileDaysMax = 36_500

export const plain: TypedTerms = {
  starts: 'purchase',
  mayExceed: false,
  seats: 'bound',
  lease: '600',
  match: 'exact',
  features: '',
  feature: '',
  isTrial: false,
  versionMax: '',
  selfFrees: '3',
  fileDays: '',
}

export function typedTermsOf(terms: Terms): TypedTerms {
  const { starts, seats, match, features = [], lease_seconds: lease } = terms
  const { self_frees: frees, version_max: version, file_days: fileDays } = terms
  return {
    starts: starts ?? plain.starts,
    mayExceed: terms.may_exceed ?? plain.mayExceed,
    seats: seats ?? plain.seats,
    lease: String(lease ?? plain.lease),
    match: match ?? plain.match,
    features: features.join(' '),
    feature: plain.feature,
    isTrial: terms.trial ?? plain.isTrial,
    versionMax: version ?? plain.versionMax,
    selfFrees: frees === undefined ? plain.selfFrees : String(frees ?? ''),
    fileDays: String(fileDays ?? plain.fileDays),
  }
}

export function featuresOf(typed: Pick<TypedTerms, 'features'>): string[] {
  return typed.features.split(' ').filter((name) => name !== '')
}

export function termsOf(typed: TypedTerms): Terms {
  const lease = leaseOf(typed.lease)
  const features = featuresOf(typed)
  const version = typed.versionMax.trim()
  const isFloating = typed.seats === 'floating'
  const isUsual = typed.selfFrees.trim() === plain.selfFrees
  return {
    ...(typed.starts === plain.starts ? {} : { starts: typed.starts }),
    ...(typed.mayExceed ? { may_exceed: true } : {}),
    ...(isFloating ? { seats: typed.seats } : {}),
    ...(isFloating && lease !== undefined && lease !== Number(plain.lease)
      ? { lease_seconds: lease }
      : {}),
    ...(typed.match === plain.match ? {} : { match: typed.match }),
    ...(features.length === 0 ? {} : { features }),
    ...(typed.isTrial ? { trial: true } : {}),
    ...(version === '' ? {} : { version_max: version }),
    ...(isUsual || !isFrees(typed.selfFrees) ? {} : { self_frees: countOf(typed.selfFrees) }),
    ...(isFileDays(typed.fileDays) && typed.fileDays.trim() !== ''
      ? { file_days: Number(typed.fileDays) }
      : {}),
  }
}

/** What is wrong with each field, '' where nothing is. `term`: how the package ends. */
export function termWrongs(
  typed: TypedTerms,
  term: 'days' | 'until' | 'forever',
  t: Words['terms'],
) {
  const isFloating = typed.seats === 'floating'
  const version = typed.versionMax.trim()
  return {
    starts: typed.starts === 'activation' && term !== 'days' ? t.startsWrong : '',
    lease: isFloating && leaseOf(typed.lease) === undefined ? t.leaseWrong : '',
    features: typed.feature.trim() === '' ? '' : t.featureWrong,
    trial: typed.isTrial && term === 'forever' ? t.trialWrong : '',
    version: version === '' || versionPattern.test(version) ? '' : t.versionWrong,
    frees: isFrees(typed.selfFrees) ? '' : t.freesWrong,
    fileDays: isFileDays(typed.fileDays) ? '' : t.fileDaysWrong,
  }
}

/** The terms as the audit log keeps them, which names them as the program does. */
export function loggedTerms(kept: object): Terms {
  const nameOf = (name: string) =>
    name === 'isTrial' ? 'trial' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [nameOf(name), value]))
}

/** In one line; '' of a plain package. */
export function summaryOf(terms: Terms, { brief }: Words['terms']): string {
  const { match, features = [], self_frees: frees } = terms
  const { version_max: version, file_days: fileDays } = terms
  const lease = terms.lease_seconds ?? Number(plain.lease)
  const leaseWords = lease % 60 === 0 ? brief.minutes(lease / 60) : brief.seconds(lease)
  const parts = [
    terms.starts === 'activation' && brief.starts,
    terms.seats === 'floating' && brief.floating(leaseWords),
    terms.may_exceed && brief.mayExceed,
    match !== undefined && match !== 'exact' && brief.match[match],
    features.length > 0 && brief.features(features),
    terms.trial && brief.trial,
    typeof version === 'string' && brief.version(version),
    frees === null && brief.freesAny,
    typeof frees === 'number' && brief.frees(frees),
    typeof fileDays === 'number' && brief.fileDays(fileDays),
  ]
  return parts.filter((part) => typeof part === 'string').join(brief.between)
}

function leaseOf(text: string): number | undefined {
  const lease = wholeOf(text, leaseMax) ?? 0
  return lease >= leaseMin ? lease : undefined
}

function isFrees(text: string): boolean {
  const value = text.trim()
  return value === '' || value === '0' || wholeOf(value, freesMax) !== undefined
}

function isFileDays(text: string): boolean {
  return text.trim() === '' || wholeOf(text, fileDaysMax) !== undefined
}
