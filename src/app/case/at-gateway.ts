// Cases about money the gateway itself has, or has given back: what is done about it there, the books follow.

import type { MoneyCase } from '../../db/cases.ts'

/** Whether its money lies at the gateway until a person sends it on there. */
export function isStranded({ kind, reason }: Pick<MoneyCase, 'kind' | 'reason'>): boolean {
  return kind === 'refund_unknown' && reason === 'stranded'
}

/** Whether it may be the money a person had confirmed by hand, told again by its gateway. */
export function isUnclear({ kind, reason }: Pick<MoneyCase, 'kind' | 'reason'>): boolean {
  return kind === 'duplicate' && reason === 'after_hand'
}

/** Whether its money went back by the gateway, without us, for an order of ours. */
export function isOutsideRefund(
  seen: Pick<MoneyCase, 'kind' | 'reason' | 'orderNumber'>,
): seen is typeof seen & Readonly<{ orderNumber: string }> {
  return (
    seen.kind === 'unmatched_bill' && seen.reason === 'refund_not_ours' && seen.orderNumber !== null
  )
}
