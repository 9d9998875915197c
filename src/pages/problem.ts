// Pages for what cannot be shown: what happened, what it means for the money, and what to do.

import { type Text, textOf } from '../languages/languages.ts'
import { bigState, facts, help, type Mood, primaryLink, supportLine } from './elements.ts'
import { html, type Safe } from './html.ts'
import { layout } from './layout.ts'
import type { PageContext, ProblemView } from './views.ts'

/** The status code is the caller's; the same sentence serves several. */
export function problemPage(context: PageContext, view: ProblemView): string {
  const text = textOf(context.lang)
  const { title, sentence } = text.problem.kinds[view.kind]
  const why =
    view.kind === 'rate_limited'
      ? text.problem.retryAfter(text.wait(view.retryAfterSeconds))
      : sentence
  return layout(context, {
    title,
    width: 'slip',
    isPrivate: true,
    body: html`<section class="card slip">${bigState(moods[view.kind], 'exclaim', title, why)}
<div class="actions">${nextStep(context, view, text)}</div>
${
  'requestId' in view &&
  facts([{ name: text.requestId, value: html`<span class="code">${view.requestId}</span>` }])
}
${view.kind === 'not_found' ? supportLine(context, text) : help(context, text)}</section>`,
  })
}

const moods: Readonly<Record<ProblemView['kind'], Mood>> = {
  not_found: 'calm',
  order_private: 'calm',
  bad_request: 'warn',
  rate_limited: 'warn',
  server_error: 'bad',
  unavailable: 'warn',
  payment_disabled: 'warn',
}

function nextStep(context: PageContext, view: ProblemView, text: Text): Safe {
  switch (view.kind) {
    case 'not_found':
      return primaryLink('/', text.backToShop)
    case 'order_private':
    case 'payment_disabled':
      return primaryLink('/orders', text.findOrder)
    case 'bad_request':
    case 'rate_limited':
    case 'server_error':
    case 'unavailable':
      return primaryLink(context.path, text.problem.retry)
  }
}
