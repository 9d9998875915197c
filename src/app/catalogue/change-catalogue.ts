// The frame of every change of the catalogue: one at a time, each written down in the transaction that makes it.

import { isDeepStrictEqual } from 'node:util'
import { parsePlainLine, parsePlainText } from '../../core/catalogue.ts'
import type { LocalText } from '../../core/order.ts'
import { type AuditEntry, type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import {
  findAnyProduct,
  lockCatalogue,
  type PlanRow,
  type ProductRow,
} from '../../db/console-catalogue.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** A text as a person types it; without English the Chinese stands for both. */
export type TypedText = Readonly<{ zh: string; en?: string | undefined }>

/** Runs `write` alone, and writes down what it answers; undefined when nothing changed. */
export async function changeCatalogue(
  app: App,
  by: Author,
  write: (tx: Db) => Promise<AuditEntry | undefined>,
): Promise<void> {
  await app.db.tx(async (tx) => {
    await lockCatalogue(tx, app.merchantId)
    const entry = await write(tx)
    if (entry) await appendAuditLog(tx, app.merchantId, by, entry)
  })
}

/** Throws product_not_found. */
export async function productOf(app: App, tx: Db, productId: string): Promise<ProductRow> {
  const product = await findAnyProduct(tx, app.merchantId, productId)
  if (!product) throw new Refusal('product_not_found')
  return product
}

/** Throws package_not_found. */
export function planOf({ plans }: ProductRow, planId: string): PlanRow {
  const plan = plans.find((one) => one.planId === planId)
  if (!plan) throw new Refusal('package_not_found')
  return plan
}

/** A name of 1 to 60 characters. Throws invalid_request. */
export function nameIn({ zh, en = '' }: TypedText): LocalText {
  const name = parsePlainLine(zh)
  const other = en.trim() === '' ? name : parsePlainLine(en)
  if (name === undefined) throw new Refusal('invalid_request', { field: 'name.zh' })
  if (other === undefined) throw new Refusal('invalid_request', { field: 'name.en' })
  return { zh: name, en: other }
}

/** Markdown, also none at all; without English the Chinese stands for both. */
export function descriptionIn({ zh, en = '' }: TypedText): LocalText {
  const text = parsePlainText(zh)
  return { zh: text, en: en.trim() === '' ? text : parsePlainText(en) }
}

/** What an entry of the audit log keeps of a change: before and after, of what differs only. */
export function differences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Readonly<{ from: unknown; to: unknown }>>> {
  const names = Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]))
  return Object.fromEntries(names.map((name) => [name, { from: before[name], to: after[name] }]))
}
