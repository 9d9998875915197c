// What the simulated cashier looks like in each of its states. Pure: a view comes in, HTML goes out.

import { formatYuan } from '../../core/money.ts'
import { formatShanghai } from '../../core/time.ts'
import { type Html, html } from '../html.ts'
import { page } from '../page-frame.ts'
import { type Buyer, buyers, type Offer, type Trade } from './model.ts'
import { type PageText, reasonFor, type Speech } from './page-text.ts'
import type { Refusal } from './refusal.ts'

export type Situation =
  /** Can be paid; `refused` is why the last buyer could not. */
  | { readonly kind: 'open'; readonly trade: Trade | undefined; readonly refused: Refusal | null }
  /** `nextUrl`: the merchant's return; `appResult`: what the client SDK would hand over. */
  | {
      readonly kind: 'paid'
      readonly nextUrl: string | null
      readonly appResult: string | null
    }
  | { readonly kind: 'closed' }
  | { readonly kind: 'late' }
  | { readonly kind: 'left'; readonly appResult: string | null }
  /** The number means something else by now. */
  | { readonly kind: 'unusable'; readonly refusal: Refusal }

export interface CashierView {
  readonly base: string
  readonly speech: Speech
  /** Where this offer's pages live. */
  readonly path: string
  readonly offer: Offer
  readonly situation: Situation
}

export function cashierPage(view: CashierView): string {
  const { base, speech, offer, situation } = view
  const { text } = speech
  const content = html`${order(offer, text)}${below(view)}`
  return page({ base, speech, title: titleOf(situation, text) }, content)
}

export function unknownPage(base: string, speech: Speech): string {
  const { text } = speech
  const content = html`<section class="card"><h1>${text.unknownTitle}</h1><p>${text.unknownText}</p></section>`
  return page({ base, speech, title: text.unknownTitle }, content)
}

function titleOf(situation: Situation, text: PageText): string {
  switch (situation.kind) {
    case 'open':
      return text.cashier
    case 'paid':
      return text.paidTitle
    case 'closed':
      return text.closedTitle
    case 'late':
      return text.lateTitle
    case 'left':
      return text.leftTitle
    case 'unusable':
      return text.unusableTitle
  }
}

function order({ order: { subject, amount, outTradeNo } }: Offer, text: PageText): Html {
  return html`<section class="card">
<h1>${subject}</h1>
<p class="label">${text.amountDue}</p>
<p class="amount"><small>¥</small>${formatYuan(amount)}</p>
<dl><dt>${text.orderNumber}</dt><dd class="mono">${outTradeNo}</dd></dl>
</section>`
}

function below(view: CashierView): Html {
  const { situation, speech, path } = view
  const { text, suffix } = speech
  switch (situation.kind) {
    case 'open':
      return payForm(view, situation)
    case 'paid':
      return html`${outcome(text.paidTitle, text.paidText, 'good')}
${situation.nextUrl === null ? null : html`<a class="button first" href="${situation.nextUrl}">${text.backToMerchant}</a>`}
${appResult(situation.appResult, text)}`
    case 'closed':
      return outcome(text.closedTitle, text.closedText)
    case 'late':
      return outcome(text.lateTitle, text.lateText)
    case 'left':
      return html`${outcome(text.leftTitle, text.leftText)}
<a class="button" href="${path}${suffix}">${text.backToCashier}</a>
${appResult(situation.appResult, text)}`
    case 'unusable':
      return outcome(text.unusableTitle, reasonFor(situation.refusal, speech))
  }
}

function payForm(
  { path, speech }: CashierView,
  { trade, refused }: Extract<Situation, { kind: 'open' }>,
): Html {
  const { text, suffix } = speech
  const notYet = html`<button formaction="${path}/login${suffix}">${text.logIn}</button>`
  return html`${refused === null ? null : failure(reasonFor(refused, speech), text)}
${trade ? waiting(trade, text) : null}
<form class="card" method="post" action="${path}/pay${suffix}">
<fieldset>
<legend>${text.chooseBuyer}</legend>
${buyers.map((buyer, at) => choice(buyer, at === 0, speech))}
</fieldset>
<button class="first">${text.payNow}</button>
${trade ? null : notYet}
<button formaction="${path}/leave${suffix}">${text.leave}</button>
</form>`
}

function choice(buyer: Buyer, isFirst: boolean, { text, isEnglish }: Speech): Html {
  const standing = {
    good: text.balanceGood,
    poor: text.balancePoor,
    restricted: text.accountRestricted,
  }[buyer.standing]
  return html`<label class="choice">
<input type="radio" name="buyer" value="${buyer.id}"${isFirst ? html` checked` : null}>
<span>${isEnglish ? buyer.name.en : buyer.name.zh}</span>
<span>${standing}</span>
</label>`
}

function waiting(trade: Trade, text: PageText): Html {
  return html`<section class="state" role="status">
<p>${text.loggedIn}</p>
<p class="label">${text.tradeNumber} <span class="mono">${trade.tradeNo}</span></p>
<p class="label">${text.payUntil} ${formatShanghai(trade.expiresAt)}</p>
</section>`
}

function failure(reason: string, text: PageText): Html {
  return html`<section class="state bad" role="alert">
<h2>${text.refusedTitle}</h2><p>${reason}</p><p>${text.refusedNext}</p>
</section>`
}

function outcome(title: string, sentence: string, tone = ''): Html {
  return html`<section class="card" role="status">
<h2 class="${tone}">${title}</h2><p>${sentence}</p>
</section>`
}

function appResult(result: string | null, text: PageText): Html | null {
  if (result === null) return null
  return html`<section class="card"><h2>${text.appResult}</h2><pre class="mono">${result}</pre></section>`
}
