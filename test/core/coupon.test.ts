// What a coupon takes off: never more than it promises, exact by line, and never all of an order.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CouponTerms,
  drawCouponCode,
  judgeCoupon,
  type Off,
  parseCouponCode,
} from '../../src/core/coupon.ts'
import type { Fen } from '../../src/core/money.ts'
import { spread } from '../../src/core/spread.ts'
import { instantOf } from '../../src/core/time.ts'

const fen = (amount: number) => amount as Fen
const now = instantOf(1_800_000_000_000)
const always: CouponTerms = {
  off: { kind: 'amount', fen: fen(1_000) },
  minimumFen: fen(0),
  from: null,
  until: null,
  productIds: null,
  isOn: true,
}
const line = (amount: number, productId = 'app') => ({ productId, amountFen: fen(amount) })
const percent = (percent: number, cap: number | null = null): Off => ({
  kind: 'percent',
  percent,
  capFen: cap === null ? null : fen(cap),
})
const offBy = (off: Off, ...amounts: number[]) => {
  const judged = judgeCoupon(
    { ...always, off },
    amounts.map((one) => line(one)),
    now,
  )
  return judged.verdict === 'takes-off' ? judged.discountFen : judged.verdict
}

describe('a coupon', () => {
  it('takes off its amount, and leaves 0.01 to pay where that is more than the order costs', () => {
    expect(offBy(always.off, 9_900)).toBe(1_000)
    expect(offBy(always.off, 1_000)).toBe(999)
    expect(offBy(always.off, 400, 300)).toBe(699)
    expect(offBy(always.off, 1)).toBe('nothing-off')
    expect(offBy(always.off, 0)).toBe('nothing-off')
  })

  it('takes off a percentage without the part of a fen, and never more than its cap', () => {
    expect(offBy(percent(15), 9_900)).toBe(1_485)
    expect(offBy(percent(15), 9_999)).toBe(1_499)
    expect(offBy(percent(50, 2_000), 9_900)).toBe(2_000)
    expect(offBy(percent(1), 99)).toBe('nothing-off')
    expect(offBy(percent(99), 10_000_000_000)).toBe(9_900_000_000)
  })

  it('holds from its first moment until just before its last', () => {
    const [from, until] = [now, instantOf(now + 1_000)]
    const at = (ms: number) =>
      judgeCoupon({ ...always, from, until }, [line(9_900)], instantOf(now + ms)).verdict
    expect([at(-1), at(0), at(999), at(1_000)]).toEqual([
      'not-begun',
      'takes-off',
      'takes-off',
      'over',
    ])
  })

  it('counts with the products it is for, and says how much is missing of those', () => {
    const terms = { ...always, productIds: ['app'], minimumFen: fen(5_000) }
    const judged = judgeCoupon(terms, [line(4_000), line(90_000, 'other')], now)
    expect(judged).toEqual({ verdict: 'minimum', missingFen: 1_000 })
    expect(judgeCoupon(terms, [line(90_000, 'other')], now).verdict).toBe('other-products')
    expect(judgeCoupon(terms, [line(5_000), line(90_000, 'other')], now)).toEqual({
      verdict: 'takes-off',
      discountFen: 1_000,
      shares: [1_000, 0],
    })
    expect(judgeCoupon({ ...terms, isOn: false }, [line(5_000)], now).verdict).toBe('off')
  })
})

describe('whatever is ordered', () => {
  const offs: fc.Arbitrary<Off> = fc.oneof(
    fc
      .integer({ min: 1, max: 200_000 })
      .map((amount): Off => ({ kind: 'amount', fen: fen(amount) })),
    fc
      .record({
        percent: fc.integer({ min: 1, max: 99 }),
        cap: fc.option(fc.integer({ min: 1, max: 50_000 })),
      })
      .map(({ percent: part, cap }) => percent(part, cap)),
  )
  const orders = fc.array(
    fc.record({
      productId: fc.constantFrom('app', 'other'),
      amountFen: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5_000_000 })),
    }),
    { minLength: 1, maxLength: 20 },
  ) as fc.Arbitrary<{ productId: string; amountFen: Fen }[]>
  const termsOf = (off: Off): CouponTerms => ({ ...always, off, productIds: ['app'] })

  it('shares add up to the discount, only what it is for costs less, and something is left to pay', () => {
    fc.assert(
      fc.property(offs, orders, (off, lines) => {
        const judged = judgeCoupon(termsOf(off), lines, now)
        if (judged.verdict !== 'takes-off') return
        const all = lines.reduce((sum, one) => sum + one.amountFen, 0)
        expect(judged.shares.reduce((sum, share) => sum + share, 0)).toBe(judged.discountFen)
        expect(judged.discountFen).toBeGreaterThan(0)
        expect(all - judged.discountFen).toBeGreaterThanOrEqual(1)
        if (off.kind === 'amount') expect(judged.discountFen).toBeLessThanOrEqual(off.fen)
        judged.shares.forEach((share, at) => {
          const { productId, amountFen } = lines[at] ?? line(0)
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(productId === 'app' ? amountFen : 0)
        })
      }),
    )
  })

  it('more is never cheaper than less', () => {
    fc.assert(
      fc.property(offs, orders, fc.integer({ min: 1, max: 10_000 }), (off, lines, more) => {
        const due = (ordered: typeof lines) => {
          const judged = judgeCoupon(termsOf(off), ordered, now)
          const all = ordered.reduce((sum, one) => sum + one.amountFen, 0)
          return judged.verdict === 'takes-off' ? all - judged.discountFen : all
        }
        const dearer = lines.map((one) => ({ ...one, amountFen: fen(one.amountFen + more) }))
        expect(due(dearer)).toBeGreaterThanOrEqual(due(lines))
      }),
    )
  })

  it('a sum is spread to the fen, in proportion, never beyond a part', () => {
    const parts = fc.array(fc.bigInt({ min: 0n, max: 10_000_000_000n }), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(parts, fc.nat({ max: 1_000_000 }), (given, millionths) => {
        const all = given.reduce((sum, part) => sum + part, 0n)
        const sum = (all * BigInt(millionths)) / 1_000_000n
        const shares = spread(
          fen(Number(sum)),
          given.map((part) => fen(Number(part))),
        )
        expect(shares.reduce((done, share) => done + BigInt(share), 0n)).toBe(sum)
        shares.forEach((share, at) => {
          const part = given[at] ?? 0n
          expect(BigInt(share)).toBeLessThanOrEqual(part)
          // Within one fen of the exact proportion.
          const difference = BigInt(share) * all - sum * part
          expect((difference < all && -difference < all) || all === 0n).toBe(true)
        })
      }),
    )
  })
})

describe('a code', () => {
  it('is read as people type and paste it', () => {
    for (const typed of ['spring-10', ' SPRING 10 ', 'ＳＰＲＩＮＧ１０', 'Spring–10'])
      expect(parseCouponCode(typed)).toBe('SPRING10')
    for (const typed of [
      '',
      'abc',
      '春节优惠',
      'a'.repeat(25),
      'x'.repeat(101),
      'SPRING!10',
      "A' or 1",
    ])
      expect(parseCouponCode(typed)).toBeUndefined()
  })

  it('that was drawn can be typed again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
        const code = drawCouponCode({ bytes: () => bytes })
        expect(code).toMatch(/^[0-9A-Z]{12}$/)
        expect(parseCouponCode(code.toLowerCase())).toBe(code)
      }),
    )
  })
})
