// One licence: its time in words, its key by the rules of the result page, and what may be pressed.

import { describe, expect, test } from 'vitest'
import { later, minuteMs } from '../../src/core/time.ts'
import { licensePage } from '../../src/pages/license.ts'
import type { OwnLicenseView } from '../../src/pages/views-license.ts'
import { contextOf, dayLong, key, now, ownLicense } from './given.ts'

const shown = (more: Partial<OwnLicenseView>) =>
  licensePage(contextOf('zh'), ownLicense('zh', more))

describe('the time of a licence', () => {
  test('is told in whole days until none is left', () => {
    const left = (ms: number) =>
      /(还剩 \d+ 天|不到 1 天后到期)/.exec(shown({ validUntil: later(now, ms) }))?.[0]
    expect(left(30 * dayLong)).toBe('还剩 30 天')
    expect(left(29 * dayLong + minuteMs)).toBe('还剩 30 天')
    expect(left(dayLong)).toBe('还剩 1 天')
    expect(left(dayLong - minuteMs)).toBe('不到 1 天后到期')
  })
})

describe('the key', () => {
  test('that was typed stands in no word of the page, and opens nothing by an address', () => {
    const masked = { kind: 'masked', text: 'K7M2Q-*****-1E' } as const
    const page = shown({ key: masked, typedKey: key, path: '/license', resultUrl: undefined })
    expect(page.replaceAll(/<[^>]*>/g, '')).not.toContain(key)
    expect(page).not.toMatch(new RegExp(`(href|action|data-copy)="[^"]*${key}`))
  })

  test.each(['suspended', 'revoked'] as const)('of a %s licence is not copied', (status) => {
    expect(shown({ status })).not.toContain('data-copy')
  })
})

test('a device is freed by no form where none may be, nor of a revoked licence', () => {
  expect(shown({})).toContain('/free"')
  expect(shown({ left: 0, nextAt: null })).not.toContain('/free"')
  expect(shown({ status: 'revoked' })).not.toContain('/free"')
})

test('nothing is sold while the shop takes no payments', () => {
  expect(shown({})).toContain('/buy"')
  expect(shown({ paymentEnabled: false })).not.toContain('/buy"')
  expect(shown({ paymentEnabled: false })).toContain('本店暂停收款')
})
