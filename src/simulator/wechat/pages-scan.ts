// The scanner: what a phone does with a QR code, for someone who has no phone at hand. It belongs to both
// gateways, since a code does not say whose it is before it is read.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Html, html } from '../html.ts'
import { page, pageHeaders } from '../page-frame.ts'
import { speechOf } from '../speech.ts'
import { buyerCookie } from './login.ts'
import { findPayer, payers } from './model.ts'
import { type PageText, pageTexts, type Speech } from './pages-text.ts'
import type { Surroundings } from './surroundings.ts'

type Scanned =
  /** A path of this host. */
  | { readonly kind: 'leads'; readonly to: string }
  | { readonly kind: 'either_app'; readonly wechat: string; readonly alipay: string }
  | { readonly kind: 'nothing' | 'strange' }

/**
 * Adds `GET /scan` to the simulator's mount. `?code=` is the text of a QR code, `buyer` (optional) the openid of
 * the payer whose phone scans it; without a code there is a form to paste one.
 */
export function addScanner(server: FastifyInstance, around: Surroundings): void {
  server.get('/scan', (request, reply) => {
    const query = new URLSearchParams(request.url.split('?').slice(1).join('?'))
    const code = (query.get('code') ?? '').trim()
    const buyer = findPayer(query.get('buyer'))
    if (buyer) {
      const cookie = `${buyerCookie}=${buyer.openId}; Path=${around.basePath()}/; SameSite=Lax`
      reply.header('set-cookie', cookie)
    }
    const scanned = read(code, buyer?.openId, around)
    reply.headers(pageHeaders)
    if (scanned.kind === 'leads') return reply.redirect(scanned.to, 303)
    const content = scannerPage(request, code, scanned, around)
    return reply.type('text/html;charset=utf-8').send(content)
  })
}

const wechatCode = /^weixin:\/\/(?:wxpay\/bizpayurl|pay\.weixin\.qq\.com\/bizpayurl\/up)\?(.+)$/

function read(
  code: string,
  buyer: string | undefined,
  { basePath, wechatUrl }: Surroundings,
): Scanned {
  if (code === '') return { kind: 'nothing' }
  const [, wechatQuery] = wechatCode.exec(code) ?? []
  if (wechatQuery !== undefined) {
    const pr = encodeURIComponent(new URLSearchParams(wechatQuery).get('pr') ?? '')
    const who = buyer === undefined ? '' : `?buyer=${buyer}`
    return { kind: 'leads', to: `${basePath()}/wechat/cashier/${pr}${who}` }
  }
  const here = new URL(wechatUrl())
  const there = URL.canParse(code) ? new URL(code) : undefined
  if (there?.origin !== here.origin) return { kind: 'strange' }
  const path = there.pathname + there.search
  if (there.pathname.startsWith(`${basePath()}/qr/`)) return { kind: 'leads', to: path }
  const openedIn = (app: string) => {
    const opened = new URL(there)
    opened.searchParams.set('env', app)
    return opened.pathname + opened.search
  }
  return { kind: 'either_app', wechat: openedIn('wechat'), alipay: openedIn('alipay') }
}

function scannerPage(
  request: FastifyRequest,
  code: string,
  scanned: Exclude<Scanned, { readonly kind: 'leads' }>,
  { basePath }: Surroundings,
): string {
  const speech = speechOf(request, pageTexts)
  const { text } = speech
  const content = html`${answerCard(scanned, text)}${scanForm(basePath(), code, speech)}`
  const query = code === '' ? '' : new URLSearchParams({ code }).toString()
  return page({ base: basePath(), speech, title: text.scanTitle, query }, content)
}

function answerCard(scanned: Exclude<Scanned, { kind: 'leads' }>, text: PageText): Html | null {
  switch (scanned.kind) {
    case 'nothing':
      return null
    case 'strange':
      return html`<section class="state bad" role="alert">
<h2>${text.scanStrangeTitle}</h2><p>${text.scanStrangeText}</p></section>`
    case 'either_app':
      return html`<section class="card" role="status">
<h2>${text.scanWhichTitle}</h2><p>${text.scanWhichText}</p>
<a class="button" href="${scanned.wechat}">${text.openInWechat}</a>
<a class="button" href="${scanned.alipay}">${text.openInAlipay}</a></section>`
  }
}

function scanForm(base: string, code: string, { text, isEnglish, suffix }: Speech): Html {
  const lang =
    suffix === '' ? null : html`<input type="hidden" name="lang" value="${suffix.slice(6)}">`
  const phones = payers.map(
    ({ openId, name }) => html`<option value="${openId}">${isEnglish ? name.en : name.zh}</option>`,
  )
  return html`<form class="card" method="get" action="${base}/scan">
<h1>${text.scanTitle}</h1><p>${text.scanText}</p>${lang}
<div class="row"><label>${text.scanCode}<input name="code" value="${code}" required autocomplete="off"></label>
<label>${text.scanPhone}<select name="buyer"><option value="">${text.scanAnyone}</option>${phones}</select></label></div>
<button class="first">${text.scanGo}</button>
</form>`
}
