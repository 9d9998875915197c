// Orders and refunds as API v2 words them, in replies and notices alike (fact sheet WeChat Pay, sections 20
// to 22).

import { formatShanghai, type Instant } from '../../core/time.ts'
import { type Payment, payerTotalOf, type Trade, type TradeState } from './model.ts'
import type { Refund, RefundStatus } from './refunds.ts'

export type Members = Readonly<Record<string, string>>

const stateTexts = {
  NOTPAY: '订单未支付',
  USERPAYING: '用户支付中，需要输入密码',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败',
  REVOKED: '订单已撤销',
} satisfies Record<TradeState, string>

export const refundStatuses = {
  PROCESSING: 'PROCESSING',
  SUCCESS: 'SUCCESS',
  ABNORMAL: 'CHANGE',
  CLOSED: 'REFUNDCLOSE',
} satisfies Record<RefundStatus, string>

const receivedBy = '支付用户的零钱'

/** What a query answers. */
export function tradeMembers(trade: Trade): Members {
  const { order, state, payment } = trade
  return {
    ...(order.deviceId === null ? {} : { device_info: order.deviceId }),
    ...(payment
      ? paidMembers(trade, payment)
      : { total_fee: String(order.amount), attach: order.attach ?? '' }),
    out_trade_no: order.outTradeNo,
    trade_state: state,
    trade_state_desc: stateTexts[state],
  }
}

/** What a paid order's query and its notice have in common. */
export function paidMembers(trade: Trade, payment: Payment): Members {
  const { order } = trade
  return {
    openid: payment.openId,
    is_subscribe: 'N',
    trade_type: order.tradeType,
    bank_type: payment.bankType,
    total_fee: String(order.amount),
    fee_type: 'CNY',
    cash_fee: String(payerTotalOf(trade)),
    cash_fee_type: 'CNY',
    ...(payment.coupon === null ? {} : couponMembers(String(payment.coupon))),
    transaction_id: payment.transactionId,
    out_trade_no: order.outTradeNo,
    attach: order.attach ?? '',
    time_end: digitsOf(payment.at),
  }
}

/** What asking for a refund answers. */
export function refundMembers(trade: Trade, refund: Refund): Members {
  return {
    ...originMembers(trade),
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_channel: 'ORIGINAL',
    refund_fee: String(refund.amount),
    cash_refund_fee: String(payerRefundOf(trade, refund)),
  }
}

/** What querying refunds answers: each one's members with its place behind their names. */
export function refundListMembers(trade: Trade, refunds: readonly Refund[]): Members {
  const each = refunds.map((refund, place) => listed(refund, place))
  return Object.assign({ ...originMembers(trade), refund_count: String(refunds.length) }, ...each)
}

/** What is sealed into a refund's notice. */
export function refundNoticeMembers(trade: Trade, refund: Refund): Members {
  const { order } = trade
  return {
    transaction_id: trade.payment?.transactionId ?? '',
    out_trade_no: order.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    total_fee: String(order.amount),
    settlement_total_fee: String(order.amount),
    refund_fee: String(refund.amount),
    settlement_refund_fee: String(refund.amount),
    refund_status: refundStatuses[refund.status],
    success_time: successTimeOf(refund),
    refund_recv_accout: receivedBy,
    refund_account: accountOf(refund),
    refund_request_source: 'API',
  }
}

function originMembers(trade: Trade): Members {
  return {
    transaction_id: trade.payment?.transactionId ?? '',
    out_trade_no: trade.order.outTradeNo,
    total_fee: String(trade.order.amount),
    fee_type: 'CNY',
    cash_fee: String(payerTotalOf(trade)),
  }
}

function listed(refund: Refund, place: number): Members {
  return {
    [`out_refund_no_${place}`]: refund.outRefundNo,
    [`refund_id_${place}`]: refund.refundId,
    [`refund_channel_${place}`]: 'ORIGINAL',
    [`refund_fee_${place}`]: String(refund.amount),
    [`refund_status_${place}`]: refundStatuses[refund.status],
    [`refund_account_${place}`]: accountOf(refund),
    [`refund_recv_accout_${place}`]: receivedBy,
    [`refund_success_time_${place}`]: successTimeOf(refund),
  }
}

function couponMembers(amount: string): Members {
  return {
    coupon_fee: amount,
    coupon_count: '1',
    coupon_id_0: '109519',
    coupon_type_0: 'CASH',
    coupon_fee_0: amount,
  }
}

/** A coupon comes back in proportion, rounded down, as far as the payer is concerned. */
function payerRefundOf(trade: Trade, { amount }: Refund): number {
  return Math.floor((amount * payerTotalOf(trade)) / trade.order.amount)
}

function successTimeOf({ status, endedAt }: Refund): string {
  return status === 'SUCCESS' && endedAt !== null ? formatShanghai(endedAt) : ''
}

function accountOf({ isFromBalance }: Refund): string {
  return isFromBalance ? 'REFUND_SOURCE_RECHARGE_FUNDS' : 'REFUND_SOURCE_UNSETTLED_FUNDS'
}

/** `yyyyMMddHHmmss`. */
function digitsOf(at: Instant): string {
  return formatShanghai(at).replace(/\D/g, '')
}
