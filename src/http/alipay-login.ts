// Alipay's own sign-in in a buyer's browser: it is led there, and what it brings back counts in the browser and for the
// purpose it was begun with.

import type { FastifyRequest } from 'fastify'
import { type App, defaultChannel } from '../app/app.ts'
import { shopUrl } from '../app/catalogue/find-shop.ts'
import { linkAlipay } from '../app/customer/link-account.ts'
import { takeCall } from '../app/limits.ts'
import { impatientMs } from '../app/payment/query-payment.ts'
import type { CustomerSession } from '../db/customer-sessions.ts'
import { Refusal } from '../errors.ts'
import { settingsUrl } from './account-addresses.ts'
import { customerIn } from './customer.ts'
import { goTo, type PageCall } from './page-answer.ts'
import { beginLogin, endsLogin, loginSeconds } from './payer.ts'
import type { Answer, Cookie } from './route.ts'
import { shopOf } from './shop.ts'

type Caller = PageCall & Readonly<{ address: string }>
type Brought = Readonly<{ auth_code?: string; state?: string }>

export function offersAlipay(app: App): boolean {
  return loginOf(app) !== undefined
}

const nextName = 'sign_in_next'

/** Leads on to Alipay; with a session to link that account, else to sign in. Refuses with gateway_not_configured. */
export async function goToAlipay(
  call: Caller,
  { session, next }: Readonly<{ session?: CustomerSession; next?: string }>,
): Promise<Answer> {
  const { app, address } = call
  const login = loginOf(app)
  if (!login) throw new Refusal('gateway_not_configured')
  await takeCall(app, 'pay', [{ address }])
  const { state, cookie } = beginLogin(app, purposeOf(session))
  // Back to the host it is asked at, where the cookie is.
  const site = shopUrl(app, await shopOf(call))
  return goTo(login.url(`${site}/sign-in/alipay/back`, state), [
    cookie,
    ...(next === undefined ? [] : [nextCookie(next)]),
  ])
}

/** Where one was going, while Alipay's page is open: the address to come back to is a fixed one there. */
function nextCookie(next: string): Cookie {
  return { name: nextName, value: next, maxAgeSeconds: loginSeconds, httpOnly: true }
}

export function nextIn({ cookies }: FastifyRequest): string | undefined {
  return cookies[nextName]
}

/** Who it is; undefined: it was not begun in this browser, or Alipay does not know. Throws rate_limited. */
export async function alipayIdOf(
  { app, request, address }: Caller,
  { auth_code: code, state = '' }: Brought,
  session?: CustomerSession,
): Promise<string | undefined> {
  const login = loginOf(app)
  const isOurs = endsLogin(app, request, purposeOf(session), state)
  if (!login || code === undefined || !isOurs) return undefined
  await takeCall(app, 'pay', [{ address }])
  const known = await login.openid(code, impatientMs * 2)
  if (known.outcome === 'known') return known.openid
  app.log.warn('alipay_sign_in_failed', { answer: known })
  return undefined
}

/** The account that began in this browser to be linked, if that is what comes back. */
export function linkedIn(
  app: App,
  request: FastifyRequest,
  { state = '' }: Brought,
): CustomerSession | undefined {
  const session = customerIn(request)
  return session && endsLogin(app, request, purposeOf(session), state) ? session : undefined
}

/** Links the account, and tells on its settings how that went. */
export async function linkBack(
  call: Caller,
  brought: Brought,
  session: CustomerSession,
): Promise<Answer> {
  const told = (what: string) => goTo(`${settingsUrl}?done=${what}`)
  const alipayId = await alipayIdOf(call, brought, session)
  if (alipayId === undefined) return told('alipay-failed')
  try {
    await linkAlipay(call.app, session, alipayId)
    return told('alipay')
  } catch (error) {
    if (error instanceof Refusal && error.code === 'alipay_taken') return told('alipay-taken')
    throw error
  }
}

function loginOf(app: App) {
  return defaultChannel(app, 'alipay')?.gateway.signIn
}

/** Keeps a sign-in, the linking of one session's account and a payer's login for an order apart. */
function purposeOf(session: CustomerSession | undefined): string {
  return session ? `link ${session.sessionId}` : 'sign-in'
}
