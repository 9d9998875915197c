// Finding an order again by its number and phone. Both travel in a posted form, never in an address, and
// the answer stands on the same page.

import { type Text, textOf } from '../languages/languages.ts'
import { contentCards } from './content.ts'
import { courseCards } from './course.ts'
import {
  bigMoney,
  copyAnnouncer,
  discountFact,
  facts,
  help,
  linesText,
  moment,
  money,
  notice,
  orderNumberFact,
  primaryLink,
  rescueLink,
} from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { keyLabel, keyText, pageLink, validityText } from './keys.ts'
import { layout } from './layout.ts'
import { codeCard } from './lookup-code.ts'
import { refundFact, refundNotices } from './refunds.ts'
import type { FoundOrder, PageContext, RecentOrder } from './views.ts'
import type { LookupView } from './views-lookup.ts'

/** `GET /orders`, and the answer to `POST /orders`. */
export function lookupPage(context: PageContext, view: LookupView): string {
  const text = textOf(context.lang)
  const found = view.outcome?.kind === 'found' ? view.outcome.order : undefined
  return layout(context, {
    title: text.lookup.title,
    width: 'counter',
    island: 'lookup.js',
    isPrivate: true,
    body: html`<div class="lead"><h1 class="title">${text.lookup.title}</h1><p class="lead-sentence">${text.lookup.lead}</p></div>
<div class="counter"><div class="counter-main">${found && foundCard(found, text, { home: context.home, takesCode: view.code !== undefined })}${view.code && codeCard(context, view.code)}${form(context, view, text)}</div>
<div class="counter-side">${recentCard(view.recent, text)}<p><a class="link-button" href="/license">${icon('key')}<span>${text.license.keyLink}</span></a></p><p>${rescueLink(text)}</p></div></div>
${copyAnnouncer(text)}`,
  })
}

/** With an answer above it, asking again is no longer the first step. */
function form(context: PageContext, view: LookupView, text: Text): Safe {
  const { typed } = view
  const isFirst = view.outcome?.kind !== 'found'
  return html`<form class="card" method="post" action="/orders" data-once>${remark(view, text)}
<div class="field"><label class="label" for="order_number">${text.orderNumber}</label>
<input class="input code" id="order_number" name="order_number" type="text" required maxlength="64" autocomplete="off" autocapitalize="characters" spellcheck="false" value="${typed.orderNumber}"></div>
<div class="field"><label class="label" for="phone">${text.lookup.phone}</label>
<input class="input" id="phone" name="phone" type="tel" inputmode="tel" required maxlength="40" autocomplete="tel" value="${typed.phone}"></div>
<div class="actions"><button class="button${isFirst && ' button-primary'}" type="submit">${icon('search')}${text.lookup.submit}</button></div>${help(context, text)}</form>`
}

/** One sentence for a wrong number and a wrong phone alike. */
function remark(view: LookupView, text: Text): Child {
  const { outcome } = view
  if (outcome?.kind === 'not_found')
    return alert('bad', text.lookup.notFound, text.lookup.notFoundWhy)
  if (outcome?.kind === 'rate_limited') {
    const why = text.lookup.limitedWhy(text.wait(outcome.retryAfterSeconds))
    return alert('warn', text.lookup.limited, why)
  }
  return undefined
}

export function alert(mood: 'bad' | 'warn', title: string, sentence: string): Safe {
  return html`<div role="alert">${notice(mood, 'exclaim', html`<p class="notice-title">${title}</p><p>${sentence}</p>`)}</div>`
}

/**
 * `above` and `step` stand in for the order's own state and next step, of which there may be none; `takesCode`: the card
 * below shows what is hidden.
 */
export function foundCard(
  order: FoundOrder,
  text: Text,
  {
    above,
    step,
    takesCode = false,
    home = '',
  }: Readonly<{
    above?: Child
    step?: (order: FoundOrder) => Child
    takesCode?: boolean
    home?: string | undefined
  }>,
): Safe {
  const { payment, licenses, refunds } = order
  const next = step ? step(order) : foundStep(order, home, text)
  return html`<section class="card">${above ?? html`<div class="found-head">${stateMark(order.state, text)}${bigMoney(order.amountFen)}</div>`}${
    order.late &&
    notice(order.late === 'settled' ? 'calm' : 'warn', 'clock', text.result.lateFates[order.late])
  }${refundNotices(refunds, text)}
${facts([
  { name: text.product, value: linesText(order.lines, text) },
  discountFact(order.discountFen, text),
  payment !== null && { name: text.result.method, value: text.payTypes[payment.payType] },
  payment !== null && { name: text.result.paidAt, value: moment(payment.paidAt, text) },
  refundFact(refunds, text),
  orderNumberFact(order.orderNumber, text),
  payment !== null &&
    payment.tradeNo !== null && {
      name: text.result.tradeNo,
      value: html`<span class="code">${payment.tradeNo}</span>`,
    },
])}
${
  licenses.length > 0 &&
  html`<h2 class="heading">${text.lookup.license}</h2><ul class="key-list">${licenses.map(
    (license) =>
      html`<li class="key-row"><p class="key-what">${keyLabel(license, text)}</p><div class="key-line">${keyText(license)}</div><p class="key-what">${validityText(license, text)}</p>${license.pageUrl && html`<p class="file-link">${pageLink(license.pageUrl, text)}</p>`}</li>`,
  )}</ul>${
    !takesCode &&
    licenses.some(({ key, fate }) => key.kind === 'masked' && fate === undefined) &&
    html`<p class="hint">${icon('lock')}<span>${text.lookup.keysMasked}</span></p>`
  }`
}${courseCards(order.courses ?? [], { isFirst: false }, text)}${contentCards(order.contents ?? [], { isFirst: false }, text)}
${!takesCode && next !== undefined && html`<div class="actions">${next}</div>`}</section>`
}

function foundStep(order: FoundOrder, home: string, text: Text): Safe {
  if (order.cashierUrl) return primaryLink(order.cashierUrl, text.lookup.payOn)
  if (order.resultUrl) return primaryLink(order.resultUrl, text.lookup.seeResult)
  return primaryLink(`${home}/`, text.backToShop)
}

type State = FoundOrder['state']
const marks: Readonly<Record<State, readonly ['good' | 'warn' | 'calm', IconName]>> = {
  waiting: ['warn', 'clock'],
  closing: ['warn', 'clock'],
  paid: ['good', 'check'],
  cancelled: ['calm', 'cross'],
  expired: ['calm', 'clock'],
  refunded: ['calm', 'refund'],
  part_refunded: ['calm', 'refund'],
}

function stateMark(state: State, text: Text): Safe {
  const [mood, mark] = marks[state]
  return html`<span class="pill pill-${mood}">${icon(mark)}<span>${text.orderStates[state]}</span></span>`
}

function recentCard(recent: readonly RecentOrder[], text: Text): Safe {
  const list =
    recent.length > 0
      ? html`<ul class="recent">${recent.map((order) => recentRow(order, text))}</ul>`
      : html`<p class="second">${text.lookup.none} <a class="text-link" href="/">${text.lookup.buy}</a></p>`
  return html`<section class="card"><h2 class="heading">${text.lookup.recent}</h2>${list}</section>`
}

/** An order in a list, on this page and in the account. */
export function recentRow(order: RecentOrder, text: Text): Safe {
  return html`<li><a class="recent-row" href="${order.url}"><span class="plan-words"><span class="plan-name">${order.name}</span><span class="plan-terms">${moment(order.createdAt, text)}</span></span><span class="recent-end"><span class="plan-price">${money(order.amountFen)}</span>${stateMark(order.state, text)}</span></a></li>`
}
