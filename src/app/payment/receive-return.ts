// A buyer's browser comes back from the gateway. What it brings proves that the gateway made the address,
// and nothing about money: the gateway is asked, and the first one to bring a fresh address is the buyer.

import { findAttempt, markReturned } from '../../db/attempts.ts'
import type { OrderView } from '../../db/orders.ts'
import type { App, Channel } from '../app.ts'
import { findFreshOrder } from '../order/find-order.ts'

/** An older address may come from a log or a history, and opens nothing. */
const freshMs = 15 * 60_000

export type ReturnTaken = Readonly<{
  order: OrderView
  /** this browser may be given the order's token; true once for each payment */
  isBuyer: boolean
}>

/** Reads the query string of a return. Undefined when it is forged or names no payment of ours. */
export async function receiveReturn(
  app: App,
  channel: Channel,
  query: string,
): Promise<ReturnTaken | undefined> {
  const reading = channel.gateway.readReturn(query)
  if (reading.outcome === 'forged') {
    app.log.warn('return_refused', { channel: channel.id, reason: reading.reason })
    return undefined
  }
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
