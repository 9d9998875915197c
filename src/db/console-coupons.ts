// Coupons as the console reads and writes them: with what became of them, their codes, and the orders that used them.

import type { CouponState, CouponTerms } from '../core/coupon.ts'
import type { Fen } from '../core/money.ts'
import type { OrderState } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { isLive, type TermsRow, termsColumns, termsOf } from './coupons.ts'

/** What may be edited of a coupon; `usesMax` is of each code, `phoneMax` of one phone with any of them. */
export type CouponFields = CouponTerms &
  Readonly<{ note: string; usesMax: number | null; phoneMax: number | null }>

export type CouponRow = Readonly<{
  couponId: string
  fields: CouponFields
  state: CouponState
  codes: number
  /** the first of its codes, which is the only one of most coupons */
  code: string
  /** orders that were paid with it or may still be */
  uses: number
  /** what it took off those that were paid */
  givenFen: Fen
  createdAt: Instant
  /** `createdAt` in full, for the cursor */
  createdText: string
}>

type FoundRow = TermsRow &
  Omit<CouponRow, 'fields'> &
  Pick<CouponFields, 'note' | 'usesMax' | 'phoneMax'>

const columns = `c.coupon_id as "couponId", c.note, c.uses_max as "usesMax", c.phone_max as "phoneMax",
     ${termsColumns}, n.codes, n.code, s.uses, s."givenFen", w.state,
     c.created_at as "createdAt", c.created_at::text as "createdText"`
const fromCoupons = `from coupon c
   cross join lateral (select count(*)::integer as codes, min(k.code) as code
     from coupon_code k where k.merchant_id = c.merchant_id and k.coupon_id = c.coupon_id) n
   cross join lateral (select count(*)::integer as uses,
       coalesce(sum(u.discount_fen) filter (where o.paid_at is not null), 0)::bigint as "givenFen"
     from coupon_use u join orders o using (merchant_id, order_number)
     where u.merchant_id = c.merchant_id and u.coupon_id = c.coupon_id and ${isLive('o')}) s
   cross join lateral (select case when not c.is_on then 'off' when c.until_at <= app_now() then 'over'
     when s.uses >= c.uses_max * n.codes then 'used_up' when c.from_at > app_now() then 'not_begun'
     else 'on' end as state) w`

const selectList = statement(
  'list_coupons',
  `select ${columns} ${fromCoupons}
   where c.merchant_id = $1 and ($2::text is null or w.state = $2)
     and ($3::text is null or strpos(lower(c.note), lower($3)) > 0 or exists (select from coupon_code k
       where k.merchant_id = $1 and k.coupon_id = c.coupon_id and starts_with(k.code, $4)))
     and ($5::timestamptz is null or (c.created_at, c.coupon_id) < ($5, $6))
   order by c.created_at desc, c.coupon_id desc
   limit $7`,
)

export type CouponFilter = Readonly<{
  state?: CouponState | undefined
  /** part of the note, or the beginning of a code as it is folded */
  search?: Readonly<{ text: string; code: string | null }> | undefined
}>
export type CouponCursor = Readonly<{ at: string; couponId: string }>

/** The newest first. */
export async function listCoupons(
  db: Db,
  merchantId: number,
  { state, search }: CouponFilter,
  after: CouponCursor | undefined,
  limit: number,
): Promise<readonly CouponRow[]> {
  const wanted = [state ?? null, search?.text ?? null, search?.code ?? null]
  const values = [merchantId, ...wanted, after?.at ?? null, after?.couponId ?? null, limit]
  return (await db.rows<FoundRow>(selectList, values)).map(rowOf)
}

const selectOne = statement(
  'find_console_coupon',
  `select ${columns} ${fromCoupons} where c.merchant_id = $1 and c.coupon_id = $2`,
)

export async function findConsoleCoupon(
  db: Db,
  merchantId: number,
  couponId: string,
): Promise<CouponRow | undefined> {
  return (await db.rows<FoundRow>(selectOne, [merchantId, couponId])).map(rowOf)[0]
}

function rowOf(row: FoundRow): CouponRow {
  const { couponId, state, codes, code, uses, givenFen, createdAt, createdText } = row
  const { note, usesMax, phoneMax } = row
  const fields = { ...termsOf(row), note, usesMax, phoneMax }
  return { couponId, fields, state, codes, code, uses, givenFen, createdAt, createdText }
}

const insertOne = statement(
  'insert_coupon',
  `insert into coupon (merchant_id, coupon_id, note, off_fen, off_percent, cap_fen, minimum_fen, from_at, until_at,
     uses_max, phone_max, product_ids, is_on, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), to_timestamp($9::float8 / 1000), $10, $11,
     $12, $13, app_now())`,
)
const updateOne = statement(
  'change_coupon',
  `update coupon set note = $3, off_fen = $4, off_percent = $5, cap_fen = $6, minimum_fen = $7,
     from_at = to_timestamp($8::float8 / 1000), until_at = to_timestamp($9::float8 / 1000), uses_max = $10,
     phone_max = $11, product_ids = $12, is_on = $13
   where merchant_id = $1 and coupon_id = $2`,
)

export async function insertCoupon(
  tx: Db,
  merchantId: number,
  couponId: string,
  fields: CouponFields,
): Promise<void> {
  await tx.rows(insertOne, [merchantId, couponId, ...valuesOf(fields)])
}

/** Under lockCouponTerms. */
export async function changeCouponRow(
  tx: Db,
  merchantId: number,
  couponId: string,
  fields: CouponFields,
): Promise<void> {
  await tx.rows(updateOne, [merchantId, couponId, ...valuesOf(fields)])
}

function valuesOf({ off, ...fields }: CouponFields): readonly unknown[] {
  const { note, minimumFen, from, until, usesMax, phoneMax, productIds, isOn } = fields
  const ways = off.kind === 'amount' ? [off.fen, null, null] : [null, off.percent, off.capFen]
  return [note, ...ways, minimumFen, from, until, usesMax, phoneMax, productIds, isOn]
}

const lockTerms = statement(
  'lock_coupon_terms',
  'select 1 from coupon where merchant_id = $1 and coupon_id = $2 for no key update',
)

/** Keeps orders from using the coupon until the transaction ends. */
export async function lockCouponTerms(tx: Db, merchantId: number, couponId: string): Promise<void> {
  await tx.rows(lockTerms, [merchantId, couponId])
}

const selectMostUsed = statement(
  'find_most_used_code',
  `select coalesce(max(uses), 0)::integer as uses from (
     select count(*) as uses from coupon_use u join orders o using (merchant_id, order_number)
     where u.merchant_id = $1 and u.coupon_id = $2 and ${isLive('o')} and not o.paid_late
     group by u.code) as codes`,
)

/** How often the code of a coupon that was used most counts, but for late money, which a limit does not stop. */
export async function countMostUsed(db: Db, merchantId: number, couponId: string): Promise<number> {
  const [row] = await db.rows<{ uses: number }>(selectMostUsed, [merchantId, couponId])
  return row?.uses ?? 0
}

const insertSome = statement(
  'insert_coupon_codes',
  `insert into coupon_code (merchant_id, code, coupon_id)
   select $1, code, $2 from unnest($3::text[]) as code
   on conflict (merchant_id, code) do nothing
   returning 1`,
)

/** Answers how many were new to the shop. */
export async function insertCouponCodes(
  tx: Db,
  merchantId: number,
  couponId: string,
  codes: readonly string[],
): Promise<number> {
  return (await tx.rows(insertSome, [merchantId, couponId, codes])).length
}

export type CodeRow = Readonly<{ code: string; uses: number }>

const selectCodes = statement(
  'list_coupon_codes',
  `select k.code, (select count(*)::integer from coupon_use u join orders o using (merchant_id, order_number)
     where u.merchant_id = $1 and u.code = k.code and ${isLive('o')}) as uses
   from coupon_code k
   where k.merchant_id = $1 and k.coupon_id = $2 and ($3::text is null or k.code > $3)
   order by k.code
   limit $4`,
)

/** In their order. */
export async function listCouponCodes(
  db: Db,
  merchantId: number,
  couponId: string,
  after: string | undefined,
  limit: number,
): Promise<readonly CodeRow[]> {
  return db.rows<CodeRow>(selectCodes, [merchantId, couponId, after ?? null, limit])
}

export type UseRow = Readonly<{
  orderNumber: string
  code: string
  discountFen: Fen
  dueFen: Fen
  state: OrderState
  usedAt: Instant
  /** `usedAt` in full, for the cursor */
  usedText: string
}>
export type UseCursor = Readonly<{ at: string; orderNumber: string }>

const selectUses = statement(
  'list_coupon_uses',
  `select u.order_number as "orderNumber", u.code, u.discount_fen as "discountFen", o.due_fen as "dueFen", o.state,
     u.used_at as "usedAt", u.used_at::text as "usedText"
   from coupon_use u
   join orders o using (merchant_id, order_number)
   where u.merchant_id = $1 and u.coupon_id = $2
     and ($3::timestamptz is null or (u.used_at, u.order_number) < ($3, $4))
   order by u.used_at desc, u.order_number desc
   limit $5`,
)

/** Every order it was ever used for, the newest first. */
export async function listCouponUses(
  db: Db,
  merchantId: number,
  couponId: string,
  after: UseCursor | undefined,
  limit: number,
): Promise<readonly UseRow[]> {
  const cursor = [after?.at ?? null, after?.orderNumber ?? null]
  return db.rows<UseRow>(selectUses, [merchantId, couponId, ...cursor, limit])
}
