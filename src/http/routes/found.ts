// What search engines and sharing apps fetch beside the pages.

import { Type } from 'typebox'
import { shopUrl } from '../../app/catalogue/find-shop.ts'
import { accentPattern } from '../../core/accent.ts'
import { listProducts } from '../../db/catalogue.ts'
import { Refusal } from '../../errors.ts'
import { languages } from '../../languages/languages.ts'
import { productUrl } from '../../pages/addresses.ts'
import { addressIn, sharePath } from '../../pages/found.ts'
import { html } from '../../pages/html.ts'
import { type Answer, type Route, route } from '../route.ts'
import { sharePicture } from '../share-picture.ts'
import { shopOf, storefrontOf } from '../shop.ts'

const keptSeconds = 365 * 86_400
const hourSeconds = 3_600

/** Pages of one buyer, and what only programs call. Pages told noindex are left open, so that they are told it. */
const closedPaths = ['/admin', '/api/', '/buy', '/metrics']

export const foundRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/robots.txt',
    bodyForm: 'form',
    summary: 'What search engines may read',
    async run(call) {
      const site = shopUrl(call.app, await storefrontOf(call))
      const rules = closedPaths.map((path) => `Disallow: ${path}\n`).join('')
      const body = `User-agent: *\n${rules}\nSitemap: ${site}/sitemap.xml\n`
      return file('text/plain; charset=utf-8', body, hourSeconds)
    },
  }),
  route({
    method: 'GET',
    path: '/sitemap.xml',
    bodyForm: 'form',
    summary: 'Every page of the shop, in every language',
    async run(call) {
      const { app } = call
      const shop = await storefrontOf(call)
      const products = await listProducts(app.db, app.merchantId, shop)
      const paths = ['/', ...products.map(({ productId }) => productUrl(productId))]
      const body = sitemap(shopUrl(app, shop), paths)
      return file('application/xml; charset=utf-8', body, hourSeconds)
    },
  }),
  route({
    method: 'GET',
    path: '/share/:name',
    bodyForm: 'form',
    summary: 'The picture a page is shared with where it has none, in the colour of the shop',
    params: Type.Object({ name: Type.String() }),
    async run(call) {
      const { params } = call
      const shop = await shopOf(call)
      // Any colour would be a picture to draw, so that only the shop's own is drawn.
      const own = sharePath(shop?.look.accent ?? undefined)
      if (own !== `/share/${params.name}`) throw new Refusal('not_found')
      return file('image/png', sharePicture(accentIn(params.name, '.png')), keptSeconds)
    },
  }),
]

function file(contentType: string, body: string | Buffer, seconds: number): Answer {
  const lasting = seconds === keptSeconds ? ', immutable' : ''
  const headers = {
    'cache-control': `public, max-age=${seconds}${lasting}`,
    // A cache in front must not give what one host was asked for to those who ask another.
    vary: 'x-forwarded-host',
  }
  return { kind: 'text', status: 200, contentType, body, headers }
}

/** Refuses with not_found. */
function accentIn(name: string, ending: string): string {
  const accent = name.slice(0, -ending.length)
  if (!name.endsWith(ending) || !new RegExp(accentPattern).test(accent))
    throw new Refusal('not_found')
  return accent
}

function sitemap(site: string, paths: readonly string[]): string {
  const entries = paths.flatMap((path) =>
    languages.map((one) => entry(site, path, addressIn(path, one))),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${entries.join('')}</urlset>
`
}

function entry(site: string, path: string, address: string): string {
  const links = languages.map(
    (one) =>
      html`<xhtml:link rel="alternate" hreflang="${one.text.tag}" href="${site + addressIn(path, one)}"/>`,
  )
  return html`<url><loc>${site + address}</loc>${links}</url>
`.toString()
}
