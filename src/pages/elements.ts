// The small parts several pages share: money, time, the list of facts, copy buttons, the big state, help.

import { type Fen, formatYuan } from '../core/money.ts'
import { formatShanghai, type Instant } from '../core/time.ts'
import type { Text } from '../languages/languages.ts'
import { type Child, html, type Safe } from './html.ts'
import { type IconName, icon } from './icons.ts'
import type { LineView, PageContext } from './views.ts'

/** `¥99.00`: always two decimals, never grouped, the same everywhere. */
export function money(amount: Fen): string {
  return `¥${formatYuan(amount)}`
}

/** The one amount a page is about: the biggest text on it. */
export function bigMoney(amount: Fen): Safe {
  return html`<span class="amount"><span class="amount-sign">¥</span>${formatYuan(amount)}</span>`
}

/** A moment in Asia/Shanghai, readable for people and machines. */
export function moment(at: Instant, text: Text): Safe {
  return html`<time datetime="${machineTime(at)}">${text.time(at)}</time>`
}

/** The day of a moment in Asia/Shanghai: `2026-11-21`. */
export function dayOf(at: Instant): string {
  return formatShanghai(at).slice(0, 10)
}

/** `512 B`, `3 KB`, `1.4 MB`: as big as a file is said to be, rounded up. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`
  return `${Math.ceil((bytes * 10) / (1024 * 1024)) / 10} MB`
}

function machineTime(at: Instant): string {
  return `${formatShanghai(at).replace(' ', 'T')}+08:00`
}

/** What was ordered, in one line of text. */
export function linesText(lines: readonly LineView[], text: Text): string {
  const [first] = lines
  if (!first) return ''
  const shown = text.line(first.name, first.quantity)
  return lines.length === 1 ? shown : `${shown} ${text.andMore(lines.length)}`
}

export type FactRow = Readonly<{
  name: string
  value: Child
  copy?: Safe
  /** for a printed receipt; the screen says it elsewhere */
  onPaper?: boolean
}>

/** Names and values, one pair a row. */
export function facts(rows: readonly (FactRow | false | undefined)[]): Safe {
  return html`<dl class="facts">${rows.map(
    (row) =>
      row &&
      html`<div class="fact${row.copy && ' fact-copy'}${row.onPaper && ' paper-only'}"><dt>${row.name}</dt><dd>${row.value}${row.copy}</dd></div>`,
  )}</dl>`
}

/** What a coupon took off, where one did. */
export function discountFact(discountFen: Fen | undefined, text: Text): FactRow | undefined {
  return discountFen ? { name: text.discount, value: `−${money(discountFen)}` } : undefined
}

/** The order number in its own type, with a button that copies it. */
export function orderNumberFact(orderNumber: string, text: Text): FactRow {
  return {
    name: text.orderNumber,
    value: html`<span class="code">${orderNumber}</span>`,
    copy: copyButton(orderNumber, text.copy, 'quiet', text.copyOrderNumber),
  }
}

const copyLooks = {
  primary: 'button button-primary',
  button: 'button',
  quiet: 'link-button',
} as const

/** Copies exactly `value`. It needs the page's script, and vanishes where there is none. */
export function copyButton(
  value: string,
  word: string,
  look: keyof typeof copyLooks,
  label?: string,
): Safe {
  return html`<button class="${copyLooks[look]} needs-script" type="button" data-copy="${value}"${
    label !== undefined && html` aria-label="${label}"`
  }>${icon('copy')}<span data-word>${word}</span></button>`
}

/** Where copying is announced. One on each page that copies; read out by screen readers. */
export function copyAnnouncer(text: Text): Safe {
  return html`<p class="toast" role="status" data-announce data-copied="${text.copied}" data-selected="${text.selected}"></p>`
}

export type Mood = 'good' | 'wait' | 'warn' | 'bad' | 'calm'

/** The one big state of a page: a mark, a title, a sentence. */
export function bigState(mood: Mood, mark: IconName, title: string, sentence: Child): Safe {
  return html`<div class="state state-${mood}"><span class="state-mark">${icon(mark)}</span><h1 class="title">${title}</h1>${
    sentence && html`<p class="state-sentence">${sentence}</p>`
  }</div>`
}

/** A remark above the contents it is about. */
export function notice(mood: 'warn' | 'bad' | 'calm', mark: IconName, content: Child): Safe {
  return html`<div class="notice notice-${mood}">${icon(mark)}<div>${content}</div></div>`
}

export function primaryLink(url: string, word: Child): Safe {
  return html`<a class="button button-primary" href="${url}">${word}</a>`
}

/** "Paid, but nothing arrived?", and how to reach the merchant: open without a script. */
export function help(context: PageContext, text: Text): Safe {
  return html`<details class="help"><summary>${icon('next')}${text.help.paidNothing}</summary><ol>${text.help.steps.map(
    (step) => html`<li>${step}</li>`,
  )}</ol><p>${rescueLink(text)}</p>${supportLine(context, text)}</details>`
}

/** Whoever has only the bill finds the payment by its number. */
export function rescueLink(text: Text): Safe {
  return html`<a class="link-button" href="/rescue">${icon('search')}<span>${text.help.rescue}</span></a>`
}

export function supportLine(context: PageContext, text: Text): Child {
  const { support } = context
  if (!support) return undefined
  const way = support.url
    ? html`<a class="text-link" href="${support.url}">${support.label}</a>`
    : support.label
  return html`<p class="support">${text.help.merchant} ${way}</p>`
}
