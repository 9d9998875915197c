// What really happened when, by the buyers' own clock: the oracles' knowledge of what was late.

import type { GatewayKind } from '../../src/gateways/gateway.ts'
import type { World } from './world.ts'

const moments = new WeakMap<World, Map<string, number>>()

function remember(world: World, what: string): void {
  const known = moments.get(world) ?? new Map<string, number>()
  moments.set(world, known)
  if (!known.has(what)) known.set(what, world.kernel.now)
}

function momentOf(world: World, what: string): number {
  return moments.get(world)?.get(what) ?? Number.POSITIVE_INFINITY
}

export function noteGivenUp(world: World, orderNumber: string): void {
  remember(world, `gives up ${orderNumber}`)
}

/** The moment the buyer first asked to cancel, in ms; Infinity when never. */
export function givenUp(world: World, orderNumber: string): number {
  return momentOf(world, `gives up ${orderNumber}`)
}

export function notePaid(world: World, kind: GatewayKind, outTradeNo: string): void {
  remember(world, `pays ${kind} ${outTradeNo}`)
}

/** The moment the payer paid by a number, in ms; Infinity when never. */
export function paidMoment(world: World, kind: GatewayKind, outTradeNo: string): number {
  return momentOf(world, `pays ${kind} ${outTradeNo}`)
}
