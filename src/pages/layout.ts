// The frame of every page: head, the merchant's name, the contents, a small footer. No inline script or
// style, so that the strictest Content-Security-Policy holds.

import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { type Text, textOf } from './text/text.ts'
import type { Lang, PageContext } from './views.ts'

export type Page = Readonly<{
  title: string
  /** how wide the contents may grow: a shelf of things, a counter of two columns, a slip of one */
  width: 'shelf' | 'counter' | 'slip'
  body: Safe
  /** built script of the page, e.g. `cashier.js` */
  island?: string
  /** a page about one order is not for search engines */
  isPrivate?: boolean
  /** reloads the page where scripts do not run, so that it turns by itself there too */
  turnsWithoutScript?: boolean
}>

/** The whole document. */
export function layout(context: PageContext, page: Page): string {
  const text = textOf(context.lang)
  return html`<!doctype html>
<html lang="${text.tag}">
${head(context, page)}
<body>
<a class="skip" href="#main">${text.skip}</a>
${header(context, text)}
${demoNotice(context, text)}
<main id="main" class="main main-${page.width}">
${page.body}
</main>
${footer(context, text)}
</body>
</html>
`.toString()
}

/** The same page in another language. The server keeps the choice in a cookie. */
export function inLanguage(path: string, lang: Lang): string {
  return withParameter(path, 'lang', lang)
}

/** The path with one parameter of its query set; the others stay. */
export function withParameter(path: string, name: string, value: string): string {
  const [way = '/', query = ''] = path.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set(name, value)
  return `${way}?${parameters.toString()}`
}

function head(context: PageContext, page: Page): Safe {
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
${page.isPrivate && html`<meta name="robots" content="noindex">`}
<title>${page.title === context.merchantName ? page.title : `${page.title} · ${context.merchantName}`}</title>
<link rel="icon" type="image/svg+xml" href="${context.assets('icon.svg')}">
<link rel="stylesheet" href="${context.assets('shop.css')}">
<noscript><link rel="stylesheet" href="${context.assets('no-script.css')}">${
    page.turnsWithoutScript && html`<meta http-equiv="refresh" content="5">`
  }</noscript>
${page.island && html`<script src="${context.assets(page.island)}" defer></script>`}
</head>`
}

function header(context: PageContext, text: Text): Safe {
  const initial = Array.from(context.merchantName)[0] ?? ''
  return html`<header class="header"><div class="header-inner">
<a class="brand" href="/"><span class="brand-mark" aria-hidden="true">${initial}</span><span class="brand-name">${context.merchantName}</span></a>
<a class="header-link" href="/orders">${icon('search')}<span>${text.findOrder}</span></a>
</div></header>`
}

function demoNotice(context: PageContext, text: Text): Child {
  if (!context.demo) return undefined
  const ahead = Math.round((context.testClock?.aheadMs ?? 0) / 60_000)
  return html`<aside class="demo"><p>${text.demo.notice}${ahead > 0 && ` ${text.demo.clockAhead(ahead)}`} <a class="text-link" href="${context.demo.simulatorUrl}">${text.demo.simulator}</a></p></aside>`
}

function footer(context: PageContext, text: Text): Safe {
  const { other } = text
  const otherLang: Lang = other.lang === 'en' ? 'en' : 'zh'
  return html`<footer class="footer" aria-label="${text.footer}">
<a class="footer-link" href="/orders">${text.findOrder}</a>
<a class="footer-link" href="${inLanguage(context.path, otherLang)}" lang="${other.tag}" hreflang="${other.tag}">${other.label}</a>
<span class="footer-mark">${icon('key')}${text.poweredBy}</span>
</footer>`
}
