// The calls of API v2 about orders: placing, querying and closing them, and charging a code (fact sheet
// WeChat Pay, section 20).

import { minuteMs } from '../../core/time.ts'
import { chargeByCode, reverse } from './code-desk.ts'
import {
  closeTrade,
  findPayer,
  type Order,
  type Ticket,
  type TicketType,
  type TradeType,
} from './model.ts'
import { findOrder, type OrderName } from './refund-desk.ts'
import { Refusal } from './refusal.ts'
import { codeUrlOf, h5UrlOf, type Surroundings } from './surroundings.ts'
import type { V2Answer, V2Call, V2Route } from './v2-call.ts'
import { lacksParameter, V2Error, wrongV2Parameter } from './v2-errors.ts'
import {
  amount,
  ipAddress,
  noticeAddress,
  oneOf,
  optionalMoment,
  optionalText,
  orderNumberForm,
  text,
} from './v2-fields.ts'
import { paidMembers, tradeMembers } from './v2-members.ts'
import type { SignType } from './v2-sign.ts'
import type { V2Fields } from './v2-xml.ts'

export function orderRoutes(around: Surroundings): readonly V2Route[] {
  return [
    { path: '/pay/unifiedorder', answer: (call) => place(call, around) },
    { path: '/pay/orderquery', answer: (call) => query(call, around) },
    { path: '/pay/closeorder', answer: (call) => close(call, around) },
    { path: '/pay/micropay', answer: (call) => charge(call, around) },
    { path: '/secapi/pay/reverse', answer: (call) => reverseByName(call, around) },
  ]
}

/** An order by one of its two numbers. Throws a V2Error where neither is given. */
export function orderNameIn(fields: V2Fields): OrderName {
  const transactionId = optionalText(fields, 'transaction_id', 32)
  const outTradeNo = optionalText(fields, 'out_trade_no', 32)
  if (transactionId === null && outTradeNo === null) throw lacksParameter('out_trade_no')
  return { transactionId, outTradeNo }
}

/** How an order of API v2 was signed, and so how its notice is; its terms hold every field it came with. */
export function signTypeOf({ terms }: Order): SignType {
  const said = (JSON.parse(terms) as Readonly<Record<string, string>>).sign_type
  return said === 'HMAC-SHA256' ? said : 'MD5'
}

function place(call: V2Call, around: Surroundings): V2Answer {
  const { books, clock } = around
  const tradeType = oneOf(call.fields, 'trade_type', 'NATIVE', 'JSAPI', 'APP', 'MWEB')
  const order = readOrder(call, tradeType)
  const isNew = books.find(order.mchId, order.outTradeNo) === undefined
  // A repeated order may be in its last minute.
  if (isNew && order.timeExpire !== null && order.timeExpire < clock.now() + minuteMs) {
    throw wrongV2Parameter('time_expire', '时间过短，至少1分钟')
  }
  return wayIn(books.place(order), tradeType, around)
}

function readOrder({ merchant, fields }: V2Call, tradeType: TradeType): Order {
  if (tradeType === 'NATIVE') text(fields, 'product_id', 32)
  if (tradeType === 'MWEB') text(fields, 'scene_info', 256)
  ipAddress(fields, 'spbill_create_ip')
  optionalText(fields, 'fee_type', 16, /^CNY$/)
  optionalMoment(fields, 'time_start')
  return {
    mchId: merchant.mchId,
    appId: merchant.appId,
    version: 'v2',
    tradeType,
    outTradeNo: text(fields, 'out_trade_no', 32, orderNumberForm),
    amount: amount(fields, 'total_fee'),
    description: text(fields, 'body', 128),
    attach: optionalText(fields, 'attach', 127),
    deviceId: optionalText(fields, 'device_info', 32),
    notifyUrl: tradeType === 'MICROPAY' ? null : noticeAddress(fields, 'notify_url'),
    timeExpire: optionalMoment(fields, 'time_expire'),
    openId: tradeType === 'JSAPI' ? openIdIn(fields) : null,
    terms: termsOf(fields),
  }
}

function openIdIn(fields: V2Fields): string {
  const openId = text(fields, 'openid', 128)
  if (!findPayer(openId)) throw wrongV2Parameter('openid', '无效的openid')
  return openId
}

/** What makes a repeated request the same one: everything but what is new in each. */
function termsOf(fields: V2Fields): string {
  const kept = [...fields]
    .filter(([name, value]) => name !== 'nonce_str' && name !== 'sign' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(kept))
}

function wayIn(ticket: Ticket, tradeType: TicketType, around: Surroundings): V2Answer {
  const opened = { trade_type: tradeType, prepay_id: ticket.prepayId }
  switch (tradeType) {
    case 'NATIVE':
      return { ...opened, code_url: codeUrlOf(ticket) }
    case 'MWEB':
      return { ...opened, mweb_url: h5UrlOf(ticket, around) }
    case 'JSAPI':
    case 'APP':
      return opened
  }
}

function query({ merchant, fields }: V2Call, around: Surroundings): V2Answer {
  const trade = findOrder(around, merchant.mchId, orderNameIn(fields))
  if (!trade) throw new Refusal('order_unknown')
  return tradeMembers(trade)
}

function charge(call: V2Call, around: Surroundings): V2Answer {
  const order = readOrder(call, 'MICROPAY')
  const trade = chargeByCode(order, text(call.fields, 'auth_code', 128), around)
  if (!trade.payment) throw new V2Error('USERPAYING', '需要用户输入支付密码')
  return paidMembers(trade, trade.payment)
}

function reverseByName({ merchant, fields }: V2Call, around: Surroundings): V2Answer {
  const isAgain = reverse(findOrder(around, merchant.mchId, orderNameIn(fields)), around)
  return { recall: isAgain ? 'Y' : 'N' }
}

/** How old an order must be before it can be closed (section 20). */
const closableMs = 5 * minuteMs

/** Unlike API v3 it says so when the order was closed before, and refuses an order that is new. */
function close({ merchant, fields }: V2Call, { books, clock }: Surroundings): V2Answer {
  const trade = books.find(merchant.mchId, text(fields, 'out_trade_no', 32))
  if (!trade) throw new Refusal('order_unknown')
  const now = clock.now()
  const event = closeTrade(trade, now)
  if (!event) throw new Refusal('order_closed')
  // The documents name the rule and no code for it; ERROR is their word for a rule of business.
  if (now - trade.createdAt < closableMs) throw new V2Error('ERROR', '订单生成后 5 分钟内不能关单')
  books.commit(event)
  return {}
}
