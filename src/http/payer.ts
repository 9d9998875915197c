// What a browser remembers of its payer: the way to pay chosen last, and who they are inside WeChat.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { hmac } from '../kit/seal.ts'
import type { Cookie } from './route.ts'

const methodCookieName = 'pay_method'
const openidCookieName = 'wechat_openid'
const yearSeconds = 365 * 86_400
/** Long enough for one purchase. */
const openidSeconds = 7_200

export function rememberedMethod(request: FastifyRequest): string | undefined {
  return request.cookies[methodCookieName]
}

/** Keeps a method the page offers; anything else is not worth remembering. */
export function methodCookies(method: string | undefined): readonly Cookie[] {
  if (method !== 'alipay' && method !== 'wechat' && method !== 'both') return []
  return [{ name: methodCookieName, value: method, maxAgeSeconds: yearSeconds, httpOnly: true }]
}

/** Unsigned on purpose: an openid opens nothing here, and WeChat lets nobody but its owner pay with it. */
export function openidOf(request: FastifyRequest): string | undefined {
  const openid = request.cookies[openidCookieName]
  return openid !== undefined && /^[0-9A-Za-z_-]{1,128}$/.test(openid) ? openid : undefined
}

export function openidCookie(openid: string): Cookie {
  return { name: openidCookieName, value: openid, maxAgeSeconds: openidSeconds, httpOnly: true }
}

/** Ties a login to the order it was begun for (letters and digits, as WeChat demands). */
export function loginState(app: App, orderNumber: string): string {
  return hmac(app.orderTokenKey, `login|${orderNumber}`).toString('hex').slice(0, 32)
}
