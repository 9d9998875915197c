// What the pages of signing in and of a buyer's account show.

import type { LicenseStatus } from '../core/license.ts'
import type { Instant } from '../core/time.ts'
import type { RecentOrder } from './views.ts'

/** Which half of the sign-in form is shown: how one is reached, or what proves it. */
export type SignInStep = 'account' | 'code' | 'password' | 'reset'

export type SignInView = Readonly<{
  step: SignInStep
  /** phone or e-mail address, as typed */
  account: string
  /** where to go afterwards: a path of ours */
  next: string
  /** what was wrong, in the page's language */
  refusal?: string | undefined
  /** there is a button to sign in with Alipay */
  offersAlipay: boolean
}>

/** A form that sends a code to a phone or an e-mail address first, and takes it then. */
export type CodeFormView = Readonly<{
  isSent: boolean
  account: string
  refusal?: string | undefined
}>

export type MyOrdersView = Readonly<{
  orders: readonly RecentOrder[]
  nextUrl?: string | undefined
  /** orders of this browser that are not the account's */
  ordersHere: number
  claim: CodeFormView
  /** orders that have just become the account's */
  claimed?: number | undefined
}>

export type MyLicense = Readonly<{
  name: string
  keyMasked: string
  status: LicenseStatus
  validFrom: Instant
  validUntil: Instant | null
  awaitingDays: number | null
  maxDevices: number
  devicesUsed: number
  url: string
}>

export type MyLicensesView = Readonly<{
  licenses: readonly MyLicense[]
  nextUrl?: string | undefined
}>

export type SessionView = Readonly<{
  sessionId: string
  isThis: boolean
  kind: 'browser' | 'program'
  seenAt: Instant
  address: string
  userAgent: string
}>

/** What changes a setting: nothing more, the present password, or signing in anew. */
export type AgainNeeded = 'nothing' | 'password' | 'sign-in'

export type SettingsDone = 'reach' | 'joined' | 'password' | 'alipay' | 'unlinked' | 'ended'

export type SettingsView = Readonly<{
  /** masked; null: none */
  phone: string | null
  email: string | null
  hasPassword: boolean
  again: AgainNeeded
  reach: CodeFormView
  /** whether Alipay signs it in; only: nothing else does; unavailable: the shop does not offer it */
  alipay: 'none' | 'linked' | 'only' | 'unavailable'
  alipayRefusal?: string | undefined
  sessions: readonly SessionView[]
  done?: SettingsDone | undefined
  passwordRefusal?: string | undefined
  deleteRefusal?: string | undefined
}>
