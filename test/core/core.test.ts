import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isOrderNumber,
  maskLicenseKey,
  newLicenseKey,
  newOrderNumber,
  parseLicenseKey,
} from '../../src/core/ids.ts'
import { validUntil } from '../../src/core/license.ts'
import { addFen, type Fen, fenMax, fenOf, formatYuan, parseYuan } from '../../src/core/money.ts'
import { gatewayExpiry, parseContact, parsePhone } from '../../src/core/order.ts'
import { formatShanghai, instantOf, parseShanghai } from '../../src/core/time.ts'

const random = { bytes: (length: number) => randomBytes(length) }

describe('money', () => {
  it('reads back every amount it prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: fenMax }), (value) => {
        const amount = fenOf(value) as Fen
        expect(parseYuan(formatYuan(amount))).toBe(amount)
      }),
    )
  })
  it.each([
    ['99', 9_900],
    ['9.9', 990],
    ['0.01', 1],
    ['0', 0],
    ['19.99', 1_999],
    ['100000000', 10_000_000_000],
  ])('reads %s yuan as %i fen', (text, fen) => {
    expect(parseYuan(text)).toBe(fen)
  })
  it.each([
    '',
    '-1',
    '+1',
    '1.',
    '.5',
    '1.005',
    '1e2',
    ' 1',
    '1 ',
    '01',
    '1,000',
    '１',
    'NaN',
    '100000000.01',
  ])('does not take "%s" for an amount', (text) => {
    expect(parseYuan(text)).toBeUndefined()
  })
  it('refuses a sum beyond what a gateway takes', () => {
    expect(() => addFen(fenMax, 1 as Fen)).toThrow(RangeError)
  })
})

describe('time', () => {
  it('is the wall clock of Shanghai in whatever zone the machine runs', () => {
    expect(formatShanghai(instantOf(Date.UTC(2026, 10, 21, 4, 0, 3)))).toBe('2026-11-21 12:00:03')
    expect(parseShanghai('2026-11-21 12:00:03')).toBe(Date.UTC(2026, 10, 21, 4, 0, 3))
    expect(parseShanghai('2025-06-02 10:00:00.123')).toBe(Date.UTC(2025, 5, 2, 2, 0, 0))
  })
  it.each(['2026-02-30 00:00:00', '2026-11-21', '2026-11-21T12:00:03', ''])(
    'does not read "%s"',
    (text) => {
      expect(parseShanghai(text)).toBeUndefined()
    },
  )
  it('is read where it is printed just so, and nowhere else', () => {
    const upTo = (max: number) => fc.integer({ min: 0, max })
    const year = fc.oneof(upTo(110), fc.integer({ min: 1_890, max: 2_100 }), upTo(9_999))
    fc.assert(
      fc.property(year, upTo(13), upTo(32), upTo(24), upTo(60), upTo(60), (...numbers) => {
        const [years, month, day, ...clock] = numbers
        const [date, hours] = [[years, month, day], clock].map((parts) =>
          parts.map((part) => String(part).padStart(2, '0')),
        )
        const text = `${date?.join('-').padStart(10, '0')} ${hours?.join(':')}`
        const at = instantOf(Date.UTC(years, month - 1, day, ...clock) - 8 * 3_600_000)
        expect(parseShanghai(text)).toBe(formatShanghai(at) === text ? at : undefined)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a licence key', () => {
  it('is read however it is typed, and only with its check right', () => {
    for (let round = 0; round < 200; round += 1) {
      const key = newLicenseKey(random)
      expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{2}$/)
      const typed = key.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
      expect(parseLicenseKey(typed)).toBe(key)
    }
  })
  it('is drawn evenly: 25 letters of 32 that nobody mistakes for another, 125 bits', () => {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    const keys = Array.from({ length: 4_096 }, () => newLicenseKey(random).replaceAll('-', ''))
    expect(new Set(keys).size).toBe(keys.length)
    for (let at = 0; at < 25; at += 1) {
      const seen = Array.from(letters).map(
        (letter) => keys.filter((key) => key[at] === letter).length,
      )
      // 128 each on average, with a standard deviation of 11: once in a million million runs.
      expect(Math.min(...seen)).toBeGreaterThan(128 - 8 * 11)
      expect(Math.max(...seen)).toBeLessThan(128 + 8 * 11)
      expect(seen.reduce((sum, count) => sum + count)).toBe(keys.length)
    }
  })
  it('notices any one wrong character and any two neighbours swapped', () => {
    const key = newLicenseKey(random).replaceAll('-', '')
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === 'A' ? 'B' : 'A'
      expect(parseLicenseKey(key.slice(0, at) + other + key.slice(at + 1))).toBeUndefined()
      const [here = '', next = ''] = key.slice(at, at + 2)
      if (here === next || next === '') continue
      expect(parseLicenseKey(key.slice(0, at) + next + here + key.slice(at + 2))).toBeUndefined()
    }
  })
  it('shows no more than its ends when masked', () => {
    const key = newLicenseKey(random)
    const shown = maskLicenseKey(key).replace(/[-*]/g, '')
    expect(shown).toBe(key.slice(0, 5) + key.slice(-2))
  })
  it('lasts as many days as were bought, or for ever', () => {
    const from = instantOf(Date.UTC(2026, 0, 1))
    expect(validUntil(from, 31)).toBe(Date.UTC(2026, 1, 1))
    expect(validUntil(from, null)).toBeNull()
  })
})

describe('an order', () => {
  it('25: has a number nobody can guess, in the form gateways take', () => {
    const numbers = new Set(Array.from({ length: 10_000 }, () => newOrderNumber(random)))
    expect(numbers.size).toBe(10_000)
    for (const number of numbers) expect(isOrderNumber(number)).toBe(true)
  })
  it.each([
    '13800138000',
    '+86 138 0013 8000',
    '１３８００１３８０００',
    '0086-138-0013-8000',
    '+8613800138000',
  ])('knows the phone %s', (typed) => {
    expect(parsePhone(typed)).toBe('13800138000')
  })
  it.each(['23800138000', '1380013800', '138001380000', '', 'abc', '+1 3800138000'])(
    'refuses the phone "%s"',
    (typed) => {
      expect(parsePhone(typed)).toBeUndefined()
    },
  )
  it('takes names of 1 to 50 characters', () => {
    expect(parseContact(' 张三 ')).toBe('张三')
    expect(parseContact('𠮷'.repeat(50))).toBe('𠮷'.repeat(50))
    for (const bad of ['', '   ', 'x'.repeat(51), 'a\nb']) expect(parseContact(bad)).toBeUndefined()
  })
  it('stops the gateway a minute before it closes, and opens nothing in its last two', () => {
    const expires = instantOf(10 * 60_000)
    expect(gatewayExpiry(expires, instantOf(0))).toBe(9 * 60_000)
    expect(gatewayExpiry(expires, instantOf(8 * 60_000))).toBe(9 * 60_000)
    expect(gatewayExpiry(expires, instantOf(8 * 60_000 + 1))).toBeUndefined()
  })
})
