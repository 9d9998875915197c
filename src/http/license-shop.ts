// Which of the merchant's shops a licence's page belongs to, and in which one something can be bought for it.

import { shopName, shopOfOrder, shopUrl } from '../app/catalogue/find-shop.ts'
import { type Storefront, wholeShop } from '../core/storefront.ts'
import type { License } from '../db/licenses.ts'
import { findShopOfOrder, listShops } from '../db/shops.ts'
import type { PageCall } from './page-answer.ts'
import { shopOf } from './shop.ts'

/** The shop it was bought in; undefined where it was made without an order, so that it is at home at every host. */
export async function shopOfLicense(
  { app }: PageCall,
  { orderNumber }: License,
): Promise<Readonly<{ shopId: string | null }> | undefined> {
  if (orderNumber === null) return undefined
  return { shopId: await findShopOfOrder(app.db, app.merchantId, orderNumber) }
}

type Named = Storefront & Readonly<{ name: string }>

export type Seller = Readonly<{
  shop: Storefront
  /** where one must go for it; undefined: it is sold at this host */
  elsewhere: Readonly<{ name: string; url: string }> | undefined
}>

const unnamed: Named = { ...wholeShop, name: '' }

/** Its own shop if that still shows the product, else this one, else whichever does. */
export async function sellerOf(
  call: PageCall,
  license: License,
  order: Readonly<{ shopId: string | null }> | undefined,
): Promise<Seller> {
  const { app } = call
  const here = (await shopOf(call)) ?? unnamed
  const own = order && order.shopId !== here.shopId ? await shopOfOrder(app, order) : here
  const shows = (one: Storefront) => one.shows === null || one.shows.includes(license.productId)
  const near = [own ?? unnamed, here].find(shows)
  if (near) return seller(call, near, here)
  const main = await shopOfOrder(app, { shopId: null })
  const others = (await listShops(app.db, app.merchantId)).filter(({ isOpen }) => isOpen)
  return seller(call, [main ?? unnamed, ...others].find(shows) ?? here, here)
}

function seller({ app }: PageCall, shop: Named, here: Named): Seller {
  if (shop.shopId === here.shopId) return { shop, elsewhere: undefined }
  return { shop, elsewhere: { name: shopName(app, shop), url: `${shopUrl(app, shop)}/license` } }
}
