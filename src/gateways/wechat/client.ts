// The WeChat Pay client for API v3, also public as `keytill/wechat`: payments, queries, refunds, bills and
// notices as values. Every reply is verified, there is no switch for it; "unknown" means: find out first.

import type { Closed, CodePayments, Queried, Refunded, RefundQueried } from '../gateway.ts'
import { type BillDownloaded, type BillOrder, downloadBill } from './bill-download.ts'
import { openAccount, type Ports } from './call.ts'
import { decryptField, encryptField } from './cipher.ts'
import { codePayments } from './codepay.ts'
import type { V3Config } from './config.ts'
import { type VerifiedNotice, verifyNotice, type WechatNotice } from './notice.ts'
import {
  type H5Opened,
  type H5Order,
  type JsapiOrder,
  type NativeOpened,
  orderApp,
  orderH5,
  orderJsapi,
  orderNative,
  type ParametersOpened,
  type WechatOrder,
} from './orders.ts'
import type { Downloaded } from './platform-keys.ts'
import { queryRefund, type RefundOrder, refundTrade } from './refunds.ts'
import { closeTrade, queryTrade, queryTransaction } from './trades.ts'

export { type Fen, fenOf, formatYuan, parseYuan } from '../../core/money.ts'
export type { Clock, Random } from '../../core/ports.ts'
export { formatShanghai, type Instant, instantOf, parseShanghai } from '../../core/time.ts'
export type {
  Charged,
  Closed,
  CodePayable,
  CodePayments,
  IncomingNotice,
  Queried,
  Refunded,
  RefundQueried,
  Refused,
  Undone,
  Unknown,
} from '../gateway.ts'
export { readFundFlow, readTradeBill } from './bill.ts'
export type { PlatformCertificate } from './certificates.ts'
export {
  readWechatConfig,
  type V2Config,
  type V3Config,
  type WechatConfig,
  type WechatTexts,
} from './config.ts'
export { type KeyField, type KeyMistake, WechatKeyError } from './key-error.ts'
export type { MessageHeaders } from './message.ts'
export { type RefundNews, readRefundNews } from './refunds.ts'
export { createWechatV2, type WechatV2 } from './v2-client.ts'
export type {
  BillDownloaded,
  BillOrder,
  Downloaded,
  H5Opened,
  H5Order,
  JsapiOrder,
  NativeOpened,
  ParametersOpened,
  Ports,
  RefundOrder,
  VerifiedNotice,
  WechatNotice,
  WechatOrder,
}

/** Deadlines are milliseconds for the whole call and default to 8 seconds, for bills to 2 minutes. */
export interface Wechat {
  /** The text of a QR code; it lives two hours. */
  native(order: WechatOrder, deadlineMs?: number): Promise<NativeOpened>
  /** The address a phone's browser is sent to from a page of a registered domain; it lives five minutes. */
  h5(order: H5Order, deadlineMs?: number): Promise<H5Opened>
  /** What a page inside WeChat, or a mini program, hands to its bridge, signed. */
  jsapi(order: JsapiOrder, deadlineMs?: number): Promise<ParametersOpened>
  /** What an app hands to the client SDK, signed. */
  app(order: WechatOrder, deadlineMs?: number): Promise<ParametersOpened>
  /** Taking money by the code a buyer shows, where the account was given the interface. */
  readonly codes: CodePayments
  /** Where the order stands. A refunded order was paid, and says so here. */
  query(outTradeNo: string, deadlineMs?: number): Promise<Queried>
  /** The same by WeChat's own number. */
  queryTransaction(transactionId: string, deadlineMs?: number): Promise<Queried>
  /** Closes an order that waits for its buyer. */
  close(outTradeNo: string, deadlineMs?: number): Promise<Closed>
  /** Returns money. Repeat an unknown result unchanged. */
  refund(order: RefundOrder, deadlineMs?: number): Promise<Refunded>
  refundQuery(outRefundNo: string, deadlineMs?: number): Promise<RefundQueried>
  /** A day's bill, its hash verified. The deadline holds for each of the two steps. */
  bill(order: BillOrder, deadlineMs?: number): Promise<BillDownloaded>
  /** WeChat Pay's certificates, decrypted and verified; afterwards they are believed. */
  certificates(deadlineMs?: number): Promise<Downloaded>
  /** Encrypts a name or an account number; `serial` goes with it. Undefined while WeChat's key is unknown. */
  encrypt(text: string): Promise<Readonly<{ serial: string; ciphertext: string }> | undefined>
  /** Reads a field WeChat encrypted for the merchant; undefined when it is none. */
  decrypt(ciphertext: string): string | undefined
  /**
   * Verifies and decrypts a notice. Compare merchant, app and amount before believing what it says. Nothing is
   * downloaded where the public key or the certificate it names is configured.
   */
  verifyNotice(incoming: WechatNotice): Promise<VerifiedNotice>
}

const patienceMs = 8_000
const billPatienceMs = 120_000

/**
 * A client of one account. Whatever WeChat Pay or the network does is a value; what throws is a number or an
 * amount WeChat Pay could not take.
 */
export function createWechat(config: V3Config, ports: Ports): Wechat {
  const account = openAccount(config, ports)
  const { keys } = account
  return {
    native: (order, deadlineMs = patienceMs) => orderNative(account, order, deadlineMs),
    h5: (order, deadlineMs = patienceMs) => orderH5(account, order, deadlineMs),
    jsapi: (order, deadlineMs = patienceMs) => orderJsapi(account, order, deadlineMs),
    app: (order, deadlineMs = patienceMs) => orderApp(account, order, deadlineMs),
    codes: codePayments(account),
    query: (outTradeNo, deadlineMs = patienceMs) => queryTrade(account, outTradeNo, deadlineMs),
    queryTransaction: (id, deadlineMs = patienceMs) => queryTransaction(account, id, deadlineMs),
    close: (outTradeNo, deadlineMs = patienceMs) => closeTrade(account, outTradeNo, deadlineMs),
    refund: (order, deadlineMs = patienceMs) => refundTrade(account, order, deadlineMs),
    refundQuery: (number, deadlineMs = patienceMs) => queryRefund(account, number, deadlineMs),
    bill: (order, deadlineMs = billPatienceMs) => downloadBill(account, order, deadlineMs),
    certificates: (deadlineMs = patienceMs) => keys.download(deadlineMs),
    async encrypt(text) {
      const current = await keys.current()
      return current && { serial: current.serial, ciphertext: encryptField(text, current.key) }
    },
    decrypt: (ciphertext) => decryptField(ciphertext, config.privateKey),
    verifyNotice: (incoming) => verifyNotice(account, incoming),
  }
}
