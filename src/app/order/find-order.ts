// Looking up an order for its buyer: who may see what, and fresh news from the gateway when ours is old.

import { timingSafeEqual } from 'node:crypto'
import { canOrder } from '../../core/order.ts'
import { listAttempts } from '../../db/attempts.ts'
import { findOrder, type OrderView } from '../../db/orders.ts'
import { hmac } from '../../kit/seal.ts'
import type { App } from '../app.ts'
import { refreshPayments } from '../payment/query-payment.ts'

/** The order's access token: an HMAC of its number, never stored (192 bits, base64url). */
export function orderToken(app: App, orderNumber: string): string {
  return hmac(app.orderTokenKey, orderNumber).toString('base64url').slice(0, 32)
}

/** Whether a token opens this order; a wrong or foreign token is as none. */
export function isOrderToken(app: App, orderNumber: string, token: string | undefined): boolean {
  if (token === undefined) return false
  const given = Buffer.from(token)
  const right = Buffer.from(orderToken(app, orderNumber))
  return given.length === right.length && timingSafeEqual(given, right)
}

/** The order as it stands, after asking the gateway when it waits and the last news is old. */
export async function findFreshOrder(
  app: App,
  orderNumber: string,
): Promise<OrderView | undefined> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order || !canOrder(order.state, 'expect-money')) return order
  return refreshOrder(app, order)
}

/** As findFreshOrder, for an order just read. */
export async function refreshOrder(app: App, order: OrderView): Promise<OrderView> {
  if (!canOrder(order.state, 'expect-money')) return order
  const attempts = await listAttempts(app.db, app.merchantId, order.orderNumber)
  const paid = await refreshPayments(app, attempts)
  return paid ? ((await findOrder(app.db, app.merchantId, order.orderNumber)) ?? order) : order
}
