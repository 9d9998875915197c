// What the pages of coupons know of one, and how what is typed becomes what the server takes.

import type {
  GetCouponsByCouponIdResponse,
  GetCouponsResponse,
  PostCouponsData,
} from '../../api/generated/types.gen.ts'
import { formatMoney, type Tone } from '../../parts/index.ts'
import type { Words } from '../../text/folder.ts'
import { countOf, isAmount, wholeOf } from '../catalogue/product.ts'

export type Row = GetCouponsResponse['data']['rows'][number]
export type Coupon = GetCouponsByCouponIdResponse['data']
export type Change = Coupon['history'][number]
export type Body = Omit<PostCouponsData['body'], 'codes'>

export const tones: Readonly<Record<Row['state'], Tone>> = {
  on: 'good',
  not_begun: 'quiet',
  over: 'quiet',
  used_up: 'warn',
  off: 'quiet',
}

const usesMax = 10_000
const percentMax = 99

/** Every field of the form, as typed. */
export type Typed = {
  note: string
  kind: 'amount' | 'percent'
  amount: string
  percent: string
  cap: string
  minimum: string
  from: string
  until: string
  usesMax: string
  phoneMax: string
  isForAll: boolean
  products: string[]
}

export const blank: Typed = {
  note: '',
  kind: 'amount',
  amount: '',
  percent: '',
  cap: '',
  minimum: '',
  from: '',
  until: '',
  usesMax: '',
  phoneMax: '',
  isForAll: true,
  products: [],
}

export function typedOf(row: Row): Typed {
  const { off } = row
  return {
    note: row.note,
    kind: off.kind,
    amount: off.kind === 'amount' ? String(off.amount) : '',
    percent: off.kind === 'percent' ? String(off.percent) : '',
    cap: off.kind === 'percent' && off.cap !== null ? String(off.cap) : '',
    minimum: row.minimum === 0 ? '' : String(row.minimum),
    from: row.from ?? '',
    until: row.until ?? '',
    usesMax: String(row.uses_max ?? ''),
    phoneMax: String(row.phone_max ?? ''),
    isForAll: row.product_ids === null,
    products: [...(row.product_ids ?? [])],
  }
}

export function bodyOf(typed: Typed): Body {
  return {
    note: typed.note,
    off:
      typed.kind === 'amount'
        ? { kind: 'amount', amount: typed.amount.trim() }
        : {
            kind: 'percent',
            percent: wholeOf(typed.percent, percentMax) ?? 1,
            cap: typed.cap.trim() || null,
          },
    minimum: typed.minimum.trim() || 0,
    from: typed.from || null,
    until: typed.until || null,
    uses_max: countOf(typed.usesMax),
    phone_max: countOf(typed.phoneMax),
    product_ids: typed.isForAll ? null : typed.products,
  }
}

/** What is wrong with each field, '' where nothing is. */
export function wrongsOf(typed: Typed, t: Words['coupons']) {
  const isOff = (text: string) => isAmount(text) && Number(text) > 0
  const isUses = (text: string) => text.trim() === '' || wholeOf(text, usesMax) !== undefined
  const byAmount = typed.kind === 'amount'
  return {
    note: typed.note.trim() === '' ? t.missing : '',
    amount: !byAmount || isOff(typed.amount) ? '' : t.amountWrong,
    percent: byAmount || wholeOf(typed.percent, percentMax) !== undefined ? '' : t.percentWrong,
    cap: byAmount || typed.cap.trim() === '' || isOff(typed.cap) ? '' : t.amountWrong,
    minimum: typed.minimum.trim() === '' || isAmount(typed.minimum) ? '' : t.minimumWrong,
    until: typed.from && typed.until && typed.until < typed.from ? t.untilWrong : '',
    usesMax: isUses(typed.usesMax) ? '' : t.usesWrong,
    phoneMax: isUses(typed.phoneMax) ? '' : t.usesWrong,
    products: typed.isForAll || typed.products.length > 0 ? '' : t.productsMissing,
  }
}

export function offWords({ off }: Row, t: Words['coupons']): string {
  if (off.kind === 'amount') return t.offOf(formatMoney(off.amount))
  return t.percentOf(off.percent, off.cap === null ? undefined : formatMoney(off.cap))
}

export function termWords({ from, until }: Row, t: Words['coupons']): string {
  if (from !== null && until !== null) return t.termOf(from, until)
  if (from !== null) return t.termFrom(from)
  return until === null ? t.always : t.termUntil(until)
}

/** Of all its codes. */
export function usesWords({ uses, uses_max: most, codes }: Row, t: Words['coupons']): string {
  return t.usesOf(uses, most === null ? null : most * codes)
}
