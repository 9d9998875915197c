// The look-up's second step: a one-time code to the phone or e-mail of the order shows everything in full. Each
// step is a posted form, so it works without script.

import { textOf } from '../languages/languages.ts'
import type { CodeText } from '../languages/zh-CN/code.ts'
import { notice } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import type { PageContext } from './views.ts'
import type { CodeProblem, CodeView, CodeWay } from './views-code.ts'

export function codeCard(context: PageContext, view: CodeView): Safe {
  const text = textOf(context.lang).code
  const { sent, ways } = view
  const way = ways.find((one) => one.way === sent?.way)
  return html`<section class="card" id="code" aria-labelledby="code-title"><h2 class="heading" id="code-title">${text.title}</h2>${problemNotice(context, view, text)}${
    sent && way ? entry(context, view, way, sent.pauseSeconds, text) : offer(view, text)
  }</section>`
}

function offer(view: CodeView, text: CodeText): Safe {
  return html`<p class="second">${text.lead}</p>${sendForm(
    view,
    view.ways.map(({ way, to }, at) => sendButton(way, text.send[way](to), at === 0)),
  )}`
}

function entry(
  context: PageContext,
  view: CodeView,
  { way, to }: CodeWay,
  pauseSeconds: number,
  text: CodeText,
): Safe {
  const isWrong = view.problem?.kind === 'wrong'
  const others = view.ways.filter((one) => one.way !== way)
  return html`<p class="second" role="status">${text.sent[way](to)}</p>
<form class="code-form" method="post" action="/orders/reveal#code" data-once>${hidden(view)}<input type="hidden" name="way" value="${way}">
<div class="field"><label class="label" for="code-input">${text.label}</label>
<div class="coupon-line"><input class="input code" id="code-input" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required maxlength="12" spellcheck="false" autofocus${isWrong && html` aria-invalid="true" aria-describedby="code-problem"`}><button class="button button-primary" type="submit">${text.submit}</button></div></div></form>
${sendForm(view, [
  html`<button class="link-button" type="submit" name="way" value="${way}" data-again="${String(pauseSeconds)}" data-again-words="${text.againIn('{n}')}">${icon('refresh')}<span data-word>${text.again}</span></button>`,
  ...others.map((other) => sendButton(other.way, text.send[other.way](other.to), false)),
])}
<details class="help"><summary>${icon('next')}${text.none}</summary><ol><li>${way === 'sms' ? text.noneSms : text.noneMail}</li><li>${contactLine(context, text)}</li></ol></details>`
}

function sendForm(view: CodeView, buttons: readonly Safe[]): Safe {
  return html`<form class="actions" method="post" action="/orders/codes#code">${hidden(view)}${buttons}</form>`
}

function sendButton(way: CodeWay['way'], words: string, isFirst: boolean): Safe {
  return html`<button class="button${isFirst && ' button-primary'}" type="submit" name="way" value="${way}">${words}</button>`
}

function hidden({ orderNumber, phone }: CodeView): Safe {
  return html`<input type="hidden" name="order_number" value="${orderNumber}"><input type="hidden" name="phone" value="${phone}">`
}

function contactLine({ support }: PageContext, text: CodeText): Child {
  if (!support) return text.noneNoContact
  return html`${text.noneContact}${
    support.url === undefined
      ? support.label
      : html`<a class="text-link" href="${support.url}">${support.label}</a>`
  }`
}

function problemNotice(context: PageContext, { problem }: CodeView, text: CodeText): Child {
  if (!problem) return undefined
  const words = sentenceOf(problem, context, text)
  return html`<div role="alert" id="code-problem">${notice(problem.kind === 'limited' ? 'warn' : 'bad', 'exclaim', html`<p>${words}</p>`)}</div>`
}

function sentenceOf(problem: CodeProblem, { lang }: PageContext, text: CodeText): string {
  switch (problem.kind) {
    case 'wrong':
      return text.wrong(problem.left)
    case 'over':
      return text.over
    case 'unavailable':
      return text.unavailable
    case 'limited':
      return text.limited(textOf(lang).wait(problem.waitSeconds))
  }
}
