// The code to scan, in the colours of the app that can: WeChat, Alipay, or either of them.

import { cashierWith, type Order } from './cashier-order.ts'
import { money } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { qrSvg } from './qr.ts'
import type { Choice } from './ways.ts'

/**
 * One code, and which app scans it. Never an invitation to save the picture: WeChat pays no code from the
 * album (fact sheet WeChat Pay, section 6).
 */
export function scanBox(order: Order, choice: Choice): Child {
  const code = codeOf(order, choice)
  if (code === undefined) return missing(order, choice)
  const { context, view, text } = order
  const { scan, scanElsewhere, sameAccount, qrLabel } = text.cashier
  const words = context.env === 'phone' ? scanElsewhere(choice.id) : scan(choice.id)
  return html`<div class="qr qr-${choice.id}">${qrSvg(code, qrLabel(choice.id, money(view.amountFen)))}</div>
<p class="scan-word scan-${choice.id}">${marks(choice)}<span>${words}</span></p>${
    choice.id === 'wechat' && html`<p class="small scan-hint">${sameAccount}</p>`
  }${demoLink(order, code)}`
}

function codeOf({ view }: Order, { method }: Choice): string | undefined {
  if (!method) return view.combined?.text
  return method.qr?.kind === 'code' ? method.qr.text : undefined
}

function marks({ id }: Choice): Child {
  return id === 'both' ? [icon('wechat'), icon('alipay')] : icon(id)
}

/** In a demo shop nobody has an app that could scan. */
function demoLink({ view, text }: Order, code: string): Child {
  if (view.demoScanUrl === undefined) return undefined
  const address = `${view.demoScanUrl}?code=${encodeURIComponent(code)}`
  return html`<p><a class="link-button" href="${address}" target="_blank" rel="noopener">${text.demo.scan}${icon('outside')}<span class="unseen">${text.cashier.newTab}</span></a></p>`
}

/** Asking again brings the stored code back, and never makes a second order. */
function missing(order: Order, choice: Choice): Safe {
  const { view, text } = order
  const isFirst = !choice.ways.jump && view.state === 'waiting'
  return html`<div class="qr qr-missing"><p class="notice-title">${text.cashier.qrMissing}</p><p class="small">${text.cashier.qrMissingWhy}</p><a class="button${isFirst && ' button-primary'}" href="${cashierWith(order, choice.id)}">${icon('refresh')}${text.cashier.refreshQr}</a></div>`
}
