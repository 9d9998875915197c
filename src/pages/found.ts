// What search engines, and the apps a page is shared in, are told of it: its one address, its other languages, a
// picture, and of a product what it costs. Pages about one buyer tell nothing.

import { formatYuan } from '../core/money.ts'
import { type Language, languageOf, languages, type Text } from '../languages/languages.ts'
import { inLanguage, productUrl } from './addresses.ts'
import { type Child, html, jsonData, type Safe } from './html.ts'
import { firstParagraph } from './markdown.ts'
import { soldKind } from './sold.ts'
import type { PageContext, ProductSummary } from './views.ts'

/** Of a page that may be found. */
export type Found = Readonly<{
  /** its address without what only chooses something on it */
  path: string
  description: string
  /** the address of a picture; absent: the shop's own */
  picture?: string | null | undefined
  /** in the words of schema.org */
  data?: unknown
}>

/** Keytill's own colour, for a shop that has chosen none. */
const ownAccent = '1554d1'
/** Search engines show about so much of a description. */
const descriptionMax = 160

/** Where the picture of a shop that brings none is made. */
export function sharePath(accent: string | undefined): string {
  return `/share/${accent ?? ownAccent}.png`
}

/** The shop's own: its logo, else a picture in its colour. */
function shopPicture({ look }: PageContext): string {
  return look?.logo ?? sharePath(look?.accent)
}

/** What a product's page tells: every plan is an offer of it. */
export function foundProduct(context: PageContext, product: ProductSummary, text: Text): Found {
  const path = productUrl(product.id)
  const description = shortened(
    firstParagraph(product.description) || text.sold[soldKind(product.plans)].lead,
  )
  const picture = product.picture ?? shopPicture(context)
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description,
    sku: product.id,
    image: [context.publicUrl + picture],
    brand: { '@type': 'Brand', name: context.merchantName },
    offers: product.plans.map((plan) => ({
      '@type': 'Offer',
      name: plan.name,
      url: context.publicUrl + productUrl(product.id, plan.id),
      price: formatYuan(plan.priceFen),
      priceCurrency: 'CNY',
      availability: `https://schema.org/${plan.soldOut ? 'SoldOut' : 'InStock'}`,
    })),
  }
  // Without an offer a product is none to a search engine.
  return { path, description, picture, ...(product.plans.length > 0 ? { data } : {}) }
}

/** The lines of a page's head. */
export function foundHead(context: PageContext, title: string, found: Found): Safe {
  const { publicUrl, merchantName, lang } = context
  const language = languageOf(lang)
  const address = (one: Language) => publicUrl + addressIn(found.path, one)
  const picture = found.picture ?? shopPicture(context)
  const isOwn = picture.startsWith('/share/')
  return html`<meta name="description" content="${found.description}">
<link rel="canonical" href="${address(language)}">
${languages.map(
  (one) => html`<link rel="alternate" hreflang="${one.text.tag}" href="${address(one)}">
`,
)}<link rel="alternate" hreflang="x-default" href="${publicUrl + found.path}">
<meta property="og:type" content="${found.data === undefined ? 'website' : 'product'}">
<meta property="og:site_name" content="${merchantName}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${found.description}">
<meta property="og:url" content="${address(language)}">
<meta property="og:locale" content="${language.text.tag.replace('-', '_')}">
<meta property="og:image" content="${publicUrl + picture}">
${isOwn && html`<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">`}
<meta name="twitter:card" content="${isOwn ? 'summary_large_image' : 'summary'}">
${structured(found.data)}`
}

function structured(data: unknown): Child {
  if (data === undefined) return undefined
  return html`<script type="application/ld+json">${jsonData(data)}</script>`
}

/** The first language stands at the bare address, so that no page has two. */
export function addressIn(path: string, { id }: Language): string {
  return id === languages[0]?.id ? path : inLanguage(path, id)
}

export function shortened(text: string): string {
  const letters = Array.from(text.replace(/\s+/g, ' '))
  if (letters.length <= descriptionMax) return letters.join('')
  return `${letters.slice(0, descriptionMax - 1).join('')}…`
}
