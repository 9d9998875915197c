// The page a buyer comes back to: one big state, then the key, then the facts. It says "paid" only when the
// server does, and prints as a receipt.

import { type Text, textOf } from '../languages/languages.ts'
import { contentCards, firstFile } from './content.ts'
import { courseCards } from './course.ts'
import {
  bigState,
  copyAnnouncer,
  copyButton,
  discountFact,
  facts,
  help,
  linesText,
  moment,
  money,
  notice,
  orderNumberFact,
  primaryLink,
  supportLine,
} from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { isUsable, keyCards, validityText } from './keys.ts'
import { layout } from './layout.ts'
import { liveAttributes, statusLine } from './live.ts'
import { papers } from './papers.ts'
import { refundFact, refundNotices } from './refunds.ts'
import { sendGoods } from './send-goods.ts'
import { ticketFact } from './ticket.ts'
import type {
  LicenseView,
  PageContext,
  PaymentView,
  RefundView,
  ResultOutcome,
  ResultView,
} from './views.ts'

/** `GET /payment/result`. */
export function resultPage(context: PageContext, view: ResultView): string {
  const text = textOf(context.lang)
  const isOpen =
    view.kind === 'order' && (view.outcome.kind === 'confirming' || view.outcome.kind === 'unpaid')
  return layout(context, {
    title: text.result.title,
    width: 'slip',
    island: 'result.js',
    isPrivate: true,
    turnsWithoutScript: isOpen,
    body: view.kind === 'order' ? orderResult(context, view, text) : unverified(context, text),
  })
}

type OrderResult = Extract<ResultView, { kind: 'order' }>
type Outcome<K extends ResultOutcome['kind']> = Extract<ResultOutcome, { kind: K }>

function orderResult(context: PageContext, view: OrderResult, text: Text): Safe {
  const stays = staysAt(view.outcome)
  const live = stays !== undefined && liveAttributes(view, stays, text)
  return html`<div ${live}><section class="card slip">${'payment' in view.outcome && html`<h2 class="title paper-only">${text.result.receipt}</h2>`}${outcomeParts(context, view, text)}${backToSeller(view, text)}</section>
${stays !== undefined && statusLine('')}${copyAnnouncer(text)}</div>`
}

/** Once nothing is to be done here. Nobody is sent off by himself: there may be a key to copy. */
function backToSeller({ sellersUrl, outcome }: OrderResult, text: Text): Child {
  if (sellersUrl === undefined || outcome.kind === 'unpaid' || outcome.kind === 'confirming')
    return undefined
  return html`<div class="actions actions-wide"><a class="button" href="${sellersUrl}">${text.result.backToSeller(new URL(sellersUrl).host)}</a></div>`
}

/** The order states this page shows already; undefined: nothing is expected to change. */
function staysAt(outcome: ResultOutcome): string | undefined {
  switch (outcome.kind) {
    case 'confirming':
    case 'unpaid':
      return 'waiting closing'
    case 'expired':
    case 'cancelled':
      return 'waiting closing expired cancelled'
    case 'late':
      return 'paid'
    case 'paid':
    case 'delivery_failed':
    case 'refunded':
    case 'part_refunded':
      return undefined
  }
}

function outcomeParts(context: PageContext, view: OrderResult, text: Text): Child {
  const { outcome } = view
  switch (outcome.kind) {
    case 'paid':
      return paid(context, view, outcome, text)
    case 'late':
      return late(context, view, outcome, text)
    case 'delivery_failed':
      return deliveryFailed(context, view, outcome, text)
    case 'refunded':
    case 'part_refunded':
      return refunded(context, view, outcome, text)
    case 'confirming':
      return confirming(context, view, text)
    case 'unpaid':
      return unpaid(context, view, outcome, text)
    case 'expired':
    case 'cancelled':
      return ended(context, view, outcome, text)
  }
}

function paid(
  context: PageContext,
  view: OrderResult,
  outcome: Outcome<'paid'>,
  text: Text,
): Child {
  const { payment, licenses, contents = [], courses = [] } = outcome
  const { isReturning, refunds, owedCards = 0 } = outcome
  const isHidden = isKeptBack(outcome)
  const isAllOwed = owesAll(outcome)
  const isKeyFirst = !isReturning && licenses.some(isWhole)
  const next = isKeyFirst || isHidden || isReturning ? undefined : nextStep(outcome)
  return [
    paidState(view, outcome, text),
    outcome.late && notice('calm', 'clock', text.result.late),
    refundNotices(refunds, text),
    owedCards > 0 && !isAllOwed && notice('calm', 'clock', text.result.cardsOwed(owedCards)),
    isHidden && hiddenGoods(context, view, outcome, text),
    licenses.length > 0 &&
      keyCards(licenses, { isFirst: isKeyFirst, downloadUrl: outcome.downloadUrl }, text),
    courseCards(courses, { isFirst: next === 'course' }, text),
    contentCards(contents, { isFirst: next === 'file' }, text),
    // A buyer who gets no key button still has one next step.
    !isKeyFirst &&
      !isHidden &&
      typeof next !== 'string' &&
      html`<div class="actions">${
        next === undefined
          ? backToShop(context, text)
          : primaryLink(next.pageUrl, text.license.open)
      }</div>`,
    receiptFacts(context, view, payment, text, { licenses, refunds, isOwed: owedCards > 0 }),
    papers(text, { licenses, contents, isPageFirst: typeof next === 'object' }),
    sendGoods(context, view.orderNumber, view.send),
    !isHidden && isKeyFirst && licenses.some(({ isCard }) => !isCard) && keyHelp(text),
    supportLine(context, text),
  ]
}

/** What became of the money, in one state: on its way back, for cards that are yet to come, or for what is below. */
function paidState(view: OrderResult, outcome: Outcome<'paid'>, text: Text): Safe {
  const { payment, isReturning, owedCards = 0 } = outcome
  if (isReturning) {
    const why = text.result.refundingWhy(money(view.amountFen))
    return bigState('calm', 'refund', text.result.refunding, why)
  }
  if (owesAll(outcome))
    return bigState('bad', 'exclaim', text.result.owed, text.result.cardsOwed(owedCards))
  const title = payment.payType === 'free' ? text.result.free : text.result.paid
  return bigState('good', 'check', title, paymentSentence(view, payment, text))
}

/** Whether nothing of what was paid for is there yet. */
function owesAll({ licenses, contents = [], courses = [], owedCards = 0 }: Outcome<'paid'>) {
  return owedCards > 0 && licenses.length + contents.length + courses.length === 0
}

/** Whether there is a key to copy. */
function isWhole(license: LicenseView): boolean {
  return license.key.kind === 'whole' && isUsable(license)
}

/** Whether this browser sees less than the buyer's would. */
function isKeptBack({ licenses, contents = [], courses = [] }: Outcome<'paid'>): boolean {
  return (
    licenses.some(({ key, fate }) => key.kind === 'masked' && fate === undefined) ||
    [...contents, ...courses].some(({ state }) => state === 'hidden')
  )
}

type Next = 'course' | 'file' | Readonly<{ pageUrl: string }> | undefined

/** What one does who has no key to copy: learn, fetch what was bought, or look at the licence it was bought for. */
function nextStep({ licenses, contents = [], courses = [] }: Outcome<'paid'>): Next {
  if (courses.some(({ state }) => state === 'open')) return 'course'
  if (firstFile(contents) !== undefined) return 'file'
  const { pageUrl } = licenses.find((one) => one.pageUrl !== undefined) ?? {}
  return pageUrl === undefined ? undefined : { pageUrl }
}

/** The money came after the order was closed. It is the buyer's until the seller and he agree otherwise. */
function late(
  context: PageContext,
  view: OrderResult,
  { payment, fate, refunds }: Outcome<'late'>,
  text: Text,
): Child {
  const mark = fate === 'returning' ? 'refund' : 'clock'
  return [
    bigState('calm', mark, text.result.lateTitle, text.result.lateFates[fate]),
    refundNotices(
      refunds.filter((one) => one.isSecond),
      text,
    ),
    html`<div class="actions">${backToShop(context, text)}</div>`,
    receiptFacts(context, view, payment, text, { refunds, isOwed: fate !== 'returning' }),
    papers(text),
    supportLine(context, text),
  ]
}

/** Its own, wherever the page was opened. */
function backToShop({ home = '' }: PageContext, text: Text): Safe {
  return primaryLink(`${home}/`, text.backToShop)
}

/** Another browser than the buyer's sees a part of the key, or nothing of a content, and how to see the rest. */
function hiddenGoods(
  context: PageContext,
  view: OrderResult,
  { licenses, contents = [] }: Outcome<'paid'>,
  text: Text,
): Safe {
  const link = `${context.publicUrl}${view.resultUrl}`
  const goods = contents.length > 0 ? text.license.content : text.course
  const words = licenses.length > 0 ? text.result : goods
  return html`${notice('calm', 'lock', html`<p>${words.hidden}</p><p>${words.hiddenHow}</p>`)}
<div class="actions">${copyButton(link, text.result.copyLink, 'primary')}</div>
<noscript><p class="copy-source"><span class="code">${link}</span></p></noscript>`
}

function deliveryFailed(
  context: PageContext,
  view: OrderResult,
  outcome: Outcome<'delivery_failed'>,
  text: Text,
): Child {
  return [
    bigState('bad', 'exclaim', text.result.failed, text.result.failedWhy),
    html`<div class="actions">${primaryLink(view.resultUrl, text.result.refresh)}</div>`,
    receiptFacts(context, view, outcome.payment, text, { isOwed: true }),
    papers(text),
    help(context, text),
  ]
}

function refunded(
  context: PageContext,
  view: OrderResult,
  outcome: Outcome<'refunded' | 'part_refunded'>,
  text: Text,
): Child {
  const title = outcome.kind === 'refunded' ? text.result.refunded : text.result.partRefunded
  const why = refundedWhy(outcome, text)
  // What is left of an order refunded in part is still worth having; of the rest, nothing is.
  const isKeyFirst = outcome.kind === 'part_refunded' && outcome.licenses.some(isWhole)
  return [
    bigState('calm', 'refund', title, why),
    refundNotices(outcome.refunds, text),
    outcome.licenses.length > 0 && keyCards(outcome.licenses, { isFirst: isKeyFirst }, text),
    courseCards(outcome.courses ?? [], { isFirst: false }, text),
    contentCards(outcome.contents ?? [], { isFirst: false }, text),
    !isKeyFirst && html`<div class="actions">${backToShop(context, text)}</div>`,
    receiptFacts(context, view, outcome.payment, text, outcome),
    papers(text, { ...outcome, isReceiptOnly: true }),
    supportLine(context, text),
  ]
}

/** How it went back: the way it came, by the merchant's hand, or some of both. */
function refundedWhy(
  { refundedFen, handedFen }: Outcome<'refunded' | 'part_refunded'>,
  text: Text,
): string {
  const ways = [
    refundedFen > 0 && text.result.refundedWhy(money(refundedFen)),
    handedFen > 0 && text.result.handedWhy(money(handedFen)),
  ]
  return ways.filter((way) => way !== false).join(' ')
}

function confirming(context: PageContext, view: OrderResult, text: Text): Child {
  return [
    bigState('wait', 'clock', text.result.confirming, text.result.confirmingWhy),
    html`<p class="long-wait" role="status" data-long-wait="${text.result.confirmingLong}"></p><noscript><p class="long-wait">${text.result.confirmingLong}</p></noscript>`,
    html`<div class="actions">${primaryLink(view.resultUrl, text.result.checkAgain)}</div>`,
    openFacts(view, text),
    help(context, text),
  ]
}

function unpaid(
  context: PageContext,
  view: OrderResult,
  outcome: Outcome<'unpaid'>,
  text: Text,
): Child {
  const until = text.time(outcome.expiresAt)
  return [
    bigState('wait', 'clock', text.result.unpaid, text.result.unpaidWhy(until)),
    html`<div class="actions">${primaryLink(`/cashier/${view.orderNumber}`, text.result.payOn)}</div>`,
    openFacts(view, text),
    help(context, text),
  ]
}

function ended(
  context: PageContext,
  view: OrderResult,
  outcome: Outcome<'expired' | 'cancelled'>,
  text: Text,
): Child {
  const { result } = text
  return [
    outcome.kind === 'expired'
      ? bigState('warn', 'clock', result.expired, result.expiredWhy)
      : bigState('calm', 'cross', result.cancelled, result.cancelledWhy),
    html`<div class="actions">${primaryLink(`${context.home ?? ''}${outcome.reorderUrl}`, text.orderAgain)}</div>`,
    openFacts(view, text),
    help(context, text),
  ]
}

/** A return that proves nothing never says paid, and shows no order. */
function unverified(context: PageContext, text: Text): Safe {
  return html`<section class="card slip">${bigState('warn', 'exclaim', text.result.unverified, text.result.unverifiedWhy)}
<div class="actions">${primaryLink('/orders', text.findOrder)}</div>${help(context, text)}</section>`
}

function paymentSentence(view: OrderResult, payment: PaymentView, text: Text): Safe {
  return html`${money(view.amountFen)} · ${text.payTypes[payment.payType]}\u00a0· ${moment(payment.paidAt, text)}`
}

function openFacts(view: OrderResult, text: Text): Safe {
  return facts([
    { name: text.amount, value: money(view.amountFen) },
    discountFact(view.discountFen, text),
    { name: text.product, value: linesText(view.lines, text) },
    orderNumberFact(view.orderNumber, text),
  ])
}

/** What the buyer got for the money, and what of it went back. */
type Received = Readonly<{
  licenses?: readonly LicenseView[]
  refunds?: readonly RefundView[]
  /** some of it is yet to come */
  isOwed?: boolean
}>

/** What a receipt needs; the rows a screen already shows elsewhere appear on paper only. */
function receiptFacts(
  context: PageContext,
  view: OrderResult,
  payment: PaymentView,
  text: Text,
  { licenses = [], refunds = [], isOwed = false }: Received = {},
): Safe {
  const only = licenses.length === 1 ? licenses[0] : undefined
  const lines = view.lines.map(
    (line) => html`<span class="line">${text.line(line.name, line.quantity)}</span>`,
  )
  return facts([
    { name: text.payee, value: context.merchantName, onPaper: true },
    { name: text.amount, value: money(view.amountFen), onPaper: true },
    { name: text.result.method, value: text.payTypes[payment.payType], onPaper: true },
    { name: text.result.paidAt, value: moment(payment.paidAt, text), onPaper: true },
    only && !only.isCard && { name: text.result.validity, value: validityText(only, text) },
    { name: text.product, value: lines },
    discountFact(view.discountFen, text),
    refundFact(refunds, text),
    isOwed && ticketFact(view, payment, text),
    orderNumberFact(view.orderNumber, text),
    payment.tradeNo !== null && {
      name: text.result.tradeNo,
      value: html`<span class="code">${payment.tradeNo}</span>`,
    },
  ])
}

function keyHelp(text: Text): Safe {
  return html`<details class="help"><summary>${icon('next')}${text.result.use}</summary><ol>${text.result.useSteps.map(
    (step) => html`<li>${step}</li>`,
  )}</ol><p>${text.result.keepSafe}</p></details>`
}
