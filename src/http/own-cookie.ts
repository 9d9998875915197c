// The cookies that say who is signed in. Browsers take `__Host-` from https only, and let nobody else of the domain set
// it.

import type { App } from '../app/app.ts'
import type { Cookie } from './route.ts'

/** `device` tells a browser again that somebody signed in from before. */
type What = 'console' | 'customer' | 'device'

export function ownCookieName(app: App, what: What): string {
  return `${app.settings.secureCookies ? '__Host-' : ''}keytill_${what}`
}

export function ownCookie(app: App, what: What, value: string, maxAgeSeconds: number): Cookie {
  return { name: ownCookieName(app, what), value, maxAgeSeconds, httpOnly: true }
}
