// What the payers' pages of the simulated WeChat Pay look like in each of their states. Pure: a view comes in,
// HTML goes out.

import { formatYuan } from '../../core/money.ts'
import { formatShanghai } from '../../core/time.ts'
import { type Html, html } from '../html.ts'
import { page } from '../page-frame.ts'
import { styleSheet } from '../style.ts'
import { type Payer, payers, type Trade } from './model.ts'
import { type PageText, reasonFor, type Speech } from './pages-text.ts'
import type { Refusal } from './refusal.ts'

export type Situation =
  /** Can be paid. `scanner` is whose phone it is, where that is known; `refused` why the last try failed. */
  | { readonly kind: 'open'; readonly scanner: Payer | null; readonly refused: Refusal | null }
  | { readonly kind: Ended }

export type Ended =
  | 'paid'
  | 'alreadyPaid'
  | 'expired'
  | 'codeExpired'
  | 'closed'
  | 'otherAccount'
  | 'left'

export interface PayView {
  /** Path of the WeChat side, without a slash at its end; its style sheet is below it. */
  readonly base: string
  readonly speech: Speech
  /** This page's path, and what its address asks besides the language, as `a=1&b=2`. */
  readonly path: string
  readonly query: string
  readonly trade: Trade
  readonly situation: Situation
  /** The merchant's way back; null where it named none. */
  readonly backUrl: string | null
}

/** WeChat's green in place of Alipay's blue, kept dark enough to read on. */
export const greenStyleSheet = `${styleSheet}
:root { --accent: #07904a; --button: #087a40; --tint: #e6f6ed; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #3ecb7e; --button: #0b7a42; --tint: #10301f; }
}
`

export function payPage(view: PayView): string {
  const { base, speech, query, trade, situation } = view
  const { text } = speech
  const title = situation.kind === 'open' ? text.payTitle : text[`${situation.kind}Title`]
  const content = html`${order(trade, text)}${below(view)}`
  return page({ base, speech, title, query }, content)
}

/** A page that says one thing: why there is nothing to pay here. */
export function problemPage(
  frame: { readonly base: string; readonly speech: Speech; readonly query: string },
  title: string,
  sentence: string,
): string {
  const content = html`<section class="card" role="alert"><h1>${title}</h1><p>${sentence}</p></section>`
  return page({ ...frame, title }, content)
}

function order({ order: { mchId, description, amount, outTradeNo } }: Trade, text: PageText): Html {
  return html`<section class="card">
<h1>${description}</h1>
<p class="label">${text.amountDue}</p>
<p class="amount"><small>¥</small>${formatYuan(amount)}</p>
<dl><dt>${text.payee}</dt><dd>${text.merchant} ${mchId}</dd>
<dt>${text.orderNumber}</dt><dd class="mono">${outTradeNo}</dd></dl>
</section>`
}

function below(view: PayView): Html {
  const { situation, speech, backUrl } = view
  const { text } = speech
  if (situation.kind === 'open') return payForm(view, situation)
  const { kind } = situation
  const back = backUrl === null ? null : link(backUrl, text.backToMerchant, 'button first')
  const again = kind === 'left' ? link(addressOf(view), text.backToPay, 'button') : null
  return html`<section class="card" role="status">
<h2 class="${kind === 'paid' ? 'good' : ''}">${text[`${kind}Title`]}</h2><p>${text[`${kind}Text`]}</p>
</section>${back}${again}`
}

function payForm(
  view: PayView,
  { scanner, refused }: Extract<Situation, { readonly kind: 'open' }>,
): Html {
  const { speech, trade } = view
  const { text } = speech
  const choices = scanner === null ? payers : [scanner]
  return html`${refused === null ? null : failure(reasonFor(refused, speech), text)}
<form class="card" method="post" action="${addressOf(view, '/pay')}">
<fieldset>
<legend>${scanner === null ? text.choosePayer : text.thisPhone}</legend>
${choices.map((payer, at) => choice(payer, at === 0, speech))}
</fieldset>
<p class="label">${text.payUntil} ${formatShanghai(trade.expiresAt)}</p>
<button class="first">${text.payNow}</button>
<button formaction="${addressOf(view, '/leave')}">${text.cancel}</button>
</form>`
}

function choice(payer: Payer, isFirst: boolean, { text, isEnglish }: Speech): Html {
  const standing = {
    good: text.balanceGood,
    poor: text.balancePoor,
    restricted: text.accountRestricted,
  }[payer.standing]
  return html`<label class="choice">
<input type="radio" name="payer" value="${payer.openId}"${isFirst ? html` checked` : null}>
<span>${isEnglish ? payer.name.en : payer.name.zh}</span>
<span>${standing}</span>
</label>`
}

function failure(reason: string, text: PageText): Html {
  return html`<section class="state bad" role="alert">
<h2>${text.refusedTitle}</h2><p>${reason}</p><p>${text.refusedNext}</p>
</section>`
}

function link(url: string, label: string, look: string): Html {
  return html`<a class="${look}" href="${url}">${label}</a>`
}

/** The page, or a form of it, in the language that was asked for. */
function addressOf({ path, query, speech: { suffix } }: PayView, form = ''): string {
  const asked = [query, suffix.slice(1)].filter((part) => part !== '').join('&')
  return `${path}${form}${asked === '' ? '' : `?${asked}`}`
}
