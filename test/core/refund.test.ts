// How far a refund may go, by the order and by the line, and which states lead on to which.

import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Fen } from '../../src/core/money.ts'
import {
  isGivenUp,
  isOpen,
  planOf,
  type RefundBooks,
  type RefundState,
  refundSteps,
} from '../../src/core/refund.ts'

const fen = (amount: number) => amount as Fen

function booksOf(lines: readonly (readonly [amount: number, gone: number])[]): RefundBooks {
  const sum = (at: 0 | 1) => fen(lines.reduce((all, line) => all + line[at], 0))
  return {
    state: 'paid',
    paidFen: sum(0),
    refundedFen: fen(0),
    reservedFen: sum(1),
    lines: lines.map(([amount, gone], index) => ({
      lineNo: index + 1,
      amountFen: fen(amount),
      refundFen: fen(gone),
    })),
  }
}

describe('what goes back', () => {
  it('is all that is left when nobody says how much', () => {
    const plan = planOf(
      booksOf([
        [1_000, 400],
        [500, 500],
        [300, 0],
      ]),
      'rest',
    )
    expect(plan).toEqual({
      verdict: 'plan',
      amountFen: 900,
      lines: [
        { lineNo: 1, amountFen: 600 },
        { lineNo: 3, amountFen: 300 },
      ],
    })
  })

  it('is spread over the lines in proportion, the odd fen to the largest remainder', () => {
    const plan = planOf(
      booksOf([
        [100, 0],
        [100, 0],
        [100, 0],
      ]),
      { amountFen: fen(100) },
    )
    expect(plan).toMatchObject({
      lines: [
        { lineNo: 1, amountFen: 34 },
        { lineNo: 2, amountFen: 33 },
        { lineNo: 3, amountFen: 33 },
      ],
    })
  })

  it.each([
    ['more than is left', { amountFen: fen(601) }, { verdict: 'too-much', leftFen: 600 }],
    ['nothing', { amountFen: fen(0) }, { verdict: 'wrong-line' }],
    [
      'a line that is not there',
      { lines: [{ lineNo: 9, amountFen: fen(1) }] },
      { verdict: 'wrong-line' },
    ],
    [
      'a line twice',
      { lines: [1, 1].map((lineNo) => ({ lineNo, amountFen: fen(1) })) },
      { verdict: 'wrong-line' },
    ],
    [
      'more than a line has',
      { lines: [{ lineNo: 1, amountFen: fen(101) }] },
      { verdict: 'too-much', leftFen: 100 },
    ],
  ] as const)('is refused for %s', (_, asked, verdict) => {
    expect(
      planOf(
        booksOf([
          [500, 400],
          [500, 0],
        ]),
        asked,
      ),
    ).toEqual(verdict)
  })

  it.each(['waiting', 'closing', 'cancelled', 'expired'] as const)(
    'is nothing of an order that is %s',
    (state) => {
      expect(planOf({ ...booksOf([[500, 0]]), state }, 'rest')).toEqual({
        verdict: 'not-refundable',
      })
    },
  )

  test('never exceeds the order or a line, and its lines make up its sum', () => {
    const line = fc
      .tuple(fc.integer({ min: 0, max: 100_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([amount, part]) => [amount, Math.floor(amount * part)] as const)
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        (lines, amount) => {
          const books = booksOf(lines)
          const left = books.paidFen - books.reservedFen
          const plan = planOf(books, { amountFen: fen(amount) })
          const refused = left <= 0 ? 'not-refundable' : 'too-much'
          expect(plan.verdict).toBe(amount > left ? refused : 'plan')
          if (plan.verdict !== 'plan') return
          expect(plan.lines.reduce((sum, one) => sum + one.amountFen, 0)).toBe(amount)
          for (const share of plan.lines) {
            const [all = 0, gone = 0] = lines[share.lineNo - 1] ?? []
            expect(share.amountFen).toBeGreaterThan(0)
            expect(share.amountFen).toBeLessThanOrEqual(all - gone)
          }
        },
      ),
    )
  })
})

describe('the states of a refund', () => {
  const ends: readonly RefundState[] = ['done', 'failed', 'rejected', 'cancelled']

  it('end for good', () => {
    for (const end of ends) {
      expect(isOpen(end)).toBe(false)
      expect(isGivenUp(end)).toBe(end !== 'done')
    }
  })

  it('never let go of a promise the gateway may have kept', () => {
    expect(refundSteps.unknown).not.toContain('cancelled')
    expect(refundSteps.processing).not.toContain('cancelled')
    expect(refundSteps.awaiting).not.toContain('processing')
    expect(refundSteps.planned).toContain('cancelled')
  })
})
