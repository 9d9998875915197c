// On the paid page: what was bought, sent to the order's own phone or address of mail. A posted form, so it works without
// script.

import { type Text, textOf } from '../languages/languages.ts'
import { notice } from './elements.ts'
import { type Child, html } from './html.ts'
import { icon } from './icons.ts'
import type { PageContext } from './views.ts'
import type { SendView } from './views-code.ts'

export function sendGoods(context: PageContext, orderNumber: string, view?: SendView): Child {
  if (!view || view.ways.length === 0) return undefined
  const words = textOf(context.lang).result.send
  return html`<section class="send" id="send" aria-label="${words.title}">${told(view, words)}
<form class="actions actions-wide" method="post" action="/orders/${orderNumber}/send">${view.ways.map(
    ({ way, to }) =>
      html`<button class="button" type="submit" name="way" value="${way}">${icon('send')}${words.by[way](to)}</button>`,
  )}</form></section>`
}

function told({ told: what, ways }: SendView, words: Text['result']['send']): Child {
  if (what === undefined) return undefined
  if (what === 'wait') return notice('warn', 'clock', html`<p role="status">${words.wait}</p>`)
  const to = ways.find(({ way }) => way === what)?.to
  return to && notice('calm', 'check', html`<p role="status">${words.sent(to)}</p>`)
}
