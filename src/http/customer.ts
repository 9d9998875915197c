// Which buyer is calling: a browser by its cookie, a program by `Authorization: Bearer <token>`. Nobody needs an account
// to buy; whoever has one sees their own orders without the orders' tokens.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { findSignedInCustomer, looksLikeToken } from '../app/customer/find-customer.ts'
import type { CustomerSignedIn } from '../app/customer/sign-in.ts'
import { listOwnedOrders } from '../db/customer-orders.ts'
import type { CustomerSession } from '../db/customer-sessions.ts'
import { Refusal } from '../errors.ts'
import { ownCookie, ownCookieName } from './own-cookie.ts'
import { comesFromOwnPage } from './own-page.ts'
import type { Cookie, Route } from './route.ts'

const sessionSeconds = 30 * 86_400
const deviceSeconds = 400 * 86_400
const apiPrefix = '/api/v1/user/'

type Known = Readonly<{ session: CustomerSession; orders: ReadonlySet<string> }>
const known = new WeakMap<FastifyRequest, Known>()

/** Whether the route may be called by somebody who is signed in to an account. */
export function isBuyersRoute({ path, bodyForm }: Route): boolean {
  return path.startsWith(apiPrefix) || bodyForm === 'form'
}

/**
 * Finds out who calls a buyer's route, before anything of the call is read. Throws unauthorized where an account is
 * needed or a token of ours opens nothing any more, and forbidden for a write with a cookie that no page of ours sent.
 */
export async function recogniseCustomer(
  app: App,
  one: Route,
  request: FastifyRequest,
): Promise<void> {
  const held = one.path.startsWith(apiPrefix) ? headerToken(request) : undefined
  const kept = held === undefined ? cookieToken(app, request) : undefined
  const isWrite = one.method === 'POST' && (kept !== undefined || one.fromOwnPage === true)
  if (isWrite && !comesFromOwnPage(app, request)) throw new Refusal('forbidden')
  const token = held ?? kept
  const session = token === undefined ? undefined : await findSignedInCustomer(app, token)
  if (session) {
    const orders = await listOwnedOrders(app.db, app.merchantId, session.customerId)
    known.set(request, { session, orders: new Set(orders) })
  } else if (one.caller === 'customer' || held !== undefined) throw new Refusal('unauthorized')
}

/** Who is signed in, if anybody. */
export function customerIn(request: FastifyRequest): CustomerSession | undefined {
  return known.get(request)?.session
}

/** Whoever a route of signed-in buyers was let through for. */
export function customerOf(request: FastifyRequest): CustomerSession {
  const session = customerIn(request)
  if (!session) throw new Error('only a route of signed-in buyers has one')
  return session
}

/** Whether the order is one of the account's that calls. */
export function ownsOrder(request: FastifyRequest, orderNumber: string): boolean {
  return known.get(request)?.orders.has(orderNumber) ?? false
}

/** The numbers of the orders of the account that calls, the newest first. */
export function ordersOwned(request: FastifyRequest): readonly string[] {
  return [...(known.get(request)?.orders ?? [])]
}

export function customerCookies(app: App, { token, device }: CustomerSignedIn): readonly Cookie[] {
  return [
    ownCookie(app, 'customer', token, sessionSeconds),
    ...(device === '' ? [] : [ownCookie(app, 'device', device, deviceSeconds)]),
  ]
}

export function noCustomerCookie(app: App): Cookie {
  return ownCookie(app, 'customer', '', 0)
}

/** `Bearer` or `JWT`, in any case; what cannot be a token of ours is another system's affair. */
function headerToken({ headers }: FastifyRequest): string | undefined {
  const [, token = ''] = /^(?:bearer|jwt) +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  return looksLikeToken(token) ? token : undefined
}

function cookieToken(app: App, request: FastifyRequest): string | undefined {
  return request.cookies[ownCookieName(app, 'customer')]
}
