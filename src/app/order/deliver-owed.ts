// Units that were paid for while no card was left get theirs once cards have come.

import { type HandedOver, handOverCards } from '../../db/cards.ts'
import type { App } from '../app.ts'

/** Delivers what can be delivered now; safe to call any number of times. */
export async function deliverOwed(app: App, orderNumber: string): Promise<HandedOver> {
  const handed = await handOverCards(app.db, app.merchantId, orderNumber)
  if (handed.delivered > 0)
    app.log.info('owed_cards_delivered', { order_number: orderNumber, units: handed.delivered })
  return handed
}
