// What the pages of cases share: kinds, states with their tones, and what each decision does to money and goods.

import type { GetCasesByKindResponse } from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'
import { formatMoney } from '../../parts/index.ts'
import type { Words } from '../../text/folder.ts'

export type CaseView = GetCasesByKindResponse['data']
export type CaseKind = CaseView['kind']
export type CaseState = CaseView['state']
export type Decision = CaseView['decisions'][number]

export const kinds = [
  'late',
  'duplicate',
  'over',
  'mismatch',
  'refund_failed',
  'refund_unknown',
  'unmatched_bill',
  'missing_in_bill',
] as const satisfies readonly CaseKind[]
export const states = [
  'open',
  'acting',
  'resolved',
  'waived',
] as const satisfies readonly CaseState[]

export const tones: Readonly<Record<CaseState, Tone>> = {
  open: 'warn',
  acting: 'busy',
  resolved: 'good',
  waived: 'quiet',
}

/** Where the gateway has returned the money without this shop, nobody has said what becomes of the goods. */
export function asksEffect({ reason }: CaseView, decision: Decision): boolean {
  return decision === 'returned' && reason === 'refund_not_ours'
}

export const effects = ['product', 'none', 'suspend', 'revoke'] as const

/** What a decision would do, in the words of the page. */
export function effectOf(
  { kind, reason, amount, refund }: CaseView,
  decision: Decision,
  { moneyOf, goodsOf }: Words['cases'],
): Readonly<{ money: string; goods: string }> {
  const isAboutRefund = kind === 'refund_failed' || kind === 'refund_unknown'
  const goods = isAboutRefund ? goodsOf.asRefund : goodsOf.none
  switch (decision) {
    case 'deliver':
      return { money: moneyOf.deliver, goods: goodsOf.deliver }
    case 'refund': {
      const again = refund?.state === 'failed' ? moneyOf.refundAgain : moneyOf.refundNow
      const first = kind === 'late' ? moneyOf.refundLate : moneyOf.refund
      return { money: isAboutRefund ? again : first, goods }
    }
    case 'returned': {
      const yuan = formatMoney(amount ?? 0)
      return reason === 'refund_not_ours'
        ? { money: moneyOf.recorded(yuan), goods: goodsOf.chosen }
        : { money: moneyOf.returned(yuan), goods }
    }
    case 'same':
      return { money: moneyOf.same, goods: goodsOf.none }
    case 'waive':
      return { money: moneyOf.waive, goods: goodsOf.none }
  }
}
