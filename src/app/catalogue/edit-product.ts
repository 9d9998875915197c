// Products: made, changed, copied, moved, and deleted where nothing was ever ordered. Orders hold what they were
// placed with, so that no change reaches them.

import { movedOne } from '../../core/catalogue.ts'
import type { Author } from '../../db/audit-log.ts'
import { findCard } from '../../db/console-cards.ts'
import {
  addPlan,
  addProduct,
  deleteProduct,
  deleteUnusedImages,
  editProduct,
  findOrdered,
  listAllProducts,
  orderProducts,
  type ProductFields,
  setProductImage,
} from '../../db/console-catalogue.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import {
  changeCatalogue,
  descriptionIn,
  differences,
  nameIn,
  productOf,
  type TypedText,
} from './change-catalogue.ts'
import { copyChapters } from './chapters.ts'
import { copyContent } from './plan-content.ts'
import { productVersion, requireVersion } from './version.ts'

/** What a person types of a product. */
export type TypedProduct = Pick<ProductFields, 'latePolicy' | 'refundEffect'> &
  Readonly<{ name: TypedText; description: TypedText }>

/** Makes a product without plans, off sale, as the last. Throws id_taken, invalid_request. */
export async function createProduct(
  app: App,
  productId: string,
  { name, description, latePolicy, refundEffect }: TypedProduct,
  by: Author,
): Promise<void> {
  const texts = { name: nameIn(name), description: descriptionIn(description) }
  const product = { ...texts, latePolicy, refundEffect, onSale: false }
  await changeCatalogue(app, by, async (tx) => {
    const isNew = await addProduct(tx, app.merchantId, productId, product)
    if (!isNew) throw new Refusal('id_taken', { field: 'product_id' })
    return { action: 'product.create', subject: productId, details: { name: product.name } }
  })
}

/**
 * Changes what is given and leaves the rest. `version` is what the editor saw. Throws product_not_found,
 * invalid_request, changed_meanwhile.
 */
export async function changeProduct(
  app: App,
  productId: string,
  { name, description, ...plain }: Partial<TypedProduct & Pick<ProductFields, 'onSale'>>,
  by: Author,
  version?: string,
): Promise<void> {
  const typed = {
    ...plain,
    ...(name ? { name: nameIn(name) } : {}),
    ...(description ? { description: descriptionIn(description) } : {}),
  }
  await changeCatalogue(app, by, async (tx) => {
    const product = await productOf(app, tx, productId)
    requireVersion(version, productVersion(product))
    const details = differences(product, typed)
    if (Object.keys(details).length === 0) return undefined
    await editProduct(tx, app.merchantId, productId, { ...product, ...typed })
    return { action: 'product.change', subject: productId, details }
  })
}

/** A product with the same words, picture, plans, and what they deliver but cards, off sale. Throws product_not_found, id_taken. */
export async function copyProduct(
  app: App,
  productId: string,
  copyId: string,
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const product = await productOf(app, tx, productId)
    const isNew = await addProduct(tx, app.merchantId, copyId, { ...product, onSale: false })
    if (!isNew) throw new Refusal('id_taken', { field: 'product_id' })
    for (const plan of product.plans) await addPlan(tx, app.merchantId, copyId, plan)
    await setProductImage(tx, app.merchantId, copyId, product.imageHash)
    await copyContent(app, tx, product, copyId)
    await copyChapters(app, tx, productId, copyId)
    return { action: 'product.copy', subject: copyId, details: { of: productId } }
  })
}

/** One place up or down, as buyers see the list. Throws product_not_found. */
export async function moveProduct(
  app: App,
  productId: string,
  to: 'up' | 'down',
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    await productOf(app, tx, productId)
    const before = (await listAllProducts(tx, app.merchantId)).map((one) => one.productId)
    const after = movedOne(before, productId, to)
    if (after === before) return undefined
    await orderProducts(tx, app.merchantId, after)
    return { action: 'product.move', subject: productId, details: { to } }
  })
}

/** Deletes it with its plans and picture. Throws product_not_found, already_ordered, cards_left. */
export async function removeProduct(app: App, productId: string, by: Author): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const product = await productOf(app, tx, productId)
    if (await findOrdered(tx, app.merchantId, productId, null)) throw new Refusal('already_ordered')
    if (await findCard(tx, app.merchantId, productId, null)) throw new Refusal('cards_left')
    await deleteProduct(tx, app.merchantId, productId)
    await deleteUnusedImages(tx, app.merchantId)
    return { action: 'product.delete', subject: productId, details: { name: product.name } }
  })
}
