// What every page of the simulator shares: the frame around it and its headers.

import { type Html, html } from './html.ts'
import type { Speech } from './speech.ts'

/**
 * No script, no inline style, nothing from elsewhere. Forms may lead to any web address, because browsers
 * apply the rule to redirects too and a paid buyer is redirected to the merchant.
 */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'self'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

export interface Frame {
  /** Path of the simulator's mount, without a slash at its end. */
  readonly base: string
  readonly speech: Speech
  readonly title: string
  readonly isWide?: boolean
  /** A page that cannot be asked for again: no other language, and in GBK. */
  readonly isOnce?: boolean
  /** What the page's address asks besides the language, as `a=1&b=2`. */
  readonly query?: string
}

export function page(frame: Frame, content: Html): string {
  const { base, speech, title, isWide, isOnce, query } = frame
  const { text, isEnglish } = speech
  const [code, lang] = isEnglish ? ['zh', 'zh-CN'] : ['en', 'en']
  const address = query ? `?${query}&lang=${code}` : `?lang=${code}`
  const other = html`<a href="${address}" lang="${lang}">${text.other}</a>`
  return html`<!doctype html>
<html lang="${text.lang}">
<head>
<meta charset="${isOnce ? 'GBK' : 'utf-8'}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${text.brand}</title>
<link rel="stylesheet" href="${base}/style.css">
</head>
<body class="${isWide ? 'wide' : ''}">
<header class="top"><div><span class="brand">${text.brand}</span>${isOnce ? null : other}</div></header>
<main>
<p class="note">${text.notReal}</p>
${content}
</main>
</body>
</html>
`.html
}
