// The cards of a package in the console: imported, listed, looked at, exported, taken out.

import { Readable } from 'node:stream'
import { type Static, Type } from 'typebox'
import { type Imported, importCards } from '../../../app/card/import-cards.ts'
import { exportCards, releaseCards, removeCards, revealCard } from '../../../app/card/open-cards.ts'
import { billDayOf } from '../../../core/bill.ts'
import { cardMax } from '../../../core/card.ts'
import { formatShanghai } from '../../../core/time.ts'
import { type CardRow, listCardBatches, listCardRows } from '../../../db/console-cards.ts'
import { Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { PlanParams } from './catalogue-fields.ts'

const cards = '/api/v1/admin/catalogue/products/:product_id/packages/:package_id/cards'
const read = 'catalogue.read' as const
const write = 'catalogue.write' as const
const exact = { additionalProperties: false }
/** 20,000 lines of up to 100 characters of three bytes each, and what JSON adds. */
const importBodyMax = 8_000_000
const linesToldMax = 1_000
const batchesMax = 200

const Unsold = Type.Union([Type.Literal('free'), Type.Literal('held')], {
  description: 'held: since a restore, because it may have been sold; free when left out',
})
const State = Type.Union([
  Type.Literal('free'),
  Type.Literal('held'),
  Type.Literal('delivered'),
  Type.Literal('void'),
])
const Row = Type.Object({
  card_id: Type.String(),
  card_masked: Type.String(),
  batch: Type.String(),
  state: State,
  order_number: textOrNull,
  imported_at: Type.String(),
})
const reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const CardId = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Batch = Type.String({ pattern: '^[0-9A-Za-z_-]{1,40}$' })
const Told = (description: string) =>
  Type.Object({
    count: Type.Integer(),
    lines: Type.Array(Type.Integer(), { description: `${description}; the first thousand` }),
  })

export const cardRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: cards,
    summary: 'The cards of a package, the newest import first',
    right: read,
    params: PlanParams,
    query: Type.Object(
      {
        ...listQuery,
        state: Type.Optional(State),
        order_number: Type.Optional(Type.String({ maxLength: 40 })),
        batch: Type.Optional(Batch),
        search: Type.Optional(
          Type.String({ minLength: 1, maxLength: cardMax, description: 'a whole card' }),
        ),
      },
      exact,
    ),
    reply: listReply(Row),
    errors: ['invalid_request'],
    async run({ app, params, query }) {
      const limit = limitOf(query)
      const { state, order_number: orderNumber, batch } = query
      const card = query.search?.trim()
      const hash = card ? app.cardKeys.hash(card) : undefined
      const rows = await listCardRows(
        app.db,
        app.merchantId,
        planOf(params),
        { state, hash, orderNumber, batch },
        cursorIn(query.after),
        limit + 1,
      )
      const cursorOf = (last: (typeof rows)[number]) => `${last.importedText}|${last.cardHash}`
      return ok(found, pageOf(rows, limit, rowOf, cursorOf))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${cards}/batches`,
    summary: 'The imports of a package, the newest first, and what became of their cards',
    right: read,
    params: PlanParams,
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          batch: Type.String(),
          imported_at: Type.String(),
          free: Type.Integer(),
          held: Type.Integer(),
          delivered: Type.Integer(),
          void: Type.Integer(),
        }),
      ),
    }),
    async run({ app, params }) {
      const batches = await listCardBatches(app.db, app.merchantId, planOf(params), batchesMax)
      const rows = batches.map(({ importedAt, ...batch }) => ({
        ...batch,
        imported_at: formatShanghai(importedAt),
      }))
      return ok(found, { rows })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${cards}/import`,
    summary:
      'Add cards, one a line or CSV with a heading; 20,000 lines at most, a longer list in parts of one batch',
    right: write,
    bodyMax: importBodyMax,
    params: PlanParams,
    body: Type.Object(
      {
        text: Type.String({ minLength: 1 }),
        form: Type.Union([Type.Literal('lines'), Type.Literal('csv')]),
        batch: Batch,
        first_line: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
      },
      exact,
    ),
    reply: Type.Object({
      imported: Type.Integer(),
      twice: Told('lines that stand further up in the same list'),
      known: Told('lines the shop has had before'),
      unreadable: Told('lines that are no card'),
    }),
    errors: ['invalid_request', 'product_not_found', 'package_not_found'],
    async run({ app, params, body, by }) {
      const { text, form, batch, first_line: firstLine = 1 } = body
      const imported = await importCards(app, planOf(params), { text, form, batch, firstLine }, by)
      return ok({ zh: '已导入', en: 'Imported' }, importedData(imported))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${cards}/reveal`,
    summary: 'The whole card; that it was looked at stands in the audit log',
    right: write,
    stepUp: true,
    params: PlanParams,
    body: Type.Object({ card_id: CardId }, exact),
    reply: Type.Object({ card: Type.String() }),
    errors: ['invalid_request', 'card_not_found'],
    async run({ app, params, body, by }) {
      const card = await revealCard(app, planOf(params), body.card_id, by)
      return ok({ zh: '请妥善保管', en: 'Keep it safe' }, { card })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${cards}/export`,
    summary:
      'Every unsold card, or every held one, as text, one a line, in the order they are sold',
    right: write,
    stepUp: true,
    params: PlanParams,
    body: Type.Object({ reason, state: Type.Optional(Unsold) }, exact),
    errors: ['invalid_request'],
    async run({ app, params, body, by }) {
      const lines = await exportCards(app, planOf(params), body.state ?? 'free', by, body.reason)
      const name = `cards-${params.package_id}-${billDayOf(app.clock.now())}.txt`
      return {
        kind: 'text',
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        body: Readable.from(lines),
        headers: { 'content-disposition': `attachment; filename="${name}"` },
      }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${cards}/remove`,
    summary: 'Take unsold cards out, of one import or all; what orders under way will need stays',
    right: write,
    stepUp: true,
    params: PlanParams,
    body: Type.Object({ reason, batch: Type.Optional(Batch), state: Type.Optional(Unsold) }, exact),
    reply: Type.Object({ removed: Type.Integer() }),
    errors: ['invalid_request', 'package_not_found'],
    async run({ app, params, body, by }) {
      const { batch = null, state = 'free' } = body
      const removed = await removeCards(app, planOf(params), batch, state, by, body.reason)
      return ok({ zh: '已移除', en: 'Removed' }, { removed })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${cards}/release`,
    summary:
      'Sell cards again that are held since a restore, but for the first so many in the order they are sold',
    right: write,
    stepUp: true,
    params: PlanParams,
    body: Type.Object({ kept_back: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }) }, exact),
    reply: Type.Object({ released: Type.Integer() }),
    errors: ['invalid_request', 'package_not_found'],
    async run({ app, params, body, by }) {
      const released = await releaseCards(app, planOf(params), body.kept_back, by)
      return ok({ zh: '已放回', en: 'Released' }, { released })
    },
  }),
]

function planOf({ product_id: productId, package_id: planId }: Static<typeof PlanParams>) {
  return { productId, planId }
}

function cursorIn(after: string | undefined) {
  if (after === undefined) return undefined
  const [, at, cardHash] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?)\|([0-9a-f]{64})$/.exec(
      after,
    ) ?? []
  if (!at || !cardHash) throw new Refusal('invalid_request', { field: 'after' })
  return { at, cardHash }
}

function rowOf(card: CardRow): Static<typeof Row> {
  return {
    card_id: card.cardHash,
    card_masked: card.masked,
    batch: card.batch,
    state: card.state,
    order_number: card.orderNumber,
    imported_at: formatShanghai(card.importedAt),
  }
}

function importedData({ imported, twice, known, unreadable }: Imported) {
  const told = (lines: readonly number[]) => ({
    count: lines.length,
    lines: lines.slice(0, linesToldMax),
  })
  return { imported, twice: told(twice), known: told(known), unreadable: told(unreadable) }
}
