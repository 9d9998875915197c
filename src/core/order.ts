// What an order is: its states, what each allows, its prices, and the buyer's contact as people type it.

import { assert } from '../kit/assert.ts'
import type { KeptTerms } from './license-terms.ts'
import { addFen, type Fen, timesFen } from './money.ts'
import type { Instant } from './time.ts'

export type OrderState =
  | 'waiting'
  | 'closing'
  | 'paid'
  | 'cancelled'
  | 'expired'
  | 'refunded'
  | 'part_refunded'

/** The number each state has on the wire. */
export const wireStatus: Readonly<Record<OrderState, number>> = {
  waiting: 0,
  closing: 0,
  paid: 1,
  cancelled: 2,
  expired: 3,
  refunded: 4,
  part_refunded: 5,
}

/** What the buyer may still do, and whether money is expected or would be a surprise. */
type OrderAct = 'open' | 'cancel' | 'expect-money'
const allowed: Readonly<Record<OrderState, readonly OrderAct[]>> = {
  waiting: ['open', 'cancel', 'expect-money'],
  // The gateway is being asked; money that was under way is still in time.
  closing: ['cancel', 'expect-money'],
  paid: [],
  cancelled: [],
  expired: [],
  refunded: [],
  part_refunded: [],
}

export function canOrder(state: OrderState, act: OrderAct): boolean {
  return allowed[state].includes(act)
}

export function isPaid(state: OrderState): boolean {
  return state === 'paid' || state === 'refunded' || state === 'part_refunded'
}

/**
 * A licence is made on payment; a card was made elsewhere and is taken out of a pool; content is a text and files that
 * are the same for every buyer; a course is read chapter by chapter.
 */
export type FulfilmentKind = 'license' | 'card' | 'content' | 'course'

/** Text in both languages of the shop, by the merchant. */
export type LocalText = Readonly<{ zh: string; en: string }>

/** What one line owes the buyer, frozen when the order was placed. */
export type OrderLine = Readonly<{
  lineNo: number
  productId: string
  planId: string
  name: LocalText
  quantity: number
  unitFen: Fen
  amountFen: Fen
  fulfilmentKind: FulfilmentKind
  /** null: for ever */
  validDays: number | null
  maxDevices: number
  /** absent or null: a plain new licence, or no licence at all */
  license?: LineLicense | null
}>

/** What a line buys that is not a plain new licence. */
export type LineLicense =
  | Readonly<{ act: 'new'; terms: KeptTerms }>
  /** more days for a licence that is there; it keeps the terms it was sold with */
  | Readonly<{ act: 'renew'; terms: KeptTerms; licenseId: string }>
  | Readonly<{
      act: 'upgrade'
      terms: KeptTerms
      licenseId: string
      fromPlanId: string
      /** taken off the plan's price for the time that was left; the line's price is without it */
      creditFen: Fen
    }>

/** What becomes of money that comes after the order was closed. */
export type LatePolicy = 'deliver' | 'refund' | 'hold'

/** A line as the books hold it, with the product's policy of the day it was bought. */
export type OwedLine = OrderLine &
  Readonly<{
    latePolicy: LatePolicy
    /**
     * Present when the line's units were given back to a limited stock: how many there are now, null for any number
     */
    stockLeft?: number | null
  }>

/** Whether a line's units were given back, and others have bought them since. */
export function isGone({ stockLeft, quantity }: OwedLine): boolean {
  return typeof stockLeft === 'number' && stockLeft < quantity
}

export const quantityMax = 100
export const linesMax = 20

export function lineAmount(unitFen: Fen, quantity: number): Fen {
  assert(
    Number.isInteger(quantity) && quantity >= 1 && quantity <= quantityMax,
    'quantity within limits',
  )
  return timesFen(unitFen, quantity)
}

export function orderTotal(lines: readonly OrderLine[]): Fen {
  return addFen(...lines.map((line) => line.amountFen))
}

/** What the lines of an order cost less by its coupon, together. */
export function orderDiscount(lines: readonly Readonly<{ discountFen: Fen }>[]): Fen {
  return addFen(...lines.map((line) => line.discountFen))
}

/** What the gateway shows the payer: the first line, and how many more there are. */
export function orderSubject(lines: readonly Pick<OrderLine, 'name' | 'quantity'>[]): string {
  const [first] = lines
  assert(first, 'an order has a line')
  const more =
    lines.length > 1 ? ` 等${lines.length}项` : first.quantity > 1 ? ` x${first.quantity}` : ''
  return `${first.name.zh}${more}`
}

/**
 * The gateway must stop taking money before we close, so that a payment in the last moment is seen by
 * our closing query and not after it.
 */
export const gatewayMarginMs = 60_000
/** A gateway refuses an end less than a minute away (fact sheet Alipay, section 12.0). */
const shortestPayMs = 60_000

/** When the gateway stops taking money for an order; undefined when too little time is left to open a payment. */
export function gatewayExpiry(expiresAt: Instant, now: Instant): Instant | undefined {
  const end = (expiresAt - gatewayMarginMs) as Instant
  return end - now >= shortestPayMs ? end : undefined
}

/** Folds a Chinese mobile number as people type it (spaces, dashes, +86, full-width digits) to 11 digits. */
export function parsePhone(text: string): string | undefined {
  if (text.length > 40) return undefined
  const folded = text
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(\+86|0086)/, '')
  return /^1\d{10}$/.test(folded) ? folded : undefined
}

/** Characters that nobody sees, fillers included, and those that turn the text after them round. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Z}\u2800]/gu
const turning = /[\u202a-\u202e\u2066-\u2069]/u

/** A person's name as typed: 1 to 50 characters after trimming, something to see among them, no control characters. */
export function parseContact(text: string): string | undefined {
  const trimmed = text.trim()
  const length = Array.from(trimmed).length
  if (length > 50 || trimmed.replace(unseen, '') === '') return undefined
  return /\p{Cc}/u.test(trimmed) || turning.test(trimmed) ? undefined : trimmed
}

const mailName = '[^\\s\\p{C}@<>"(),:;\\\\[\\].]+'
const mailLabel = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])?'
const mailAddress = new RegExp(
  `^(?=[^@]{1,64}@)${mailName}(?:\\.${mailName})*@${mailLabel}(?:\\.${mailLabel})+$`,
  'u',
)

/** An address of mail as people type it, full-width characters folded. Orders and accounts have the same. */
export function parseEmail(text: string): string | undefined {
  if (text.length > 254) return undefined
  const folded = text.normalize('NFKC').trim()
  return folded.length <= 254 && mailAddress.test(folded) ? folded : undefined
}
