// The basket: plans a browser has put together for one order, kept in a cookie of its own and nowhere here.

import type { FastifyRequest } from 'fastify'
import { catalogueIdPattern } from '../core/catalogue.ts'
import { linesMax } from '../core/order.ts'
import type { Cookie } from './route.ts'

const cookieName = 'basket'
const cookieDays = 7
export const betweenItems = '~'
const betweenIds = '.'
const id = new RegExp(catalogueIdPattern)
/** One item, as its text is. */
export const basketItemPattern = `${catalogueIdPattern.slice(0, -1)}[.]${catalogueIdPattern.slice(1)}`

export type BasketItem = Readonly<{ productId: string; planId: string }>

/** What a text of `basketText` names, each plan once, up to `max`; whatever is not an item is passed over. */
export function itemsIn(text: string, max = linesMax): readonly BasketItem[] {
  const items = [...new Set(text.split(betweenItems))].flatMap((one) => {
    const [productId = '', planId = '', more] = one.split(betweenIds)
    const isItem = more === undefined && id.test(productId) && id.test(planId)
    return isItem ? [{ productId, planId }] : []
  })
  return items.slice(0, max)
}

export function basketText(items: readonly BasketItem[]): string {
  return items.map(textOf).join(betweenItems)
}

export function basketOf(request: FastifyRequest): readonly BasketItem[] {
  return itemsIn(request.cookies[cookieName] ?? '')
}

export function basketCookie(items: readonly BasketItem[]): Cookie {
  const maxAgeSeconds = items.length === 0 ? 0 : cookieDays * 86_400
  return { name: cookieName, value: basketText(items), maxAgeSeconds, httpOnly: true }
}

export function without(items: readonly BasketItem[], gone: BasketItem): readonly BasketItem[] {
  return items.filter((item) => textOf(item) !== textOf(gone))
}

function textOf({ productId, planId }: BasketItem): string {
  return `${productId}${betweenIds}${planId}`
}
