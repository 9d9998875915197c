// What a person may decide about a case as it stands, so that nobody is offered what would be refused.

import { isOpen, type RefundReason, type RefundState } from '../../core/refund.ts'
import type { MoneyCase } from '../../db/cases.ts'
import { isOddMoney, isOutsideRefund, isStranded, isStrangeMoney, isUnclear } from './at-gateway.ts'
import type { Decision } from './decide-case.ts'

type Possible = Decision['decision']

export type CaseAsSeen = Pick<
  MoneyCase,
  'kind' | 'state' | 'reason' | 'orderNumber' | 'gatewayTradeNo' | 'amountFen' | 'paidAt'
> &
  Readonly<{
    /** of the refund it is about, or that is under way */
    refundState: RefundState | null
    refundReason: RefundReason | null
    /** of its order, in fen */
    refundedFen: number | null
  }>

/** In the order they are offered; none once the case has ended. decideCase has the last word. */
export function possibleDecisions(seen: CaseAsSeen): readonly Possible[] {
  const { kind, state, refundState, refundedFen } = seen
  if (state === 'acting')
    return kind === 'late' && (refundState === 'planned' || refundState === 'awaiting')
      ? ['deliver']
      : []
  if (state !== 'open') return []
  switch (kind) {
    case 'late':
      // What went back in part is not delivered any more.
      return [...(refundedFen === 0 ? ['deliver' as const] : []), 'refund', 'returned', 'waive']
    case 'duplicate':
      return [...(isUnclear(seen) ? ['same' as const] : []), 'refund', 'returned', 'waive']
    case 'refund_failed':
    case 'refund_unknown':
      return [...ofRefund(seen), 'waive']
    case 'unmatched_bill':
    case 'over':
    case 'mismatch':
      return [...ofUnbooked(seen), 'waive']
    case 'missing_in_bill':
      return ['waive']
  }
}

function ofUnbooked(seen: CaseAsSeen): readonly Possible[] {
  if (isOddMoney(seen)) return ['refund', 'returned']
  return isStrangeMoney(seen) || isOutsideRefund(seen) ? ['returned'] : []
}

/** While the gateway may still return it, nobody else can. A second payment has a case of its own. */
function ofRefund(seen: CaseAsSeen): readonly Possible[] {
  const { refundState, refundReason } = seen
  if (isStranded(seen)) return refundState === 'unknown' ? ['refund', 'returned'] : []
  if (refundState === null || refundReason === 'duplicate') return []
  if (refundState === 'failed' || refundState === 'planned') return ['refund', 'returned']
  return isOpen(refundState) && refundState !== 'awaiting' ? ['refund'] : []
}
