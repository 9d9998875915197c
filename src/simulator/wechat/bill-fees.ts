// What the platform takes of each payment, and gives back of it with each refund.

import type { Fen } from '../../core/money.ts'
import { feeOf } from '../bill-day.ts'
import type { Trade } from './model.ts'
import type { Refund } from './refunds.ts'

/** As bills word it. */
export const feeRate = '0.60%'

/** In proportion, so that a refund of everything gives back the whole fee; a closed refund gives back none. */
export function feeBackOf(trade: Trade, refund: Refund): number {
  return refund.status === 'CLOSED' ? 0 : feeBackAtFirst(trade, refund)
}

/** What it gave back when it left the account, whatever became of it. */
export function feeBackAtFirst({ order, refunds }: Trade, refund: Refund): number {
  const before = restBefore(order.amount, refunds, refund)
  return feeOf(before) - feeOf(before - refund.amount)
}

function restBefore(amount: Fen, refunds: readonly Refund[], refund: Refund): number {
  return refunds
    .slice(0, refunds.indexOf(refund))
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((rest: number, earlier) => rest - earlier.amount, amount)
}
