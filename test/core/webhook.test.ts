// When a webhook message goes out again, what an answer means, and which addresses are taken.

import { describe, expect, it } from 'vitest'
import { dayMs, hourMs, instantOf } from '../../src/core/time.ts'
import {
  isLost,
  urlProblem,
  verdictOf,
  waitAfterTry,
  webhookWaits,
  wishOf,
} from '../../src/core/webhook.ts'

const drawing = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) })
const [least, most] = [drawing(0), drawing(255)]
const now = instantOf(Date.UTC(2026, 10, 21, 12))

describe('a message that did not get through', () => {
  it('is tried ten times in about three days, by the table of the standard', () => {
    const hours = webhookWaits.reduce((sum, wait) => sum + wait, 0) / hourMs
    expect(webhookWaits).toHaveLength(10)
    expect(Math.round(hours)).toBe(76)
    expect(waitAfterTry(1, undefined, least)).toBe(5_000)
    expect(waitAfterTry(9, undefined, least)).toBe(24 * hourMs)
    expect(waitAfterTry(10, undefined, least)).toBeUndefined()
  })

  it('waits up to a fifth longer by chance, never shorter', () => {
    expect(waitAfterTry(2, undefined, most)).toBe(360_000)
    for (let byte = 0; byte <= 255; byte += 15)
      expect(waitAfterTry(2, undefined, drawing(byte))).toBeGreaterThanOrEqual(300_000)
  })

  it('waits as long as the answer asks for, when that is longer', () => {
    expect(waitAfterTry(1, 90_000, most)).toBe(90_000)
    expect(waitAfterTry(3, 90_000, least)).toBe(1_800_000)
    expect(waitAfterTry(10, 90_000, least)).toBeUndefined()
  })
})

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['99999999', dayMs],
  ['Sat, 21 Nov 2099 11:00:00 GMT', dayMs],
  ['-5', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('a Retry-After of %o asks for %o ms, a day at most', (text, ms) => {
  expect(wishOf(text, now)).toBe(ms)
})

it.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [199, 'refused'],
  [301, 'refused'],
  [307, 'refused'],
  [404, 'refused'],
  [410, 'gone'],
  [429, 'refused'],
  [500, 'refused'],
] as const)('an answer of %i means %s', (status, verdict) => {
  expect(verdictOf(status)).toBe(verdict)
})

it('an endpoint is lost after five days without a success, but not for one slip after a quiet week', () => {
  const ago = (days: number) => instantOf(now - days * dayMs)
  expect(isLost(ago(5), 4, now)).toBe(true)
  expect(isLost(ago(4.99), 9, now)).toBe(false)
  expect(isLost(ago(9), 3, now)).toBe(false)
  expect(isLost(null, 9, now)).toBe(false)
})

describe('the address of an endpoint', () => {
  it.each([
    ['https://shop.example/hook', undefined],
    ['HTTPS://shop.example:8443/hook?x=1', undefined],
    ['http://shop.example/hook', 'not_https'],
    ['ftp://shop.example/', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['https://user:word@shop.example/', 'has_password'],
    ['https://shop.example/#part', 'has_fragment'],
    ['shop.example', 'not_an_address'],
    ['https://shop.example/a b', 'not_an_address'],
    ['', 'not_an_address'],
  ] as const)('%s is %s', (text, problem) => {
    expect(urlProblem(text, false)).toBe(problem)
  })

  it('may be http on this very machine in a demonstration, and nowhere else', () => {
    for (const local of ['http://localhost:9000/', 'http://127.0.0.1/x', 'http://[::1]:80/'])
      expect([urlProblem(local, true), urlProblem(local, false)]).toEqual([undefined, 'not_https'])
    for (const other of [
      'http://localhost.evil.example/',
      'http://127.0.0.1.nip.io/',
      'http://10.0.0.1/',
    ])
      expect(urlProblem(other, true)).toBe('not_https')
    expect(urlProblem('http://localhost@evil.example/', true)).toBe('has_password')
  })
})
