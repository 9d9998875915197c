// Where a call that writes comes from: a browser says so by Origin or Sec-Fetch-Site, so that no page of another site
// can borrow a visitor's cookie.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'

/** Whether a page of ours sent it; a call that says nothing of where it comes from counts as foreign. */
export function comesFromOwnPage(app: App, request: FastifyRequest): boolean {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined) return isOwnOrigin(app, request, origin)
  return site !== undefined
}

/** The address the request was sent to, or the configured one; https is not left for http. */
function isOwnOrigin(app: App, request: FastifyRequest, origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host } = new URL(origin)
  const ours = new URL(app.publicUrl())
  if (protocol !== 'https:' && (protocol !== 'http:' || app.settings.secureCookies)) return false
  return host === ours.host || host === request.host
}
