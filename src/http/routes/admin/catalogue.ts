// Products in the console: listed, made, edited, shown with a picture, copied, moved, deleted.

import { type Static, Type } from 'typebox'
import {
  changeProduct,
  copyProduct,
  createProduct,
  moveProduct,
  removeProduct,
} from '../../../app/catalogue/edit-product.ts'
import { contentMax } from '../../../app/catalogue/plan-content.ts'
import { setPicture } from '../../../app/catalogue/set-picture.ts'
import { pictureMaxBytes } from '../../../core/picture.ts'
import { listAuditLog } from '../../../db/audit-log.ts'
import { findAnyProduct, listAllProducts } from '../../../db/console-catalogue.ts'
import { Refusal } from '../../../errors.ts'
import { markdown } from '../../../pages/markdown.ts'
import { consoleRoute, found, listReply, nothing } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import {
  Id,
  Move,
  ProductBody,
  ProductDetail,
  ProductListRow,
  ProductParams,
  productDetail,
  productRow,
  Version,
} from './catalogue-fields.ts'

const path = '/api/v1/admin/catalogue'
const products = `${path}/products` as const
const one = `${products}/:product_id` as const
const read = 'catalogue.read' as const
const write = 'catalogue.write' as const
const historyMax = 50
/** Base64 makes four characters of three bytes; a little is left for what is around them. */
const pictureBodyMax = Math.ceil(pictureMaxBytes / 3) * 4 + 1_024

const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }
const exact = { additionalProperties: false }
const CreateBody = Type.Object({ product_id: Id, ...ProductBody }, exact)
const ChangeBody = Type.Partial(
  Type.Object({ ...ProductBody, on_sale: Type.Boolean(), version: Version }, exact),
  exact,
)
const Copied = Type.Object({ product_id: Type.String() })

export const catalogueAdminRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: products,
    summary: 'All products in the order buyers see them, also those off sale',
    right: read,
    reply: listReply(ProductListRow),
    async run({ app }) {
      const rows = (await listAllProducts(app.db, app.merchantId)).map(productRow)
      return ok(found, { rows, next: null, total: rows.length })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'A product with its packages and the latest changes of both',
    right: read,
    params: ProductParams,
    reply: ProductDetail,
    errors: ['product_not_found'],
    async run({ app, params }) {
      const product = await findAnyProduct(app.db, app.merchantId, params.product_id)
      if (!product) throw new Refusal('product_not_found')
      const filter = { subject: params.product_id, limit: historyMax }
      const history = await listAuditLog(app.db, app.merchantId, filter)
      const own = history.filter(({ action }) => /^(product|plan|card|chapter)\./.test(action))
      return ok(found, productDetail(product, own))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: products,
    summary: 'Make a product; it is off sale until it is put on sale',
    right: write,
    body: CreateBody,
    reply: Copied,
    status: 201,
    errors: ['invalid_request', 'id_taken'],
    async run({ app, body, by }) {
      const { product_id: productId, ...typed } = body
      await createProduct(app, productId, typedProduct(typed), by)
      return made(productId)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/change`,
    summary: 'Change what is given of a product; placed orders keep what they were placed with',
    right: write,
    params: ProductParams,
    body: ChangeBody,
    reply: nothing,
    errors: ['invalid_request', 'product_not_found', 'changed_meanwhile'],
    async run({ app, params, body, by }) {
      const { version, ...typed } = body
      await changeProduct(app, params.product_id, typedChange(typed), by, version)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/picture`,
    summary: 'Show another picture (PNG, JPEG or WebP of up to 1 MB in base64), or none',
    right: write,
    bodyMax: pictureBodyMax,
    params: ProductParams,
    body: Type.Object(
      { picture: Type.Union([Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$' }), Type.Null()]) },
      exact,
    ),
    reply: nothing,
    errors: ['invalid_request', 'product_not_found', 'picture_refused'],
    async run({ app, params, body, by }) {
      const bytes = body.picture === null ? null : Buffer.from(body.picture, 'base64')
      await setPicture(app, params.product_id, bytes, by)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/copy`,
    summary: 'A product of another id with the same words, picture and packages, off sale',
    right: write,
    params: ProductParams,
    body: Type.Object({ product_id: Id }, exact),
    reply: Copied,
    status: 201,
    errors: ['invalid_request', 'product_not_found', 'id_taken'],
    async run({ app, params, body, by }) {
      await copyProduct(app, params.product_id, body.product_id, by)
      return made(body.product_id)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/move`,
    summary: 'One place up or down in the list',
    right: write,
    params: ProductParams,
    body: Move,
    reply: nothing,
    errors: ['invalid_request', 'product_not_found'],
    async run({ app, params, body, by }) {
      await moveProduct(app, params.product_id, body.to, by)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/delete`,
    summary: 'Delete a product nobody ever ordered',
    right: write,
    params: ProductParams,
    body: nothing,
    reply: nothing,
    errors: ['invalid_request', 'product_not_found', 'already_ordered', 'cards_left'],
    async run({ app, params, by }) {
      await removeProduct(app, params.product_id, by)
      return ok({ zh: '已删除', en: 'Deleted' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/preview`,
    summary: 'A description, or a text that is sold, in Markdown as buyers see it',
    right: read,
    body: Type.Object({ text: Type.String({ maxLength: contentMax }) }, exact),
    reply: Type.Object({ html: Type.String() }),
    errors: ['invalid_request'],
    async run({ body }) {
      return ok(found, { html: String(markdown(body.text)) })
    },
  }),
]

function made(productId: string) {
  const message = { zh: '已添加，尚未上架', en: 'Made, and not on sale yet' }
  return { kind: 'data' as const, status: 201, message, data: { product_id: productId } }
}

function typedProduct(body: Omit<Static<typeof CreateBody>, 'product_id'>) {
  const { name, description, late_policy: latePolicy, refund_effect: refundEffect } = body
  return { name, description, latePolicy, refundEffect }
}

function typedChange({
  late_policy: latePolicy,
  refund_effect: refundEffect,
  on_sale: onSale,
  ...texts
}: Omit<Static<typeof ChangeBody>, 'version'>) {
  return {
    ...texts,
    ...(latePolicy === undefined ? {} : { latePolicy }),
    ...(refundEffect === undefined ? {} : { refundEffect }),
    ...(onSale === undefined ? {} : { onSale }),
  }
}
