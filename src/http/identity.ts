// Who is calling: the order token a request carries, and the cookies that keep it in a buyer's browser.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { isOrderToken, orderToken } from '../app/order/find-order.ts'
import { isOrderNumber } from '../core/ids.ts'
import { listOwnedAmong } from '../db/customer-orders.ts'
import { customerIn, ownsOrder } from './customer.ts'
import type { Cookie } from './route.ts'

const cookiePrefix = 'order_'
const cookieDays = 90
/** Orders a browser remembers; older cookies are dropped when a new one comes. */
const cookiesMax = 20

/**
 * Whether the request holds the order's token (in the header, in a cookie, or in an events address), or comes from the
 * account the order belongs to.
 */
export function holdsOrderToken(
  app: App,
  request: FastifyRequest,
  orderNumber: string,
  queryToken?: string,
): boolean {
  if (ownsOrder(request, orderNumber)) return true
  const header = request.headers['x-order-token']
  if (typeof header === 'string' && isOrderToken(app, orderNumber, header)) return true
  if (isOrderToken(app, orderNumber, queryToken)) return true
  return isOrderToken(app, orderNumber, request.cookies[`${cookiePrefix}${orderNumber}`])
}

/**
 * After placing an order. An account's own is opened by its session, which can be ended from anywhere; a cookie of the
 * order's would go on opening it.
 */
export function placedCookies(
  app: App,
  request: FastifyRequest,
  orderNumber: string,
  token = orderToken(app, orderNumber),
): readonly Cookie[] {
  return customerIn(request) ? [] : orderCookies(app, request, orderNumber, token)
}

/** The cookies that make this browser the buyer's. */
export function orderCookies(
  app: App,
  request: FastifyRequest,
  orderNumber: string,
  token = orderToken(app, orderNumber),
): readonly Cookie[] {
  const name = `${cookiePrefix}${orderNumber}`
  const kept = Object.keys(request.cookies).filter(
    (other) => isOrderCookie(other) && other !== name,
  )
  const dropped = kept.slice(0, Math.max(0, kept.length - cookiesMax + 1))
  return [
    {
      name,
      value: token,
      maxAgeSeconds: cookieDays * 86_400,
      httpOnly: true,
    },
    ...dropped.map((old) => ({ name: old, value: '', maxAgeSeconds: 0, httpOnly: true })),
  ]
}

/** The orders this browser holds a right token for. */
export function ordersOfBrowser(app: App, request: FastifyRequest): readonly string[] {
  return Object.entries(request.cookies)
    .filter(([name]) => isOrderCookie(name))
    .map(([name, token]) => ({ orderNumber: name.slice(cookiePrefix.length), token }))
    .filter(({ orderNumber, token }) => isOrderToken(app, orderNumber, token))
    .map(({ orderNumber }) => orderNumber)
}

/**
 * Forgets in this browser the orders that are an account's: its session opens them, and whoever sits here after it is a
 * stranger. What was bought without an account stays.
 */
export async function forgottenOrders(app: App, request: FastifyRequest): Promise<Cookie[]> {
  const kept = ordersOfBrowser(app, request)
  const owned = kept.length === 0 ? [] : await listOwnedAmong(app.db, app.merchantId, kept)
  return owned.map((orderNumber) => ({
    name: `${cookiePrefix}${orderNumber}`,
    value: '',
    maxAgeSeconds: 0,
    httpOnly: true,
  }))
}

/** Cookies of other sites on this host may begin with the same letters. */
function isOrderCookie(name: string): boolean {
  return name.startsWith(cookiePrefix) && isOrderNumber(name.slice(cookiePrefix.length))
}
