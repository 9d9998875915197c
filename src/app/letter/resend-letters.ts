// A person has an order's letters sent to its buyer once more.

import type { Author } from '../../db/audit-log.ts'
import { sendLettersAgain } from '../../db/letters.ts'
import { findOrder } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'

/**
 * Sends the newest letter of each kind again and answers how many. Throws order_not_found, letter_not_found when none
 * was written, no way is open, or all of them are still on their way.
 */
export async function resendLetters(
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
      const sent = await sendLettersAgain(db, merchantId, orderNumber)
      if (sent === 0) throw new Refusal('letter_not_found')
      return sent
    },
    (letters) => ({ action: 'order.letters', subject: orderNumber, reason, details: { letters } }),
  )
}
