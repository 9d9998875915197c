// A buyer's browser comes back from the gateway. What it brings proves that the gateway made the address,
// and nothing about money: the gateway is asked, and the first one to bring a fresh address is the buyer.

import { findAttempt, markReturned } from '../../db/attempts.ts'
import type { OrderView } from '../../db/orders.ts'
import type { GatewayKind } from '../../gateways/gateway.ts'
import type { App } from '../app.ts'
import { findFreshOrder } from '../order/find-order.ts'

/** An older address may come from a log or a history, and opens nothing. */
const freshMs = 15 * 60_000

export type ReturnTaken = Readonly<{
  order: OrderView
  /** this browser may be given the order's token; true once for each payment */
  isBuyer: boolean
}>

/**
 * Reads the query string of a return from a gateway of this kind. Undefined when it is forged or names no payment of
 * ours.
 */
export async function receiveReturn(
  app: App,
  kind: GatewayKind,
  query: string,
): Promise<ReturnTaken | undefined> {
  const read = readByAny(app, kind, query)
  if (!read) return undefined
  const { channel, reading } = read
  const attempt = await findAttempt(app.db, app.merchantId, channel.id, reading.outTradeNo)
  if (!attempt) return undefined
  const order = await findFreshOrder(app, attempt.orderNumber)
  if (!order) return undefined
  const ageMs = order.now - reading.madeAt
  const isFresh = Math.abs(ageMs) <= freshMs
  const isBuyer =
    isFresh && (await markReturned(app.db, app.merchantId, channel.id, attempt.outTradeNo))
  return { order, isBuyer }
}

/**
 * By the account whose keys fit: one that is being set up, or was switched off since, has buyers who come back as well
 * as the one that is offered.
 */
function readByAny(app: App, kind: GatewayKind, query: string) {
  let refused: string | undefined
  for (const channel of app.channels) {
    if (channel.gateway.kind !== kind) continue
    const reading = channel.gateway.readReturn(query)
    if (reading.outcome !== 'forged') return { channel, reading }
    refused = reading.reason
  }
  app.log.warn('return_refused', { kind, reason: refused })
  return undefined
}
