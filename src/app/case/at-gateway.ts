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

/** Whether it is money for an order of ours in another amount than was asked, which can go back the way it came. */
export function isOddMoney(
  seen: Pick<
    MoneyCase,
    'kind' | 'reason' | 'orderNumber' | 'gatewayTradeNo' | 'amountFen' | 'paidAt'
  >,
): boolean {
  const { kind, reason, orderNumber, gatewayTradeNo, amountFen, paidAt } = seen
  const isPayment = kind === 'over' || (kind === 'mismatch' && reason === 'amount')
  return (
    isPayment && orderNumber !== null && gatewayTradeNo !== null && !!amountFen && paidAt !== null
  )
}

/** Whether it is money that is on no books and belongs to no order here: it goes back in the gateway's own console. */
export function isStrangeMoney(
  seen: Pick<MoneyCase, 'kind' | 'reason' | 'amountFen'> & Parameters<typeof isOddMoney>[0],
): boolean {
  const { kind, reason, amountFen } = seen
  if (!amountFen || isOddMoney(seen)) return false
  if (kind === 'unmatched_bill') return reason === 'not_ours'
  const isPayment = reason === 'unknown_order' || reason === 'trade_reused' || reason === 'amount'
  return kind === 'over' || (kind === 'mismatch' && isPayment)
}

/** Whether its money went back by the gateway, without us, for an order of ours. */
export function isOutsideRefund(
  seen: Pick<MoneyCase, 'kind' | 'reason' | 'orderNumber'>,
): seen is typeof seen & Readonly<{ orderNumber: string }> {
  return (
    seen.kind === 'unmatched_bill' && seen.reason === 'refund_not_ours' && seen.orderNumber !== null
  )
}
