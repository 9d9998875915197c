// What people say to the shop and no gateway does: an operator confirms money by hand, rightly or not. Whether it was
// cash or the very money the gateway speaks of later is known here, and nowhere in the books.

import {
  confirmByHand as confirm,
  decideConfirmation,
} from '../../src/app/order/confirm-by-hand.ts'
import { fenMax, fenOf } from '../../src/core/money.ts'
import { instantOf, minuteMs } from '../../src/core/time.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { ask, did } from './ask.ts'
import type { Buyer } from './buyers.ts'
import type { Step } from './stories.ts'
import { Broken, gatewayKinds, type World } from './world.ts'

/** One thing that was said. */
export type Said = Readonly<{
  kind: GatewayKind
  outTradeNo: string
  reference: string
  amountFen: number
  paidAt: number
  isCash: boolean
}> & { isRejected: boolean }

const said = new WeakMap<World, Said[]>()

/** What was said of an order's number; undefined: nothing. */
export function findSaid(world: World, kind: string, reference: string): Said | undefined {
  return said.get(world)?.find((one) => one.kind === kind && one.reference === reference)
}

/** Whether a person spoke of the money of a number. */
export function isSaid(world: World, kind: GatewayKind, outTradeNo: string): boolean {
  return listSaid(world).some((one) => one.kind === kind && one.outTradeNo === outTradeNo)
}

export function listSaid(world: World): readonly Said[] {
  return said.get(world) ?? []
}

export function personNamed(operator: string) {
  return { operator, address: '203.0.113.8', requestId: 'desk' }
}

/** An operator confirms the money of the buyer's newest link, and a second one agrees where that is asked. */
export async function confirmByHand(
  { world, links, orderNumber }: Buyer,
  { reference, isCash, apartMs, isAgreed }: Step & { act: 'confirm' },
): Promise<void> {
  const { kernel } = world
  const link = links.at(-1)
  const trade = link && world.models[link.kind].trades.get(link.outTradeNo)
  if (!link || !trade || (!isCash && trade.state !== 'paid')) return
  const known = said.get(world) ?? []
  said.set(world, known)
  const one: Said = {
    ...link,
    reference:
      reference === 'theirs' && !isCash ? trade.gatewayTradeNo : `hand-${known.length + 1}`,
    amountFen: trade.amountFen,
    paidAt: isCash ? kernel.now - minuteMs : trade.paidAt + apartMs,
    isCash,
    isRejected: false,
  }
  // What was said may be on the books even when no answer came.
  known.push(one)
  const { outTradeNo } = link
  const claim = {
    orderNumber,
    channelId: link.kind,
    outTradeNo,
    reference: one.reference,
    amountFen: fenOf(one.amountFen) ?? fenMax,
    paidAt: instantOf(one.paidAt),
    evidence: 'a statement',
  }
  for (let tries = 0; tries < 3; tries += 1) {
    const state = await ask(world, (app) => confirm(app, claim, personNamed('Han Meimei')))
    if (state === 'applied') kernel.mark('confirmed_by_hand')
    if (state === 'applied') return
    if (await decide(world, orderNumber, isAgreed)) {
      one.isRejected = !isAgreed
      kernel.mark(isAgreed ? 'confirmed_by_two' : 'confirmation_rejected')
      return
    }
    await kernel.sleep(world.outside, 5_000)
  }
}

function decide(world: World, orderNumber: string, isAgreed: boolean): Promise<boolean> {
  const decision = isAgreed ? 'applied' : 'rejected'
  return did(world, (app) =>
    decideConfirmation(app, orderNumber, decision, personNamed('Wei Hua'), 'looked'),
  )
}

/** Number and moment of one payment by a gateway and by a person's word, so near that they are the same. */
const sameMomentMs = 10 * minuteMs

/**
 * What a person said is on the books as it was said, and what a gateway said of the same number since is the same
 * money exactly when the moments agree.
 */
export function checkSaid(world: World): void {
  for (const one of listSaid(world)) {
    const { kind, outTradeNo, reference } = one
    const [fact] = world.look<Readonly<{ verdict: string; order: string }>>(
      'said',
      `select f.verdict, f.order_number as order from payment_fact f
       where f.channel_id = $1 and f.gateway_trade_no = $2 and f.out_trade_no = $3 and exists (
         select from fact_witness w where w.channel_id = $1 and w.gateway_trade_no = $2 and w.witness = 'manual')`,
      [kind, reference, outTradeNo],
    )
    if (!fact) continue
    if (one.isRejected) throw new Broken('what-was-rejected-is-not-applied', reference)
    if (fact.verdict === 'accepted') checkMerged(world, one, fact.order)
  }
}

/** Every payment of the order at a gateway that is not the one that was said. */
function checkMerged(world: World, { kind, outTradeNo, reference, paidAt }: Said, order: string) {
  const numbers = world.look<Readonly<{ kind: GatewayKind; number: string }>>(
    'numbers_of',
    `select channel_id as kind, out_trade_no as number from attempt where order_number = $1`,
    [order],
  )
  for (const at of numbers) {
    const trade = world.models[at.kind].trades.get(at.number)
    if (trade?.state !== 'paid' || trade.gatewayTradeNo === reference) continue
    if (trade.chargedFen !== trade.amountFen) continue
    const isSame =
      at.kind === kind &&
      at.number === outTradeNo &&
      Math.abs(trade.paidAt - paidAt) <= sameMomentMs
    const [fact] = world.look<Readonly<{ verdict: string }>>(
      'merged',
      'select verdict from payment_fact where channel_id = $1 and gateway_trade_no = $2',
      [at.kind, trade.gatewayTradeNo],
    )
    const expected = isSame ? 'confirmed' : 'duplicate'
    world.kernel.mark(`after_hand_${expected}`)
    if (fact?.verdict !== expected)
      throw new Broken(
        'the-same-money-counts-once',
        `${at.kind} ${at.number}: ${fact?.verdict ?? 'unknown'}, and it is ${expected}`,
      )
  }
}

/** What came for an order, from whatever side, is never less than what went back. */
export function checkReturns(world: World): void {
  const orders = world.look<Readonly<{ order: string; numbers: string[]; hand: number }>>(
    'returned_by_hand',
    `select a.order_number as order, json_agg(a.channel_id || ' ' || a.out_trade_no) as numbers,
       coalesce((select sum(amount_fen) from refund r where r.order_number = a.order_number
         and r.by_hand and r.state = 'done'), 0)::float8 as hand
     from attempt a group by 1`,
  )
  for (const { order, numbers, hand } of orders) {
    let came = 0
    let went = hand
    for (const kind of gatewayKinds)
      for (const trade of world.models[kind].trades.values()) {
        if (!numbers.includes(`${kind} ${trade.outTradeNo}`)) continue
        if (trade.state === 'paid') came += trade.chargedFen
        for (const refund of trade.refunds.values())
          if (world.models[kind].refundState(refund) === 'done') went += refund.amountFen
      }
    for (const one of listSaid(world))
      if (one.isCash && !one.isRejected && numbers.includes(`${one.kind} ${one.outTradeNo}`))
        came += one.amountFen
    if (went > came)
      throw new Broken('never-more-back-than-came', `${order}: ${came} came, ${went} went`)
  }
}
