// Closing an order: at every gateway first, here afterwards. Money that was under way wins over closing;
// a silent gateway leaves the order as it is, and a job asks again.

import { watchAfterMs } from '../../core/backoff.ts'
import { isPaid } from '../../core/order.ts'
import { type Attempt, listAttempts } from '../../db/attempts.ts'
import { findOrder, markClosed, markClosing } from '../../db/orders.ts'
import type { App } from '../app.ts'
import { closeAttempt } from '../payment/close-attempt.ts'

/** `unresolved`: a gateway did not answer; nothing may be concluded. */
export type Closing = 'closed' | 'paid' | 'unresolved'

/** Closes an order that waits. Called again after `unresolved`, it goes on where it stood. */
export async function closeOrder(
  app: App,
  orderNumber: string,
  closingTo: 'cancelled' | 'expired',
  deadlineMs: number,
): Promise<Closing> {
  const marked = await markClosing(app.db, app.merchantId, orderNumber, closingTo)
  if (marked) {
    const unheardOf: Attempt[] = []
    const attempts = await listAttempts(app.db, app.merchantId, orderNumber)
    for (const attempt of attempts.filter((one) => one.state === 'open')) {
      const ended = await closeAttempt(app, attempt, deadlineMs)
      if (ended === 'paid' || ended === 'unresolved') return ended
      // A link may still be out, which the watch looks after; should another number be paid, its own job does.
      if (ended === 'absent') unheardOf.push(attempt)
    }
    const [firstWatchMs = 0] = watchAfterMs
    if (await markClosed(app.db, app.merchantId, orderNumber, unheardOf, firstWatchMs)) {
      app.news.tellOrder(orderNumber)
      app.log.info('order_closed', { order_number: orderNumber, as: marked })
      return 'closed'
    }
  }
  // Somebody else was faster; what stands now decides.
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) return 'closed'
  if (isPaid(order.state)) return 'paid'
  return order.state === 'closing' || order.state === 'waiting' ? 'unresolved' : 'closed'
}
