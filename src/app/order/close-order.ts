// Closing an order: at every gateway first, here afterwards. Money that was under way wins over closing;
// a silent gateway leaves the order as it is, and a job asks again.

import { watchAfterMs } from '../../core/backoff.ts'
import { isPaid } from '../../core/order.ts'
import { type Attempt, listAttempts, markAttemptClosed } from '../../db/attempts.ts'
import { findOrder, markClosed, markClosing } from '../../db/orders.ts'
import { type App, findChannel } from '../app.ts'
import { queryPayment } from '../payment/query-payment.ts'

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
    const attempts = await listAttempts(app.db, app.merchantId, orderNumber)
    for (const attempt of attempts.filter((one) => one.state === 'open')) {
      const ended = await endAttempt(app, attempt, deadlineMs)
      if (ended !== 'closed') return ended
    }
    const [firstWatchMs = 0] = watchAfterMs
    if (await markClosed(app.db, app.merchantId, orderNumber, firstWatchMs)) {
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

/** Query, close, query: the last word before closing here must come after the gateway stopped taking money. */
async function endAttempt(app: App, attempt: Attempt, deadlineMs: number): Promise<Closing> {
  const channel = findChannel(app, attempt.channelId)
  if (!channel) return 'unresolved'

  const before = await queryPayment(app, attempt, deadlineMs)
  if (before === 'paid') return 'paid'
  if (before === 'unknown') return 'unresolved'

  if (before !== 'closed') {
    const closed = await channel.gateway.close(attempt.outTradeNo, deadlineMs)
    if (closed.outcome === 'unknown') return 'unresolved'
    const after = await queryPayment(app, attempt, deadlineMs)
    if (after === 'paid') return 'paid'
    // Still waiting after an accepted close means the gateway is not done: ask again later.
    if (after === 'unknown' || after === 'waiting') return 'unresolved'
  }
  await markAttemptClosed(app.db, app.merchantId, attempt)
  return 'closed'
}
