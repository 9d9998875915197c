// What somebody lives through on a rare day, in place of the usual buyers. Each life brings its own people, what they
// decide when everything works again, and what must be true of it at the end.

import { dayMs, hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { changeTheAccount } from './accounts.ts'
import { live, type Part } from './buyers.ts'
import { checkReturns, checkSaid } from './by-hand.ts'
import { mindCases } from './cases-by-hand.ts'
import { checkCoupons, liveWithCoupon, useTheRest } from './coupons.ts'
import { mindTheDesk } from './desk.ts'
import { checkGoods, openTheShelves, restock, wantGoods } from './goods.ts'
import { checkHooks, liveWithHooks, sendOneAgain } from './hooks.ts'
import { checkPost, liveWithLetters, sendLettersOnceMore } from './letters-life.ts'
import { type LifeName, lifeNameOf, type Profile } from './profile.ts'
import {
  type Draw,
  drawLines,
  leaves,
  opens,
  paying,
  pays,
  paysAtTheLastMinute,
  paysLate,
  type Step,
} from './stories.ts'
import { isConfirmed, paysAtTheCounter, paysInCash } from './stories-rare.ts'
import { gatewayKinds, type World } from './world.ts'

export type Life = Readonly<{
  name: LifeName
  live: (world: World, profile: Profile) => Promise<void>
  /** once everything works again */
  afterwards?: (world: World) => Promise<void>
  /** throws what is broken when nothing is left to do */
  check: (world: World) => void
  /** the bills of its days come and are looked at, and are true */
  isBilled?: boolean
  /** it goes on for so much longer than buyers and troubles do */
  lastsMs?: number
}>

const lives: Readonly<Record<LifeName, Omit<Life, 'name'>>> = {
  'by-hand': { live: byHand, afterwards: mindCases, check: checkMoney },
  counter: { live: atTheCounter, afterwards: mindCases, check: checkMoney },
  stranded: { live: stranded, afterwards: mindCases, check: checkMoney },
  outside: { live: outside, afterwards: mindCases, check: checkMoney, isBilled: true },
  goods: { live: lastUnits, check: checkGoods },
  hooks: { live: liveWithHooks, afterwards: sendOneAgain, check: checkHooks },
  coupons: { live: liveWithCoupon, afterwards: useTheRest, check: checkCoupons },
  account: { live: changeTheAccount, check: checkMoney },
  crowd: { live: crowd, check: checkMoney },
  letters: {
    live: liveWithLetters,
    afterwards: sendLettersOnceMore,
    check: checkPost,
    lastsMs: 5 * hourMs,
  },
  asleep: { live: asleep, check: checkMoney, lastsMs: 3 * dayMs },
}

/** The life of a rare day. */
export function lifeOf(seed: number): Life | undefined {
  const name = lifeNameOf(seed)
  return name && { name, ...lives[name] }
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

/** Many pay at one moment, some of them too much, and all of it is told of in one millisecond. */
async function crowd(world: World, profile: Profile): Promise<void> {
  const at = world.kernel.now + 4 * minuteMs
  const paysThen = ({ kernel, profile: day }: Draw): Step[] => [
    { ...opens(kernel, day, kernel.pick(gatewayKinds)), clicks: 1 },
    { act: 'wait-until', at },
    paying(kernel, day, { staleMs: 0, letterMs: 5, oddFen: kernel.pick([0, 0, 100]) }),
    { act: 'wait', ms: secondMs },
  ]
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((buyer) => one(world, profile, buyer, paysThen)))
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

/**
 * The machine is switched off or put to sleep for longer than a gateway repeats its notices and closed orders are
 * watched. Links that are out are paid meanwhile; on waking the gateways may be away for a while.
 */
async function asleep(world: World, profile: Profile): Promise<void> {
  const { kernel, outside, faults } = world
  const buyers = [0, 1].map((at) => {
    const tell = kernel.pick<(draw: Draw) => Step[]>([
      (draw) => pays(draw),
      paysLate,
      paysAtTheLastMinute,
      leaves,
    ])
    return one(world, profile, at, tell)
  })
  await kernel.sleep(outside, kernel.pick([2 * secondMs, 20 * secondMs, 3 * minuteMs, hourMs]))
  const wakesAt = kernel.now + kernel.pick([27 * hourMs, 50 * hourMs, 30 * hourMs])
  const isOff = kernel.choose(2) === 0
  for (const instance of world.instances) {
    if (isOff && instance.app) world.crash(instance)
    instance.process.heldUntil = wakesAt
  }
  kernel.note(`the shop is ${isOff ? 'switched off' : 'asleep'} until ${wakesAt}`)
  await kernel.sleep(outside, wakesAt - kernel.now)
  const stayed = world.instances.every(({ app, process }) =>
    isOff ? app === undefined : process.heldUntil >= wakesAt,
  )
  kernel.mark(stayed ? 'slept_long' : 'woken_early')
  faults.call.downUntil = Math.max(
    faults.call.downUntil,
    kernel.now + kernel.pick([0, 10 * minuteMs]),
  )
  for (const instance of world.instances) if (!instance.app) world.start(instance)
  await Promise.all(buyers)
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
