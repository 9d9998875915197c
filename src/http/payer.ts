// What a browser remembers of its payer: the way to pay chosen last, and who they are inside WeChat.

import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import type { PayerLogin } from '../gateways/gateway.ts'
import { hmac } from '../kit/seal.ts'
import type { Cookie } from './route.ts'

const methodCookieName = 'pay_method'
const openidCookieName = 'wechat_openid'
const loginCookieName = 'payer_login'
const yearSeconds = 365 * 86_400
/** Long enough for one purchase. */
const openidSeconds = 7_200
/** WeChat asks nothing and Alipay a press of a button, so a login is a matter of seconds. */
export const loginSeconds = 600

/** `before`: the way chosen last when the order `at` was come to. */
type Chosen = Readonly<{ method: string; at: string; before: string }>

function chosenIn(request: FastifyRequest): Chosen {
  const [method = '', at = '', before = ''] = (request.cookies[methodCookieName] ?? '').split('.')
  return { method, at, before }
}

/** The way to pay that this browser's buyer chose last, for whichever order. */
export function rememberedMethod(request: FastifyRequest): string | undefined {
  return chosenIn(request).method || undefined
}

/** The one chosen last before this order: while it is being paid, no choice moves the others about. */
export function methodBefore(request: FastifyRequest, orderNumber: string): string | undefined {
  const { method, at, before } = chosenIn(request)
  return (at === orderNumber ? before : method) || undefined
}

/** Keeps a method the page offers; anything else is not worth remembering. */
export function methodCookies(
  request: FastifyRequest,
  orderNumber: string,
  method: string | undefined,
): readonly Cookie[] {
  if (method !== 'alipay' && method !== 'wechat' && method !== 'both') return []
  const value = `${method}.${orderNumber}.${methodBefore(request, orderNumber) ?? ''}`
  return [{ name: methodCookieName, value, maxAgeSeconds: yearSeconds, httpOnly: true }]
}

/** The payer's id under this app, as the app's own login found it out in this browser. */
export function openidOf(
  app: App,
  request: FastifyRequest,
  login: PayerLogin | undefined,
): string | undefined {
  const [openid = '', mac = ''] = (request.cookies[openidCookieName] ?? '').split('.')
  return login && isMac(openidMac(app, login, openid), mac) ? openid : undefined
}

/** Sealed with the app it belongs to: nobody plants another payer's id, and none outlives a change of the app. */
export function openidCookie(app: App, login: PayerLogin, openid: string): Cookie {
  const value = `${openid}.${openidMac(app, login, openid)}`
  return { name: openidCookieName, value, maxAgeSeconds: openidSeconds, httpOnly: true }
}

/** Forgets who pays, so that the next press asks WeChat again. */
export const noOpenidCookie: Cookie = {
  name: openidCookieName,
  value: '',
  maxAgeSeconds: 0,
  httpOnly: true,
}

function openidMac(app: App, { appId }: PayerLogin, openid: string): string {
  return macOf(app, `openid|${appId}|${openid}`)
}

/**
 * A login that begins: what this browser keeps, and what the gateway brings back (letters and digits, as WeChat
 * demands). `purpose` is what it is for: an order, or signing in.
 */
export function beginLogin(app: App, purpose: string): Readonly<{ state: string; cookie: Cookie }> {
  const value = Buffer.from(app.random.bytes(16)).toString('hex')
  const cookie = { name: loginCookieName, value, maxAgeSeconds: loginSeconds, httpOnly: true }
  return { state: macOf(app, `login|${purpose}|${value}`), cookie }
}

/** Whether the login that comes back was begun in this browser, for this purpose. */
export function endsLogin(
  app: App,
  request: FastifyRequest,
  purpose: string,
  state: string,
): boolean {
  const begun = request.cookies[loginCookieName]
  return begun !== undefined && isMac(macOf(app, `login|${purpose}|${begun}`), state)
}

function macOf(app: App, text: string): string {
  return hmac(app.orderTokenKey, text).toString('hex').slice(0, 32)
}

function isMac(expected: string, given: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected))
}
