// The shop a request came to, by the host name it was sent to; read once for each request.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { shopAtHost } from '../app/catalogue/find-shop.ts'
import { type Storefront, wholeShop } from '../core/storefront.ts'
import type { Shop } from '../db/shops.ts'

type Asked = Readonly<{ app: App; request: FastifyRequest }>

const found = new WeakMap<FastifyRequest, Promise<Shop | undefined>>()

export function shopOf({ app, request }: Asked): Promise<Shop | undefined> {
  const before = found.get(request)
  if (before) return before
  // Behind a proxy the host it was asked for, where the proxy is one to be believed.
  const shop = shopAtHost(app, request.host)
  found.set(request, shop)
  return shop
}

/** Where the caller buys, and which products there are for him. */
export async function storefrontOf(asked: Asked): Promise<Storefront> {
  return (await shopOf(asked)) ?? wholeShop
}

/** Null: the main shop. */
export async function shopIdOf(asked: Asked): Promise<string | null> {
  return (await storefrontOf(asked)).shopId
}
