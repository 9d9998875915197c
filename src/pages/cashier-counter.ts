// The open counter of the cashier: the ways to pay, the code to scan, and what to press after paying. It shows
// what belongs to the chosen way and nothing of the others: choosing another one loads the page again.

import type { Text } from '../languages/languages.ts'
import { coverCard, coverSteps } from './cashier-cover.ts'
import { askedEnvironment, cashierWith, type Order } from './cashier-order.ts'
import { doneForm, payForm } from './cashier-pay.ts'
import { scanBox } from './cashier-scan.ts'
import { facts, help, notice, orderNumberFact, primaryLink } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { statusLine } from './live.ts'
import type { CashierView, Environment, PageContext } from './views.ts'
import { type Choice, choicesIn, choose, type Ways } from './ways.ts'

/** Everything below the amount while the order can be paid. */
export function counter(context: PageContext, view: CashierView, text: Text): Safe {
  const choices = choicesIn(context.env, view)
  const chosen = choose(choices, { asked: view.method })
  const order: Order = { context, view, text, choices, chosen }
  const usable = choices.filter((choice) => choice.usable)
  if (chosen && usable.every((choice) => choice.ways.cover))
    return coverCard(order, html`${orderFacts(order)}${help(context, text)}${asides(order)}`)

  const ways = html`<section class="card">${remark(order)}${choiceForm(order)}<div class="steps" data-chosen>${
    chosen ? steps(order, chosen) : refreshLink(order)
  }</div>${help(context, text)}${asides(order)}</section>`
  const side = html`<section class="card scan">${
    chosen?.ways.scan && html`<div data-chosen>${scanBox(order, chosen)}</div>`
  }${statusLine(text.cashier.waiting)}${orderFacts(order)}</section>`
  return html`<div class="counter"><div class="counter-main">${ways}</div><div class="counter-side">${side}</div></div>`
}

/** What went wrong or is not known yet, above everything else. */
function remark({ view, text, choices, chosen }: Order): Child {
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
  if (chosen) return undefined
  const elsewhere = choices.find((choice) => choice.method?.available)
  return notice('warn', 'exclaim', elsewhere ? choiceHint(elsewhere, text) : cashier.unavailable)
}

function choiceForm(order: Order): Safe {
  const { view, text, choices } = order
  const env = askedEnvironment(order)
  const isChoice = choices.filter((choice) => choice.usable).length > 1
  return html`<form method="get" action="/cashier/${view.orderNumber}" autocomplete="off" data-methods data-changing="${text.cashier.changing}">${
    env !== undefined && html`<input type="hidden" name="env" value="${env}">`
  }<fieldset class="choices"><legend class="heading">${text.cashier.methods}${
    isChoice && html`<span class="unseen">${text.cashier.methodsLoad}</span>`
  }</legend>${choices.map((choice) => choiceRadio(order, choice))}</fieldset>${
    isChoice &&
    html`<noscript><button class="button" type="submit">${text.cashier.useMethod}</button></noscript>`
  }</form>`
}

function choiceRadio(order: Order, choice: Choice): Safe {
  const { text, chosen } = order
  const { id, usable } = choice
  return html`<label class="choice"><input class="choice-radio" type="radio" name="method" value="${id}"${
    id === chosen?.id && html` checked`
  }${usable ? html` data-load="${cashierWith(order, id)}"` : html` disabled`}><span class="choice-box"><span class="method-mark method-${id}">${icon(id === 'both' ? 'scan' : id)}</span><span class="plan-words"><span class="plan-name">${text.cashier.choices[id]}</span><span class="plan-terms">${choiceHint(choice, text)}</span></span></span></label>`
}

function choiceHint({ method, ways }: Choice, { cashier }: Text): string {
  const { methodHint } = cashier
  if (!method) return methodHint.both
  if (!method.available) return method.reason ?? cashier.unavailable
  return methodHint[hintOf(ways)](method.id)
}

function hintOf({ jump, scan, cover }: Ways) {
  if (cover) return 'browser'
  if (jump?.kind === 'inside') return 'inside'
  if (jump) return scan ? 'scanOrJump' : 'jump'
  return scan ? 'scan' : 'phone'
}

function steps(order: Order, chosen: Choice): Child {
  const first = chosen.ways.cover ? coverSteps(order, chosen) : payForm(order, chosen)
  // Whoever says they have paid is not led into paying again.
  return order.view.state === 'confirming' ? [doneForm(order), first] : [first, doneForm(order)]
}

/** What few need: another way to pay, and giving up. Quiet, at the end. */
function asides(order: Order): Safe {
  return html`<div class="asides">${otherWay(order) ?? html`<span></span>`}${cancelForm(order)}</div>`
}

/** A wrong guess about the device must not be a dead end. */
function otherWay(order: Order): Safe | undefined {
  const { context, text, choices, chosen } = order
  const { viaPhone, viaQr, cover } = text.cashier
  const canScan = choices.some(({ method, usable }) => usable && method?.scenes.includes('qr'))
  const link = (env: Environment, words: string) =>
    html`<a class="link-button" href="${cashierWith(order, chosen?.id, env)}">${words}</a>`
  if (chosen?.ways.cover) return link('phone', cover.wrong)
  if (context.env === 'desktop') return link('phone', viaPhone)
  if (context.env !== 'phone' || chosen?.ways.scan || !canScan) return undefined
  return link('desktop', viaQr)
}

function cancelForm({ view, text }: Order): Child {
  if (!view.canCancel) return undefined
  return html`<form method="post" action="/cashier/${view.orderNumber}/cancel" data-once><button class="link-button" type="submit">${text.cashier.cancel}</button></form>`
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
