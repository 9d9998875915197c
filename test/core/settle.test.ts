import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PaidFact } from '../../src/core/fact.ts'
import type { Fen } from '../../src/core/money.ts'
import type { LatePolicy, OrderState, OwedLine } from '../../src/core/order.ts'
import { type Settlement, type Snapshot, settle } from '../../src/core/settle.ts'
import type { Instant } from '../../src/core/time.ts'

const due = 9_900 as Fen

function aFact(overrides: Partial<PaidFact> = {}): PaidFact {
  return {
    outTradeNo: 'N1',
    gatewayTradeNo: 'T1',
    amountFen: due,
    paidAt: 0 as Instant,
    ...overrides,
  }
}

function books(state: OrderState, known?: Snapshot['known']): Snapshot {
  return {
    order: { number: 'N1', state, dueFen: due },
    attempt: { outTradeNo: 'N1', amountFen: due },
    lines: [],
    known,
  }
}

function aLine(lineNo: number, latePolicy: LatePolicy): OwedLine {
  return {
    lineNo,
    productId: 'demo-app',
    planId: 'year',
    name: { zh: '一年', en: 'a year' },
    quantity: 1,
    unitFen: due,
    amountFen: due,
    fulfilmentKind: 'license',
    validDays: 365,
    maxDevices: 3,
    latePolicy,
  }
}

describe('settle', () => {
  it.each([
    [['deliver', 'deliver'], 'deliver'],
    [['deliver', 'refund'], 'refund'],
    [['refund', 'hold', 'deliver'], 'hold'],
  ] as const)('late money for lines that say %j: %s', (policies, expected) => {
    const lines = policies.map((policy, index) => aLine(index + 1, policy))
    const deliver = expected === 'deliver' ? lines : []
    expect(settle({ ...books('expired'), lines }, aFact())).toEqual({
      verdict: 'paid',
      late: expected,
      deliver,
    })
    // In time, no policy matters.
    expect(settle({ ...books('waiting'), lines }, aFact())).toEqual({
      verdict: 'paid',
      late: undefined,
      deliver: lines,
    })
  })

  const table: readonly [string, Snapshot, PaidFact, Settlement][] = [
    [
      'money for a waiting order pays it',
      books('waiting'),
      aFact(),
      { verdict: 'paid', late: undefined, deliver: [] },
    ],
    [
      'money under way while closing is in time',
      books('closing'),
      aFact(),
      { verdict: 'paid', late: undefined, deliver: [] },
    ],
    [
      'money after expiry is delivered, late',
      books('expired'),
      aFact(),
      { verdict: 'paid', late: 'deliver', deliver: [] },
    ],
    [
      'money after cancelling is delivered, late',
      books('cancelled'),
      aFact(),
      { verdict: 'paid', late: 'deliver', deliver: [] },
    ],
    [
      'another payment of a paid order is a duplicate',
      books('paid'),
      aFact({ gatewayTradeNo: 'T2' }),
      { verdict: 'duplicate' },
    ],
    [
      'a refunded order is not paid again',
      books('refunded'),
      aFact({ gatewayTradeNo: 'T2' }),
      { verdict: 'duplicate' },
    ],
    [
      'one fen less is not this payment',
      books('waiting'),
      aFact({ amountFen: 9_899 as Fen }),
      { verdict: 'mismatch', reason: 'amount' },
    ],
    [
      'one fen more is not this payment',
      books('waiting'),
      aFact({ amountFen: 9_901 as Fen }),
      { verdict: 'mismatch', reason: 'overpaid' },
    ],
    [
      'the same fact again changes nothing',
      books('paid', { outTradeNo: 'N1', amountFen: due }),
      aFact(),
      { verdict: 'repeat' },
    ],
    [
      'a trade number used for another order is refused',
      books('waiting', { outTradeNo: 'N2', amountFen: due }),
      aFact(),
      { verdict: 'mismatch', reason: 'trade_reused' },
    ],
    [
      'a known trade with another amount is refused',
      books('paid', { outTradeNo: 'N1', amountFen: 1 as Fen }),
      aFact(),
      { verdict: 'mismatch', reason: 'trade_reused' },
    ],
  ]
  it.each(table)('%s', (_name, snapshot, fact, expected) => {
    expect(settle(snapshot, fact)).toEqual(expected)
  })

  it('ends in the same books whatever the order and repetition of what witnesses say', () => {
    const facts = [
      aFact(),
      aFact({ gatewayTradeNo: 'T2' }),
      aFact({ gatewayTradeNo: 'T3', amountFen: 1 as Fen }),
    ]
    const shuffled = fc.array(fc.constantFrom(...facts), { maxLength: 12 })
    fc.assert(
      fc.property(shuffled, fc.constantFrom<OrderState>('waiting', 'expired'), (told, first) => {
        const ended = play(first, told)
        const distinct = new Set(
          told.filter((one) => one.amountFen === due).map((one) => one.gatewayTradeNo),
        )
        expect(ended.delivered).toBe(distinct.size > 0 ? 1 : 0)
        expect(ended.duplicates).toBe(Math.max(0, distinct.size - 1))
        expect(ended.recorded).toEqual(distinct)
      }),
    )
  })

  const minute = 60_000
  it.each([
    ['the same number and moment', true, 10 * minute, 'confirmed'],
    ['the same number, paid earlier than the person saw it', true, -10 * minute, 'confirmed'],
    ['the same number at another moment', true, 10 * minute + 1, 'unclear'],
    ['another number', false, 0, 'unclear'],
  ] as const)(
    'money for an order a person confirmed by hand, %s: %s %i ms apart is %s',
    (_, isSameNumber, apartMs, verdict) => {
      const byHand = { isSameNumber, paidAt: (7 * minute + apartMs) as Instant }
      const fact = aFact({ paidAt: (7 * minute) as Instant })
      for (const state of ['paid', 'part_refunded', 'refunded'] as const)
        expect(settle({ ...books(state), byHand }, fact)).toEqual({ verdict })
      // Another amount is never the same money.
      expect(settle({ ...books('paid'), byHand }, { ...fact, amountFen: 1 as Fen })).toEqual({
        verdict: 'mismatch',
        reason: 'amount',
      })
    },
  )
})

/** Books of one order in memory: what apply-fact would keep of each settlement. */
function play(first: OrderState, told: readonly PaidFact[]) {
  let state = first
  const known = new Map<string, PaidFact>()
  let delivered = 0
  let duplicates = 0
  for (const fact of told) {
    const settlement = settle(books(state, known.get(fact.gatewayTradeNo)), fact)
    if (settlement.verdict === 'paid') {
      state = 'paid'
      delivered += 1
      known.set(fact.gatewayTradeNo, fact)
    } else if (settlement.verdict === 'duplicate') {
      duplicates += 1
      known.set(fact.gatewayTradeNo, fact)
    }
  }
  return { delivered, duplicates, recorded: new Set(known.keys()) }
}
