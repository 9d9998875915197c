// The calls of API v2 about refunds: asking for one and querying what became of it (fact sheet WeChat Pay,
// sections 9 and 20). The certificate they want is a matter of TLS, which nobody speaks here.

import type { Trade } from './model.ts'
import { findOrder, requestRefund } from './refund-desk.ts'
import type { Refund } from './refunds.ts'
import { Refusal } from './refusal.ts'
import type { Surroundings } from './surroundings.ts'
import type { V2Answer, V2Call, V2Route } from './v2-call.ts'
import { amount, optionalNoticeAddress, optionalText, refundNumberForm, text } from './v2-fields.ts'
import { refundListMembers, refundMembers } from './v2-members.ts'
import { orderNameIn } from './v2-orders.ts'
import type { V2Fields } from './v2-xml.ts'

/** So many refunds stand in one answer. */
const pageLength = 10

export function refundRoutes(around: Surroundings): readonly V2Route[] {
  return [
    { path: '/secapi/pay/refund', answer: (call) => ask(call, around) },
    { path: '/pay/refundquery', answer: (call) => query(call, around) },
  ]
}

function ask({ merchant, fields }: V2Call, around: Surroundings): V2Answer {
  const account = optionalText(fields, 'refund_account', 30, /^REFUND_SOURCE_(UNSETTLED|RECHARGE)_/)
  optionalText(fields, 'refund_fee_type', 8, /^CNY$/)
  const { trade, refund } = requestRefund(around, merchant.mchId, orderNameIn(fields), {
    outRefundNo: text(fields, 'out_refund_no', 64, refundNumberForm),
    amount: amount(fields, 'refund_fee'),
    total: amount(fields, 'total_fee'),
    reason: optionalText(fields, 'refund_desc', 80),
    notifyUrl: optionalNoticeAddress(fields, 'notify_url'),
    isFromBalance: account === 'REFUND_SOURCE_RECHARGE_FUNDS',
  })
  return refundMembers(trade, refund)
}

function query({ merchant, fields }: V2Call, around: Surroundings): V2Answer {
  const offset = optionalText(fields, 'offset', 3, /^\d+$/)
  const { trade, refunds } = find(fields, merchant.mchId, around)
  const from = Number(offset ?? 0)
  const shown = refunds.slice(from, from + pageLength)
  if (shown.length === 0) throw new Refusal('refund_unknown')
  const total = offset === null ? {} : { total_refund_count: String(refunds.length) }
  return { ...refundListMembers(trade, shown), ...total }
}

/** One refund by either of its numbers, or all of an order's; WeChat Pay's own numbers win. */
function find(
  fields: V2Fields,
  mchId: string,
  around: Surroundings,
): { readonly trade: Trade; readonly refunds: readonly Refund[] } {
  const refundId = optionalText(fields, 'refund_id', 32)
  const outRefundNo = optionalText(fields, 'out_refund_no', 64)
  if (refundId === null && outRefundNo === null) {
    const trade = findOrder(around, mchId, orderNameIn(fields))
    if (!trade) throw new Refusal('order_unknown')
    return { trade, refunds: trade.refunds }
  }
  const name = refundId === null ? { outRefundNo: outRefundNo ?? '' } : { refundId }
  const found = around.books.findRefund(mchId, name)
  if (!found) throw new Refusal('refund_unknown')
  return { trade: found.trade, refunds: [found.refund] }
}
