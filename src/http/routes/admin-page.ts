// The console's page and its files. Which page of the console an address means is the browser's to decide, so
// every address below /admin answers the same page, in the visitor's language and with the shop's name on it.

import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { shopName } from '../../app/catalogue/find-shop.ts'
import { Refusal } from '../../errors.ts'
import { textOf } from '../../languages/languages.ts'
import { html } from '../../pages/html.ts'
import { takesGzip } from '../compress.ts'
import { findConsoleAsset, findConsolePage } from '../console-assets.ts'
import { type PageCall, page } from '../page-answer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { shopOf } from '../shop.ts'

const assetSeconds = 365 * 86_400
const looks = ['system', 'light', 'dark'] as const

/** The console's own policy: its parts set styles on elements, and nothing comes from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  // The counter reads payment codes with the device's camera.
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
}

export const adminPageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/admin',
    bodyForm: 'form',
    summary: 'The console',
    run: consolePage,
  }),
  route({
    method: 'GET',
    path: '/admin/*',
    bodyForm: 'form',
    summary: 'A page of the console',
    run: consolePage,
  }),
  route({
    method: 'GET',
    path: '/admin/assets/:name',
    bodyForm: 'form',
    summary: 'A built file of the console',
    params: Type.Object({ name: Type.String() }),
    async run({ params, request }) {
      const asset = findConsoleAsset(params.name)
      if (!asset) throw new Refusal('not_found')
      const compressed = takesGzip(request) ? asset.gzip : undefined
      return {
        kind: 'text',
        status: 200,
        contentType: asset.contentType,
        body: compressed ?? asset.body,
        headers: {
          'cache-control': `public, max-age=${assetSeconds}, immutable`,
          vary: 'accept-encoding',
          ...(compressed ? { 'content-encoding': 'gzip' } : {}),
        },
      }
    },
  }),
]

/** What the page must know before it is painted: the language, whose shop it is, whether money is real, the colours. */
async function consolePage(call: PageCall): Promise<Answer> {
  const { app, language } = call
  const shop = shopName(app, await shopOf(call))
  const look = looks.find((one) => one === call.request.cookies?.look) ?? 'system'
  const { tag } = textOf(language)
  const told = html`<html lang="${tag}" data-shop="${shop}" data-mode="${modeOf(app)}" data-look="${look}">`
  const text = findConsolePage()
    .replace('<html lang="zh-CN">', () => String(told))
    .replace(/ *<link [^>]*data-words="([\w-]+)">\n/g, (link, of) => (of === tag ? link : ''))
  const answer = page(call, text)
  return answer.kind === 'text' ? { ...answer, headers } : answer
}

/** One account in a sandbox is enough to be told of. */
function modeOf(app: App): 'demo' | 'sandbox' | 'live' {
  if (app.settings.demo) return 'demo'
  return app.channels.some(({ gateway }) => gateway.isSandbox) ? 'sandbox' : 'live'
}
