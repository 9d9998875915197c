// The error page the real gateway shows to a buyer, always in Chinese, when a merchant's link is wrong.

import { encodeText } from '../charset.ts'
import { html } from '../html.ts'
import { page } from '../page-frame.ts'
import { speechFor } from '../speech.ts'
import { pageTexts } from './page-text.ts'
import type { Refusal } from './refusal.ts'

/** Fact sheet Alipay, section 4: HTTP 200, GBK, and the sub code without its prefix. */
export function debugErrorPage(base: string, refusal: Refusal): Buffer {
  const code = refusal.subCode.replace(/^isv\./, '')
  const content = html`<section class="card">
<h1>调试错误，请回到请求来源地，重新发起请求。</h1>
<p>错误代码 <span class="mono">${code}</span></p>
<p>${refusal.message}</p>
</section>`
  const speech = speechFor(pageTexts, 'zh', undefined)
  const frame = { base, speech, title: '调试错误', isOnce: true }
  return encodeText(page(frame, content), 'gbk')
}
