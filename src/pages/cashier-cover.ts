// Inside an app that cannot open the gateway: how to change to a browser with the same order.

import type { Order } from './cashier-order.ts'
import { copyButton } from './elements.ts'
import { html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { statusLine } from './live.ts'
import type { Choice } from './ways.ts'

/** The whole counter, where nothing can be paid here; `below` stands under it. */
export function coverCard(order: Order, below: Safe): Safe {
  const { context, text, choices } = order
  const { cover, choices: names, waiting } = text.cashier
  const usable = choices.filter((choice) => choice.usable)
  const [only] = usable
  const why =
    only && usable.length === 1 ? cover.why(context.env, names[only.id]) : cover.whyAll(context.env)
  return html`<section class="card cover"><span class="cover-corner">${icon('corner')}</span>
<h2 class="title">${cover.title}</h2><p>${why}</p>
${wayOut(order, 'primary')}
${statusLine(waiting)}
${below}</section>`
}

/** The panel of one choice, beside others that can be paid here. */
export function coverSteps(order: Order, choice: Choice): Safe {
  const { context, text, view } = order
  const { cover, choices } = text.cashier
  const look = view.state === 'waiting' ? 'primary' : 'button'
  return html`<div class="cover-panel"><span class="cover-corner">${icon('corner')}</span>
<h2 class="heading">${cover.title}</h2><p>${cover.why(context.env, choices[choice.id])}</p>
${wayOut(order, look)}</div>`
}

function wayOut({ view, text }: Order, look: 'primary' | 'button'): Safe {
  const { cover } = text.cashier
  return html`<ol class="cover-steps">${cover.steps.map((step) => html`<li>${step}</li>`)}</ol>
<div class="actions">${copyButton(view.openUrl, cover.copy, look)}</div>
<p class="copy-source"><span>${cover.link}</span><span class="code">${view.openUrl}</span></p>`
}
