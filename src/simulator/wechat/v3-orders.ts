// What an ordering call of API v3 says, field by field, and the order it makes (fact sheet WeChat Pay,
// section 6).

import { type Fen, fenOf } from '../../core/money.ts'
import { type Instant, minuteMs } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Merchant } from './merchants.ts'
import { findPayer, type Order, type TicketType, type Trade } from './model.ts'
import { parseRfc3339 } from './rfc3339.ts'
import { appMismatch, notYours, outOfRange, wrongParameter } from './v3-errors.ts'
import {
  canonicalText,
  flag,
  group,
  list,
  oneOf,
  optional,
  type Reader,
  required,
  text,
  whole,
} from './v3-fields.ts'

const outTradeNoForm = /^[0-9A-Za-z_\-|*]{6,32}$/

const goods = group({
  merchant_goods_id: required(text(32)),
  wechatpay_goods_id: optional(text(32)),
  goods_name: optional(text(256)),
  quantity: required(whole(1)),
  unit_price: required(whole(0)),
})

const h5Info = group({
  type: required(oneOf('iOS', 'Android', 'Wap')),
  app_name: optional(text(64)),
  app_url: optional(text(128)),
  bundle_id: optional(text(128)),
  package_name: optional(text(128)),
})

const sceneMembers = {
  payer_client_ip: required(text(45)),
  device_id: optional(text(32)),
  store_info: optional(
    group({
      id: required(text(32)),
      name: optional(text(256)),
      area_code: optional(text(32)),
      address: optional(text(512)),
    }),
  ),
}
const scene = group({ ...sceneMembers, h5_info: optional(h5Info) })
const h5Scene = group({ ...sceneMembers, h5_info: required(h5Info) })

const identity = group({
  type: required(text(32)),
  number: required(text(2048)),
  name: required(text(2048)),
})

const members = {
  appid: required(text(32)),
  mchid: required(text(32)),
  description: required(text(127)),
  out_trade_no: required(text(32, outTradeNoForm)),
  time_expire: optional(text(64)),
  attach: optional(text(128)),
  notify_url: required(noticeAddress),
  goods_tag: optional(text(32)),
  support_fapiao: optional(flag),
  amount: required(group({ total: required(whole(1)), currency: optional(oneOf('CNY')) })),
  detail: optional(
    group({
      cost_price: optional(whole(0)),
      invoice_id: optional(text(32)),
      goods_detail: optional(list(goods)),
    }),
  ),
  settle_info: optional(group({ profit_sharing: optional(flag) })),
  limit_pay: optional(list(text(32))),
}
const jsapiPayer = group({ openid: optional(text(128)), identity: optional(identity) })
const own = {
  ...members,
  payer: optional(group({ identity: optional(identity) })),
  scene_info: optional(scene),
}

const readers = {
  NATIVE: group(own),
  APP: group(own),
  JSAPI: group({ ...own, payer: required(jsapiPayer) }),
  MWEB: group({ ...own, scene_info: required(h5Scene) }),
} satisfies Record<TicketType, Reader<unknown>>

/** Reads the body of an ordering call. */
export function orderReader(tradeType: TicketType, merchant: Merchant): Reader<Order> {
  return (value, at) => orderOf(readers[tradeType](value, at), value, tradeType, merchant)
}

const codeBody = group({
  appid: required(text(32)),
  mchid: required(text(32)),
  description: required(text(127)),
  out_trade_no: required(text(32, outTradeNoForm)),
  attach: optional(text(128)),
  goods_tag: optional(text(32)),
  amount: members.amount,
  payer: required(group({ auth_code: required(text(32)) })),
  scene_info: required(
    group({
      device_id: optional(text(32)),
      device_ip: optional(text(45)),
      store_info: required(group({ id: optional(text(32)), out_id: optional(text(32)) })),
    }),
  ),
  detail: members.detail,
  settle_info: members.settle_info,
})

/** Reads the body of a charge by code (section 17). */
export function chargeReader(merchant: Merchant): Reader<{ order: Order; code: string }> {
  return (value, at) => {
    const body = codeBody(value, at)
    if (body.mchid !== merchant.mchId) throw notYours('请求中的商户号与签名的商户号不一致')
    if (body.appid !== merchant.appId) throw appMismatch()
    const order: Order = {
      mchId: body.mchid,
      appId: body.appid,
      version: 'v3',
      tradeType: 'MICROPAY',
      outTradeNo: body.out_trade_no,
      amount: amountOf(body.amount.total),
      description: body.description,
      attach: body.attach,
      deviceId: body.scene_info.device_id,
      notifyUrl: null,
      timeExpire: null,
      openId: null,
      terms: `MICROPAY ${canonicalText(value)}`,
    }
    return { order, code: body.payer.auth_code }
  }
}

/** A new order must leave at least a minute to pay; a repeated one may be in its last. */
export function checkTimeExpire({ timeExpire }: Order, before: Trade | undefined, now: Instant) {
  if (before || timeExpire === null || timeExpire >= now + minuteMs) return
  throw outOfRange('/time_expire', undefined, '订单失效时间应在 1 分钟之后')
}

/** An address for notices: absolute, http or https, no query (section 10). */
export function noticeAddress(value: unknown, at: string): string {
  const address = text(256)(value, at)
  const isPlain = /^https?:\/\/[^?#]+$/i.test(address) && URL.canParse(address)
  if (!isPlain) throw wrongParameter(at, value, '应为不带参数的 http 或 https 地址')
  return address
}

/** An amount that a reader has found to be one. */
export function amountOf(value: number): Fen {
  const amount = fenOf(value)
  assert(amount !== undefined, 'the reader bounds amounts')
  return amount
}

function orderOf(
  body: ReturnType<(typeof readers)[TicketType]>,
  sent: unknown,
  tradeType: TicketType,
  merchant: Merchant,
): Order {
  if (body.mchid !== merchant.mchId) throw notYours('请求中的商户号与签名的商户号不一致')
  if (body.appid !== merchant.appId) throw appMismatch()
  const openId = body.payer && 'openid' in body.payer ? body.payer.openid : null
  if (tradeType === 'JSAPI' && openId === null) {
    throw wrongParameter('/payer/openid', undefined, '缺少必填参数', 'body', 268_501_013)
  }
  if (openId !== null && !findPayer(openId)) {
    throw wrongParameter('/payer/openid', openId, '无效的openid')
  }
  return {
    mchId: body.mchid,
    appId: body.appid,
    version: 'v3',
    tradeType,
    outTradeNo: body.out_trade_no,
    amount: amountOf(body.amount.total),
    description: body.description,
    attach: body.attach,
    deviceId: body.scene_info?.device_id ?? null,
    notifyUrl: body.notify_url,
    timeExpire: readTimeExpire(body.time_expire),
    openId,
    terms: `${tradeType} ${canonicalText(sent)}`,
  }
}

function readTimeExpire(value: string | null): Instant | null {
  if (value === null) return null
  const at = parseRfc3339(value)
  if (at === undefined) throw wrongParameter('/time_expire', value, '应为 RFC 3339 格式')
  return at
}
