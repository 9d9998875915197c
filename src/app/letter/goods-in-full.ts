// What an order was delivered, in full, as lines of text.

import { findOrder } from '../../db/orders.ts'
import type { App } from '../app.ts'
import { openText } from '../catalogue/plan-content.ts'

/** Keys that hold, cards, and the texts of content; files are fetched on the site. */
export async function goodsInFull(app: App, orderNumber: string): Promise<readonly string[]> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  if (!order) return []
  const keys = order.licenses.flatMap(({ state, keySealed, licenseId }) =>
    state === 'active' && keySealed !== null ? [app.licenseKeys.unseal(keySealed, licenseId)] : [],
  )
  const cards = order.cards
    .filter(({ state }) => state === 'delivered')
    .map(({ cardSealed, cardHash }) => app.cardKeys.unseal(cardSealed, cardHash))
  const texts = order.contents
    .filter(({ state }) => state === 'delivered')
    .map((content) => openText(app, content, content.textSealed))
  return [...keys, ...cards, ...texts].filter((text) => text !== '')
}
