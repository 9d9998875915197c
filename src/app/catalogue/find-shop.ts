// Which of the merchant's shops is meant, and where it is on the web. A link is made of the configured address and of
// host names the merchant wrote down, never of what a request says of itself.

import { foldHost } from '../../core/shop-host.ts'
import type { Storefront } from '../../core/storefront.ts'
import type { Db } from '../../db/connect.ts'
import { findShop, type Shop } from '../../db/shops.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** The shop at this host, as a request said it. The main one's own host is never another's. */
export async function shopAtHost(app: App, said: string): Promise<Shop | undefined> {
  const site = app.publicUrl()
  const main = mainHost(app)
  // Nearly always it is written so already.
  const host = said === main ? main : (foldHost(said, site) ?? null)
  return findShop(app.db, app.merchantId, { host: host === main ? null : host })
}

let lastRead = { site: '', host: '' }

/** Of the configured address, as those of the other shops are written. */
export function mainHost(app: App): string {
  const site = app.publicUrl()
  if (lastRead.site !== site) {
    const { host } = new URL(site)
    lastRead = { site, host: foldHost(host, site) ?? host }
  }
  return lastRead.host
}

/** The shop an order was placed in, and the main one instead of one that was closed since. */
export async function shopOfOrder(
  app: App,
  { shopId }: Readonly<{ shopId: string | null }>,
): Promise<Shop | undefined> {
  return findShop(app.db, app.merchantId, { shopId })
}

/** The open shop of this id, or for null the main one. Refuses with not_found. */
export async function openShopOf(app: App, db: Db, shopId: string | null): Promise<Shop> {
  const shop = await findShop(db, app.merchantId, { shopId })
  if (shop?.shopId !== shopId) throw new Refusal('not_found')
  return shop
}

/** Its outside address without a trailing slash. */
export function shopUrl(app: App, shop: Pick<Storefront, 'host'> | undefined): string {
  const main = app.publicUrl()
  return shop?.host ? `${new URL(main).protocol}//${shop.host}` : main
}

/** As it was set, or as its row has it. */
export function shopName(
  { settings }: App,
  shop: Pick<Shop, 'shopId' | 'name'> | undefined,
): string {
  if (shop && shop.shopId !== null) return shop.name
  return settings.shopName ?? shop?.name ?? 'Keytill'
}

/** The outside address of the shop an order was placed in. */
export async function orderSite(
  app: App,
  order: Readonly<{ shopId: string | null }>,
): Promise<string> {
  // Nothing is asked for the orders of a merchant who has one shop.
  return order.shopId === null ? app.publicUrl() : shopUrl(app, await shopOfOrder(app, order))
}
