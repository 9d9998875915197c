// The console at the simulator's root: clock, faults, trades and notices at a glance, each with the forms
// that change them. Works without script.

import { formatYuan } from '../core/money.ts'
import type { Clock } from '../core/ports.ts'
import { formatShanghai, hourMs, minuteMs } from '../core/time.ts'
import { yuan } from './bill-day.ts'
import type { ConsoleText } from './console-text.ts'
import { type Fault, type Faults, faultKinds } from './faults.ts'
import { type Html, html } from './html.ts'
import { page } from './page-frame.ts'
import { payCodeOutcomes } from './pay-codes.ts'
import type { NoticeView, Side, TradeView } from './side.ts'
import type { Speech } from './speech.ts'

export interface ConsoleView {
  readonly base: string
  readonly speech: Speech<ConsoleText>
  readonly sides: readonly Side[]
  readonly faults: Faults
  readonly clock: Clock
  readonly hasMessages?: boolean
}

/** A page shows the newest of each kind; the control API has them all. */
const shown = 50

export function consolePage(view: ConsoleView): string {
  const { base, speech, sides, faults, clock, hasMessages } = view
  const { text } = speech
  const newestTrades = sides
    .flatMap((side) => side.trades().slice(-shown).reverse())
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, shown)
  const newestNotices = sides
    .flatMap((side) => side.notices().slice(-shown).reverse())
    .sort((a, b) => b.madeAt - a.madeAt)
    .slice(0, shown)
  const content = html`<h1>${text.consoleTitle}</h1>
${hasMessages ? html`<p><a href="${base}/messages${speech.suffix}">${text.messages}</a></p>` : null}
${clockCard(base, formatShanghai(clock.now()), text)}
${faultsCard(base, faults.list(), text)}
${codesCard(sides, text)}
${holdingsCard(base, sides, text)}
${tradesCard(base, newestTrades, text)}
${noticesCard(base, newestNotices, text)}
<form method="post" action="${base}/control/reset"><button>${text.reset}</button></form>`
  return page({ base, speech, title: text.consoleTitle, isWide: true }, content)
}

function clockCard(base: string, now: string, text: ConsoleText): Html {
  const steps = [
    [text.tenMinutes, 10 * minuteMs],
    [text.oneHour, hourMs],
    [text.allDay, 26 * hourMs],
  ] as const
  return html`<section class="card"><h2>${text.clock}</h2>
<form method="post" action="${base}/control/clock">
<p class="mono">${now}</p>
${steps.map(([name, ms]) => html`<button name="advance_ms" value="${ms}">${text.forward} ${name}</button>`)}
</form></section>`
}

function faultsCard(base: string, faults: readonly Fault[], text: ConsoleText): Html {
  const set = faults.map(({ kind, appId, method, times, ms }) => {
    const limits = [appId, method, times ?? text.always, ms > 0 ? `${ms} ms` : null]
    return html`<li class="mono">${kind} · ${limits.filter((limit) => limit !== null).join(' · ')}</li>`
  })
  return html`<section class="card"><h2>${text.faults}</h2>
${faults.length === 0 ? html`<p>${text.noFaults}</p>` : html`<ul>${set}</ul>`}
<form method="post" action="${base}/control/faults">
<div class="row">
<label>${text.fault}<select name="fault">${faultKinds.map((kind) => html`<option>${kind}</option>`)}</select></label>
<label>${text.times}<input name="times" inputmode="numeric" value="1"></label>
<label>${text.delay}<input name="ms" inputmode="numeric"></label>
<button>${text.setFault}</button>
</div>
</form>
<form method="post" action="${base}/control/faults/clear"><button>${text.clearFaults}</button></form>
</section>`
}

/** Fresh at each look, as in a wallet. */
function codesCard(sides: readonly Side[], text: ConsoleText): Html {
  const rows = sides.flatMap((side) =>
    payCodeOutcomes.map(
      (outcome) => html`<tr><td>${text[side.gateway]}</td><td>${text.codeOutcomes[outcome]}</td>
<td class="mono">${side.payCode(outcome)}</td></tr>`,
    ),
  )
  return tableCard(text.codes, '', [text.gateway, text.codeGoes, text.code], rows)
}

/** What each merchant can have moved to its bank. */
function holdingsCard(base: string, sides: readonly Side[], text: ConsoleText): Html {
  const rows = sides.flatMap((side) =>
    side.holdings().map(
      ({
        account,
        balance,
      }) => html`<tr><td>${text[side.gateway]}</td><td class="mono">${account}</td>
<td>${yuan(balance)}</td><td><form method="post" action="${base}/control/payouts">
<input type="hidden" name="gateway" value="${side.gateway}"><input type="hidden" name="account" value="${account}">
<button>${text.payOut}</button></form></td></tr>`,
    ),
  )
  const heads = [text.gateway, text.account, text.balance, text.actions]
  return tableCard(text.holdings, text.noHoldings, heads, rows)
}

function tradesCard(base: string, trades: readonly TradeView[], text: ConsoleText): Html {
  const heads = [
    text.gateway,
    text.orderNumber,
    text.subject,
    text.amount,
    text.state,
    text.actions,
  ]
  const rows = trades.map(
    (trade) => html`<tr>
<td>${text[trade.gateway]}</td>
<td class="mono">${trade.outTradeNo}</td><td>${trade.subject}</td>
<td>${formatYuan(trade.amount)}</td><td>${trade.status}</td>
<td>${tradeForms(base, trade, text)}</td></tr>`,
  )
  return tableCard(text.trades, text.noTrades, heads, rows)
}

function tradeForms(base: string, trade: TradeView, text: ConsoleText): Html {
  const aim = html`<input type="hidden" name="gateway" value="${trade.gateway}">
<input type="hidden" name="out_trade_no" value="${trade.outTradeNo}">`
  const payLabel = trade.closedAt === null ? text.pay : text.payLate
  const pay = html`<form method="post" action="${base}/control/pay">${aim}
<input type="hidden" name="even_closed" value="true"><button>${payLabel}</button></form>`
  const decline = html`<form method="post" action="${base}/control/decline">${aim}
<button>${text.decline}</button></form>`
  const finish = html`<form method="post" action="${base}/control/finish">${aim}
<button>${text.finish}</button></form>`
  return html`${trade.paidAt === null ? pay : null}
${trade.canDecline ? decline : null}
${trade.canFinish ? finish : null}
${trade.notifyUrl === null ? null : noticeForm(base, trade, aim, text)}`
}

function noticeForm(base: string, trade: TradeView, aim: Html, text: ConsoleText): Html {
  const { state, states, amount, amountText } = trade.noticeFields
  return html`<form method="post" action="${base}/control/notices">${aim}
<div class="row"><label>${text.status}<select name="fields.${state}">
${states.map((each) => html`<option>${each}</option>`)}</select></label>
<label>${text.amount}<input name="fields.${amount}" value="${amountText}"></label>
<button>${text.sendNotice}</button></div></form>`
}

function noticesCard(base: string, notices: readonly NoticeView[], text: ConsoleText): Html {
  const heads = [
    text.gateway,
    text.orderNumber,
    text.state,
    text.target,
    text.attempts,
    text.nextAt,
    text.actions,
  ]
  const rows = notices.map(
    (notice) => html`<tr>
<td>${text[notice.gateway]}</td>
<td class="mono">${notice.outTradeNo}</td><td>${notice.status}</td>
<td class="mono">${notice.url}</td>
<td>${notice.attempts.map(({ at, answer }) => html`<div>${formatShanghai(at)} <span class="mono">${answer}</span></div>`)}</td>
<td>${notice.dueAt === null ? text.over : formatShanghai(notice.dueAt)}</td>
<td><form method="post" action="${base}/control/resend">
<input type="hidden" name="notify_id" value="${notice.id}"><button>${text.resend}</button></form></td></tr>`,
  )
  return tableCard(text.notices, text.noNotices, heads, rows)
}

function tableCard(
  title: string,
  whenEmpty: string,
  heads: readonly string[],
  rows: readonly Html[],
): Html {
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`
  return html`<section class="card"><h2>${title}</h2>
${rows.length === 0 ? html`<p>${whenEmpty}</p>` : table}</section>`
}
