// Coupons where orders are placed: found by their code, and used. A use counts while its order was paid or may still
// be, which the order itself says: closing it unpaid frees the use, and late money takes it again.

import type { CouponTerms } from '../core/coupon.ts'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** The columns of a coupon's terms, read by `termsOf`; the table is `c`. */
export const termsColumns = `c.off_fen as "offFen", c.off_percent as "offPercent", c.cap_fen as "capFen",
     c.minimum_fen as "minimumFen", c.from_at as "from", c.until_at as "until", c.product_ids as "productIds",
     c.is_on as "isOn"`

export type TermsRow = Omit<CouponTerms, 'off'> &
  Readonly<{ offFen: Fen | null; offPercent: number | null; capFen: Fen | null }>

/** The table lets exactly one of the two be set. */
export function termsOf({ offFen, offPercent, capFen, ...terms }: TermsRow): CouponTerms {
  const { minimumFen, from, until, productIds, isOn } = terms
  const off =
    offFen === null
      ? { kind: 'percent' as const, percent: offPercent ?? 0, capFen }
      : { kind: 'amount' as const, fen: offFen }
  return { off, minimumFen, from, until, productIds, isOn }
}

/** Whether an order counts as a use of its coupon. */
export const isLive = (order: string) => `${order}.state not in ('cancelled', 'expired')`

/** A coupon as one of its codes leads to it. */
export type FoundCoupon = Readonly<{
  code: string
  couponId: string
  terms: CouponTerms
  /** orders that may use each of its codes, and that one phone may use any of them for; null: any number */
  usesMax: number | null
  phoneMax: number | null
  now: Instant
}>

type FoundRow = TermsRow & Omit<FoundCoupon, 'terms'>

const selectByCode = statement(
  'find_coupon',
  `select k.code, k.coupon_id as "couponId", c.uses_max as "usesMax", c.phone_max as "phoneMax",
     app_now() as now, ${termsColumns}
   from coupon_code k
   join coupon c using (merchant_id, coupon_id)
   where k.merchant_id = $1 and k.code = $2`,
)

// Orders that use the same code pass one by one from here; the terms stay as they are until this one is placed.
const lockByCode = statement(
  'lock_coupon',
  `${selectByCode.text}
   for no key update of k for share of c`,
)

/** The coupon of a code, folded as parseCouponCode does. */
export async function findCoupon(
  db: Db,
  merchantId: number,
  code: string,
): Promise<FoundCoupon | undefined> {
  return found(await db.rows<FoundRow>(selectByCode, [merchantId, code]))
}

/** The same, alone with its code until the transaction ends. */
export async function lockCoupon(
  tx: Db,
  merchantId: number,
  code: string,
): Promise<FoundCoupon | undefined> {
  return found(await tx.rows<FoundRow>(lockByCode, [merchantId, code]))
}

function found([row]: readonly FoundRow[]): FoundCoupon | undefined {
  if (!row) return undefined
  const { code, couponId, usesMax, phoneMax, now } = row
  return { code, couponId, usesMax, phoneMax, now, terms: termsOf(row) }
}

const selectOn = statement(
  'find_coupon_on',
  `select 1 from coupon where merchant_id = $1 and is_on and (until_at is null or until_at > app_now()) limit 1`,
)

/** Whether the shop has any coupon that buyers may use now or later. */
export async function findCouponOn(db: Db, merchantId: number): Promise<boolean> {
  return (await db.rows(selectOn, [merchantId])).length > 0
}

const countUsed = statement(
  'count_coupon_uses',
  `select
     (select count(*) from coupon_use u join orders o using (merchant_id, order_number)
      where u.merchant_id = $1 and u.code = $2 and ${isLive('o')}) as "ofCode",
     (select count(*) from coupon_use u join orders o using (merchant_id, order_number)
      where u.merchant_id = $1 and u.coupon_id = $3 and u.phone = $4 and ${isLive('o')}) as "ofPhone"`,
)

export type CouponUses = Readonly<{ ofCode: number; ofPhone: number }>

/** Uses that count, of a code and by a phone (null: nobody's). Exact under lockCoupon, while nobody else of the phone orders. */
export async function countCouponUses(
  db: Db,
  merchantId: number,
  { code, couponId }: Pick<FoundCoupon, 'code' | 'couponId'>,
  phone: string | null,
): Promise<CouponUses> {
  const values = [merchantId, code, couponId, phone]
  const [row] = await db.rows<CouponUses>(countUsed, values)
  return row ?? { ofCode: 0, ofPhone: 0 }
}

const insertUse = statement(
  'insert_coupon_use',
  `insert into coupon_use (merchant_id, order_number, code, coupon_id, phone, discount_fen, used_at)
   values ($1, $2, $3, $4, $5, $6, app_now())`,
)

export type NewCouponUse = Readonly<{
  orderNumber: string
  code: string
  couponId: string
  phone: string
  discountFen: Fen
}>

/** Under lockCoupon, in the transaction that places the order. */
export async function insertCouponUse(
  tx: Db,
  merchantId: number,
  { orderNumber, code, couponId, phone, discountFen }: NewCouponUse,
): Promise<void> {
  await tx.rows(insertUse, [merchantId, orderNumber, code, couponId, phone, discountFen])
}
