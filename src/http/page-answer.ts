// A page as an answer: its HTML, and the language a visitor chose, kept in a cookie.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { shopOfOrder, shopUrl } from '../app/catalogue/find-shop.ts'
import { errorStatus, type Refusal } from '../errors.ts'
import { problemPage } from '../pages/problem.ts'
import type { PageContext, ProblemView } from '../pages/views.ts'
import { langCookie, languageIn } from './language.ts'
import { pageContext } from './page-views.ts'
import type { Answer, Call, Cookie } from './route.ts'
import { shopOf } from './shop.ts'

const yearSeconds = 365 * 86_400

/** What a page's handler knows of its caller. */
export type PageCall = Pick<
  Call<unknown, unknown, unknown>,
  'app' | 'request' | 'lang' | 'language'
>

/** In the look of the shop the call came to. A page about an order is in the look of its own shop, and leads there. */
export async function contextOf(
  call: PageCall,
  order?: Readonly<{ shopId: string | null }>,
): Promise<PageContext> {
  const { app, request } = call
  const here = await shopOf(call)
  if (!order || order.shopId === (here?.shopId ?? null)) return pageContext(app, here, request)
  const shop = await shopOfOrder(app, order)
  return pageContext(app, shop, request, shop?.shopId === here?.shopId ? '' : shopUrl(app, shop))
}

export function page(
  call: PageCall,
  html: string,
  status = 200,
  cookies: readonly Cookie[] = [],
): Answer {
  const { request } = call
  const { lang: chosen } = (request.query ?? {}) as { lang?: unknown }
  const kept =
    chosen === undefined
      ? []
      : [
          {
            name: langCookie,
            value: languageIn(request),
            maxAgeSeconds: yearSeconds,
            httpOnly: true,
          },
        ]
  return {
    kind: 'text',
    status,
    contentType: 'text/html; charset=utf-8',
    body: html,
    cookies: [...cookies, ...kept],
  }
}

export function goTo(location: string, cookies: readonly Cookie[] = []): Answer {
  return { kind: 'redirect', location, cookies }
}

/** The page of a refusal or a fault, for a person instead of a program. */
export async function problemHtml(
  app: App,
  request: FastifyRequest,
  refusal: Refusal,
): Promise<string> {
  // Nobody who was refused for want of room is made to wait for it after all.
  const shop =
    refusal.code === 'busy' || app.db.isCrowded()
      ? undefined
      : await shopOf({ app, request }).catch(() => undefined)
  return problemPage(pageContext(app, shop, request), problemOf(refusal, request.id))
}

function problemOf(refusal: Refusal, requestId: string): ProblemView {
  const status = errorStatus[refusal.code]
  if (refusal.code === 'payment_disabled') return { kind: 'payment_disabled' }
  if (refusal.code === 'unauthorized' || refusal.code === 'forbidden')
    return { kind: 'order_private' }
  if (status === 404) return { kind: 'not_found' }
  if (status === 429)
    return { kind: 'rate_limited', retryAfterSeconds: refusal.retryAfterSeconds ?? 60 }
  if (status === 503) return { kind: 'unavailable', requestId }
  return { kind: status >= 500 ? 'server_error' : 'bad_request', requestId }
}
