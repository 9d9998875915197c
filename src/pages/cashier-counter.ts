// The open counter of the cashier: the ways to pay, the code to scan, and what to press after paying. What
// belongs to one method carries `data-for`, so that the island can change methods without a request.

import { copyButton, facts, help, money, notice, orderNumberFact, primaryLink } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { statusLine } from './live.ts'
import { qrSvg } from './qr.ts'
import type { Text } from './text/text.ts'
import type { CashierView, Environment, MethodView, PageContext } from './views.ts'
import { isCovered, type Ways, waysIn } from './ways.ts'

/** Everything below the amount while the order can be paid. */
export function counter(context: PageContext, view: CashierView, text: Text): Safe {
  const usable = view.methods.filter((method) => method.available)
  const chosen = usable.find((method) => method.id === view.method) ?? usable[0]
  const order = { context, view, text, usable, chosen }
  if (chosen && isCovered(context.env)) return coverCard(order, chosen, context.env)

  const scanning = usable.filter((method) => waysIn(context.env, method).scan)
  const jumps = usable.map((method) => forMethod(order, method, payForm(order, method)))
  // Whoever says they have paid is not led into paying again.
  const steps = view.state === 'confirming' ? [doneForm(order), jumps] : [jumps, doneForm(order)]
  const ways = html`<section class="card">${remark(order)}${methodChoice(order)}<div class="steps">${
    chosen ? steps : refreshLink(order)
  }</div>${help(context, text)}${asides(order)}</section>`
  const side = html`<section class="card scan">${scanning.map((method) =>
    forMethod(order, method, scanBox(order, method)),
  )}${statusLine(text.cashier.waiting)}${orderFacts(order)}</section>`
  return html`<div class="counter"><div class="counter-main">${ways}</div><div class="counter-side">${side}</div></div>`
}

type Order = Readonly<{
  context: PageContext
  view: CashierView
  text: Text
  /** the methods that can be chosen */
  usable: readonly MethodView[]
  chosen: MethodView | undefined
}>

/** What went wrong or is not known yet, above everything else. */
function remark({ view, text, chosen }: Order): Child {
  const { cashier } = text
  if (view.trouble) {
    const { requestId } = view.trouble
    return html`<div role="alert">${notice(
      'bad',
      'exclaim',
      html`<p class="notice-title">${cashier.troubleTitle}</p><p>${cashier.trouble}</p><p class="small">${text.requestId} <span class="code">${requestId}</span></p>`,
    )}</div>`
  }
  if (view.state === 'confirming') {
    const { title, sentence } = cashier.states.confirming
    return notice('warn', 'clock', html`<p class="notice-title">${title}</p><p>${sentence}</p>`)
  }
  return !chosen && notice('warn', 'exclaim', cashier.unavailable)
}

function methodChoice(order: Order): Safe {
  const { view, text, usable } = order
  return html`<form method="get" action="/cashier/${view.orderNumber}" data-methods><fieldset class="choices"><legend class="heading">${text.cashier.methods}</legend>${view.methods.map(
    (method) => methodRadio(order, method),
  )}</fieldset>${
    usable.length > 1 &&
    html`<noscript><button class="button" type="submit">${text.cashier.useMethod}</button></noscript>`
  }</form>`
}

function methodRadio({ context, view, text, chosen }: Order, method: MethodView): Safe {
  const ways = waysIn(context.env, method)
  const { methodHint, unavailable } = text.cashier
  const hint = ways.scan ? (ways.jump ? methodHint.both : methodHint.qr) : methodHint.jump
  const load = ways.scan && method.available && !method.qr
  return html`<label class="choice"><input class="choice-radio" type="radio" name="method" value="${method.id}"${
    method === chosen && html` checked`
  }${!method.available && html` disabled`}${
    load && html` data-load="/cashier/${view.orderNumber}?method=${method.id}"`
  }><span class="choice-box"><span class="method-mark method-${method.id}">${icon(method.id)}</span><span class="plan-words"><span class="plan-name">${text.payTypes[method.id]}</span><span class="plan-terms">${
    method.available ? hint : (method.reason ?? unavailable)
  }</span></span></span></label>`
}

/** Shown while its method is the chosen one. */
function forMethod({ chosen }: Order, method: MethodView, content: Child): Child {
  if (content === undefined) return undefined
  return html`<div data-for="${method.id}"${method !== chosen && html` hidden`}>${content}</div>`
}

function payForm(order: Order, method: MethodView): Child {
  const { context, view, text } = order
  const { jump } = waysIn(context.env, method)
  if (!jump) return undefined
  const isFirst = view.state === 'waiting'
  return html`<form class="actions" method="post" action="/cashier/${view.orderNumber}/pay"${
    jump.newTab && html` target="_blank" rel="noopener"`
  } data-pay data-opened="${jump.newTab && text.cashier.opened}">
<input type="hidden" name="method" value="${method.id}"><input type="hidden" name="scene" value="${jump.scene}">
<button class="button${isFirst && ' button-primary'}" type="submit">${payWord(order, method, jump.kind)}${
    jump.newTab && html`${icon('outside')}<span class="unseen">${text.cashier.newTab}</span>`
  }</button></form>`
}

type Jump = NonNullable<Ways['jump']>

function payWord({ view, text }: Order, method: MethodView, kind: Jump['kind']): string {
  const { cashier } = text
  const amount = money(view.amountFen)
  if (view.trouble) return cashier.tryAgain
  if (view.state === 'confirming') return cashier.notPaidYet
  if (kind === 'inside') return cashier.inside(amount)
  return kind === 'here' ? cashier.jumpHere(method.id, amount) : cashier.jump(method.id, amount)
}

/** Asks the gateway. It is the next step once the buyer says so, or where only a code is offered. */
function doneForm({ context, view, text, chosen }: Order): Safe {
  const isConfirming = view.state === 'confirming'
  const onlyScans = chosen?.qr?.kind === 'code' && !waysIn(context.env, chosen).jump
  const isFirst = isConfirming || onlyScans
  return html`<form class="actions" method="post" action="/cashier/${view.orderNumber}/check" data-once><button class="button${isFirst && ' button-primary'}" type="submit">${
    isConfirming ? text.cashier.checkAgain : text.cashier.done
  }</button></form>`
}

/** What few need: another way to pay, and giving up. Quiet, at the end. */
function asides(order: Order): Safe {
  return html`<div class="asides">${otherWay(order) ?? html`<span></span>`}${cancelForm(order)}</div>`
}

/** A wrong guess about the device must not be a dead end. */
function otherWay({ context, view, text, usable }: Order): Safe | undefined {
  const { env } = context
  const { viaPhone, viaQr, cover } = text.cashier
  const canScan = usable.some((method) => method.scenes.includes('qr'))
  const link = (to: Environment, words: string) =>
    html`<a class="link-button" href="/cashier/${view.orderNumber}?env=${to}">${words}</a>`
  if (isCovered(env)) return link('phone', cover.wrong)
  if (env === 'desktop') return link('phone', viaPhone)
  return canScan && env === 'phone' ? link('desktop', viaQr) : undefined
}

function cancelForm({ view, text }: Order): Child {
  if (!view.canCancel) return undefined
  return html`<form method="post" action="/cashier/${view.orderNumber}/cancel" data-once><button class="link-button" type="submit">${text.cashier.cancel}</button></form>`
}

function scanBox(order: Order, method: MethodView): Child {
  const { view, text } = order
  const { qr } = method
  const isOnly = !waysIn(order.context.env, method).jump
  if (qr?.kind === 'code') {
    const label = text.cashier.qrLabel(method.id, money(view.amountFen))
    return html`<div class="qr">${qrSvg(qr.text, label)}</div><p class="scan-word">${text.cashier.scan(method.id)}</p>`
  }
  if (!qr) return undefined
  return html`<div class="qr qr-missing"><p class="notice-title">${text.cashier.qrMissing}</p><p class="small">${text.cashier.qrMissingWhy}</p>${refreshCode(order, method, isOnly)}</div>`
}

/** The stored code comes back; asking again never makes a second order. */
function refreshCode({ view, text }: Order, method: MethodView, isOnly: boolean): Safe {
  const isFirst = isOnly && view.state === 'waiting'
  return html`<a class="button${isFirst && ' button-primary'}" href="/cashier/${view.orderNumber}?method=${method.id}">${icon('refresh')}${text.cashier.refreshQr}</a>`
}

function refreshLink({ view, text }: Order): Safe {
  return html`<div class="actions">${primaryLink(`/cashier/${view.orderNumber}`, text.cashier.refresh)}</div>`
}

function orderFacts({ context, view, text }: Order): Safe {
  return facts([
    orderNumberFact(view.orderNumber, text),
    { name: text.payee, value: context.merchantName },
  ])
}

/** Inside an app that cannot open the gateway: how to change to a browser with the same order. */
function coverCard(order: Order, method: MethodView, app: 'wechat' | 'other-app'): Safe {
  const { context, view, text } = order
  const { cover } = text.cashier
  return html`<section class="card cover"><span class="cover-corner">${icon('corner')}</span>
<h2 class="title">${cover.title}</h2><p>${cover.why(app, method.id)}</p>
<ol class="cover-steps">${cover.steps.map((step) => html`<li>${step}</li>`)}</ol>
<div class="actions">${copyButton(view.openUrl, cover.copy, 'primary')}</div>
<p class="copy-source"><span>${cover.link}</span><span class="code">${view.openUrl}</span></p>
${statusLine(text.cashier.waiting)}
${orderFacts(order)}${help(context, text)}${asides(order)}</section>`
}
