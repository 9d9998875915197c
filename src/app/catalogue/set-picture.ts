// The picture of a product: judged by its bytes, kept under their hash, so that an address never shows another one.

import { createHash } from 'node:crypto'
import { readPicture } from '../../core/picture.ts'
import type { Author } from '../../db/audit-log.ts'
import { deleteUnusedImages, insertImage, setProductImage } from '../../db/console-catalogue.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { changeCatalogue, productOf } from './change-catalogue.ts'

/** Shows this picture, or none for null. Throws product_not_found, picture_refused. */
export async function setPicture(
  app: App,
  productId: string,
  bytes: Buffer | null,
  by: Author,
): Promise<void> {
  const picture = bytes && readPicture(bytes)
  if (picture === undefined) throw new Refusal('picture_refused', { field: 'picture' })
  const hash = bytes && createHash('sha256').update(bytes).digest('hex')
  await changeCatalogue(app, by, async (tx) => {
    const product = await productOf(app, tx, productId)
    if (product.imageHash === hash) return undefined
    if (bytes && picture && hash) await insertImage(tx, app.merchantId, hash, picture, bytes)
    await setProductImage(tx, app.merchantId, productId, hash)
    await deleteUnusedImages(tx, app.merchantId)
    const details = { from: product.imageHash, to: hash }
    return { action: 'product.picture', subject: productId, details }
  })
}
