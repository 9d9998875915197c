// What WeChat Pay's API v3 answers about orders, closing and refunds, over trades set by hand (fact sheet
// WeChat Pay, sections 6, 8, 9 and 12). A request that is not exactly as the documents say is refused.

import { paidAtRfc3339, type WechatTrade, type WechatTrades } from './wechat-trades.ts'

/** Status and JSON; no `json` is an answer without a body. */
export type ApiAnswer = Readonly<{ status: number; json?: Readonly<Record<string, unknown>> }>

/** Whose API it is, and what it knows. `now` is in ms. */
export type Books = Readonly<{ appId: string; mchId: string; trades: WechatTrades; now: number }>

type Json = Record<string, unknown>
type Check = (value: unknown, books: Books, content: Json) => boolean

export const orderKinds = ['native', 'h5', 'jsapi'] as const
export type OrderKind = (typeof orderKinds)[number]

const isText = (max: number, form = /^/) => {
  return (value: unknown) =>
    typeof value === 'string' && value.length >= 1 && value.length <= max && form.test(value)
}
const isFen = (value: unknown) => Number.isInteger(value) && Number(value) >= 1
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const orderNumber = isText(32, /^[0-9A-Za-z_\-|*]{6,}$/)
/** Absolute, without a query of its own. */
const notifyUrl = isText(256, /^https?:\/\/[^?#]+\/[^?#]*$/)

const orderFields: Readonly<Record<string, Check>> = {
  appid: (value, { appId }) => value === appId,
  mchid: (value, { mchId }) => value === mchId,
  description: (value) => isText(256)(value) && Array.from(String(value)).length <= 127,
  out_trade_no: orderNumber,
  notify_url: notifyUrl,
  amount: (value) =>
    isObject(value) &&
    isFen(value.total) &&
    value.currency === 'CNY' &&
    Object.keys(value).length === 2,
}
const optionalFields: Readonly<Record<string, Check>> = {
  time_expire: (value, { now }) =>
    isText(25, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)(value) &&
    Date.parse(String(value)) >= now + 60_000,
  attach: isText(127),
}
const fieldsOf: Readonly<Record<OrderKind, Readonly<Record<string, Check>>>> = {
  native: {},
  jsapi: { payer: (value) => isObject(value) && isText(128)(value.openid) },
  h5: {
    scene_info: (value) =>
      isObject(value) &&
      isText(45)(value.payer_client_ip) &&
      isObject(value.h5_info) &&
      isText(32, /^(iOS|Android|Wap)$/)(value.h5_info.type),
  },
}

/** Opens an order; the same number asked for in the same words continues it. */
export function placeOrder(books: Books, kind: OrderKind, content: Json): ApiAnswer {
  const wrong = wrongField(books, content, { ...orderFields, ...fieldsOf[kind] }, optionalFields)
  if (wrong !== undefined) return refuse(400, 'PARAM_ERROR', wrong)
  const outTradeNo = String(content.out_trade_no)
  const { total } = content.amount as { total: number }
  switch (books.trades.open(outTradeNo, total, JSON.stringify([kind, content]))) {
    case 'paid':
      return refuse(400, 'ORDERPAID', '该订单已支付')
    case 'closed':
      return refuse(400, 'ORDER_CLOSED', '该订单已关闭')
    case 'other':
      return refuse(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致')
    case undefined:
      return { status: 200, json: wayIn(kind, outTradeNo) }
  }
}

function wayIn(kind: OrderKind, outTradeNo: string): Json {
  switch (kind) {
    case 'native':
      return { code_url: `weixin://wxpay/bizpayurl?pr=${outTradeNo.slice(-7)}` }
    case 'jsapi':
      return { prepay_id: `wx${outTradeNo}` }
    case 'h5': {
      const query = `prepay_id=wx${outTradeNo}&package=${outTradeNo.length}`
      return { h5_url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?${query}` }
    }
  }
}

/** The order as a query and a notice tell it. */
export function tellTrade(
  { appId, mchId }: Pick<Books, 'appId' | 'mchId'>,
  outTradeNo: string,
  {
    state,
    amountFen,
    tradeNo,
    paidAt = paidAtRfc3339,
  }: Pick<WechatTrade, 'state' | 'amountFen' | 'tradeNo' | 'paidAt'>,
): Json {
  const told = { appid: appId, mchid: mchId, out_trade_no: outTradeNo, trade_state: state }
  if (tradeNo === undefined) {
    const amount = { total: amountFen, currency: 'CNY' }
    return { ...told, trade_state_desc: '订单未支付', promotion_detail: [], amount }
  }
  return {
    ...told,
    transaction_id: tradeNo,
    trade_type: 'NATIVE',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    attach: '',
    success_time: paidAt,
    payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    // A coupon of WeChat's own: what the payer gave is not what the order cost.
    amount: {
      total: amountFen,
      payer_total: amountFen - 1,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
  }
}

export function queryOrder(books: Books, outTradeNo: string): ApiAnswer {
  const trade = books.trades.all.get(outTradeNo)
  if (!trade) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  return { status: 200, json: tellTrade(books, outTradeNo, trade) }
}

export function closeOrder(books: Books, outTradeNo: string, content: Json): ApiAnswer {
  const wrong = wrongField(books, content, { mchid: (value) => value === books.mchId })
  if (wrong !== undefined) return refuse(400, 'PARAM_ERROR', wrong)
  const trade = books.trades.all.get(outTradeNo)
  if (!trade) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  if (trade.state === 'SUCCESS' || trade.state === 'REFUND')
    return refuse(400, 'ORDERPAID', '该订单已支付')
  trade.state = 'CLOSED'
  return { status: 204 }
}

const refundFields: Readonly<Record<string, Check>> = {
  out_refund_no: isText(64, /^[0-9A-Za-z_\-|*@]+$/),
  amount: (value) =>
    isObject(value) && isFen(value.refund) && isFen(value.total) && value.currency === 'CNY',
}
const refundOptions: Readonly<Record<string, Check>> = {
  out_trade_no: orderNumber,
  transaction_id: isText(32),
  reason: isText(80),
  notify_url: notifyUrl,
}

export function placeRefund(books: Books, content: Json): ApiAnswer {
  const wrong = wrongField(books, content, refundFields, refundOptions)
  if (wrong !== undefined) return refuse(400, 'PARAM_ERROR', wrong)
  const [outTradeNo, trade] =
    [...books.trades.all].find(
      ([number, { tradeNo }]) =>
        number === content.out_trade_no || (tradeNo && tradeNo === content.transaction_id),
    ) ?? []
  if (outTradeNo === undefined || !trade) return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
  const { refund, total } = content.amount as { refund: number; total: number }
  const refundNo = String(content.out_refund_no)
  const back = total === trade.amountFen && books.trades.refund(trade, refundNo, refund)
  if (!back) return refuse(400, 'INVALID_REQUEST', '订单金额或退款金额与之前请求不一致')
  return { status: 200, json: tellRefund(outTradeNo, trade, refundNo) }
}

export function queryRefund({ trades }: Books, refundNo: string): ApiAnswer {
  const [outTradeNo, trade] = [...trades.all].find(([, { refunds }]) => refunds.has(refundNo)) ?? []
  if (outTradeNo === undefined || !trade) return refuse(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  return { status: 200, json: tellRefund(outTradeNo, trade, refundNo) }
}

function tellRefund(outTradeNo: string, trade: WechatTrade, refundNo: string): Json {
  const refund = trade.refunds.get(refundNo)
  return {
    refund_id: `50${trade.tradeNo}`,
    out_refund_no: refundNo,
    transaction_id: trade.tradeNo,
    out_trade_no: outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: trade.paidAt,
    success_time: trade.paidAt,
    status: 'SUCCESS',
    amount: { total: trade.amountFen, refund, payer_total: trade.amountFen, currency: 'CNY' },
  }
}

/** The first field that is missing, wrong or not known at all. */
function wrongField(
  books: Books,
  content: Json,
  needed: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): string | undefined {
  const known = { ...optional, ...needed }
  const missing = Object.keys(needed).find((name) => content[name] === undefined)
  if (missing !== undefined) return `${missing} is missing`
  const [name] =
    Object.entries(content).find(([each, value]) => !known[each]?.(value, books, content)) ?? []
  return name && `${name} is wrong: ${JSON.stringify(content[name])}`
}

export function refuse(status: number, code: string, message: string): ApiAnswer {
  return { status, json: { code, message } }
}
