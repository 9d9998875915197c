// The four ways to ask for a payment: QR code, phone browser, page inside WeChat, app (fact sheet WeChat Pay,
// sections 6 and 7).

import type { Fen } from '../../core/money.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Refused, Unknown } from '../gateway.ts'
import { type JsonObject, textIn } from '../json.ts'
import { type Account, callWechat } from './call.ts'
import { orderNumber } from './numbers.ts'
import { readAbout, unknown } from './reply.ts'
import { nonceOf, payText, signText, timestampOf } from './sign.ts'

/** What is to be paid. `extra` holds further members of the request, such as `attach`. */
export type WechatOrder = Readonly<{
  outTradeNo: string
  amountFen: Fen
  /** what is beyond 127 characters is cut off */
  description: string
  /** payment is refused from here on; at least a minute ahead, 7 days when absent */
  expiresAt?: Instant
  /** an address without a query of its own; the account's where absent */
  notifyUrl?: string
  extra?: Readonly<Record<string, unknown>>
}>

export type H5Order = WechatOrder &
  Readonly<{
    /** IP address of the payer's device */
    payerAddress: string
    /** where the browser goes about 5 seconds later, paid or not; its domain must be registered */
    returnUrl?: string
  }>

/** `openid` is the payer under this very app id. */
export type JsapiOrder = WechatOrder & Readonly<{ openid: string }>

export type NativeOpened = Readonly<{ outcome: 'qr'; code: string }> | Refused | Unknown
export type H5Opened = Readonly<{ outcome: 'redirect'; url: string }> | Refused | Unknown
/** What a page hands to `getBrandWCPayRequest`, or an app to the client SDK, signed. */
export type ParametersOpened =
  | Readonly<{ outcome: 'parameters'; parameters: Readonly<Record<string, string>> }>
  | Refused
  | Unknown

const descriptionMax = 127

export async function orderNative(
  account: Account,
  order: WechatOrder,
  deadlineMs: number,
): Promise<NativeOpened> {
  const judged = await ask(account, 'native', order, {}, deadlineMs)
  return readAbout(judged, {}, (node) => {
    const code = textIn(node, 'code_url')
    return code ? { outcome: 'qr', code } : unknown('no code_url')
  })
}

export async function orderH5(
  account: Account,
  order: H5Order,
  deadlineMs: number,
): Promise<H5Opened> {
  const scene = { payer_client_ip: order.payerAddress, h5_info: { type: 'Wap' } }
  const judged = await ask(account, 'h5', order, { scene_info: scene }, deadlineMs)
  return readAbout(judged, {}, (node) => {
    const url = textIn(node, 'h5_url')
    return url
      ? { outcome: 'redirect', url: withReturn(url, order.returnUrl) }
      : unknown('no h5_url')
  })
}

export async function orderJsapi(
  account: Account,
  order: JsapiOrder,
  deadlineMs: number,
): Promise<ParametersOpened> {
  const payer = { openid: order.openid }
  const judged = await ask(account, 'jsapi', order, { payer }, deadlineMs)
  return readPrepared(judged, (prepayId) => jsapiParameters(account, prepayId))
}

export async function orderApp(
  account: Account,
  order: WechatOrder,
  deadlineMs: number,
): Promise<ParametersOpened> {
  const judged = await ask(account, 'app', order, {}, deadlineMs)
  return readPrepared(judged, (prepayId) => appParameters(account, prepayId))
}

/** Written from the order alone, so that asking again says the same and continues the same order. */
function ask(
  account: Account,
  kind: 'native' | 'h5' | 'jsapi' | 'app',
  order: WechatOrder,
  more: Readonly<Record<string, unknown>>,
  deadlineMs: number,
) {
  const { mchId, appId, notifyUrl = '' } = account.config
  const { outTradeNo, amountFen, description, expiresAt, extra } = order
  assert(amountFen > 0, 'an amount at WeChat Pay is more than zero')
  const content = {
    ...extra,
    appid: appId,
    mchid: mchId,
    description: cutText(description.replace(/\p{Cc}/gu, ' '), descriptionMax),
    out_trade_no: orderNumber(outTradeNo),
    ...(expiresAt === undefined ? {} : { time_expire: formatTime(expiresAt) }),
    notify_url: order.notifyUrl ?? notifyUrl,
    amount: { total: amountFen, currency: 'CNY' },
    ...more,
  }
  const call = { method: 'POST', path: `/v3/pay/transactions/${kind}`, content } as const
  return callWechat(account, call, deadlineMs)
}

async function readPrepared(
  judged: Awaited<ReturnType<typeof callWechat>>,
  parametersOf: (prepayId: string) => Promise<Readonly<Record<string, string>>>,
): Promise<ParametersOpened> {
  const prepayId = readAbout(judged, {}, (node: JsonObject) => textIn(node, 'prepay_id') ?? '')
  if (typeof prepayId !== 'string') return prepayId
  if (prepayId === '') return unknown('no prepay_id')
  return { outcome: 'parameters', parameters: await parametersOf(prepayId) }
}

async function jsapiParameters({ config, clock, random }: Account, prepayId: string) {
  const { appId, privateKey } = config
  const facts = { timestamp: timestampOf(clock.now()), nonce: nonceOf(random) }
  const paySign = await signText(payText({ kind: 'jsapi', appId, ...facts, prepayId }), privateKey)
  return {
    appId,
    timeStamp: facts.timestamp,
    nonceStr: facts.nonce,
    package: `prepay_id=${prepayId}`,
    signType: 'RSA',
    paySign,
  }
}

async function appParameters({ config, clock, random }: Account, prepayId: string) {
  const { appId, mchId, privateKey } = config
  const facts = { timestamp: timestampOf(clock.now()), nonce: nonceOf(random) }
  const sign = await signText(payText({ kind: 'app', appId, ...facts, prepayId }), privateKey)
  return {
    appid: appId,
    partnerid: mchId,
    prepayid: prepayId,
    package: 'Sign=WXPay',
    noncestr: facts.nonce,
    timestamp: facts.timestamp,
    sign,
  }
}

function withReturn(url: string, returnUrl: string | undefined): string {
  if (returnUrl === undefined) return url
  return `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(returnUrl)}`
}

/** RFC 3339 in Asia/Shanghai. */
function formatTime(at: Instant): string {
  return `${formatShanghai(at).replace(' ', 'T')}+08:00`
}

/** The longest beginning of so many characters, none cut in half. */
export function cutText(text: string, max: number): string {
  return Array.from(text).slice(0, max).join('')
}
