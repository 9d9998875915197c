// What the page of one licence shows, and the page that asks for a key.

import type { LicenseStatus } from '../core/license.ts'
import type { Instant } from '../core/time.ts'
import type { LicenseKeyView, PlanView } from './views.ts'

export type SeatView = Readonly<{
  id: string
  /** null: its program told none */
  name: string | null
  activatedAt: Instant
  lastSeenAt: Instant
  /** of a floating seat; when it is over, anybody may take the seat */
  leaseUntil: Instant | null
}>

/** A word about what was just done or asked for. */
export type LicenseRemark =
  | Readonly<{ kind: 'freed' }>
  /** in the page's language */
  | Readonly<{ kind: 'refused'; message: string }>

export type OwnLicenseView = Readonly<{
  kind: 'own'
  /** where its forms lead: this and a verb behind it */
  path: string
  /** the key as it was typed, carried along by every form where no order shows whose licence it is */
  typedKey?: string | undefined
  /** product and plan */
  label: string
  status: LicenseStatus
  now: Instant
  validFrom: Instant
  /** null: for ever, or not begun */
  validUntil: Instant | null
  /** days that begin to count with the first device; null: its time runs */
  awaitingDays: number | null
  isTrial: boolean
  features: readonly string[]
  versionMax: string | null
  key: LicenseKeyView
  /** the offline licence file, and how many days one is good for; null: as long as the licence */
  fileUrl?: string | undefined
  fileDays: number | null
  maxDevices: number
  /** one device too many is let in */
  mayExceed: boolean
  devicesUsed: number
  isFloating: boolean
  /** the first ones in the order they were activated in */
  devices: readonly SeatView[]
  /** devices that may be freed now; null: any number */
  left: number | null
  /** when one more may be; null: one may now, or none ever */
  nextAt: Instant | null
  /** what can be bought for it */
  offers: readonly PlanView[]
  /** the shop they are sold in, where it is not this one */
  elsewhere?: Readonly<{ name: string; url: string }> | undefined
  paymentEnabled: boolean
  /** of the order it was bought with */
  resultUrl?: string | undefined
  remark?: LicenseRemark | undefined
}>

export type LicensePageView =
  | OwnLicenseView
  /** it has gone to another owner: nothing of it is this order's to show */
  | Readonly<{ kind: 'moved'; path: string; label: string; resultUrl: string }>

/** `former`: the licence had this key before it was given another. */
export type KeyRefusal =
  | Readonly<{ kind: 'not_found' | 'former' }>
  | Readonly<{ kind: 'rate_limited'; retryAfterSeconds: number }>

export type LicenseAskView = Readonly<{ typed: string; refusal?: KeyRefusal | undefined }>
