// A form is answered by a page that cannot be asked for at the form's own address. The page it belongs to can: the link
// to it in another language, "try again", and a tab that a phone restores lead there.

import type { FastifyRequest } from 'fastify'
import { productUrl } from '../pages/addresses.ts'
import { accountUrl, localPath, settingsUrl, signInUrl } from './account-addresses.ts'

/** A text of the form, or a part of its address; empty where there is none. */
type Read = (name: string) => string

const ofLookup = (read: Read) => withNumber('/orders', read('order_number'))
const ofCashier = (read: Read) => `/cashier/${encodeURIComponent(read('order_number'))}`
const ofLicense = (read: Read) =>
  `/orders/${encodeURIComponent(read('order_number'))}/licenses/${encodeURIComponent(read('license_id'))}`
const at = (path: string) => () => path

/** Every address that forms are sent to, with the page it belongs to. */
export const pagesOfForms: Readonly<Record<string, (read: Read) => string>> = {
  '/buy': ofProduct,
  '/basket': at('/basket'),
  '/basket/add': at('/basket'),
  '/basket/pick': at('/basket'),
  '/basket/remove': at('/basket'),
  '/learn/:product_id/:chapter_id/read': (read) =>
    `/learn/${encodeURIComponent(read('product_id'))}/${encodeURIComponent(read('chapter_id'))}`,
  '/sign-in': (read) => signInUrl(localPath(read('next'))),
  '/account/claim': at(accountUrl),
  '/account/sign-out': at(accountUrl),
  '/account/settings/alipay/unlink': at(settingsUrl),
  '/account/settings/reach': at(settingsUrl),
  '/account/settings/password': at(settingsUrl),
  '/account/settings/end': at(settingsUrl),
  '/account/settings/delete': at(settingsUrl),
  '/license': at('/license'),
  '/license/free': at('/license'),
  '/license/buy': at('/license'),
  '/orders/:order_number/licenses/:license_id/free': ofLicense,
  '/orders/:order_number/licenses/:license_id/buy': ofLicense,
  '/orders/:order_number/send': (read) => withNumber('/payment/result', read('order_number')),
  '/rescue': at('/rescue'),
  '/orders': ofLookup,
  '/orders/codes': ofLookup,
  '/orders/reveal': ofLookup,
  '/cashier/:order_number/check': ofCashier,
  '/cashier/:order_number/cancel': ofCashier,
  '/cashier/:order_number/pay': ofCashier,
}

/** Where the page that answers this call can be asked for again. */
export function pageAddress(request: FastifyRequest): string {
  const page = pagesOfForms[request.routeOptions.url ?? '']
  return request.method === 'POST' && page ? page(readerOf(request)) : request.url
}

/** Reads what came with a call; whatever is no short text is as if nothing came. */
export function readerOf({ body, params }: Pick<FastifyRequest, 'body' | 'params'>): Read {
  const given = { ...(body as object), ...(params as object) } as Record<string, unknown>
  return (name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    // Half a character cannot stand in an address, whoever sent it.
    return typeof value === 'string' && value.length <= 200 ? value.replace(/\p{Cs}/gu, '') : ''
  }
}

function ofProduct(read: Read): string {
  if (read('license_key').trim() !== '') return '/license'
  const [productId, planId] = [read('product_id'), read('package_id')]
  return productId === '' ? '/' : productUrl(productId, planId || undefined)
}

function withNumber(path: string, orderNumber: string): string {
  return orderNumber === '' ? path : `${path}?order_number=${encodeURIComponent(orderNumber)}`
}
