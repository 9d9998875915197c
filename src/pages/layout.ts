// The frame of every page: head, the merchant's name, the contents, a small footer. The head carries the style, so that
// a page is painted as soon as it is there; the policy names these sheets by their hashes, and no script is inline.

import { accountTextOf, type Text, textOf } from '../languages/languages.ts'
import { footer } from './footer.ts'
import { type Found, foundHead } from './found.ts'
import { type Child, html, type Safe, styleSheet } from './html.ts'
import { icon } from './icons.ts'
import type { PageContext } from './views.ts'

export type Page = Readonly<{
  title: string
  /** how wide the contents may grow: a shelf of things, a counter of two columns, a slip of one */
  width: 'shelf' | 'counter' | 'slip'
  body: Safe
  /** built script of the page, e.g. `cashier.js` */
  island?: string
  /** a page about one order is not for search engines */
  isPrivate?: boolean
  /** for search engines and those it is shared with; a page that is not to be found has none */
  found?: Found
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
${announcement(context, page, text)}
<main id="main" class="main main-${page.width}">
${page.body}
</main>
${footer(context, text)}
</body>
</html>
`.toString()
}

function head(context: PageContext, page: Page): Safe {
  const { look, styles } = context
  const title =
    page.title === context.merchantName ? page.title : `${page.title} · ${context.merchantName}`
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
${page.isPrivate && html`<meta name="robots" content="noindex">`}
<title>${title}</title>
${page.found && !page.isPrivate && foundHead(context, title, page.found)}
${
  look?.logo
    ? html`<link rel="icon" href="${look.logo}">`
    : html`<link rel="icon" type="image/svg+xml" href="${context.assets('icon.svg')}">`
}
<style>${styleSheet(styles.shop)}</style>
${styles.accent && html`<style>${styleSheet(styles.accent)}</style>`}
<noscript><style>${styleSheet(styles.noScript)}</style>${
    page.turnsWithoutScript && html`<meta http-equiv="refresh" content="5">`
  }</noscript>
${page.island && html`<script src="${context.assets(page.island)}" defer></script>`}
</head>`
}

function header(context: PageContext, text: Text): Safe {
  const account = accountTextOf(context.lang)
  return html`<header class="header"><div class="header-inner">
<a class="brand" href="${context.home ?? ''}/">${brandMark(context)}<span class="brand-name">${context.merchantName}</span></a>
<nav class="header-links">${basketLink(context, text)}<a class="header-link" href="/orders">${icon('search')}<span>${text.findOrder}</span></a>
<a class="header-link" href="${context.isSignedIn ? '/account' : '/sign-in'}">${icon('person')}<span>${context.isSignedIn ? account.mine : account.signIn}</span></a></nav>
</div></header>`
}

function brandMark({ merchantName, look }: PageContext): Safe {
  if (look?.logo) return html`<img class="brand-logo" src="${look.logo}" alt="">`
  const [initial = ''] = Array.from(merchantName)
  return html`<span class="brand-mark" aria-hidden="true">${initial}</span>`
}

/** On the pages of the shop; whoever is paying, or looks at an order, is left alone. */
function announcement({ look }: PageContext, { isPrivate }: Page, text: Text): Child {
  if (isPrivate || !look?.announcement) return undefined
  return html`<aside class="announcement" aria-label="${text.announcement}"><p>${look.announcement}</p></aside>`
}

/** What is in it belongs to the host it was filled at. */
function basketLink({ basket = 0, home = '' }: PageContext, text: Text): Child {
  if (basket === 0 || home !== '') return undefined
  return html`<a class="header-link" href="/basket">${icon('basket')}<span>${text.course.basket.link(basket)}</span></a>`
}

function demoNotice(context: PageContext, text: Text): Child {
  if (!context.demo) return undefined
  const ahead = Math.round((context.testClock?.aheadMs ?? 0) / 60_000)
  return html`<aside class="demo"><p>${text.demo.notice}${ahead > 0 && ` ${text.demo.clockAhead(ahead)}`} <a class="text-link" href="${context.demo.simulatorUrl}">${text.demo.simulator}</a></p></aside>`
}
