// The merchant's shops, in the console: the host names they answer at and what they show. How each looks is look.ts.

import { Type } from 'typebox'
import { addShop, changeMainShows, changeShop, openShop } from '../../../app/catalogue/edit-shop.ts'
import { openShopOf, shopName, shopUrl } from '../../../app/catalogue/find-shop.ts'
import { shopVersion } from '../../../app/catalogue/version.ts'
import { listAllProducts } from '../../../db/console-catalogue.ts'
import { listShops } from '../../../db/shops.ts'
import { consoleRoute, found, nothing, textOrNull } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'

const path = '/api/v1/admin/shops'
const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }
const exact = { additionalProperties: false }

export const ShopId = Type.String({ pattern: '^[0-9a-z]{12}$' })
const Params = Type.Object({ shop_id: ShopId })
const Products = Type.Union(
  [Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1_000 }), Type.Null()],
  { description: 'the ids of those it shows; null: all of them' },
)
const version = Type.Optional(Type.String({ description: 'as it was read' }))
const Fields = {
  host: Type.String({ maxLength: 400, description: 'with the port where it is not the usual one' }),
  name: Type.String({ maxLength: 80 }),
  products: Products,
}

export const shopRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Every shop of the merchant, the main one first, and the products they may show',
    right: 'settings.read',
    reply: Type.Object({
      shops: Type.Array(
        Type.Object({
          shop_id: { ...textOrNull, description: 'null: the main one' },
          ...Fields,
          url: Type.String(),
          is_open: Type.Boolean(),
          version: Type.String(),
        }),
      ),
      products: Type.Array(Type.Object({ product_id: Type.String(), name: Type.String() })),
    }),
    async run({ app, lang }) {
      const main = await openShopOf(app, app.db, null)
      const rows = await listShops(app.db, app.merchantId)
      const products = await listAllProducts(app.db, app.merchantId)
      const first = { ...main, name: shopName(app, main), isOpen: true, version: shopVersion(main) }
      const shops = [first, ...rows.map((row) => ({ ...row, version: shopVersion(row) }))]
      return ok(found, {
        shops: shops.map((shop) => ({
          shop_id: shop.shopId,
          host: shop.host ?? new URL(app.publicUrl()).host,
          url: shopUrl(app, shop),
          name: shop.name,
          products: shop.shows,
          is_open: shop.isOpen,
          version: shop.version,
        })),
        products: products.map(({ productId, name }) => ({
          product_id: productId,
          name: name[lang],
        })),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary: 'Open another shop at a host name of its own',
    right: 'settings.write',
    body: Type.Object(Fields, exact),
    reply: Type.Object({ shop_id: Type.String() }),
    status: 201,
    errors: ['invalid_request', 'host_taken', 'host_of_console', 'main_host_unset'],
    async run({ app, request, body: { products, ...rest }, by }) {
      const editor = { by, consoleHost: request.host }
      const shopId = await addShop(app, { ...rest, shows: products }, editor)
      return { ...ok(saved, { shop_id: shopId }), status: 201 }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/main`,
    summary: 'Choose what the main shop shows; its name and address are settings',
    right: 'settings.write',
    body: Type.Object({ products: Products, version }, exact),
    reply: nothing,
    errors: ['invalid_request', 'changed_meanwhile'],
    async run({ app, body, by }) {
      await changeMainShows(app, body.products, by, body.version)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:shop_id`,
    summary: "Change a shop's host name, its name or what it shows",
    right: 'settings.write',
    params: Params,
    body: Type.Object({ ...Fields, version }, exact),
    reply: nothing,
    errors: ['invalid_request', 'host_taken', 'host_of_console', 'changed_meanwhile', 'not_found'],
    async run({ app, request, params, body: { products, version: seen, ...rest }, by }) {
      const editor = { by, consoleHost: request.host }
      await changeShop(app, params.shop_id, { ...rest, shows: products }, editor, seen)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:shop_id/open`,
    summary: 'Close a shop, so that the main one answers at its host name, or open it again',
    right: 'settings.write',
    params: Params,
    body: Type.Object({ is_open: Type.Boolean() }, exact),
    reply: nothing,
    errors: ['host_taken', 'host_of_console', 'not_found'],
    async run({ app, request, params, body, by }) {
      const editor = { by, consoleHost: request.host }
      await openShop(app, params.shop_id, body.is_open, editor)
      return ok(saved, {})
    },
  }),
]
