// What somebody lives through on a rare day, in place of the usual buyers. Each life brings its own people, what they
// decide when everything works again, and what must be true of it at the end.

import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { live, type Part } from './buyers.ts'
import { checkReturns, checkSaid } from './by-hand.ts'
import { mindCases } from './cases-by-hand.ts'
import { mindTheDesk } from './desk.ts'
import { checkGoods, openTheShelves, restock, wantGoods } from './goods.ts'
import { type Profile, rareEvery } from './profile.ts'
import { type Draw, drawLines, pays, type Step } from './stories.ts'
import { isConfirmed, paysAtTheCounter, paysInCash } from './stories-rare.ts'
import type { World } from './world.ts'

export type Life = Readonly<{
  name: string
  live: (world: World, profile: Profile) => Promise<void>
  /** once everything works again */
  afterwards?: (world: World) => Promise<void>
  /** throws what is broken when nothing is left to do */
  check: (world: World) => void
  /** the bills of its days come and are looked at, and are true */
  isBilled?: boolean
}>

const lives: readonly Life[] = [
  { name: 'by-hand', live: byHand, afterwards: mindCases, check: checkMoney },
  { name: 'counter', live: atTheCounter, afterwards: mindCases, check: checkMoney },
  { name: 'stranded', live: stranded, afterwards: mindCases, check: checkMoney },
  { name: 'outside', live: outside, afterwards: mindCases, check: checkMoney, isBilled: true },
  { name: 'goods', live: lastUnits, check: checkGoods },
]

/** On rare days each in its turn; what is drawn for all other days stays as it is without them. */
export function lifeOf(seed: number): Life | undefined {
  return seed % rareEvery === 0 ? lives[(seed / rareEvery) % lives.length] : undefined
}

function checkMoney(world: World): void {
  checkSaid(world)
  checkReturns(world)
}

async function byHand(world: World, profile: Profile): Promise<void> {
  const tell = world.kernel.pick([isConfirmed, paysInCash])
  await one(world, profile, 0, tell)
}

async function atTheCounter(world: World, profile: Profile): Promise<void> {
  await Promise.all([0, 1].map((at) => one(world, profile, at, paysAtTheCounter)))
}

/** Money that was asked back comes to nothing at the payer's bank. */
async function stranded(world: World, profile: Profile): Promise<void> {
  world.faults.call.strandRefunds = true
  await Promise.all([one(world, profile, 0, paysByWechat), mindTheDesk(world)])
}

function paysByWechat(draw: Draw): Step[] {
  return pays(draw, 'wechat')
}

/** Somebody gives money back at the gateway's own desk, before or after the shop knows of the payment. */
async function outside(world: World, profile: Profile): Promise<void> {
  const { kernel } = world
  for (const { bills } of Object.values(world.models)) bills.areTrue = true
  await one(world, profile, 0, pays)
  await kernel.sleep(world.outside, kernel.pick([minuteMs, secondMs, hourMs]))
  for (const model of Object.values(world.models))
    for (const { outTradeNo, chargedFen, amountFen } of model.trades.values()) {
      const part = chargedFen === amountFen ? kernel.pick([40, 100]) : 0
      const fen = Math.floor((chargedFen * part) / 100)
      if (fen === 0) continue
      const made = model.refund(outTradeNo, `OUTSIDE${outTradeNo}`, fen, 'done', true)
      if (typeof made !== 'string') kernel.mark('refunded_outside')
    }
}

async function one(
  world: World,
  profile: Profile,
  at: number,
  tell: (draw: Draw) => Step[],
): Promise<void> {
  const { kernel } = world
  const lines = drawLines(kernel)
  await live(world, { lines, clicks: 1, steps: tell({ kernel, profile }) }, partOf(profile, at))
}

function partOf({ orderLifeMs }: Profile, at: number): Part {
  return { at, startMs: 0, orderLifeMs }
}

/** Several want the last units of a plan and of a pool of cards at once, and more cards come later. */
async function lastUnits(world: World, profile: Profile): Promise<void> {
  await openTheShelves(world)
  const buyers = wantGoods(world, profile).map(({ story, phone }, at) =>
    live(world, story, { ...partOf(profile, at), phone }),
  )
  await Promise.all([...buyers, restock(world)])
}
