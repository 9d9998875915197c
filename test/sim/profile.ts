// What kind of day a seed lives through. Half the seeds know only some of the troubles, so that rare ones get
// room; a tape of zeros is a day on which nothing goes wrong.

import { hourMs, minuteMs } from '../../src/core/time.ts'
import type { Kernel } from './kernel.ts'
import type { Faults } from './world.ts'

export const features = [
  'cancel',
  'switch',
  'double-click',
  'late',
  'slow-buyer',
  'lookup',
  'devices',
  'lies',
  'odd-amount',
  'stale',
  'lost-notice',
  'double-notice',
  'crash',
  'pause',
  'outage',
  'database-down',
  'skew',
  'refunds',
  'cases',
] as const
export type Feature = (typeof features)[number]

export type Profile = Readonly<{
  instances: number
  buyers: number
  orderLifeMs: number
  /** how long buyers and troubles go on */
  activeMs: number
  has: (feature: Feature) => boolean
  faults: Faults
}>

/** What day it is: when it begins, and whether much money is asked back. */
export type Day = Readonly<{ startMs: number; isDeskDay: boolean }>

/** Every fifth seed is a rare day, on which somebody lives one of the lives of lives.ts. */
export const rareEvery = 5

/** Every 25th seed goes on until the bills of its days are settled. */
export const billedEvery = 25
export const firstBilled = 23

export function isBilledDay(seed: number): boolean {
  return seed % billedEvery === firstBilled
}

const noonMs = Date.UTC(2026, 2, 2, 4, 0, 0)

/** From noon (Asia/Shanghai), ten minutes before midnight, five before the bill's hour; a day at the desk. */
export const days: readonly [Day, ...Day[]] = [
  { startMs: noonMs, isDeskDay: false },
  { startMs: Date.UTC(2026, 2, 2, 15, 50, 0), isDeskDay: false },
  { startMs: Date.UTC(2026, 2, 3, 2, 5, 0), isDeskDay: false },
  { startMs: noonMs, isDeskDay: true },
]

export function drawProfile(kernel: Kernel): Profile {
  const everything = kernel.choose(3) === 2
  const on = new Set<Feature>(features.filter(() => kernel.choose(2) === 1 || everything))
  const orderLifeMs = kernel.pick([30 * minuteMs, 15 * minuteMs, 2 * hourMs])
  return {
    instances: 2 + kernel.choose(2),
    buyers: 1 + kernel.choose(2),
    orderLifeMs,
    activeMs: orderLifeMs + kernel.pick([10 * minuteMs, hourMs, 6 * hourMs]),
    has: (feature) => on.has(feature),
    faults: {
      line: { perMille: kernel.pick([0, 10, 30, 80]), downUntil: 0 },
      call: {
        perMille: kernel.pick([0, 50, 150, 400]),
        refusePerMille: kernel.pick([0, 100, 400]),
        failRefunds: kernel.choose(4) === 3,
        strandRefunds: false,
        loseRefundAnswers: 0,
        refundUnseenMs: 0,
        downUntil: 0,
      },
    },
  }
}
