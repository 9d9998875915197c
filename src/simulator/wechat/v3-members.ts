// Orders and refunds as API v3 words them, in replies and in the plaintext of notices alike (fact sheet
// WeChat Pay, sections 8 to 11).

import { payerTotalOf, type Trade, type TradeState } from './model.ts'
import type { Refund } from './refunds.ts'
import { formatRfc3339 } from './rfc3339.ts'

export type Members = Readonly<Record<string, unknown>>

const stateTexts = {
  NOTPAY: '订单未支付',
  USERPAYING: '用户支付中，需要输入密码',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败',
  REVOKED: '订单已撤销',
} satisfies Record<TradeState, string>

/** What a query answers, and a payment's notice says. */
export function tradeMembers(trade: Trade): Members {
  const { order, state, payment } = trade
  return {
    appid: order.appId,
    mchid: order.mchId,
    out_trade_no: order.outTradeNo,
    ...(payment ? { transaction_id: payment.transactionId, trade_type: order.tradeType } : {}),
    trade_state: state,
    trade_state_desc: stateTexts[state],
    ...(payment ? { bank_type: payment.bankType } : {}),
    attach: order.attach ?? '',
    ...(payment
      ? { success_time: formatRfc3339(payment.at), payer: { openid: payment.openId } }
      : {}),
    amount: {
      total: order.amount,
      currency: 'CNY',
      ...(payment ? { payer_total: payerTotalOf(trade), payer_currency: 'CNY' } : {}),
    },
    ...(order.deviceId === null ? {} : { scene_info: { device_id: order.deviceId } }),
    ...(payment && payment.coupon !== null
      ? { promotion_detail: [couponMembers(payment.coupon)] }
      : {}),
  }
}

/** What refunding and its query answer. */
export function refundMembers(trade: Trade, refund: Refund): Members {
  const { order, payment } = trade
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: payment?.transactionId,
    out_trade_no: order.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: receivedBy,
    ...successTime(refund),
    create_time: formatRfc3339(refund.createdAt),
    status: refund.status,
    funds_account: refund.isFromBalance ? 'AVAILABLE' : 'UNSETTLED',
    amount: {
      ...refundAmounts(trade, refund),
      from: [],
      settlement_refund: refund.amount,
      settlement_total: order.amount,
      discount_refund: 0,
      currency: 'CNY',
    },
    promotion_detail: [],
  }
}

/** What a refund's notice says. */
export function refundNoticeMembers(trade: Trade, refund: Refund): Members {
  const { order, payment } = trade
  return {
    mchid: order.mchId,
    transaction_id: payment?.transactionId,
    out_trade_no: order.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...successTime(refund),
    user_received_account: receivedBy,
    amount: refundAmounts(trade, refund),
  }
}

const receivedBy = '支付用户零钱'

function successTime({ status, endedAt }: Refund): Members {
  if (status !== 'SUCCESS' || endedAt === null) return {}
  return { success_time: formatRfc3339(endedAt) }
}

function refundAmounts(trade: Trade, { amount }: Refund): Members {
  const payerTotal = payerTotalOf(trade)
  // A coupon comes back in proportion, rounded down, as far as the payer is concerned.
  const payerRefund = Math.floor((amount * payerTotal) / trade.order.amount)
  return {
    total: trade.order.amount,
    refund: amount,
    payer_total: payerTotal,
    payer_refund: payerRefund,
  }
}

function couponMembers(amount: number): Members {
  return {
    coupon_id: '109519',
    name: '模拟代金券',
    scope: 'GLOBAL',
    type: 'NOCASH',
    amount,
    stock_id: '931386',
    activity_id: '931386',
    wechatpay_contribute: amount,
    merchant_contribute: 0,
    other_contribute: 0,
    currency: 'CNY',
  }
}
