// A person of the shop cancels an order: the intention and its reason are written in one commit, then the gateway
// is asked to close, as when the buyer gives up.

import { canOrder } from '../../core/order.ts'
import type { Author } from '../../db/audit-log.ts'
import { findOrder, markClosing } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'
import { cancelOrder } from './cancel-order.ts'

/**
 * Refuses with order_not_found, order_not_payable when it is paid or over, and gateway_unavailable when a gateway
 * is silent: closing then goes on by itself.
 */
export async function cancelByHand(
  app: App,
  orderNumber: string,
  by: Author,
  reason: string,
): Promise<void> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  if (!canOrder(order.state, 'cancel')) throw new Refusal('order_not_payable')
  await audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const marked = await markClosing(db, merchantId, orderNumber, 'cancelled')
      if (!marked) throw new Refusal('order_not_payable')
    },
    () => ({ action: 'order.cancel', subject: orderNumber, reason }),
  )
  await cancelOrder(app, orderNumber)
}
