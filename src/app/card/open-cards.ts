// Looking at cards: one, or all that are unsold. Who looked stands in the audit log before anything is shown.

import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import {
  deleteFreeCards,
  type FreeCard,
  findCardSealed,
  findSoldCard,
  listFreeCards,
  type PlanOfCards,
} from '../../db/console-cards.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'

const pageCards = 1_000

/** The whole text of a card. `cardHash` is in hex. Throws card_not_found. */
export async function revealCard(
  app: App,
  plan: PlanOfCards,
  cardHash: string,
  by: Author,
): Promise<string> {
  const card = await findCardSealed(app.db, app.merchantId, plan, cardHash)
  if (!card) throw new Refusal('card_not_found')
  await appendAuditLog(app.db, app.merchantId, by, {
    action: 'card.reveal',
    subject: card.orderNumber ?? plan.productId,
    details: { package: plan.planId, card: card.masked },
  })
  return app.cardKeys.unseal(card.sealed, cardHash)
}

/**
 * The whole text of a card that a buyer got, for one who lost it. Whoever sells no goods may help so. Throws
 * card_not_found for any other card.
 */
export async function revealSoldCard(
  app: App,
  orderNumber: string,
  cardHash: string,
  by: Author,
  reason: string,
): Promise<string> {
  const card = await findSoldCard(app.db, app.merchantId, orderNumber, cardHash)
  if (!card) throw new Refusal('card_not_found')
  await appendAuditLog(app.db, app.merchantId, by, {
    action: 'card.reveal',
    subject: orderNumber,
    reason,
    details: { card: card.masked },
  })
  return app.cardKeys.unseal(card.sealed, cardHash)
}

/** Every unsold card, one a line, in the order they are sold. */
export async function exportCards(
  app: App,
  plan: PlanOfCards,
  by: Author,
): Promise<AsyncGenerator<string>> {
  await appendAuditLog(app.db, app.merchantId, by, {
    action: 'card.export',
    subject: plan.productId,
    details: { package: plan.planId },
  })
  return linesOf(app, plan)
}

async function* linesOf(app: App, plan: PlanOfCards): AsyncGenerator<string> {
  let last: FreeCard | undefined
  for (;;) {
    const cards = await listFreeCards(app.db, app.merchantId, plan, last, pageCards)
    for (const { sealed, cardHash } of cards) yield `${app.cardKeys.unseal(sealed, cardHash)}\r\n`
    last = cards.at(-1)
    if (!last || cards.length < pageCards) return
  }
}

/**
 * Takes unsold cards out of the pool, those of one import or all, and answers how many; what orders under way will
 * need stays. Throws package_not_found for anything but a plan of cards.
 */
export async function removeCards(
  app: App,
  plan: PlanOfCards,
  batch: string | null,
  by: Author,
): Promise<number> {
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const removed = await deleteFreeCards(db, merchantId, plan, batch)
      if (removed === undefined) throw new Refusal('package_not_found')
      return removed
    },
    (removed) => ({
      action: 'card.remove',
      subject: plan.productId,
      details: { package: plan.planId, removed, ...(batch === null ? {} : { batch }) },
    }),
  )
}
