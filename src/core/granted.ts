// What is delivered for one unit of a line, as it is written together with the payment.

import type { KeptTerms } from './license-terms.ts'
import type { Instant } from './time.ts'

/**
 * One delivered unit of a line: the licence that came into being for it, what it adds to one that was there, or the pool
 * its card comes from.
 */
export type GrantedUnit =
  | GrantedLicense
  | GrantedRenewal
  | GrantedUpgrade
  | GrantedCard
  | GrantedContent
  | GrantedCourse

/** The right to read what its plan holds. */
export type GrantedContent = Readonly<{ lineNo: number; seq: number; kind: 'content' }>

/** The right to read the chapters of its product. */
export type GrantedCourse = Readonly<{ lineNo: number; seq: number; kind: 'course' }>

export type GrantedCard = Readonly<{
  lineNo: number
  seq: number
  kind: 'card'
  productId: string
  planId: string
}>

export type GrantedLicense = Readonly<{
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
  awaitingDays: number | null
  /** absent: plain */
  terms?: KeptTerms
}>

/** More days for a licence that was there, of the plan they were priced for. */
export type GrantedRenewal = Readonly<{
  lineNo: number
  seq: number
  kind: 'renewal'
  licenseId: string
  fromPlanId: string
  days: number
}>

/** Another plan for a licence that was there, from now on. */
export type GrantedUpgrade = Readonly<{
  lineNo: number
  seq: number
  kind: 'upgrade'
  licenseId: string
  fromPlanId: string
  planId: string
  validUntil: Instant | null
  maxDevices: number
  terms: KeptTerms
}>
