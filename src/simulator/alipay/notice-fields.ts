// What an asynchronous notice and a browser's return say about a trade, field by field (fact sheet
// Alipay, sections 6 and 14). Sending time and signature are added when one is sent.

import { formatYuan } from '../../core/money.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import type { App } from './apps.ts'
import { type Refund, refundedOf, type Scene, type Trade } from './model.ts'

/** What stays the same while one notice is retried; a refund is named where one brought it about. */
export function noticeFields(
  trade: Trade,
  app: App,
  refund: Refund | null,
): Readonly<Record<string, string>> {
  const { order } = trade
  return {
    notify_type: 'trade_status_sync',
    charset: order.charset,
    version: '1.0',
    sign_type: app.signType,
    app_id: order.appId,
    auth_app_id: order.appId,
    trade_no: trade.tradeNo,
    out_trade_no: order.outTradeNo,
    seller_id: order.sellerId,
    trade_status: trade.status,
    total_amount: formatYuan(order.amount),
    subject: order.subject,
    gmt_create: formatShanghai(trade.createdAt),
    ...(order.body === null ? {} : { body: order.body }),
    ...(order.passbackParams === null ? {} : { passback_params: order.passbackParams }),
    ...(trade.closedAt === null ? {} : { gmt_close: formatShanghai(trade.closedAt) }),
    ...paymentFields(trade),
    ...(refund ? refundFields(trade, refund) : {}),
  }
}

/** The query a paid buyer's browser brings back to the merchant. There is no state in it. */
export function returnFields(
  trade: Trade,
  scene: Scene,
  app: App,
  at: Instant,
): Readonly<Record<string, string>> {
  const { order } = trade
  return {
    charset: order.charset,
    out_trade_no: order.outTradeNo,
    method: `alipay.trade.${scene}.pay.return`,
    total_amount: formatYuan(order.amount),
    trade_no: trade.tradeNo,
    auth_app_id: order.appId,
    version: '1.0',
    app_id: order.appId,
    sign_type: app.signType,
    seller_id: order.sellerId,
    timestamp: formatShanghai(at),
  }
}

function paymentFields(trade: Trade): Readonly<Record<string, string>> {
  if (!trade.buyer || trade.paidAt === null) return {}
  const amount = formatYuan(trade.order.amount)
  return {
    buyer_id: trade.buyer.id,
    buyer_logon_id: trade.buyer.logonId,
    gmt_payment: formatShanghai(trade.paidAt),
    receipt_amount: amount,
    invoice_amount: amount,
    buyer_pay_amount: amount,
    point_amount: '0.00',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
  }
}

function refundFields(trade: Trade, refund: Refund): Readonly<Record<string, string>> {
  return {
    out_biz_no: refund.requestNo,
    refund_fee: formatYuan(refundedOf(trade)),
    send_back_fee: formatYuan(refund.amount),
    gmt_refund: `${formatShanghai(refund.at)}.${String(refund.at % 1000).padStart(3, '0')}`,
  }
}
