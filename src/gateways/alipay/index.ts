// Alipay as a gateway of the shop: the client's answers in the shop's words, and what a notice or a return
// says before anybody compares it with our books.

import { hash } from 'node:crypto'
import { parseYuan } from '../../core/money.ts'
import { parseShanghai } from '../../core/time.ts'
import type {
  Gateway,
  IncomingNotice,
  NoticeReading,
  Opened,
  Opening,
  Refundable,
  RefundQueried,
  ReturnReading,
} from '../gateway.ts'
import { codePayments } from './barcode.ts'
import { alipayBillParser, fetchBill, readBill } from './bill.ts'
import { identifyBill } from './bill-identity.ts'
import { codeSays } from './call.ts'
import { type Alipay, createAlipay } from './client.ts'
import { type AlipayConfig, productionGateway, sandboxGateway } from './config.ts'
import { examineAlipay } from './examine.ts'
import { signIn } from './login.ts'
import type { RefundQueried as AlipayRefundQueried } from './refunds.ts'
import type { Ports } from './request.ts'
import { joinFields } from './sign.ts'
import { isPaidStatus, type Precreated } from './trades.ts'

export { type AlipayConfig, type AlipayTexts, readAlipayConfig } from './config.ts'
export { AlipayKeyError } from './key-error.ts'

/** The number has been closed, was asked for with other facts, or has a code already (section 12.4). */
const spentCodes = ['TRADE_HAS_CLOSE', 'CONTEXT_INCONSISTENT', 'APPLY_PC_MERCHANT_CODE_ERROR']

/** One Alipay account behind the interface every gateway has. */
export function alipayGateway(config: AlipayConfig, ports: Ports): Gateway {
  const alipay = createAlipay(config, ports)
  return {
    kind: 'alipay',
    isSandbox: new URL(config.gatewayUrl).hostname === new URL(sandboxGateway).hostname,
    isProduction: new URL(config.gatewayUrl).hostname === new URL(productionGateway).hostname,
    signsReturns: true,
    scenes: ['pc', 'wap', 'qr'],
    linkScenes: ['pc', 'wap'],
    payerOrigins: payerOrigins(new URL(config.gatewayUrl)),
    // A page inside Alipay's app pays by wap; nobody has to log in before.
    login: undefined,
    signIn: signIn({ config, ...ports }),
    codes: codePayments({ config, ...ports }),
    open: (opening, deadlineMs) => open(alipay, opening, deadlineMs),
    query: (outTradeNo, deadlineMs) => alipay.query(outTradeNo, deadlineMs),
    trace: (tradeNo, deadlineMs) => alipay.trace(tradeNo, deadlineMs),
    close: (outTradeNo, deadlineMs) => alipay.close(outTradeNo, deadlineMs),
    refund: (refundable, deadlineMs) => alipay.refund(refundOf(refundable), deadlineMs),
    queryRefund: async ({ outTradeNo, refundNo }, deadlineMs) =>
      queriedOf(await alipay.refundQuery({ outTradeNo, outRequestNo: refundNo }, deadlineMs)),
    billParser: alipayBillParser,
    fetchBill: (day, kind, deadlineMs) => fetchBill({ config, ...ports }, day, kind, deadlineMs),
    readBill,
    identifyBill: (bytes) => identifyBill(bytes, config.sellerId),
    readNotice: async (incoming) => readNotice(config, alipay, incoming),
    readReturn: (query) => readReturn(config, alipay, query),
    // Seven bytes and nothing else; every other answer means "again" (fact sheet Alipay, section 14).
    answerNotice: (verdict) => ({
      status: 200,
      contentType: 'text/plain; charset=utf-8',
      body: verdict === 'taken' ? 'success' : 'failure',
    }),
    examine: () => examineAlipay({ config, ...ports }),
    certificatesUntil: config.verify.mode === 'key' ? undefined : config.verify.validUntil,
  }
}

/** Alipay's gateway sends the browser on to cashiers on other hosts of its own domain. */
function payerOrigins({ origin, hostname }: URL): readonly string[] {
  const domain = ['alipay.com', 'alipaydev.com'].find((each) => hostname.endsWith(`.${each}`))
  return domain === undefined ? [origin] : [origin, `https://*.${domain}`]
}

async function open(
  alipay: Alipay,
  { scene, payable }: Opening,
  deadlineMs: number,
): Promise<Opened> {
  switch (scene) {
    case 'pc':
      return { outcome: 'redirect', url: await alipay.pagePay(payable) }
    case 'wap':
      return { outcome: 'redirect', url: await alipay.wapPay(payable) }
    case 'qr':
      return openedOf(await alipay.precreate(payable, deadlineMs))
    case 'jsapi':
      return { outcome: 'refused', code: 'NO_SUCH_SCENE', message: 'Alipay has no jsapi scene' }
  }
}

function refundOf({ outTradeNo, gatewayTradeNo, amountFen, refundNo, reason }: Refundable) {
  return { outTradeNo, tradeNo: gatewayTradeNo, amountFen, outRequestNo: refundNo, reason }
}

function queriedOf(queried: AlipayRefundQueried): RefundQueried {
  return queried.outcome === 'not-found-yet' ? { outcome: 'absent' } : queried
}

function openedOf(precreated: Precreated): Opened {
  const isSpent = precreated.outcome === 'refused' && codeSays(precreated.code, ...spentCodes)
  return isSpent ? { outcome: 'number-spent', code: precreated.code } : precreated
}

function readNotice(
  config: AlipayConfig,
  alipay: Alipay,
  { body, headers }: IncomingNotice,
): NoticeReading {
  const form = alipay.verifyNotice(body, headers['content-type'])
  if (form.outcome !== 'verified') return form
  const { fields } = form
  const outTradeNo = fields.get('out_trade_no')
  const status = fields.get('trade_status')
  // A return is signed by the same rule; without a state it is no notice.
  if (!outTradeNo || !status) return { outcome: 'unreadable', reason: 'not a notice of a payment' }

  const paid = readNews(fields, status, outTradeNo)
  return {
    outcome: 'verified',
    newsId: newsIdOf(fields),
    paid: typeof paid === 'string' ? undefined : paid,
    outTradeNo,
    stranger: strangerIn(config, fields),
    garbled: typeof paid === 'string' ? paid : undefined,
  }
}

type Fields = ReadonlyMap<string, string>

/** States that ask nothing of us: the buyer is there, or the trade is closed (section 13). */
const quietStates = ['WAIT_BUYER_PAY', 'TRADE_CLOSED']

/** The fact a notice affirms, nothing, or the name of the field that cannot be read. */
function readNews(fields: Fields, status: string, outTradeNo: string) {
  if (isPaidStatus(status)) return readPaid(fields, outTradeNo)
  return quietStates.includes(status) ? undefined : 'trade_status'
}

/** The fact a paid notice affirms, or the name of the field that cannot be read. */
function readPaid(fields: Fields, outTradeNo: string) {
  const gatewayTradeNo = fields.get('trade_no')
  const amountFen = parseYuan(fields.get('total_amount') ?? '')
  const paidAt =
    parseShanghai(fields.get('gmt_payment') ?? '') ?? parseShanghai(fields.get('notify_time') ?? '')
  if (!gatewayTradeNo) return 'trade_no'
  if (amountFen === undefined) return 'total_amount'
  if (paidAt === undefined) return 'gmt_payment'
  return { outTradeNo, gatewayTradeNo, amountFen, paidAt }
}

/** Only the sending time differs between two deliveries of the same news. */
function newsIdOf(fields: Fields): string {
  return hash('sha256', joinFields(fields, 'notify_time'), 'hex')
}

function strangerIn({ appId, sellerId }: AlipayConfig, fields: Fields): string | undefined {
  const app = fields.get('app_id')
  const seller = fields.get('seller_id')
  if (app !== appId) return `app_id ${app ?? 'missing'}`
  if (sellerId !== undefined && seller !== sellerId) return `seller_id ${seller ?? 'missing'}`
  return undefined
}

function readReturn(config: AlipayConfig, alipay: Alipay, query: string): ReturnReading {
  const form = alipay.verifyReturn(query)
  if (form.outcome !== 'verified') return { outcome: 'forged', reason: form.reason }
  const { fields } = form
  const stranger = strangerIn(config, fields)
  if (stranger !== undefined) return { outcome: 'forged', reason: stranger }

  const outTradeNo = fields.get('out_trade_no')
  const gatewayTradeNo = fields.get('trade_no')
  const madeAt = parseShanghai(fields.get('timestamp') ?? '')
  if (!outTradeNo || !gatewayTradeNo || madeAt === undefined)
    return { outcome: 'forged', reason: 'not a return of a payment' }
  return { outcome: 'verified', outTradeNo, gatewayTradeNo, madeAt }
}
