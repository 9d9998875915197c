// A coupon that only few orders may use: several want it at once, some give up or let the time run out, and money may
// still come late. What the code takes off is counted here anew, and so is who has it.

import { placeOrder } from '../../src/app/order/place-order.ts'
import { minuteMs, secondMs } from '../../src/core/time.ts'
import { ask } from './ask.ts'
import { live } from './buyers.ts'
import type { Profile } from './profile.ts'
import {
  cancelsAsItIsPaid,
  type Draw,
  drawLines,
  type Line,
  leaves,
  pays,
  paysLate,
  type Step,
} from './stories.ts'
import { Broken, type World } from './world.ts'

/** What a code takes off: fen of the whole, or hundredths of it. */
type Off = Readonly<{ fen: number }> | Readonly<{ percent: number }>
type Known = Readonly<{ off: Off; usesMax: number; orders: Set<string> }>

const code = 'SPRING26'
const known = new WeakMap<World, Known>()

/** Three want what one or two may have. */
export async function liveWithCoupon(world: World, profile: Profile): Promise<void> {
  const { kernel } = world
  const usesMax = 1 + kernel.choose(2)
  const off = kernel.pick<Off>([{ fen: 500 }, { percent: 33 }, { fen: 5_000 }])
  const orders = new Set<string>()
  known.set(world, { off, usesMax, orders })
  const { fen, percent } = { fen: null, percent: null, ...off }
  world.look(
    'put_coupon',
    `with made as (
       insert into coupon (merchant_id, coupon_id, note, off_fen, off_percent, minimum_fen, uses_max, created_at)
       values (1, 'cpn_1', 'spring', $1, $2, 0, $3, app_now()) returning coupon_id)
     insert into coupon_code (merchant_id, code, coupon_id) select 1, $4, coupon_id from made`,
    [fen, percent, usesMax, code],
  )
  const draw: Draw = { kernel, profile }
  await Promise.all(
    [0, 1, 2].map((at) => {
      const tell = kernel.pick<(draw: Draw) => Step[]>([
        (one) => pays(one),
        leaves,
        leaves,
        cancelsAsItIsPaid,
        paysLate,
      ])
      const story = { lines: drawLines(kernel), clicks: 1 + kernel.choose(2), steps: tell(draw) }
      const startMs = kernel.pick([0, 0, profile.orderLifeMs + minuteMs])
      const coupon = {
        code,
        placed: (order: string, fen: number) => note(world, story.lines, order, fen),
      }
      return live(world, story, { at, startMs, orderLifeMs: profile.orderLifeMs, coupon })
    }),
  )
}

/** An order is there, and costs what the coupon leaves of it. */
function note(world: World, lines: readonly Line[], order: string, dueFen: number): void {
  const one = known.get(world)
  if (!one) return
  const fullFen = lines.reduce((sum, { planId, quantity }) => sum + priceOf(planId) * quantity, 0)
  const wanted = 'fen' in one.off ? one.off.fen : Math.floor((fullFen * one.off.percent) / 100)
  const due = fullFen - Math.min(wanted, fullFen - 1)
  one.orders.add(order)
  world.kernel.mark('coupon_used')
  if (dueFen !== due)
    throw new Broken('a-coupon-takes-off-what-it-says', `${order}: ${dueFen} and not ${due}`)
}

const prices: Readonly<Record<string, number>> = { month: 990, team: 4_950, year: 9_900 }

function priceOf(planId: string): number {
  return prices[planId] ?? 0
}

/** Once every order is over: whoever comes now gets the coupon exactly when it is not used up. */
export async function useTheRest(world: World): Promise<void> {
  const one = known.get(world)
  if (!one) return
  const { kernel, outside } = world
  for (let left = one.usesMax + 1; left > 0; left -= 1) {
    const before = countUses(world)
    const lines = [{ productId: 'delivers', planId: 'month', quantity: 1 }]
    const placed = await ask(world, (app) =>
      placeOrder(app, {
        lines,
        contactPerson: 'Li Lei',
        phone: `1370000000${left}`,
        email: undefined,
        totalFen: undefined,
        couponCode: code,
        returnUrl: undefined,
        lang: undefined,
        customerId: undefined,
        clientAddress: '203.0.113.60',
        idempotency: undefined,
      }),
    )
    if (placed) note(world, lines, placed.orderNumber, placed.dueFen)
    const after = countUses(world) - (placed ? 1 : 0)
    const isFree = before < one.usesMax
    kernel.mark(isFree ? 'coupon_came_back' : 'coupon_is_used_up')
    if (before === after && isFree !== (placed !== undefined))
      throw new Broken('a-use-that-ended-is-free', `${before} of ${one.usesMax} in use`)
    await kernel.sleep(outside, secondMs)
  }
}

/** Orders with the coupon that may still be paid, or are. */
function countUses(world: World): number {
  const orders = world.look(
    'coupon_orders',
    `select 1 from coupon_use join orders using (merchant_id, order_number) where state not in ('cancelled', 'expired')`,
  )
  return orders.length
}

/** The books know of exactly the uses people were told of. */
export function checkCoupons(world: World): void {
  const one = known.get(world)
  if (!one) return
  const uses = world.look<Readonly<{ number: string; counts: boolean }>>(
    'coupon_uses',
    `select u.order_number as number, o.state not in ('cancelled', 'expired') and not o.paid_late as counts
     from coupon_use u join orders o using (merchant_id, order_number)`,
  )
  const used = new Set(uses.map(({ number }) => number))
  for (const order of one.orders)
    if (!used.has(order)) throw new Broken('a-use-is-written-down', order)
  const counting = uses.filter(({ counts }) => counts).length
  if (counting > one.usesMax) throw new Broken('a-coupon-has-its-limit', `${counting} uses`)
}
