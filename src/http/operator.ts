// Who is calling the console: the session cookie, the right and the fresh proof a route asks for, and where a
// writing call comes from.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { findSignedIn } from '../app/people/find-signed-in.ts'
import type { SignedIn, Visitor } from '../app/people/sign-in.ts'
import { mayDo } from '../core/rights.ts'
import type { Session } from '../db/operator-sessions.ts'
import { Refusal } from '../errors.ts'
import { ownCookie, ownCookieName } from './own-cookie.ts'
import { comesFromOwnPage } from './own-page.ts'
import type { Cookie, Route } from './route.ts'
import { shopIdOf } from './shop.ts'

const consolePrefix = '/api/v1/admin/'
const sessionSeconds = 12 * 3_600
const deviceSeconds = 400 * 86_400

const operators = new WeakMap<FastifyRequest, Session>()

/** Whether the route is the console's; its built files are nobody's secret, and do without the database. */
export function isConsoleRoute({ path }: Route): boolean {
  return /^\/(api\/v1\/)?admin(\/|$)/.test(path) && !path.startsWith('/admin/assets/')
}

/** Refuses a call to a route of the console that may not be done, before anything of it is read. */
export async function authorizeOperator(
  app: App,
  one: Route,
  request: FastifyRequest,
): Promise<void> {
  // The console is the merchant's, and answers where the main shop does: what one may do there no other host may ask.
  if ((await shopIdOf({ app, request })) !== null) throw new Refusal('not_found')
  if (!one.path.startsWith(consolePrefix)) return
  if (one.method === 'POST') checkOwnPage(app, request)
  if (one.caller !== 'operator') return
  const session = await findSignedIn(app, sessionToken(app, request))
  if (session?.state !== 'open') throw new Refusal('unauthorized')
  if (one.right !== undefined && !mayDo(session.role, one.right)) throw new Refusal('forbidden')
  if (one.stepUp === true && !session.isRaised) throw new Refusal('step_up_required')
  operators.set(request, session)
}

/** Whoever an operator's route was let through for. */
export function operatorOf(request: FastifyRequest): Session {
  const session = operators.get(request)
  if (!session) throw new Error('only a route of operators has an operator')
  return session
}

/** What the session cookie holds. */
export function sessionToken(app: App, request: FastifyRequest): string | undefined {
  return request.cookies[ownCookieName(app, 'console')]
}

export function visitorOf(app: App, request: FastifyRequest): Visitor {
  const device = request.cookies[ownCookieName(app, 'device')]
  return {
    address: request.ip,
    device: device !== undefined && /^[\w-]{43}$/.test(device) ? device : undefined,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    requestId: request.id,
  }
}

/** The origin the browser shows, which passkeys are bound to. */
export function pageOrigin(app: App, request: FastifyRequest): string {
  return request.headers.origin ?? new URL(app.publicUrl()).origin
}

export function signInCookies(app: App, { token, device }: SignedIn): readonly Cookie[] {
  const kept = device === '' ? [] : [ownCookie(app, 'device', device, deviceSeconds)]
  return [sessionCookie(app, token), ...kept]
}

export function sessionCookie(app: App, token: string): Cookie {
  return ownCookie(app, 'console', token, sessionSeconds)
}

export function signOutCookie(app: App): Cookie {
  return ownCookie(app, 'console', '', 0)
}

/**
 * A call that writes comes from a page of ours, and only a page of ours may send JSON without asking first. Throws
 * forbidden.
 */
function checkOwnPage(app: App, request: FastifyRequest): void {
  if (!comesFromOwnPage(app, request)) throw new Refusal('forbidden')
  const length = request.headers['content-length'] ?? '0'
  const hasBody = length !== '0' || request.headers['transfer-encoding'] !== undefined
  const type = request.headers['content-type'] ?? ''
  if (hasBody && !/^application\/json\s*(;|$)/i.test(type)) throw new Refusal('forbidden')
}
