// The Alipay client, also public as `keytill/alipay`: payments, queries, refunds and incoming messages as
// values. Every reply is verified, there is no switch for it; "unknown" means: find out before acting.

import type { Charged, Closed, Queried, Traced } from '../gateway.ts'
import { type Cancelled, cancelTrade, payByCode } from './barcode.ts'
import type { AlipayConfig } from './config.ts'
import { writeForm } from './form.ts'
import { type SignedForm, verifyNotice, verifyReturn } from './notice.ts'
import {
  type AlipayOrder,
  appPayCall,
  type BarcodeOrder,
  pagePayCall,
  wapPayCall,
} from './orders.ts'
import {
  queryRefund,
  type Refunded,
  type RefundOrder,
  type RefundQueried,
  refundTrade,
} from './refunds.ts'
import { type Account, type Ports, pageForm, pageUrl, signCall } from './request.ts'
import { closeTrade, type Precreated, precreate, queryTrade, traceTrade } from './trades.ts'

export { type Fen, fenOf, formatYuan, parseYuan } from '../../core/money.ts'
export type { Clock } from '../../core/ports.ts'
export { formatShanghai, type Instant, instantOf, parseShanghai } from '../../core/time.ts'
export type { Charged, Closed, Queried, Refused, Unknown } from '../gateway.ts'
export { type AlipayConfig, type AlipayTexts, readAlipayConfig } from './config.ts'
export { AlipayKeyError, type KeyField, type KeyMistake } from './key-error.ts'
export { readPrivateKey, readPublicKey } from './keys.ts'
export type {
  AlipayOrder,
  BarcodeOrder,
  Cancelled,
  Precreated,
  Refunded,
  RefundOrder,
  RefundQueried,
  SignedForm,
}

/** Deadlines are milliseconds for the whole call and default to 8 seconds. */
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
  /** Takes money by the code a buyer shows. Where it does not say paid: query, and then cancel. */
  pay(order: BarcodeOrder, deadlineMs?: number): Promise<Charged>
  /** Where the trade stands. A full refund looks closed here: only refund records tell the two apart. */
  query(outTradeNo: string, deadlineMs?: number): Promise<Queried>
  /** Which order a trade of Alipay's own number belongs to. */
  trace(tradeNo: string, deadlineMs?: number): Promise<Traced>
  /** Closes a trade that waits for its buyer. */
  close(outTradeNo: string, deadlineMs?: number): Promise<Closed>
  /** Undoes a payment whose result is unknown: closes it, or returns the money. Within 24 hours. */
  cancel(outTradeNo: string, deadlineMs?: number): Promise<Cancelled>
  /** Returns money. Repeat an unknown result unchanged. */
  refund(order: RefundOrder, deadlineMs?: number): Promise<Refunded>
  /** What became of a refund; ask 10 seconds after it or later. */
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

/**
 * A client of one account. Whatever Alipay or the network does is a value; what throws is an order number
 * or an amount Alipay could not take.
 */
export function createAlipay(config: AlipayConfig, ports: Ports): Alipay {
  const account: Account = { config, ...ports }
  const verifier = { key: config.verify.alipayPublicKey, signType: config.signType }
  return {
    async pagePay(order) {
      return pageUrl(config.gatewayUrl, await signCall(account, pagePayCall(config, order)))
    },
    async pagePayForm(order) {
      return pageForm(config.gatewayUrl, await signCall(account, pagePayCall(config, order)))
    },
    async wapPay(order) {
      return pageUrl(config.gatewayUrl, await signCall(account, wapPayCall(config, order)))
    },
    async appPay(order) {
      return writeForm(await signCall(account, appPayCall(config, order)))
    },
    precreate: (order, deadlineMs = patienceMs) => precreate(account, order, deadlineMs),
    pay: (order, deadlineMs = patienceMs) => payByCode(account, order, deadlineMs),
    query: (outTradeNo, deadlineMs = patienceMs) => queryTrade(account, outTradeNo, deadlineMs),
    trace: (tradeNo, deadlineMs = patienceMs) => traceTrade(account, tradeNo, deadlineMs),
    close: (outTradeNo, deadlineMs = patienceMs) => closeTrade(account, outTradeNo, deadlineMs),
    cancel: (outTradeNo, deadlineMs = patienceMs) => cancelTrade(account, outTradeNo, deadlineMs),
    refund: (order, deadlineMs = patienceMs) => refundTrade(account, order, deadlineMs),
    refundQuery: (asked, deadlineMs = patienceMs) => queryRefund(account, asked, deadlineMs),
    verifyNotice: (body, contentType) => verifyNotice(body, contentType, verifier),
    verifyReturn: (query) => verifyReturn(query, verifier),
  }
}
