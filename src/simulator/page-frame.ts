// What every page of the simulator shares: the frame around it, its headers, and the error page the real
// gateway shows to a buyer, always in Chinese, when a merchant's link is wrong.

import { encodeText } from './charset.ts'
import { type Html, html } from './html.ts'
import { type Speech, speechFor } from './page-text.ts'
import type { Refusal } from './refusal.ts'

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
}

export function page({ base, speech, title, isWide, isOnce }: Frame, content: Html): string {
  const { text, isEnglish } = speech
  const [code, lang] = isEnglish ? ['zh', 'zh-CN'] : ['en', 'en']
  const other = html`<a href="?lang=${code}" lang="${lang}">${text.other}</a>`
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

/** Section 4: HTTP 200, GBK, and the sub code without its prefix. */
export function debugErrorPage(base: string, refusal: Refusal): Buffer {
  const code = refusal.subCode.replace(/^isv\./, '')
  const content = html`<section class="card">
<h1>调试错误，请回到请求来源地，重新发起请求。</h1>
<p>错误代码 <span class="mono">${code}</span></p>
<p>${refusal.message}</p>
</section>`
  const speech = speechFor('zh', undefined)
  const frame = { base, speech, title: '调试错误', isOnce: true }
  return encodeText(page(frame, content), 'gbk')
}
