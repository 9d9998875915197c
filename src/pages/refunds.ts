// Money on its way back, as its buyer sees it: how much, how far it is, and that it comes the way it went.

import { addFen } from '../core/money.ts'
import type { Text } from '../languages/languages.ts'
import { type FactRow, moment, money, notice } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import type { RefundView } from './views.ts'

/** One row for the facts of an order; undefined when nothing goes back. */
export function refundFact(refunds: readonly RefundView[], text: Text): FactRow | undefined {
  const moving = refunds.filter(({ progress: { kind } }) => kind !== 'stuck' && kind !== 'settled')
  if (moving.length === 0) return undefined
  return { name: text.refunds.name, value: moving.map((one) => refundLine(one, text)) }
}

function refundLine({ amountFen, isSecond, progress }: RefundView, text: Text): Safe {
  const what = isSecond ? `${text.refunds.second} ${money(amountFen)}` : money(amountFen)
  const how =
    'at' in progress
      ? html`${text.refunds[progress.kind]} ${moment(progress.at, text)}`
      : text.refunds.underway
  return html`<span class="line">${what} · ${how}</span>`
}

const kinds = ['underway', 'returned', 'handed', 'stuck', 'settled'] as const

/** What a buyer should not have to look for: a second payment, wherever it is, and a refund that is stuck. */
export function refundNotices(refunds: readonly RefundView[], text: Text): readonly Child[] {
  return [
    ...kinds.map((kind) => {
      const those = refunds.filter((one) => one.isSecond && one.progress.kind === kind)
      return those.length > 0 && secondNotice(kind, those, text)
    }),
    ...refunds
      .filter((one) => !one.isSecond)
      .map(({ amountFen, progress: { kind } }) => {
        if (kind === 'stuck') return notice('warn', 'exclaim', text.refunds.stuck(money(amountFen)))
        return (
          kind === 'settled' && notice('calm', 'refund', text.refunds.settled(money(amountFen)))
        )
      }),
  ]
}

function secondNotice(
  kind: RefundView['progress']['kind'],
  those: readonly RefundView[],
  text: Text,
): Safe {
  const amount = money(addFen(...those.map((one) => one.amountFen)))
  const [mood, mark] =
    kind === 'stuck' ? (['warn', 'exclaim'] as const) : (['calm', 'refund'] as const)
  return notice(mood, mark, text.refunds.twice[kind](amount))
}
