// The calls of API v3 about refunds: asking for one, querying it, and sending an abnormal one out again
// (fact sheet WeChat Pay, section 9).

import type { FastifyInstance } from 'fastify'
import { type RefundOfTrade, repeatRefund, requestRefund } from './refund-desk.ts'
import { Refusal } from './refusal.ts'
import type { Surroundings } from './surroundings.ts'
import { readBody } from './v3-check.ts'
import { wrongParameter } from './v3-errors.ts'
import { group, list, oneOf, optional, required, text, whole } from './v3-fields.ts'
import { refundMembers } from './v3-members.ts'
import { amountOf, noticeAddress } from './v3-orders.ts'
import { addV3Route, json, type V3Call, type V3Reply } from './v3-routes.ts'

const root = '/v3/refund/domestic/refunds'
const outRefundNo = text(64, /^[0-9A-Za-z_\-|*@]+$/)

const goods = group({
  merchant_goods_id: required(text(32)),
  wechatpay_goods_id: optional(text(32)),
  goods_name: optional(text(256)),
  unit_price: required(whole(0)),
  refund_amount: required(whole(0)),
  refund_quantity: required(whole(1)),
})

const account = group({
  account: required(oneOf('AVAILABLE', 'UNAVAILABLE')),
  amount: required(whole(1)),
})

const refundBody = group({
  transaction_id: optional(text(32)),
  out_trade_no: optional(text(32)),
  out_refund_no: required(outRefundNo),
  reason: optional(text(80)),
  notify_url: optional(noticeAddress),
  funds_account: optional(oneOf('AVAILABLE', 'UNSETTLED')),
  amount: required(
    group({
      refund: required(whole(1)),
      total: required(whole(1)),
      currency: required(oneOf('CNY')),
      from: optional(list(account)),
    }),
  ),
  goods_detail: optional(list(goods)),
})

const repeatBody = group({
  out_refund_no: required(outRefundNo),
  type: required(oneOf('USER_BANK_CARD', 'MERCHANT_BANK_CARD')),
  bank_type: optional(text(16)),
  bank_account: optional(text(1024)),
  real_name: optional(text(1024)),
})

export function addV3Refunds(server: FastifyInstance, around: Surroundings): void {
  const { books } = around
  addV3Route(server, around, {
    method: 'POST',
    path: root,
    answer: (call) => ask(call, around),
  })
  addV3Route(server, around, {
    method: 'GET',
    path: `${root}/{out_refund_no}`,
    answer: ({ merchant, path }) => {
      const found = books.findRefund(merchant.mchId, { outRefundNo: path.out_refund_no ?? '' })
      if (!found) throw new Refusal('refund_unknown')
      return replyTo(found)
    },
  })
  addV3Route(server, around, {
    method: 'POST',
    path: `${root}/{refund_id}/apply-abnormal-refund`,
    answer: (call) => askAgain(call, around),
  })
}

function ask({ merchant, request }: V3Call, around: Surroundings): V3Reply {
  const body = readBody(request, refundBody)
  const name = { transactionId: body.transaction_id, outTradeNo: body.out_trade_no }
  if (name.transactionId === null && name.outTradeNo === null) {
    throw wrongParameter('/out_trade_no', undefined, '与 transaction_id 二选一')
  }
  const asked = {
    outRefundNo: body.out_refund_no,
    amount: amountOf(body.amount.refund),
    total: amountOf(body.amount.total),
    reason: body.reason,
    notifyUrl: body.notify_url,
    isFromBalance: body.funds_account === 'AVAILABLE',
  }
  return replyTo(requestRefund(around, merchant.mchId, name, asked))
}

function askAgain({ merchant, request, path }: V3Call, around: Surroundings): V3Reply {
  const body = readBody(request, repeatBody)
  const refundId = path.refund_id ?? ''
  const found = around.books.findRefund(merchant.mchId, { refundId })
  if (found?.refund.outRefundNo !== body.out_refund_no) throw new Refusal('refund_unknown')
  return replyTo(repeatRefund(around, merchant.mchId, refundId))
}

function replyTo({ trade, refund }: RefundOfTrade): V3Reply {
  return json(refundMembers(trade, refund))
}
