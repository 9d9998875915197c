// Handing the goods over the counter: whoever took the money shows or prints the keys, and that they were shown is
// written down.

import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { findCounter, mayHandOver } from './find-counter.ts'

/** One thing that was bought: a licence key or a card, as the buyer needs it. */
export type HandedOver = Readonly<{ name: Readonly<{ zh: string; en: string }>; text: string }>

/** Throws order_not_found, and forbidden for anyone but the one who took the money within the last 30 minutes. */
export async function handOver(
  app: App,
  orderNumber: string,
  by: Author,
): Promise<readonly HandedOver[]> {
  const view = await findCounter(app, orderNumber)
  if (!mayHandOver(view, by.operator)) throw new Refusal('forbidden')
  const { licenses, cards, lines } = view.order
  const nameOf = (plan: Readonly<{ productId: string; planId: string }>) =>
    lines.find((line) => line.productId === plan.productId && line.planId === plan.planId)
      ?.name ?? { zh: plan.planId, en: plan.planId }
  const goods = [
    ...licenses.flatMap(({ keySealed, licenseId, ...license }) =>
      keySealed === null
        ? []
        : [{ name: nameOf(license), text: app.licenseKeys.unseal(keySealed, licenseId) }],
    ),
    ...cards.map((card) => ({
      name: nameOf(card),
      text: app.cardKeys.unseal(card.cardSealed, card.cardHash),
    })),
  ]
  await app.db.tx((tx) =>
    appendAuditLog(tx, app.merchantId, by, {
      action: 'order.hand_over',
      subject: orderNumber,
      details: { units: goods.length },
    }),
  )
  return goods
}
