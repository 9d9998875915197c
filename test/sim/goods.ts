// The last units of a plan and of a pool of cards: several want them at once, somebody gives up and pays after all,
// and more cards come. What was on the shelves is known here.

import { importCards } from '../../src/app/card/import-cards.ts'
import { minuteMs, secondMs } from '../../src/core/time.ts'
import { did } from './ask.ts'
import { personNamed } from './by-hand.ts'
import { cardPlan, fewPlan, phoneLimit } from './catalogue.ts'
import type { Profile } from './profile.ts'
import { type Draw, type Line, leaves, pays, paysLate, type Step, type Story } from './stories.ts'
import { Broken, type World } from './world.ts'

type Shelves = { units: number; cards: Set<string>; batches: number }

const shelves = new WeakMap<World, Shelves>()

/** Puts a few units of the one and a few cards of the other out. */
export async function openTheShelves(world: World): Promise<void> {
  const units = 2 + world.kernel.choose(2)
  shelves.set(world, { units, cards: new Set(), batches: 0 })
  world.database.run({
    text: `update plan set stock = ${units}, stock_taken = 0 where product_id = '${fewPlan.productId}'`,
  })
  await bring(world, 1 + world.kernel.choose(2))
}

/** A list of all cards there ever were and some new ones, sent until the shop has taken it. */
async function bring(world: World, fresh: number): Promise<void> {
  const known = shelves.get(world)
  if (!known) return
  for (let left = fresh; left > 0; left -= 1) known.cards.add(`CARD-${known.cards.size + 1}-TEXT`)
  known.batches += 1
  const typed = {
    text: [...known.cards].join('\n'),
    form: 'lines',
    firstLine: 1,
    batch: `batch-${known.batches}`,
  } as const
  const send = () =>
    did(world, (app) => importCards(app, cardPlan, typed, personNamed('Han Meimei')))
  for (let tries = 0; tries < 20 && !(await send()); tries += 1)
    await world.kernel.sleep(world.outside, 30 * secondMs)
}

/** More cards come, in a list that has the old ones as well. */
export async function restock(world: World): Promise<void> {
  const { kernel, outside } = world
  await kernel.sleep(outside, kernel.pick([3 * minuteMs, 45 * minuteMs]))
  await bring(world, 1 + kernel.choose(3))
}

type Wanting = Readonly<{ story: Story; phone: string }>

/** Two or three who want them; two of them may have one phone. */
export function wantGoods(world: World, profile: Profile): readonly Wanting[] {
  const { kernel } = world
  const draw: Draw = { kernel, profile }
  return Array.from({ length: 2 + kernel.choose(2) }, (_, at) => {
    const tell = kernel.pick<(draw: Draw) => Step[]>([(one) => pays(one), paysLate, leaves])
    const story = { lines: drawGoods(world), clicks: 1, steps: tell(draw) }
    return { story, phone: `1390000000${kernel.choose(3) === 2 ? 0 : at}` }
  })
}

function drawGoods({ kernel }: World): Line[] {
  const few = { ...fewPlan, quantity: 1 + kernel.choose(2) }
  const cards = { ...cardPlan, quantity: 1 + kernel.choose(2) }
  return kernel.pick([[few], [cards], [few, cards]])
}

/** Nothing is sold that was not there, and nobody has more than one may have. */
export function checkGoods(world: World): void {
  const known = shelves.get(world)
  if (!known) return
  const [sold] = world.look<Readonly<{ units: number; phone: number; late: number }>>(
    'sold',
    `select (select count(*) from fulfilment f join order_line l using (merchant_id, order_number, line_no)
         where l.product_id = $1)::float8 as units,
       (select coalesce(max(units), 0) from (select sum(l.quantity) as units
         from orders o join order_line l using (merchant_id, order_number)
         where l.product_id = $1 and not o.paid_late and o.state in ('paid', 'part_refunded')
         group by o.phone) s)::float8 as phone,
       (select count(*) from money_case where kind = 'late' and reason = 'sold_out')::float8 as late`,
    [fewPlan.productId],
  )
  if (!sold) return
  if (sold.late > 0) world.kernel.mark('late_and_sold_out')
  if (sold.units > known.units) throw new Broken('no-more-sold-than-there-was', `${sold.units}`)
  if (sold.phone > phoneLimit) throw new Broken('phone-limit-holds', `${sold.phone} units`)
  checkCards(world, known)
}

/** Each card that was brought is there once, and in the hands of one order at the most. */
function checkCards(world: World, { cards }: Shelves): void {
  const [row] = world.look<Readonly<{ cards: number; stock: number }>>(
    'cards',
    `select (select count(*) from card)::float8 as cards, stock from plan where product_id = $1`,
    [cardPlan.productId],
  )
  if (row && (row.cards !== cards.size || row.stock !== cards.size))
    throw new Broken(
      'cards-are-as-imported',
      `${cards.size} brought, ${row.cards} kept, ${row.stock} counted`,
    )
}
