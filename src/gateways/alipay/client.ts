// The Alipay client, also public as `keytill/alipay`: payments, queries, refunds and incoming messages as
// values. Every reply is verified, there is no switch for it; "unknown" means: find out before acting.

import { type Fen, formatYuan, parseYuan } from '../../core/money.ts'
import type { Clock } from '../../core/ports.ts'
import { formatShanghai, type Instant, parseShanghai } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Closed, Queried, Refused, Unknown } from '../gateway.ts'
import { callAlipay, codeSays, type Judged, textIn } from './call.ts'
import type { AlipayConfig } from './config.ts'
import { writeForm } from './form.ts'
import { type SignedForm, verifyNotice, verifyReturn } from './notice.ts'
import type { ReplyNode } from './reply.ts'
import { type AlipayCall, pageForm, pageUrl, signCall } from './request.ts'
import type { Verifier } from './sign.ts'

export { type Fen, fenOf, formatYuan, parseYuan } from '../../core/money.ts'
export { formatShanghai, type Instant, instantOf, parseShanghai } from '../../core/time.ts'
export { type AlipayConfig, type AlipayTexts, readAlipayConfig } from './config.ts'
export { AlipayKeyError, type KeyField, type KeyMistake } from './key-error.ts'
export { readPrivateKey, readPublicKey } from './keys.ts'
export type { SignedForm } from './notice.ts'

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

export type Precreated = Readonly<{ outcome: 'qr'; code: string }> | Refused | Unknown

export type Cancelled =
  /** `close`: unpaid and closed; `refund`: was paid, the money went back; `none`: nothing was found */
  | Readonly<{ outcome: 'cancelled'; action: 'close' | 'refund' | 'none' }>
  | Readonly<{ outcome: 'again' }>
  | Refused
  | Unknown

/** Repeat a refund that ended in "unknown" with the same `outRequestNo` and amount: money moves once. */
export type RefundOrder = Readonly<{
  outTradeNo: string
  amountFen: Fen
  outRequestNo: string
  reason?: string
}>

export type Refunded = Readonly<{ outcome: 'refunded'; amountFen: Fen }> | Refused | Unknown

/** "Not found yet" and "failed" look alike at Alipay (fact sheet Alipay, section 12.11). */
export type RefundQueried = Refunded | Readonly<{ outcome: 'not-found-yet' }>

export interface Alipay {
  /** The address a desktop browser is redirected to. */
  pagePay(order: AlipayOrder): Promise<string>
  /** The same as a piece of HTML with a form that posts itself. */
  pagePayForm(order: AlipayOrder): Promise<string>
  /** The address a phone's browser is redirected to. */
  wapPay(order: AlipayOrder): Promise<string>
  /** The order string for the client SDK, to be handed on as it is. */
  appPay(order: AlipayOrder): Promise<string>
  /** The text of a QR code; it lives two hours, and until it is scanned Alipay knows of no trade. */
  precreate(order: AlipayOrder, deadlineMs?: number): Promise<Precreated>
  query(outTradeNo: string, deadlineMs?: number): Promise<Queried>
  close(outTradeNo: string, deadlineMs?: number): Promise<Closed>
  cancel(outTradeNo: string, deadlineMs?: number): Promise<Cancelled>
  refund(order: RefundOrder, deadlineMs?: number): Promise<Refunded>
  refundQuery(
    asked: Pick<RefundOrder, 'outTradeNo' | 'outRequestNo'>,
    deadlineMs?: number,
  ): Promise<RefundQueried>
  /** Verifies a notice over its raw body. Compare app, seller and amount before believing what it says. */
  verifyNotice(body: Uint8Array, contentType: string | undefined): SignedForm
  /** Verifies the query a browser came back with. It never proves a payment. */
  verifyReturn(query: string): SignedForm
}

const patienceMs = 8_000
/** Letters, digits, `_` and `-` (fact sheet Alipay, section 12.0). */
const numberForm = /^[0-9A-Za-z_-]{1,64}$/
const subjectMax = 256

/** A client of one account. Its methods throw only for what the caller could have known to be wrong. */
export function createAlipay(config: AlipayConfig, { clock }: Readonly<{ clock: Clock }>): Alipay {
  const verifier: Verifier = { key: config.verify.alipayPublicKey, signType: config.signType }
  const sign = (call: AlipayCall) => signCall(config, clock, call)
  const call = (method: AlipayCall['method'], content: AlipayCall['content'], deadlineMs: number) =>
    callAlipay(config, clock, { method, content, deadlineMs })

  const orderCall = (method: AlipayCall['method'], order: AlipayOrder, productCode: string) => ({
    method,
    content: orderContent(order, productCode),
    notifyUrl: order.notifyUrl ?? config.notifyUrl,
  })
  const pageCall = (order: AlipayOrder) => ({
    ...orderCall('alipay.trade.page.pay', order, 'FAST_INSTANT_TRADE_PAY'),
    returnUrl: order.returnUrl,
  })
  const wapCall = (order: AlipayOrder) => ({
    ...orderCall('alipay.trade.wap.pay', order, 'QUICK_WAP_WAY'),
    returnUrl: order.returnUrl,
  })

  const refundQuery: Alipay['refundQuery'] = async (asked, deadlineMs = patienceMs) => {
    const { outTradeNo, outRequestNo } = asked
    const content = { out_trade_no: numberOf(outTradeNo), out_request_no: numberOf(outRequestNo) }
    const judged = await call('alipay.trade.fastpay.refund.query', content, deadlineMs)
    return about(judged, content, readRefund)
  }

  return {
    pagePay: async (order) => pageUrl(config.gatewayUrl, await sign(pageCall(order))),
    pagePayForm: async (order) => pageForm(config.gatewayUrl, await sign(pageCall(order))),
    wapPay: async (order) => pageUrl(config.gatewayUrl, await sign(wapCall(order))),
    appPay: async (order) =>
      writeForm(await sign(orderCall('alipay.trade.app.pay', order, 'QUICK_MSECURITY_PAY'))),

    async precreate(order, deadlineMs = patienceMs) {
      const asked = orderCall('alipay.trade.precreate', order, config.qrProductCode)
      const judged = await callAlipay(config, clock, { ...asked, deadlineMs })
      return about(judged, { out_trade_no: order.outTradeNo }, readQrCode)
    },

    async query(outTradeNo, deadlineMs = patienceMs) {
      const content = { out_trade_no: numberOf(outTradeNo) }
      const judged = await call('alipay.trade.query', content, deadlineMs)
      if (isAbsent(judged)) return { outcome: 'absent' }
      return about(judged, content, (node) => readTrade(node, outTradeNo, clock.now()))
    },

    async close(outTradeNo, deadlineMs = patienceMs) {
      const content = { out_trade_no: numberOf(outTradeNo) }
      const judged = await call('alipay.trade.close', content, deadlineMs)
      if (isAbsent(judged)) return { outcome: 'absent' }
      if (judged.outcome === 'refused' && codeSays(judged.code, ...notClosable))
        return { outcome: 'not-closable' }
      return about(judged, content, () => ({ outcome: 'closed' }) as const)
    },

    async cancel(outTradeNo, deadlineMs = patienceMs) {
      const content = { out_trade_no: numberOf(outTradeNo) }
      const judged = await call('alipay.trade.cancel', content, deadlineMs)
      return about(judged, content, readCancelled)
    },

    async refund(order, deadlineMs = patienceMs) {
      const { outTradeNo, outRequestNo, amountFen } = order
      const asked = { out_trade_no: numberOf(outTradeNo), out_request_no: numberOf(outRequestNo) }
      // Not one member more: unknown ones can lead to a second refund (section 12.10).
      const content = {
        ...asked,
        refund_amount: yuanOf(amountFen),
        ...(order.reason === undefined ? {} : { refund_reason: cut(order.reason) }),
      }
      const judged = await call('alipay.trade.refund', content, deadlineMs)
      if (judged.outcome !== 'ok') return judged
      const moved = textIn(judged.node, 'fund_change') === 'Y'
      if (moved) return about(judged, asked, () => ({ outcome: 'refunded', amountFen }) as const)

      // Accepted, but nothing moved now: done before, or not yet. The refund query knows.
      const seen = await refundQuery(order, deadlineMs)
      if (seen.outcome === 'not-found-yet') return unknown('accepted, and not refunded yet')
      const isOther = seen.outcome === 'refunded' && seen.amountFen !== amountFen
      return isOther ? unknown('refunded with another amount') : seen
    },

    refundQuery,
    verifyNotice: (body, contentType) => verifyNotice(body, contentType, verifier),
    verifyReturn: (query) => verifyReturn(query, verifier),
  }
}

const notClosable = [
  'TRADE_STATUS_ERROR',
  'REASON_TRADE_STATUS_INVALID',
  'REASON_ILLEGAL_STATUS',
  'TRADE_HAS_SUCCESS',
  'TRADE_HAS_FINISHED',
  'TRADE_HAS_CLOSE',
]

/** The fields all order-creating APIs share. Written once, so that asking again says the same (section 12.0). */
function orderContent(order: AlipayOrder, productCode: string): Readonly<Record<string, unknown>> {
  return {
    ...order.extra,
    out_trade_no: numberOf(order.outTradeNo),
    total_amount: yuanOf(order.amountFen),
    subject: cut(order.subject.replace(/\p{Cc}/gu, ' ').replace(/[/=&]/g, fullWidth)),
    product_code: productCode,
    ...(order.expiresAt === undefined ? {} : { time_expire: formatShanghai(order.expiresAt) }),
    ...(order.quitUrl === undefined || productCode !== 'QUICK_WAP_WAY'
      ? {}
      : { quit_url: order.quitUrl }),
  }
}

function readQrCode(node: ReplyNode): Precreated {
  const code = textIn(node, 'qr_code')
  return code ? { outcome: 'qr', code } : unknown('no qr_code')
}

/** The trade states of section 13. A paid trade's date is Alipay's, or `now` where the reply has none. */
function readTrade(node: ReplyNode, outTradeNo: string, now: Instant): Queried {
  const status = textIn(node, 'trade_status')
  if (status === 'WAIT_BUYER_PAY') return { outcome: 'waiting' }
  if (status === 'TRADE_CLOSED') return { outcome: 'closed' }
  if (!isPaidStatus(status)) return unknown(`trade_status ${status}`)

  const gatewayTradeNo = textIn(node, 'trade_no')
  const amountFen = parseYuan(textIn(node, 'total_amount') ?? '')
  if (!gatewayTradeNo || amountFen === undefined) return unknown('paid, but a number is unreadable')
  const paidAt =
    parseShanghai(textIn(node, 'send_pay_date') ?? textIn(node, 'gmt_payment') ?? '') ?? now
  return { outcome: 'paid', fact: { outTradeNo, gatewayTradeNo, amountFen, paidAt } }
}

/** Paid means TRADE_SUCCESS or TRADE_FINISHED, and nothing else (fact sheet Alipay, section 13). */
export function isPaidStatus(status: string | undefined): boolean {
  return status === 'TRADE_SUCCESS' || status === 'TRADE_FINISHED'
}

function readCancelled(node: ReplyNode): Cancelled {
  if (textIn(node, 'retry_flag') === 'Y') return { outcome: 'again' }
  const action = textIn(node, 'action')
  if (action === 'close' || action === 'refund') return { outcome: 'cancelled', action }
  return action ? unknown(`action ${action}`) : { outcome: 'cancelled', action: 'none' }
}

function readRefund(node: ReplyNode): RefundQueried {
  if (textIn(node, 'refund_status') !== 'REFUND_SUCCESS') return { outcome: 'not-found-yet' }
  const amountFen = parseYuan(textIn(node, 'refund_amount') ?? '')
  return amountFen === undefined ? unknown('refund_amount unreadable') : { outcome: 'refunded', amountFen }
}

/**
 * Reads a success, but only when it answers what was asked: a signature does not say which request it
 * belongs to, and an old answer about another order is just as rightly signed.
 */
function about<T>(
  judged: Judged,
  asked: Readonly<Record<string, string>>,
  read: (node: ReplyNode) => T,
): T | Refused | Unknown {
  if (judged.outcome !== 'ok') return judged
  const { node } = judged
  const isOther = Object.entries(asked).some(([name, value]) => (node[name] ?? value) !== value)
  return isOther ? unknown('the reply is about another order') : read(node)
}

function isAbsent(judged: Judged): boolean {
  return judged.outcome === 'refused' && codeSays(judged.code, 'TRADE_NOT_EXIST')
}

function numberOf(text: string): string {
  assert(numberForm.test(text), 'a number at Alipay has 1 to 64 letters, digits, _ or -')
  return text
}

function yuanOf(amount: Fen): string {
  assert(amount > 0, 'an amount at Alipay is more than zero')
  return formatYuan(amount)
}

function fullWidth(letter: string): string {
  const distance = 0xfee0
  return String.fromCharCode(letter.charCodeAt(0) + distance)
}

function cut(text: string): string {
  return [...text].slice(0, subjectMax).join('')
}

function unknown(reason: string): Unknown {
  return { outcome: 'unknown', reason }
}
