// Licences made in one go for a reseller, and their keys handed out as a list.

import { parsePlainLine } from '../../core/catalogue.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { findAnyProduct } from '../../db/console-catalogue.ts'
import {
  findBatch,
  insertBatch,
  insertBatchLicenses,
  listBatchKeys,
  type NewBatch,
} from '../../db/license-batches.ts'
import { Refusal } from '../../errors.ts'
import { newLicense } from '../../fulfilment/license.ts'
import type { App } from '../app.ts'

export const batchMax = 10_000
const unitsAtOnce = 500

/**
 * Makes the batch, or nothing where it was made before: asked for again by its id it is the same batch, with the same
 * keys. Answers how many licences were made now. Refuses with product_not_found, package_not_found, conflict (another
 * batch has that id), invalid_request.
 */
export async function makeBatch(app: App, typed: NewBatch, by: Author): Promise<number> {
  const note = parsePlainLine(typed.note)
  if (note === undefined) throw new Refusal('invalid_request', { field: 'note' })
  const batch = { ...typed, note }
  const { batchId, productId, planId, quantity } = batch
  const product = await findAnyProduct(app.db, app.merchantId, productId)
  if (!product) throw new Refusal('product_not_found', { field: 'product_id' })
  const plan = product.plans.find((one) => one.planId === planId)
  if (plan?.kind !== 'license') throw new Refusal('package_not_found', { field: 'package_id' })

  return app.db.tx(async (tx) => {
    const isNew = await insertBatch(tx, app.merchantId, batch)
    const there = isNew ? undefined : await findBatch(tx, app.merchantId, batchId)
    if (there && isSame(there, batch)) return 0
    if (there) throw new Refusal('conflict', { field: 'batch_id' })
    const now = app.clock.now()
    for (let made = 0; made < quantity; made += unitsAtOnce) {
      const count = Math.min(unitsAtOnce, quantity - made)
      const units = Array.from({ length: count }, (_, at) => {
        const seq = made + at + 1
        // By its place in the batch, so that whoever asks again gets the same keys.
        const random = app.licenseKeys.drawsOf(`batch|${batchId}|${seq}`)
        return newLicense({ ...plan, productId }, { lineNo: 0, seq }, now, random, app.licenseKeys)
      })
      await insertBatchLicenses(tx, app.merchantId, batchId, units)
    }
    const details = { product: productId, package: planId, quantity, note }
    const entry = { action: 'license.batch' as const, subject: batchId, details }
    await appendAuditLog(tx, app.merchantId, by, entry)
    return quantity
  })
}

/** The keys of a batch that hold; that they were handed out is written down first. Refuses with batch_not_found. */
export async function exportBatch(
  app: App,
  batchId: string,
  by: Author,
): Promise<readonly Readonly<{ licenseId: string; key: string }>[]> {
  const batch = await findBatch(app.db, app.merchantId, batchId)
  if (!batch) throw new Refusal('batch_not_found')
  const kept = await listBatchKeys(app.db, app.merchantId, batchId)
  const details = { quantity: kept.length }
  const entry = { action: 'license.batch_export' as const, subject: batchId, details }
  await appendAuditLog(app.db, app.merchantId, by, entry)
  return kept.map(({ licenseId, keySealed }) => ({
    licenseId,
    key: app.licenseKeys.unseal(keySealed, licenseId),
  }))
}

function isSame(one: NewBatch, other: NewBatch): boolean {
  return (
    one.productId === other.productId &&
    one.planId === other.planId &&
    one.quantity === other.quantity
  )
}
