// What a plan decides of its licences, in numbers: versions, credits, days, and which machine is which.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSameDevice, isComponents, marksOf } from '../../src/core/license-device.ts'
import { creditFor } from '../../src/core/license-price.ts'
import {
  fileEnd,
  freesLeft,
  isCovered,
  keepTerms,
  licenseTime,
  plainTerms,
  readTerms,
  type Terms,
} from '../../src/core/license-terms.ts'
import type { Fen } from '../../src/core/money.ts'
import { dayMs, instantOf, later } from '../../src/core/time.ts'

const now = instantOf(1_800_000_000_000)
const terms = (changes: Partial<Terms>): Terms => ({ ...plainTerms, ...changes })

describe('terms', () => {
  it('are kept by what differs from a plain plan, and read back the same', () => {
    expect(keepTerms(plainTerms)).toEqual({})
    const some = terms({ features: ['pro'], selfFrees: null, isTrial: true })
    expect(keepTerms(some)).toEqual({ features: ['pro'], selfFrees: null, isTrial: true })
    expect(readTerms(keepTerms(some))).toEqual(some)
  })

  it('never let a file hold longer than its licence', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 9_999 })),
        fc.option(fc.integer({ min: 1, max: 10_000 * dayMs })),
        (fileDays, left) => {
          const until = left === null ? null : later(now, left)
          const end = fileEnd(terms({ fileDays }), until, now)
          if (until !== null) expect(end ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(until)
          if (fileDays !== null) expect(end).toBeLessThanOrEqual(later(now, fileDays * dayMs))
        },
      ),
    )
  })

  it('never deliver a licence that is over already', () => {
    const { validUntil } = licenseTime(terms({ until: '2020-01-01' }), null, now)
    expect(validUntil).toBe(later(now, dayMs))
  })
})

describe('a version', () => {
  it('is covered up to the one that is named, as far as that is named', () => {
    const isUpTo = (most: string, version: string) =>
      isCovered(version, terms({ versionMax: most }))
    expect(['2', '3', '3.0.1', '3.99.99', '3.1-rc.1+build'].map((one) => isUpTo('3', one))).toEqual(
      [true, true, true, true, true],
    )
    expect(['4', '4.0-beta', '10'].map((one) => isUpTo('3', one))).toEqual([false, false, false])
    expect(['1.9', '1.10', '1.11'].map((one) => isUpTo('1.10', one))).toEqual([true, true, false])
  })
})

describe('devices a buyer frees', () => {
  const freed = [1, 2, 3].map((days) => later(now, days * dayMs))
  const after = (selfFrees: number | null, count: number) =>
    freesLeft(terms({ selfFrees }), freed.slice(0, count))

  it('are as many as the plan allows, and the next one comes when enough of them are forgotten', () => {
    expect(after(null, 3)).toEqual({ left: null, nextAt: null })
    expect(after(3, 2)).toEqual({ left: 1, nextAt: null })
    expect(after(3, 3)).toEqual({ left: 0, nextAt: later(now, 31 * dayMs) })
    // Freed under a plan that allowed more.
    expect(after(1, 3)).toEqual({ left: 0, nextAt: later(now, 33 * dayMs) })
    expect(after(0, 0)).toEqual({ left: 0, nextAt: null })
    expect(after(0, 3)).toEqual({ left: 0, nextAt: null })
  })
})

describe('a credit', () => {
  it('is never more than was paid, never less than nothing, and shrinks with time', () => {
    const amounts = fc.record({
      paid: fc.nat(10_000_000_000),
      days: fc.integer({ min: 1, max: 36_500 }),
      left: fc.integer({ min: -1_000, max: 40_000 }),
    })
    fc.assert(
      fc.property(amounts, ({ paid, days, left }) => {
        const value = { paidFen: paid as Fen, days }
        const credit = creditFor(value, later(now, left * dayMs), now)
        const next = creditFor(value, later(now, left * dayMs), later(now, dayMs))
        expect(credit).toBeGreaterThanOrEqual(next)
        expect(next).toBeGreaterThanOrEqual(0)
        expect(credit).toBeLessThanOrEqual(paid)
      }),
    )
    const month = { paidFen: 990 as Fen, days: 31 }
    expect(creditFor(month, later(now, 15 * dayMs), now)).toBe(479)
    expect(creditFor(month, later(now, 14 * dayMs + 1), now)).toBe(479)
    expect(creditFor({ paidFen: 990 as Fen, days: null }, null, now)).toBe(990)
  })
})

describe('a machine', () => {
  const known = [
    { name: 'one', components: { board: 'b1', disk: 'd1', cpu: 'c1' } },
    { name: 'two', components: { board: 'b2', disk: 'd2', cpu: 'c1' } },
    { name: 'mute', components: null },
  ]
  const same = (told: Record<string, string>, match: Terms['match']) =>
    findSameDevice(known, told, match)?.name

  it('is the one that shares as many parts as the plan asks for', () => {
    expect(same({ board: 'b1', disk: 'd1', cpu: 'c9' }, 'most')).toBe('one')
    expect(same({ board: 'b1', disk: 'd9', cpu: 'c9' }, 'most')).toBeUndefined()
    expect(same({ board: 'b1', disk: 'd9', cpu: 'c9' }, 'any')).toBe('one')
    expect(same({ board: 'b1', disk: 'd1', cpu: 'c9' }, 'all')).toBeUndefined()
    expect(same({ board: 'b1', disk: 'd1', cpu: 'c1' }, 'all')).toBe('one')
    expect(same({ board: 'b1', disk: 'd1', cpu: 'c1' }, 'exact')).toBeUndefined()
  })

  it('is nobody where it might be two', () => {
    expect(same({ cpu: 'c1' }, 'any')).toBeUndefined()
    expect(same({ board: 'b1', disk: 'd2', cpu: 'c1' }, 'two')).toBeUndefined()
  })

  it('is never known by its processor alone, nor by one part where all or most are asked for', () => {
    const alone = [{ name: 'it', components: { cpu: 'c1' } }]
    for (const match of ['any', 'two', 'most', 'all'] as const)
      expect(findSameDevice(alone, { cpu: 'c1' }, match)).toBeUndefined()
    const one = [{ name: 'it', components: { machine: 'm1' } }]
    expect(findSameDevice(one, { machine: 'm1' }, 'any')?.name).toBe('it')
    for (const match of ['most', 'all'] as const)
      expect(findSameDevice(one, { machine: 'm1' }, match)).toBeUndefined()
    expect(marksOf({ cpu: 'c', board: 'b', disk: 'd' }, 'two')).toHaveLength(3)
    expect(marksOf({ cpu: 'c', board: 'b' }, 'any')).toHaveLength(1)
  })

  it('tells its parts by name or not at all', () => {
    expect(isComponents({ board: 'x' })).toBe(true)
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`p${at}`, 'x']))
    for (const wrong of [null, [], {}, { Board: 'x' }, { board: 1 }, { board: ' ' }, nine])
      expect(isComponents(wrong)).toBe(false)
  })
})
