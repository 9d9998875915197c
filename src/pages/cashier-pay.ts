// The buttons of the counter: the one that pays, and the one that asks whether it has been paid.

import type { Text } from '../languages/languages.ts'
import { cashierWith, type Order } from './cashier-order.ts'
import { money } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import type { Choice, Ways } from './ways.ts'

type Jump = NonNullable<Ways['jump']>

/**
 * Posts the choice, and the server leads on to the gateway. Inside WeChat with everything known, the island
 * hands the parameters to the app instead.
 */
export function payForm(order: Order, choice: Choice): Child {
  const { view, text } = order
  const { jump } = choice.ways
  if (!jump) return undefined
  const isFirst = view.state === 'waiting'
  const isBridged = jump.scene === 'jsapi' && choice.method?.jsapi !== undefined
  return html`<form class="actions" method="post" action="/cashier/${view.orderNumber}/pay"${
    isBridged ? bridgeAttributes(order, choice) : jumpAttributes(jump, text)
  }>
<input type="hidden" name="method" value="${choice.id}"><input type="hidden" name="scene" value="${jump.scene}">
<button class="button${isFirst && ' button-primary'}${isBridged && ' needs-script'}" type="submit">${payWord(order, choice, jump.kind)}${
    jump.newTab && html`${icon('outside')}<span class="unseen">${text.cashier.newTab}</span>`
  }</button>${isBridged && bridgeRemarks(order, choice)}</form>`
}

/** Whoever leaves this tab for the gateway's page is asked how it went when they come back. */
function jumpAttributes({ newTab, scene }: Jump, text: Text): Safe {
  if (newTab)
    return html` target="_blank" rel="noopener" data-pay data-opened="${text.cashier.opened}"`
  return html` data-pay${scene !== 'jsapi' && html` data-asks`}`
}

/** Read by the island: what to hand over, whether without a press, and where to go afterwards. */
function bridgeAttributes({ view }: Order, { method }: Choice): Safe {
  const parameters = JSON.stringify(method?.jsapi?.parameters)
  const atOnce = method?.jsapi?.startsAtOnce && view.state === 'waiting' && !view.trouble
  return html` data-bridge="${parameters}" data-paid="/cashier/${view.orderNumber}?checked=1"${atOnce && html` data-at-once`}`
}

/** What WeChat's answer means; the island shows one of them. The answer is a hint and never proves a payment. */
function bridgeRemarks(order: Order, choice: Choice): Safe {
  const { bridge, refresh } = order.text.cashier
  return html`<div role="status"><p class="bridge-remark bridge-calm" data-said="cancel" hidden>${bridge.cancelled}</p><p class="bridge-remark" data-said="fail" hidden>${bridge.failed} <a class="text-link" href="${cashierWith(order, choice.id)}">${refresh}</a></p></div><noscript><p class="bridge-remark">${bridge.needsScript}</p></noscript>`
}

function payWord({ view, text }: Order, choice: Choice, kind: Jump['kind']): string {
  const { cashier } = text
  const amount = money(view.amountFen)
  if (view.trouble) return cashier.tryAgain
  if (view.state === 'confirming') return cashier.notPaidYet
  if (kind === 'inside') return cashier.inside(amount)
  return kind === 'here' ? cashier.jumpHere(choice.id, amount) : cashier.jump(choice.id, amount)
}

/** Asks the gateway. It is the next step once the buyer says so, or where only a code is offered. */
export function doneForm({ view, text, chosen }: Order): Safe {
  const isConfirming = view.state === 'confirming'
  const onlyScans = chosen !== undefined && !chosen.ways.jump && hasCode(chosen)
  const isFirst = isConfirming || onlyScans
  return html`<form class="actions" method="post" action="/cashier/${view.orderNumber}/check" data-once><button class="button${isFirst && ' button-primary'}" type="submit">${
    isConfirming ? text.cashier.checkAgain : text.cashier.done
  }</button></form>`
}

function hasCode({ method }: Choice): boolean {
  return method === undefined || method.qr?.kind === 'code'
}
