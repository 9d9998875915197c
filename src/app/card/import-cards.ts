// Cards brought into the pool of a plan: each sealed, none twice, the plan's stock moved with them.

import { type CardForm, type CardList, cardLinesMax, maskCard, readCards } from '../../core/card.ts'
import type { Author } from '../../db/audit-log.ts'
import { appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import {
  addStock,
  insertCards,
  listCardsOfBatch,
  type PlanOfCards,
  type SealedCard,
} from '../../db/console-cards.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { planOf, productOf } from '../catalogue/change-catalogue.ts'

export type TypedCards = Readonly<{
  text: string
  form: CardForm
  /** the number of the text's first line, where a long list comes in parts */
  firstLine: number
  /** names the import: parts of one list carry the same */
  batch: string
}>

/** Numbers of lines in the merchant's list. */
export type Imported = Readonly<{
  imported: number
  /** they stand further up in the same list */
  twice: readonly number[]
  /** the shop has them already, sold or not, in this pool or another */
  known: readonly number[]
  unreadable: readonly number[]
}>

/** So many at once that sealing them never holds others up for long. */
const pieceCards = 1_000

/**
 * Imports what is new of a list of up to 20,000 lines, all of it or, when it fails, nothing; sending a list again
 * imports nothing twice. Throws product_not_found, package_not_found, invalid_request (`text`: too many lines, or a
 * CSV without a column of cards; `package_id`: not a plan of cards).
 */
export async function importCards(
  app: App,
  plan: PlanOfCards,
  typed: TypedCards,
  by: Author,
): Promise<Imported> {
  const list = readCards(typed.text, typed.form, typed.firstLine)
  if (!list || list.cards.length + list.unreadable.length > cardLinesMax)
    throw new Refusal('invalid_request', { field: 'text' })
  return app.db.tx(async (tx) => {
    const { kind } = planOf(await productOf(app, tx, plan.productId), plan.planId)
    if (kind !== 'card') throw new Refusal('invalid_request', { field: 'package_id' })
    const found = await takeIn(app, tx, plan, typed.batch, list)
    if (found.imported > 0) await addStock(tx, app.merchantId, plan, found.imported)
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'card.import',
      subject: plan.productId,
      details: {
        package: plan.planId,
        batch: typed.batch,
        imported: found.imported,
        already: found.twice.length + found.known.length,
        unreadable: found.unreadable.length,
      },
    })
    return found
  })
}

async function takeIn(
  app: App,
  tx: Db,
  plan: PlanOfCards,
  batch: string,
  { cards, unreadable }: CardList,
): Promise<Imported> {
  const lines = new Map<string, number>()
  const twice: number[] = []
  const known: number[] = []
  for (let at = 0; at < cards.length; at += pieceCards) {
    const piece: SealedCard[] = []
    for (const { line, text } of cards.slice(at, at + pieceCards)) {
      const hash = app.cardKeys.hash(text)
      const id = hash.toString('hex')
      if (lines.has(id)) twice.push(line)
      else {
        lines.set(id, line)
        piece.push({ hash, sealed: app.cardKeys.seal(text, id), masked: maskCard(text) })
      }
    }
    const fresh = await insertCards(tx, app.merchantId, plan, batch, piece)
    const old = piece.map(({ hash }) => hash).filter((hash) => !fresh.has(hash.toString('hex')))
    if (old.length === 0) continue
    const earlier = await listCardsOfBatch(tx, app.merchantId, old, batch)
    for (const id of old.map((hash) => hash.toString('hex')))
      (earlier.has(id) ? twice : known).push(lines.get(id) ?? 0)
  }
  const imported = lines.size - known.length - (twice.length - (cards.length - lines.size))
  return { imported, twice: twice.sort((a, b) => a - b), known, unreadable }
}
