// Money on its way back, as its buyer sees it: how much, how far it is, and that it comes the way it went.

import { type FactRow, moment, money } from './elements.ts'
import { html } from './html.ts'
import type { Text } from './text/text.ts'
import type { RefundView } from './views.ts'

/** One row for the facts of an order; undefined when nothing goes back. */
export function refundFact(refunds: readonly RefundView[], text: Text): FactRow | undefined {
  if (refunds.length === 0) return undefined
  return {
    name: text.refunds.name,
    value: refunds.map(
      ({ amountFen, returnedAt }) =>
        html`<span class="line">${money(amountFen)} · ${
          returnedAt === null
            ? text.refunds.underway
            : html`${text.refunds.returned} ${moment(returnedAt, text)}`
        }</span>`,
    ),
  }
}
