// What a person sends once more for a buyer who lost it: a link that opens the order, and the messages that told the
// merchant's own server of it.

import { timingSafeEqual } from 'node:crypto'
import { dayMs, type Instant, instantOf, later } from '../../core/time.ts'
import type { Author } from '../../db/audit-log.ts'
import { findOrder } from '../../db/orders.ts'
import { sendOrderAgain } from '../../db/webhooks.ts'
import { Refusal } from '../../errors.ts'
import { hmac } from '../../kit/seal.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'

/** Long enough to reach a buyer, too short to be found in an old chat. */
const linkMs = 3 * dayMs

export type OrderLink = Readonly<{
  /** opens the order for whoever has it, keys and cards included */
  token: string
  until: Instant
}>

/** A link for the merchant to copy to the buyer, valid for three days. Throws order_not_found. */
export async function newOrderLink(
  app: App,
  orderNumber: string,
  by: Author,
  reason: string,
): Promise<OrderLink> {
  return audited(
    app,
    by,
    async (inside) => {
      const order = await findOrder(inside.db, inside.merchantId, orderNumber)
      if (!order) throw new Refusal('order_not_found')
      const until = later(order.now, linkMs)
      return { token: linkToken(app, orderNumber, until), until }
    },
    () => ({ action: 'order.link', subject: orderNumber, reason }),
  )
}

/** Whether a link opens this order now. */
export function isOrderLink(app: App, orderNumber: string, token: string): boolean {
  const [, at = ''] = /^(\d{13})\.[\w-]{32}$/.exec(token) ?? []
  if (at === '') return false
  const until = instantOf(Number(at))
  const right = Buffer.from(linkToken(app, orderNumber, until))
  const given = Buffer.from(token)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return false
  return until > app.clock.now()
}

/**
 * Has the newest messages about the order's payment and delivery sent again, to every webhook that heard of it, and
 * answers how many. Throws order_not_found, webhook_not_found when there is none to send.
 */
export async function resendMessages(
  app: App,
  orderNumber: string,
  by: Author,
  reason: string,
): Promise<number> {
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      if (!(await findOrder(db, merchantId, orderNumber))) throw new Refusal('order_not_found')
      const sent = await sendOrderAgain(db, merchantId, orderNumber)
      if (sent === 0) throw new Refusal('webhook_not_found')
      return sent
    },
    (messages) => ({
      action: 'order.resend',
      subject: orderNumber,
      reason,
      details: { messages },
    }),
  )
}

function linkToken({ orderTokenKey }: App, orderNumber: string, until: Instant): string {
  const mac = hmac(orderTokenKey, `link|${orderNumber}|${until}`).toString('base64url')
  return `${until}.${mac.slice(0, 32)}`
}
