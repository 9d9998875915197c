// "I paid and got nothing": the number in the bill finds the payment. It travels in a posted form, never in an
// address, and the answer stands on the same page: one sentence, one next step.

import { type Text, textOf } from '../languages/languages.ts'
import { bigState, copyAnnouncer, type Mood, money, primaryLink, supportLine } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { layout } from './layout.ts'
import { alert, foundCard } from './lookup.ts'
import type { PageContext } from './views.ts'
import type { RescueOutcome, RescueVerdict, RescueView } from './views-lookup.ts'

/** `GET /rescue`, and the answer to `POST /rescue`. */
export function rescuePage(context: PageContext, view: RescueView): string {
  const text = textOf(context.lang)
  const { outcome } = view
  const found = outcome?.kind === 'found' ? outcome : undefined
  return layout(context, {
    title: text.rescue.title,
    width: 'counter',
    island: 'lookup.js',
    isPrivate: true,
    body: html`${
      !found &&
      html`<div class="lead"><h1 class="title">${text.rescue.title}</h1><p class="lead-sentence">${text.rescue.lead}</p></div>`
    }<div class="counter"><div class="counter-main">${found && answer(found, text)}${form(context, view, text)}</div>
<div class="counter-side">${whereCard(text)}</div></div>
${copyAnnouncer(text)}`,
  })
}

type Found = Extract<RescueOutcome, { kind: 'found' }>

const looks: Readonly<Record<RescueVerdict, readonly [Mood, IconName]>> = {
  delivered: ['good', 'check'],
  owed: ['warn', 'clock'],
  refunding: ['calm', 'refund'],
  refunded: ['calm', 'refund'],
  late: ['calm', 'clock'],
  unpaid: ['wait', 'clock'],
  over: ['calm', 'cross'],
  silent: ['warn', 'clock'],
  contradicted: ['warn', 'exclaim'],
}

function answer({ verdict, order }: Found, text: Text): Safe {
  const { title, sentence } = text.rescue.verdicts[verdict]
  const isWhole = verdict === 'delivered' && order.resultUrl !== undefined
  const words = isWhole ? text.cashier.states.paid.sentence : sentence
  const above = bigState(...looks[verdict], title, html`${money(order.amountFen)} · ${words}`)
  return foundCard(order, text, { above, step: () => step({ verdict, order }, text) })
}

/** Whoever has to ask again does so with the form below, which is the first step then. */
function step({ verdict, order }: Pick<Found, 'verdict' | 'order'>, text: Text): Child {
  if (asksAgain(verdict)) return undefined
  if (order.cashierUrl) return primaryLink(order.cashierUrl, text.lookup.payOn)
  if (order.resultUrl) return primaryLink(order.resultUrl, text.lookup.seeResult)
  return primaryLink('/orders', text.findOrder)
}

function asksAgain(verdict: RescueVerdict): boolean {
  return verdict === 'silent' || verdict === 'contradicted' || verdict === 'over'
}

function form(context: PageContext, { typed, outcome }: RescueView, text: Text): Safe {
  const { rescue } = text
  const isFirst = outcome?.kind !== 'found' || asksAgain(outcome.verdict)
  return html`<form class="card" method="post" action="/rescue" data-once>${remark(outcome, text)}
<div class="field"><label class="label" for="number">${rescue.number}</label>
<input class="input code" id="number" name="number" type="text" required maxlength="80" autocomplete="off" autocapitalize="characters" spellcheck="false" value="${typed.number}" aria-describedby="number-hint"><p class="hint" id="number-hint">${rescue.numberHint}</p></div>
<div class="field"><label class="label" for="phone">${rescue.phone} <span class="second">${text.buy.optional}</span></label>
<input class="input" id="phone" name="phone" type="tel" inputmode="tel" maxlength="40" autocomplete="tel" value="${typed.phone}" aria-describedby="phone-hint"><p class="hint" id="phone-hint">${rescue.phoneHint}</p></div>
<div class="actions"><button class="button${isFirst && ' button-primary'}" type="submit">${icon('search')}${rescue.submit}</button></div>${supportLine(context, text)}</form>`
}

/** One sentence for a wrong number and a wrong phone alike. */
function remark(outcome: RescueOutcome | undefined, text: Text): Child {
  switch (outcome?.kind) {
    case 'not_found':
      return alert('bad', text.rescue.notFound, text.rescue.notFoundWhy)
    case 'silent': {
      const { title, sentence } = text.rescue.verdicts.silent
      return alert('warn', title, sentence)
    }
    case 'rate_limited':
      return alert(
        'warn',
        text.lookup.limited,
        text.lookup.limitedWhy(text.wait(outcome.retryAfterSeconds)),
      )
    case 'found':
    case undefined:
      return undefined
  }
}

function whereCard(text: Text): Safe {
  const { bills, where } = text.rescue
  return html`<section class="card"><h2 class="heading">${where}</h2>${(
    ['alipay', 'wechat'] as const
  ).map(
    (app) =>
      html`<h3 class="bill-app">${icon(app)}<span>${text.payTypes[app]}</span></h3><ol class="bill-steps">${bills[app].map((each) => html`<li>${each}</li>`)}</ol>`,
  )}</section>`
}
