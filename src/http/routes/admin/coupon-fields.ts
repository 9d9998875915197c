// What the console's calls about coupons take and answer: yuan and days outside, fen and moments inside.

import { type Static, Type } from 'typebox'
import { dayAfter, startOfDay } from '../../../core/bill.ts'
import { nameMax } from '../../../core/catalogue.ts'
import { couponStates, type Off, productsMax, usesMax } from '../../../core/coupon.ts'
import type { Fen } from '../../../core/money.ts'
import { dayMs, formatShanghai, type Instant, instantOf } from '../../../core/time.ts'
import type { AuditLogRow } from '../../../db/audit-log.ts'
import type { CouponFields, CouponRow } from '../../../db/console-coupons.ts'
import { Refusal } from '../../../errors.ts'
import { textOrNull } from '../../console-route.ts'
import { yuan } from '../../reply.ts'
import { Amount, amountOrNull, dayIn, fenIn, oneOf } from './money-fields.ts'

const exact = { additionalProperties: false }
const Percent = Type.Integer({ minimum: 1, maximum: 99 })
const countOrNull = (description: string) =>
  Type.Union([Type.Integer({ minimum: 1, maximum: usesMax }), Type.Null()], { description })
const dayOrNull = (description: string) =>
  Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()], { description })
const limits = {
  uses_max: countOrNull('orders each code may be used for; null: any number'),
  phone_max: countOrNull('orders of one phone, with any of the codes; null: any number'),
  from: dayOrNull('the first day, Asia/Shanghai; null: at once'),
  until: dayOrNull('the last day, Asia/Shanghai; null: for ever'),
  product_ids: Type.Union(
    [
      Type.Array(Type.String({ maxLength: 64 }), {
        minItems: 1,
        maxItems: productsMax,
        uniqueItems: true,
      }),
      Type.Null(),
    ],
    { description: 'the products it is for; null: all' },
  ),
}

export const CouponBody = {
  note: Type.String({ maxLength: nameMax * 2, description: 'what the merchant calls it' }),
  off: Type.Union([
    Type.Object({ kind: Type.Literal('amount'), amount: Amount }, exact),
    Type.Object(
      {
        kind: Type.Literal('percent'),
        percent: Percent,
        cap: Type.Union([Amount, Type.Null()], { description: 'at most so much; null: any' }),
      },
      exact,
    ),
  ]),
  minimum: Type.Union([Type.Number(), Type.String({ maxLength: 20 })], {
    description: 'what the products it is for must cost, before the discount',
  }),
  ...limits,
}
type Body = Static<ReturnType<typeof Type.Object<typeof CouponBody>>>

export const Coupon = Type.Object({
  coupon_id: Type.String(),
  note: Type.String(),
  off: Type.Union([
    Type.Object({ kind: Type.Literal('amount'), amount: Type.Number() }),
    Type.Object({ kind: Type.Literal('percent'), percent: Type.Integer(), cap: amountOrNull }),
  ]),
  minimum: Type.Number(),
  ...limits,
  is_on: Type.Boolean(),
  state: oneOf(couponStates),
  code: textOrNull,
  codes: Type.Integer(),
  uses: Type.Integer({ description: 'orders that were paid with it or may still be' }),
  given: Type.Number({ description: 'taken off orders that were paid' }),
  created_at: Type.String(),
})
export const CouponDetail = Type.Object({
  ...Coupon.properties,
  history: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      at: Type.String(),
      operator: Type.String(),
      action: Type.String(),
      details: Type.Object({}, { additionalProperties: true }),
    }),
  ),
})
export const Code = Type.Object({ code: Type.String(), uses: Type.Integer() })
export const Use = Type.Object({
  order_number: Type.String(),
  code: Type.String(),
  discount: Type.Number(),
  amount: Type.Number(),
  state: Type.String(),
  used_at: Type.String(),
})

type Typed = Omit<CouponFields, 'isOn'>

/** What was typed, of a whole body or of a part. Refuses with invalid_request. */
export function fieldsIn(body: Body): Typed
export function fieldsIn(body: Partial<Body> & { is_on?: boolean }): Partial<CouponFields>
export function fieldsIn(body: Partial<Body> & { is_on?: boolean }): Partial<CouponFields> {
  const { note, off, minimum, uses_max, phone_max, from, until, product_ids, is_on } = body
  return {
    ...(note === undefined ? {} : { note }),
    ...(off === undefined ? {} : { off: offIn(off) }),
    ...(minimum === undefined ? {} : { minimumFen: fenIn('minimum', minimum) }),
    ...(uses_max === undefined ? {} : { usesMax: uses_max }),
    ...(phone_max === undefined ? {} : { phoneMax: phone_max }),
    ...(from === undefined ? {} : { from: momentIn('from', from, 0) }),
    ...(until === undefined ? {} : { until: momentIn('until', until, 1) }),
    ...(product_ids === undefined ? {} : { productIds: product_ids }),
    ...(is_on === undefined ? {} : { isOn: is_on }),
  }
}

/** The moment so many days after a day begins. */
function momentIn(field: string, day: string | null, days: number): Instant | null {
  return day === null ? null : startOfDay(dayAfter(dayIn(field, day), days))
}

function offIn(off: Body['off']): Off {
  if (off.kind === 'percent') {
    const capFen = off.cap === null ? null : positive('off.cap', off.cap)
    return { kind: 'percent', percent: off.percent, capFen }
  }
  return { kind: 'amount', fen: positive('off.amount', off.amount) }
}

function positive(field: string, amount: number | string): Fen {
  const fen = fenIn(field, amount)
  if (fen === 0) throw new Refusal('invalid_request', { field })
  return fen
}

export function couponData(coupon: CouponRow): Static<typeof Coupon> {
  const { off, minimumFen, from, until, productIds, ...fields } = coupon.fields
  return {
    coupon_id: coupon.couponId,
    note: fields.note,
    off: offData(off),
    minimum: yuan(minimumFen),
    uses_max: fields.usesMax,
    phone_max: fields.phoneMax,
    from: from === null ? null : dayOf(from),
    until: until === null ? null : dayOf(instantOf(until - dayMs)),
    product_ids: productIds === null ? null : [...productIds],
    is_on: fields.isOn,
    state: coupon.state,
    code: coupon.codes === 1 ? coupon.code : null,
    codes: coupon.codes,
    uses: coupon.uses,
    given: yuan(coupon.givenFen),
    created_at: formatShanghai(coupon.createdAt),
  }
}

export function couponDetail(
  coupon: CouponRow,
  history: readonly AuditLogRow[],
): Static<typeof CouponDetail> {
  return {
    ...couponData(coupon),
    history: history.map(({ seq, at, operator, action, details }) => ({
      seq,
      at: formatShanghai(at),
      operator,
      action,
      details,
    })),
  }
}

function offData(off: Off): Static<typeof Coupon>['off'] {
  if (off.kind === 'amount') return { kind: 'amount', amount: yuan(off.fen) }
  return {
    kind: 'percent',
    percent: off.percent,
    cap: off.capFen === null ? null : yuan(off.capFen),
  }
}

function dayOf(at: Instant): string {
  return formatShanghai(at).slice(0, 10)
}
