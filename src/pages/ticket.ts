// What a buyer tells the merchant when goods that were paid for have not come: a number short enough for the phone, and
// a note with all of it.

import type { Text } from '../languages/languages.ts'
import { copyButton, type FactRow, money } from './elements.ts'
import { html } from './html.ts'
import type { PaymentView, ResultView } from './views.ts'

type Owed = Pick<Extract<ResultView, { kind: 'order' }>, 'orderNumber' | 'amountFen'>

/** As much of the order number as the console's search needs to find it. */
const ticketLength = 8

export function ticketFact(view: Owed, { paidAt, tradeNo }: PaymentView, text: Text): FactRow {
  const ticket = view.orderNumber.slice(0, ticketLength)
  const { name, copy, note } = text.result.ticket
  const words = note({
    ticket,
    orderNumber: view.orderNumber,
    amount: money(view.amountFen),
    paidAt: text.time(paidAt),
    tradeNo: tradeNo ?? '',
  })
  return {
    name,
    value: html`<span class="code">${ticket}</span>`,
    copy: copyButton(words, copy, 'quiet'),
  }
}
