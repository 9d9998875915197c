// The server-to-server APIs: one function each from a believed call to the members of its reply, and the
// reply's exact bytes with its signature (fact sheet Alipay, sections 4 and 12).

import { type Fen, formatYuan } from '../../core/money.ts'
import type { Clock } from '../../core/ports.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { type Charset, encodeText } from '../charset.ts'
import type { Faults } from '../faults.ts'
import type { Keyring } from '../keyring.ts'
import type { PayCodes } from '../pay-codes.ts'
import type { App } from './apps.ts'
import type { Bills } from './bills.ts'
import type { Books } from './books.ts'
import { payByCode } from './code-payments.ts'
import type { Logins } from './login.ts'
import {
  cancelTrade,
  closeTrade,
  type Offer,
  type Refund,
  refundedOf,
  refundTrade,
  type Trade,
} from './model.ts'
import { readAmount, readOptionalText, readOrder, readQrLife, readText } from './order-request.ts'
import { businessRefusal, Refusal } from './refusal.ts'
import { type Call, tokenMethod } from './request-check.ts'
import { encryptContent, signText } from './sign.ts'

/** The business members of a reply, without code and msg. */
export type Members = Readonly<Record<string, unknown>>

export interface GatewayApi {
  /** Names of the APIs a server may call. */
  readonly methods: ReadonlySet<string>
  /** Does what a call asks. Throws a Refusal. */
  run(call: Call): Members
}

interface Surroundings {
  readonly books: Books
  readonly clock: Clock
  readonly bills: Bills
  readonly codes: PayCodes
  readonly faults: Faults
  readonly logins: Logins
  /** The absolute address a QR code stands for. */
  readonly qrAddress: (offer: Offer) => string
}

const zero = '0.00'

export function createGatewayApi(around: Surroundings): GatewayApi {
  const { books, bills, clock, faults, logins, qrAddress } = around
  const findTrade = (call: Call): Trade | undefined => {
    const tradeNo = readOptionalText(call.content, 'trade_no', 64)
    // Whichever is given, trade_no wins.
    if (tradeNo === null) {
      return books.find(call.app.sellerId, readText(call.content, 'out_trade_no', 64))
    }
    const trade = books.findByTradeNo(tradeNo)
    return trade?.order.sellerId === call.app.sellerId ? trade : undefined
  }

  const tradeOf = (call: Call): Trade => {
    const trade = findTrade(call)
    if (!trade) throw businessRefusal('ACQ.TRADE_NOT_EXIST')
    return trade
  }

  const precreate = (call: Call): Members => {
    const order = readOrder(call, 'qr', clock.now())
    const goodForMs = readQrLife(call.content)
    const offer = books.offer(order, { returnUrl: null, leaveUrl: null, goodForMs })
    return { out_trade_no: order.outTradeNo, qr_code: qrAddress(offer) }
  }

  const close = (call: Call): Members =>
    numbers(books.commit(closeTrade(tradeOf(call), clock.now())))

  const cancel = (call: Call): Members => {
    const trade = findTrade(call)
    if (!trade) {
      return { out_trade_no: readText(call.content, 'out_trade_no', 64), retry_flag: 'N' }
    }
    if (faults.take('undo_again', call.app.appId)) return { ...numbers(trade), retry_flag: 'Y' }
    const { action, event } = cancelTrade(trade, clock.now())
    const { refunds } = event ? books.commit(event) : trade
    const returned = refunds.at(-1)
    return {
      ...numbers(trade),
      retry_flag: 'N',
      action,
      ...(returned ? { gmt_refund_pay: formatShanghai(returned.at) } : {}),
    }
  }

  const refund = (call: Call): Members => {
    const trade = tradeOf(call)
    const asked = {
      requestNo: readOptionalText(call.content, 'out_request_no', 64),
      amount: readAmount(call.content, 'refund_amount'),
      reason: readOptionalText(call.content, 'refund_reason', 256),
    }
    const event = refundTrade(trade, asked, clock.now())
    const after = event ? books.commit(event) : trade
    return refundReply(call, after, asked, event !== undefined)
  }

  const apis: Readonly<Record<string, (call: Call) => Members>> = {
    'alipay.trade.precreate': precreate,
    'alipay.trade.pay': (call) => payByCode(call, around),
    'alipay.trade.query': (call) => queryReply(tradeOf(call)),
    'alipay.trade.close': close,
    'alipay.trade.cancel': cancel,
    'alipay.trade.refund': refund,
    'alipay.trade.fastpay.refund.query': (call) => refundQueryReply(call, tradeOf(call)),
    [tokenMethod]: (call) => logins.redeem(call),
    'alipay.data.dataservice.bill.downloadurl.query': (call) => bills.offer(call),
  }

  return {
    methods: new Set(Object.keys(apis)),
    run: (call) => {
      const api = apis[call.method]
      if (!api) throw new Refusal(40002, 'isv.invalid-method', '不存在的方法名')
      return api(call)
    },
  }
}

/** What a reply is about, as far as the checks got. */
export interface ReplyTo {
  readonly method: string | undefined
  readonly app: App | undefined
  readonly charset: Charset
  readonly replyKey: Buffer | null
}

/** The reply's bytes: node, certificate serial, signature; unsigned where there is no app (section 4). */
export async function writeReply(
  { method, app, charset, replyKey }: ReplyTo,
  fields: Members,
  { keyring, faults }: { readonly keyring: Keyring; readonly faults: Faults },
): Promise<Buffer> {
  const name = method ? `${method.replaceAll('.', '_')}_response` : 'error_response'
  const plain = JSON.stringify(fields)
  if (!app) return encodeText(`{"${name}":${plain}}`, charset)
  const node = replyKey
    ? JSON.stringify(encryptContent(plain, replyKey))
    : faults.take('escape_slashes', app.appId, method)
      ? plain.replaceAll('/', '\\/')
      : plain
  const isBad = faults.take('bad_reply_signature', app.appId, method) !== undefined
  const key = isBad ? await keyring.foreignKey() : keyring.privateKey
  const certificate = app.certificates ? `"alipay_cert_sn":"${app.certificates.sns.alipay}",` : ''
  const signature = await signText(node, charset, key, app.signType)
  return encodeText(`{"${name}":${node},${certificate}"sign":"${signature}"}`, charset)
}

/** The members of a successful reply; one with a token has no code. */
export function successFields(members: Members): Members {
  if ('access_token' in members) return members
  return { code: '10000', msg: 'Success', ...members }
}

function numbers(trade: Trade): Members {
  return { trade_no: trade.tradeNo, out_trade_no: trade.order.outTradeNo }
}

function buyerOf(trade: Trade): Members {
  if (!trade.buyer) return {}
  return { buyer_logon_id: trade.buyer.logonId, buyer_user_id: trade.buyer.id }
}

function queryReply(trade: Trade): Members {
  const { order, buyer, paidAt } = trade
  const paid = paidAt === null ? zero : formatYuan(order.amount)
  return {
    ...numbers(trade),
    ...buyerOf(trade),
    ...(buyer ? { buyer_user_type: 'PRIVATE' } : {}),
    trade_status: trade.status,
    total_amount: formatYuan(order.amount),
    receipt_amount: paid,
    buyer_pay_amount: paid,
    invoice_amount: paid,
    point_amount: zero,
    ...(paidAt === null ? {} : { send_pay_date: formatShanghai(paidAt) }),
    ...(paidAt === null ? {} : { fund_bill_list: fundsOf(order.amount) }),
    subject: order.subject,
    ...(order.body === null ? {} : { body: order.body }),
  }
}

/** `fund_change` says whether money moved now; `refund_fee` is the sum of all refunds (section 12.10). */
function refundReply(
  call: Call,
  trade: Trade,
  asked: { readonly requestNo: string | null; readonly amount: Fen },
  hasMoved: boolean,
): Members {
  const requestNo = asked.requestNo ?? trade.order.outTradeNo
  const made = trade.refunds.find((refund) => refund.requestNo === requestNo)
  return {
    ...numbers(trade),
    ...buyerOf(trade),
    fund_change: hasMoved ? 'Y' : 'N',
    refund_fee: formatYuan(refundedOf(trade)),
    send_back_fee: formatYuan(asked.amount),
    ...(made ? { gmt_refund_pay: formatShanghai(made.at) } : {}),
    ...(made && asksFor(call, 'refund_detail_item_list')
      ? { refund_detail_item_list: fundsOf(made.amount) }
      : {}),
  }
}

/** A request number nobody used gives a bare success: not found and failed look alike (section 12.11). */
function refundQueryReply(call: Call, trade: Trade): Members {
  const requestNo = readText(call.content, 'out_request_no', 64)
  const made = trade.refunds.find((refund) => refund.requestNo === requestNo)
  return made ? refundMembers(call, trade, made) : {}
}

function refundMembers(call: Call, trade: Trade, made: Refund): Members {
  return {
    ...numbers(trade),
    out_request_no: made.requestNo,
    ...(made.reason === null ? {} : { refund_reason: made.reason }),
    total_amount: formatYuan(trade.order.amount),
    refund_amount: formatYuan(made.amount),
    refund_status: 'REFUND_SUCCESS',
    send_back_fee: formatYuan(made.amount),
    ...(asksFor(call, 'gmt_refund_pay') ? { gmt_refund_pay: formatShanghai(made.at) } : {}),
    ...(asksFor(call, 'refund_detail_item_list')
      ? { refund_detail_item_list: fundsOf(made.amount) }
      : {}),
  }
}

function asksFor(call: Call, option: string): boolean {
  const options = call.content.query_options
  return Array.isArray(options) && options.includes(option)
}

function fundsOf(amount: Fen): readonly Members[] {
  return [{ fund_channel: 'ALIPAYACCOUNT', amount: formatYuan(amount) }]
}

/** The JSON an app gets from the client SDK after paying: shown, never believed (section 6). */
export function appResultMembers(trade: Trade, at: Instant): Members {
  const { order } = trade
  return {
    app_id: order.appId,
    auth_app_id: order.appId,
    charset: order.charset,
    timestamp: formatShanghai(at),
    out_trade_no: order.outTradeNo,
    total_amount: formatYuan(order.amount),
    trade_no: trade.tradeNo,
    seller_id: order.sellerId,
  }
}
