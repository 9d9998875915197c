// Looking at cards: one, or all that are unsold. Who looked stands in the audit log before anything is shown.

import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import {
  deleteUnsoldCards,
  findCardSealed,
  findSoldCard,
  listUnsoldCards,
  type PlanOfCards,
  releaseHeldCards,
  type Unsold,
  type UnsoldCard,
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

/** Every unsold card that is free, or every held one, one a line, in the order they are sold; the log says why. */
export async function exportCards(
  app: App,
  plan: PlanOfCards,
  state: Unsold,
  by: Author,
  reason: string,
): Promise<AsyncGenerator<string>> {
  await appendAuditLog(app.db, app.merchantId, by, {
    action: 'card.export',
    subject: plan.productId,
    reason,
    details: { package: plan.planId, ...heldAs(state) },
  })
  return linesOf(app, plan, state)
}

async function* linesOf(app: App, plan: PlanOfCards, state: Unsold): AsyncGenerator<string> {
  let last: UnsoldCard | undefined
  for (;;) {
    const cards = await listUnsoldCards(app.db, app.merchantId, plan, state, last, pageCards)
    for (const { sealed, cardHash } of cards) yield `${app.cardKeys.unseal(sealed, cardHash)}\r\n`
    last = cards.at(-1)
    if (!last || cards.length < pageCards) return
  }
}

/**
 * Takes unsold cards, free or held, out of the pool, those of one import or all, and answers how many; what orders
 * under way will need stays. Throws package_not_found for anything but a plan of cards.
 */
export async function removeCards(
  app: App,
  plan: PlanOfCards,
  batch: string | null,
  state: Unsold,
  by: Author,
  reason: string,
): Promise<number> {
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const removed = await deleteUnsoldCards(db, merchantId, plan, batch, state)
      if (removed === undefined) throw new Refusal('package_not_found')
      return removed
    },
    (removed) => ({
      action: 'card.remove',
      subject: plan.productId,
      reason,
      details: {
        package: plan.planId,
        removed,
        ...heldAs(state),
        ...(batch === null ? {} : { batch }),
      },
    }),
  )
}

/**
 * Puts cards that are held since a restore back into the pool, but for the first `keptBack` in the order they are sold:
 * those the shop has most likely handed out after its backup. Answers how many. Throws package_not_found for anything
 * but a plan of cards.
 */
export async function releaseCards(
  app: App,
  plan: PlanOfCards,
  keptBack: number,
  by: Author,
): Promise<number> {
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const released = await releaseHeldCards(db, merchantId, plan, keptBack)
      if (released === undefined) throw new Refusal('package_not_found')
      return released
    },
    (released) => ({
      action: 'card.release',
      subject: plan.productId,
      details: { package: plan.planId, released, keptBack },
    }),
  )
}

function heldAs(state: Unsold): Readonly<{ held?: true }> {
  return state === 'held' ? { held: true } : {}
}
