// One licence that is asked about without end costs nobody else an answer, and a steady one is never refused.

import { expect, it } from 'vitest'
import type { App } from '../../src/app/app.ts'
import { keepPace } from '../../src/app/license/pace.ts'
import { instantOf } from '../../src/core/time.ts'

type License = Parameters<typeof keepPace>[1]

let now = 1_800_000_000_000
const [steady, astray, another, large] = ['steady', 'astray', 'another', 'large'].map(
  (licenseId) => ({
    licenseId,
    maxDevices: licenseId === 'large' ? 100 : 0,
  }),
) as never as readonly [License, License, License, License]
const app = {
  clock: { now: () => instantOf(now) },
  settings: { rateLimitFactor: 1 },
  signingKeys: {},
} as App

it('lets a steady program ask four times a second for ever', () => {
  for (let asked = 0; asked < 10_000; asked += 1) {
    keepPace(app, steady)
    now += 250
  }
})

it('refuses the 241st question of one minute, and no other licence for it', () => {
  for (let asked = 0; asked < 240; asked += 1) keepPace(app, astray)
  expect(() => keepPace(app, astray)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
  keepPace(app, another)
  // A refused question does not count, so that whoever waits as told is answered.
  for (let asked = 0; asked < 500; asked += 1) expect(() => keepPace(app, astray)).toThrow()
  now += 1_000
  keepPace(app, astray)
})

it('lets each of many seats renew its lease three times a minute', () => {
  for (let asked = 0; asked < 3_000; asked += 1) {
    keepPace(app, large)
    now += 200
  }
})
