// What kind of day a seed lives through. Half the seeds know only some of the troubles, so that rare ones get
// room; a tape of zeros is a day on which nothing goes wrong.

import { fenOf } from '../../src/core/money.ts'
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
const rareEvery = 5
export const lifeNames = [
  'by-hand',
  'counter',
  'stranded',
  'outside',
  'goods',
  'hooks',
  'coupons',
  'asleep',
  'account',
] as const
export type LifeName = (typeof lifeNames)[number] | 'crowd' | 'letters'

/** On rare days each in its turn; what is drawn for all other days stays as it is without them. */
export function lifeNameOf(seed: number): LifeName | undefined {
  // A day on which many pay at one moment, of the days that would have been plain.
  if (seed % 25 === 11) return 'crowd'
  // And, half as often, one on which letters go out and codes are entered.
  if (seed % 50 === 17) return 'letters'
  return seed % rareEvery === 0 ? lifeNames[(seed / rareEvery) % lifeNames.length] : undefined
}

/** Every 25th seed, and none of the rare ones, goes on until the bills of its days are settled. */
export function isBilledDay(seed: number): boolean {
  return seed % 25 === 23
}

/** Some of the days: those on which a life is lived, or whose bills come. */
export type Showing = LifeName | 'bills'

/** The first so many seeds from one on; of such days only. */
export function seedsOn(showing: Showing | undefined, first: number, count: number): number[] {
  const isOne = (seed: number) => {
    if (showing === 'bills') return isBilledDay(seed)
    return showing === undefined || lifeNameOf(seed) === showing
  }
  const seeds: number[] = []
  for (let seed = first; seeds.length < count; seed += 1) if (isOne(seed)) seeds.push(seed)
  return seeds
}

/** What is given back or let lie above this takes two people. */
export const approvalFen = fenOf(8_000)

const noonMs = Date.UTC(2026, 2, 2, 4, 0, 0)

/** From noon (Asia/Shanghai), ten minutes before midnight, five before the bill's hour; a day at the desk. */
export const days: readonly [Day, ...Day[]] = [
  { startMs: noonMs, isDeskDay: false },
  { startMs: Date.UTC(2026, 2, 2, 15, 50, 0), isDeskDay: false },
  { startMs: Date.UTC(2026, 2, 3, 2, 5, 0), isDeskDay: false },
  { startMs: noonMs, isDeskDay: true },
]

/** On every third day the gateways repeat all they said, and tell the worst lies there are, when all is over. */
export function saysAllAgain(seed: number): boolean {
  return seed % 3 === 1
}

export function drawProfile(kernel: Kernel): Profile {
  const everything = kernel.choose(3) === 2
  const on = new Set<Feature>(features.filter(() => kernel.choose(2) === 1 || everything))
  // An order is asked for all its life, and asked in vain the more often the longer it lives.
  const orderLifeMs = kernel.pick([30 * minuteMs, 15 * minuteMs, 15 * minuteMs])
  return {
    instances: 2 + kernel.choose(2),
    // Two who buy at once seldom meet in more than the shop's limits.
    buyers: kernel.pick([1, 1, 1, 2]),
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
      letter: { perMille: 0, downUntil: 0 },
      hook: { perMille: 0, downUntil: 0 },
    },
  }
}
