// A buyer gives up an order.

import { closeWaits, waitOf } from '../../core/backoff.ts'
import { canOrder } from '../../core/order.ts'
import { askForJob } from '../../db/jobs.ts'
import { findOrder } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { impatientMs } from '../payment/query-payment.ts'
import { closeOrder } from './close-order.ts'

/**
 * Cancels an order that waits; an order cancelled before stays so. Refuses with order_not_payable when it
 * is paid or over, and with gateway_unavailable when a gateway is silent: closing then goes on by itself.
 */
export async function cancelOrder(app: App, orderNumber: string): Promise<void> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  if (order.state === 'cancelled') return
  if (!canOrder(order.state, 'cancel')) throw new Refusal('order_not_payable')

  const closing = await closeOrder(app, orderNumber, 'cancelled', impatientMs)
  if (closing === 'paid') throw new Refusal('order_not_payable')
  if (closing === 'unresolved') {
    await askForJob(app.db, app.merchantId, 'expire-order', orderNumber, waitOf(closeWaits, 0))
    throw new Refusal('gateway_unavailable')
  }
}
