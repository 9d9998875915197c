// Orders placed as a guest become an account's: by the order's own token, or by a code sent to the phone or e-mail
// address they were placed with.

import type { Reach } from '../../core/customer.ts'
import { claimOrder, findOrderOwner, takeOrdersOf } from '../../db/customer-orders.ts'
import type { CustomerSession } from '../../db/customer-sessions.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { tryCode } from '../code/check-code.ts'
import { isOrderToken } from '../order/find-order.ts'

/** Throws order_not_found for any other token and number, and conflict when it is another account's. */
export async function claimByToken(
  app: App,
  { customerId }: Pick<CustomerSession, 'customerId'>,
  orderNumber: string,
  token: string,
): Promise<void> {
  if (!isOrderToken(app, orderNumber, token)) throw new Refusal('order_not_found')
  await claimOrder(app.db, app.merchantId, orderNumber, customerId, 'token')
  const owner = await findOrderOwner(app.db, app.merchantId, orderNumber)
  if (owner === undefined) throw new Refusal('order_not_found')
  if (owner !== customerId) throw new Refusal('conflict')
}

/**
 * All orders of the phone or e-mail address but those another account placed; answers how many came. Another account may
 * have got one by a code somebody was talked out of, or by a browser that was left open: whoever has the phone takes it
 * back. Throws as tryCode does.
 */
export async function claimByCode(
  app: App,
  { customerId }: Pick<CustomerSession, 'customerId'>,
  { reach, code }: Readonly<{ reach: Reach; code: string }>,
): Promise<number> {
  const take = await tryCode(app, { purpose: 'claim', to: reach, code })
  return app.db.tx(async (tx) => {
    await take(tx)
    return takeOrdersOf(tx, app.merchantId, customerId, reach)
  })
}
