// The ways to ask for a payment, as calls not yet signed: desktop page, phone page, app, QR code, and the code a
// buyer shows (fact sheet Alipay, sections 12.0 to 12.5).

import { type Fen, formatYuan } from '../../core/money.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { AlipayConfig } from './config.ts'
import type { AlipayCall } from './request.ts'

/** What is to be paid. `extra` holds further members of `biz_content`, such as `passback_params`. */
export type AlipayOrder = Readonly<{
  outTradeNo: string
  amountFen: Fen
  /** `/ = &` become their full-width forms; what is beyond 256 characters is cut off */
  subject: string
  /** payment is refused from here on; 1 minute to 15 days ahead */
  expiresAt?: Instant
  notifyUrl?: string
  /** page and wap only; an address without a query of its own */
  returnUrl?: string
  /** wap only: where a buyer who leaves comes back to */
  quitUrl?: string
  extra?: Readonly<Record<string, unknown>>
}>

/** Letters, digits, `_` and `-` (section 12.0). */
const numberForm = /^[0-9A-Za-z_-]{1,64}$/
const textMax = 256

export function pagePayCall(config: AlipayConfig, order: AlipayOrder): AlipayCall {
  const call = orderCall(config, order, ['alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'])
  return { ...call, returnUrl: order.returnUrl }
}

export function wapPayCall(config: AlipayConfig, order: AlipayOrder): AlipayCall {
  const { quitUrl, extra } = order
  const withQuit =
    quitUrl === undefined ? order : { ...order, extra: { ...extra, quit_url: quitUrl } }
  const call = orderCall(config, withQuit, ['alipay.trade.wap.pay', 'QUICK_WAP_WAY'])
  return { ...call, returnUrl: order.returnUrl }
}

export function appPayCall(config: AlipayConfig, order: AlipayOrder): AlipayCall {
  return orderCall(config, order, ['alipay.trade.app.pay', 'QUICK_MSECURITY_PAY'])
}

export function precreateCall(config: AlipayConfig, order: AlipayOrder): AlipayCall {
  return orderCall(config, order, ['alipay.trade.precreate', config.qrProductCode])
}

/** What is taken at the counter. `authCode` is the text of the code on the buyer's phone. */
export type BarcodeOrder = Omit<AlipayOrder, 'returnUrl' | 'quitUrl'> &
  Readonly<{ authCode: string }>

/** 16 to 24 digits that begin with 25 to 30 (section 12.5). */
const authCodeForm = /^(?:2[5-9]|30)\d{14,22}$/

/** Whether a scanned text has the form of a code in Alipay's app. */
export function isAuthCode(text: string): boolean {
  return authCodeForm.test(text)
}

/** Throws for what is no code of Alipay's. */
export function barcodeCall(config: AlipayConfig, order: BarcodeOrder): AlipayCall {
  const { authCode, extra } = order
  assert(isAuthCode(authCode), 'a code at Alipay has 16 to 24 digits and begins with 25 to 30')
  const scanned = { ...order, extra: { ...extra, scene: 'bar_code', auth_code: authCode } }
  return orderCall(config, scanned, ['alipay.trade.pay', 'FACE_TO_FACE_PAYMENT'])
}

/** An order or request number as it is; throws for one Alipay would refuse. */
export function numberOf(text: string): string {
  assert(numberForm.test(text), 'a number at Alipay has 1 to 64 letters, digits, _ or -')
  return text
}

/** Yuan as text; throws for nothing, which cannot be paid or refunded. */
export function yuanOf(amount: Fen): string {
  assert(amount > 0, 'an amount at Alipay is more than zero')
  return formatYuan(amount)
}

/** The longest beginning Alipay takes of a subject or a reason, no letter cut in half. */
export function cutText(text: string): string {
  return Array.from(text).slice(0, textMax).join('')
}

/** Written from the order alone, so that asking again says the same and continues the same trade. */
function orderCall(
  config: AlipayConfig,
  order: AlipayOrder,
  [method, productCode]: readonly [method: AlipayCall['method'], productCode: string],
): AlipayCall {
  return {
    method,
    notifyUrl: order.notifyUrl ?? config.notifyUrl,
    content: {
      ...order.extra,
      out_trade_no: numberOf(order.outTradeNo),
      total_amount: yuanOf(order.amountFen),
      subject: cutText(order.subject.replace(/\p{Cc}/gu, ' ').replace(/[/=&]/g, fullWidth)),
      product_code: productCode,
      ...(order.expiresAt === undefined ? {} : { time_expire: formatShanghai(order.expiresAt) }),
    },
  }
}

function fullWidth(letter: string): string {
  const distance = 0xfee0
  return String.fromCharCode(letter.charCodeAt(0) + distance)
}
