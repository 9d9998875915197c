// The cashier: how much, how long, which way to pay, and what is known of the payment. Every state says one
// sentence and offers one next step; the island keeps it true while the page is open.

import { type Text, textOf } from '../languages/languages.ts'
import { counter } from './cashier-counter.ts'
import { clockText } from './clock.ts'
import {
  bigMoney,
  bigState,
  copyAnnouncer,
  discountFact,
  facts,
  help,
  linesText,
  type Mood,
  money,
  orderNumberFact,
  primaryLink,
} from './elements.ts'
import { html, type Safe } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { layout } from './layout.ts'
import { liveAttributes, statusLine } from './live.ts'
import type { CashierState, CashierView, PageContext } from './views.ts'

/** `GET /cashier/{order_number}`, and the answer to its posted forms when they do not redirect. */
export function cashierPage(context: PageContext, view: CashierView): string {
  const text = textOf(context.lang)
  const { state } = view
  const isOpen = state === 'waiting' || state === 'confirming'
  return layout(context, {
    title: `${text.cashier.title} · ${text.cashier.states[state].title}`,
    width: isOpen ? 'counter' : 'slip',
    island: 'cashier.js',
    isPrivate: true,
    turnsWithoutScript: isOpen || state === 'closing' || state === 'paid',
    body: html`<div ${liveAttributes(view, staysAt[state], text)}>
${isOpen ? openOrder(context, view, text) : html`${slip(context, view, text, state)}${statusLine('')}`}
${copyAnnouncer(text)}
</div>`,
  })
}

/** The states of the order, as events tell them, that each page shows already. */
const staysAt: Readonly<Record<CashierState, string>> = {
  waiting: 'waiting',
  confirming: 'waiting',
  closing: 'waiting closing',
  expired: 'waiting closing expired cancelled',
  cancelled: 'waiting closing expired cancelled',
  paid: '',
}

/**
 * An open order carries its expired slip hidden, so that the page turns at 00:00 even where the network
 * is lost.
 */
function openOrder(context: PageContext, view: CashierView, text: Text): Safe {
  return html`<div data-open>${amountCard(view, text)}${counter(context, view, text)}</div>
<div class="slip-frame" data-over hidden>${slip(context, view, text, 'expired')}</div>`
}

function amountCard(view: CashierView, text: Text): Safe {
  const clock = html`<span class="clock" role="timer" data-countdown data-now="${String(view.now)}" data-expires="${String(view.expiresAt)}">${clockText(view.expiresAt - view.now)}</span>`
  return html`<section class="card due"><div><h1 class="due-word">${text.cashier.amountDue}</h1><p>${bigMoney(view.amountFen)}</p></div>
<div class="due-side"><p class="pill">${icon('clock')}<span>${text.cashier.payWithin(clock)}</span></p><p class="due-lines">${linesText(view.lines, text)}</p>${
    view.discountFen
      ? html`<p class="due-lines">${text.discount} −${money(view.discountFen)}</p>`
      : undefined
  }</div></section>`
}

type OverState = Exclude<CashierState, 'waiting' | 'confirming'>

const looks: Readonly<Record<OverState, readonly [Mood, IconName]>> = {
  closing: ['wait', 'clock'],
  expired: ['warn', 'clock'],
  cancelled: ['calm', 'cross'],
  paid: ['good', 'check'],
}

function slip(context: PageContext, view: CashierView, text: Text, state: OverState): Safe {
  const { title, sentence } = text.cashier.states[state]
  return html`<section class="card slip">${bigState(...looks[state], title, sentence)}
<div class="actions">${nextStep(context, view, text, state)}</div>
${facts([
  { name: text.amount, value: money(view.amountFen) },
  discountFact(view.discountFen, text),
  { name: text.product, value: linesText(view.lines, text) },
  orderNumberFact(view.orderNumber, text),
])}
${help(context, text)}</section>`
}

function nextStep(
  { home = '' }: PageContext,
  view: CashierView,
  text: Text,
  state: OverState,
): Safe {
  switch (state) {
    case 'closing':
      return primaryLink(`/cashier/${view.orderNumber}`, text.cashier.refresh)
    case 'expired':
    case 'cancelled':
      return primaryLink(home + view.reorderUrl, text.orderAgain)
    case 'paid':
      return primaryLink(view.resultUrl, text.cashier.seeKeys)
  }
}
