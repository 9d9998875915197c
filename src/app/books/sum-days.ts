// The figures of a range of days: what is kept of days long over, and the rest added up from the rows.

import { billDayOf, dayAfter } from '../../core/bill.ts'
import { type Days, daysOf } from '../../core/days.ts'
import {
  type ChannelSum,
  type DaySums,
  keepSums,
  listKeptSums,
  listSumsOfDays,
  type ProductSum,
  type SumsOfDay,
} from '../../db/console-day-sums.ts'
import type { App } from '../app.ts'
import { isPractice } from '../practice.ts'

/** So many days are added up in one statement; what is kept of them need not be added up again after a failure. */
const atOnce = 100
/** The database keeps no day younger than this, so nothing is asked of it. */
const keptAfterDays = 3

/** Every day of the range with its sums, in no order. Days that could be kept and were not are kept now. */
export async function sumDays(app: App, days: Days): Promise<readonly SumsOfDay[]> {
  const { db, merchantId } = app
  const practice = isPractice(app)
  const sums = await listKeptSums(db, merchantId, days, practice)
  const known = new Set(sums.map(({ day }) => day))
  const lacking = daysOf(days).filter((day) => !known.has(day))
  const keptUntil = dayAfter(billDayOf(app.clock.now()), -keptAfterDays)
  for (let from = 0; from < lacking.length; from += atOnce) {
    const some = lacking.slice(from, from + atOnce)
    const added = await listSumsOfDays(db, merchantId, some, practice)
    sums.push(...added)
    const over = added.filter(({ day }) => day <= keptUntil)
    if (over.length > 0) await keepSums(db, merchantId, over, practice)
  }
  return sums
}

/** The days of a range as one. Channels and products come with the best first. */
export function totalOf(all: readonly SumsOfDay[], { from, to }: Days): DaySums {
  const own = all.filter(({ day }) => day >= from && day <= to).map(({ sums }) => sums)
  const sum = (of: (sums: DaySums) => number) => own.reduce((total, one) => total + of(one), 0)
  return {
    placed: sum((one) => one.placed),
    paid: sum((one) => one.paid),
    paidFen: sum((one) => one.paidFen),
    refunds: sum((one) => one.refunds),
    refundedFen: sum((one) => one.refundedFen),
    opened: sum((one) => one.opened),
    paidOfPlaced: sum((one) => one.paidOfPlaced),
    delivered: sum((one) => one.delivered),
    expired: sum((one) => one.expired),
    chargesRefused: sum((one) => one.chargesRefused),
    refundsFailed: sum((one) => one.refundsFailed),
    channels: together(
      own.flatMap((one) => one.channels),
      ({ channelId }) => channelId,
      addChannels,
    ),
    products: together(
      own.flatMap((one) => one.products),
      ({ productId, planId }) => `${productId} ${planId}`,
      addProducts,
    ),
  }
}

function together<Sum extends Readonly<{ paidFen: number }>>(
  sums: readonly Sum[],
  keyOf: (sum: Sum) => string,
  add: (one: Sum, other: Sum) => Sum,
): readonly Sum[] {
  const byKey = new Map<string, Sum>()
  for (const sum of sums) {
    const earlier = byKey.get(keyOf(sum))
    byKey.set(keyOf(sum), earlier ? add(earlier, sum) : sum)
  }
  const ordered = [...byKey].sort(
    ([oneKey, one], [otherKey, other]) =>
      other.paidFen - one.paidFen || (oneKey < otherKey ? -1 : 1),
  )
  return ordered.map(([, sum]) => sum)
}

function addChannels(one: ChannelSum, other: ChannelSum): ChannelSum {
  return {
    ...one,
    paid: one.paid + other.paid,
    paidFen: one.paidFen + other.paidFen,
    refundedFen: one.refundedFen + other.refundedFen,
  }
}

function addProducts(one: ProductSum, other: ProductSum): ProductSum {
  return {
    ...one,
    sold: one.sold + other.sold,
    paidFen: one.paidFen + other.paidFen,
    refundedFen: one.refundedFen + other.refundedFen,
  }
}
