// WeChat Pay as a gateway of the shop: the client's answers in the shop's words. An account of API v3, or an
// old one of API v2, which can show a QR code or take a buyer's.

import type { Clock } from '../../core/ports.ts'
import type {
  BillFetched,
  Gateway,
  NoticeAnswer,
  NoticeVerdict,
  Opened,
  Opening,
  Payable,
  Refundable,
  ReturnReading,
} from '../gateway.ts'
import { type BillDownloaded, fetchBillFile } from './bill-download.ts'
import { identifyBill } from './bill-identity.ts'
import { readBill, wechatBillParser } from './bill-parts.ts'
import { type Account, openAccount } from './call.ts'
import { codePayments } from './codepay.ts'
import { productionGateway, type V2Config, type V3Config, type WechatConfig } from './config.ts'
import { examineV3 } from './examine.ts'
import { examineV2 } from './examine-v2.ts'
import { payerLogin } from './login.ts'
import { readNotice } from './notice.ts'
import { orderH5, orderJsapi, orderNative, type ParametersOpened } from './orders.ts'
import { queryRefund, refundTrade } from './refunds.ts'
import { isRefusedWith } from './reply.ts'
import { closeTrade, queryTrade, traceTransaction } from './trades.ts'
import { answerV2Notice, createWechatV2 } from './v2-client.ts'

export { readWechatConfig, type WechatConfig, type WechatTexts } from './config.ts'
export { WechatKeyError } from './key-error.ts'

/** WeChat Pay's words for the ways in. */
const sceneOf = { native: 'qr', h5: 'wap', jsapi: 'jsapi' } as const

type Ports = Readonly<{ clock: Clock }>

/** One WeChat Pay account behind the interface every gateway has. */
export function wechatGateway(config: WechatConfig, ports: Ports): Gateway {
  return config.version === 'v3' ? v3Gateway(config, ports) : v2Gateway(config, ports)
}

function v3Gateway(config: V3Config, ports: Ports): Gateway {
  const account = openAccount(config, ports)
  return {
    kind: 'wechat',
    isSandbox: false,
    isProduction: isOwnHost(config.gatewayUrl),
    signsReturns: false,
    scenes: config.products.map((product) => sceneOf[product]),
    linkScenes: [],
    payerOrigins: payerOrigins(config),
    login: payerLogin(config),
    codes: codePayments(account),
    open: async (opening, deadlineMs) => openedOf(await open(account, opening, deadlineMs)),
    query: (outTradeNo, deadlineMs) => queryTrade(account, outTradeNo, deadlineMs),
    trace: (id, deadlineMs) => traceTransaction(account, id, deadlineMs),
    close: (outTradeNo, deadlineMs) => closeTrade(account, outTradeNo, deadlineMs),
    refund: (refundable, deadlineMs) => refundTrade(account, refundOf(refundable), deadlineMs),
    queryRefund: ({ refundNo }, deadlineMs) => queryRefund(account, refundNo, deadlineMs),
    billParser: wechatBillParser,
    fetchBill: (day, kind, deadlineMs) =>
      fetchBillFile(
        account,
        { kind: kind === 'trade' ? 'trade' : 'fund-flow', date: day },
        deadlineMs,
      ),
    readBill,
    identifyBill: (bytes) => identifyBill(bytes, config.mchId),
    readNotice: (incoming) => readNotice(account, incoming),
    readReturn,
    answerNotice: answerV3Notice,
    examine: () => examineV3(account),
    certificatesUntil: config.certificateUntil,
  }
}

function v2Gateway(config: V2Config, ports: Ports): Gateway {
  const wechat = createWechatV2(config, ports)
  return {
    kind: 'wechat',
    isSandbox: config.sandbox,
    isProduction: !config.sandbox && isOwnHost(config.gatewayUrl),
    signsReturns: false,
    scenes: ['qr'],
    linkScenes: [],
    payerOrigins: [],
    login: undefined,
    codes: canUndo(config) ? wechat.codes : undefined,
    open: async (opening, deadlineMs) =>
      opening.scene === 'qr' ? wechat.native(opening, deadlineMs) : noSuchScene(opening),
    query: (outTradeNo, deadlineMs) => wechat.query(outTradeNo, deadlineMs),
    trace: (id, deadlineMs) => wechat.trace(id, deadlineMs),
    close: (outTradeNo, deadlineMs) => wechat.close(outTradeNo, deadlineMs),
    refund: (refundable, deadlineMs) => wechat.refund(refundable, deadlineMs),
    queryRefund: (asked, deadlineMs) => wechat.queryRefund(asked, deadlineMs),
    billParser: wechatBillParser,
    fetchBill: async (day, kind, deadlineMs) =>
      fetchedOf(
        kind === 'trade'
          ? await wechat.tradeBill(day, deadlineMs)
          : await wechat.fundFlowBill(day, 'Basic', deadlineMs),
      ),
    readBill,
    identifyBill: (bytes) => identifyBill(bytes, config.mchId),
    readNotice: (incoming) => wechat.readNotice(incoming),
    readReturn,
    answerNotice: answerV2Notice,
    examine: () => examineV2(config, ports),
    certificatesUntil: config.clientCert?.until,
  }
}

/** Who cannot undo a charge takes none. Over plain http, as to a simulator, nobody can ask for a certificate. */
function canUndo({ clientCert, gatewayUrl }: V2Config): boolean {
  return clientCert !== undefined || gatewayUrl.startsWith('http:')
}

/** A bill of API v2 is bare UTF-8 text. */
function fetchedOf(downloaded: BillDownloaded): BillFetched {
  if (downloaded.outcome === 'bill')
    return { outcome: 'fetched', bytes: Buffer.from(downloaded.text, 'utf8') }
  return downloaded.outcome === 'absent' ? { outcome: 'empty' } : downloaded
}

/** H5 payments go on at another host of WeChat's; a gateway that is not WeChat's own keeps them. */
function payerOrigins({ gatewayUrl, login }: V3Config): readonly string[] {
  const cashier = isOwnHost(gatewayUrl) ? 'https://wx.tenpay.com' : new URL(gatewayUrl).origin
  return login.appSecret ? [...new Set([cashier, new URL(login.pageUrl).origin])] : [cashier]
}

/** Whether this is a host of WeChat Pay's own; it has a second one for when the first is out of reach. */
function isOwnHost(gatewayUrl: string): boolean {
  const domain = new URL(productionGateway).hostname.replace(/^api\./, '.')
  return new URL(gatewayUrl).hostname.endsWith(domain)
}

async function open(
  account: Account,
  opening: Opening,
  deadlineMs: number,
): Promise<Opened | ParametersOpened> {
  const { scene, payable, payer } = opening
  const order = orderOf(payable)
  switch (scene) {
    case 'qr':
      return orderNative(account, order, deadlineMs)
    case 'wap': {
      const { returnUrl } = payable
      return orderH5(account, { ...order, payerAddress: payer.address, returnUrl }, deadlineMs)
    }
    case 'jsapi': {
      const { openid } = payer
      if (openid === undefined)
        return { outcome: 'refused', code: 'NO_OPENID', message: 'jsapi needs to know who pays' }
      return orderJsapi(account, { ...order, openid }, deadlineMs)
    }
    case 'pc':
      return noSuchScene(opening)
  }
}

function orderOf({ outTradeNo, amountFen, subject, expiresAt, notifyUrl }: Payable) {
  return { outTradeNo, amountFen, description: subject, expiresAt, notifyUrl }
}

/** The number has been paid or closed, or was asked for with other facts (fact sheet WeChat Pay, section 6). */
const spentCodes = ['INVALID_REQUEST', 'ORDER_CLOSED', 'OUT_TRADE_NO_USED', 'ORDER_PAID']

function openedOf(opened: Opened | ParametersOpened): Opened {
  if (opened.outcome === 'parameters') return { outcome: 'jsapi', parameters: opened.parameters }
  const isSpent = opened.outcome === 'refused' && isRefusedWith(opened, ...spentCodes)
  return isSpent ? { outcome: 'number-spent', code: opened.code } : opened
}

function noSuchScene({ scene }: Opening): Opened {
  return { outcome: 'refused', code: 'NO_SUCH_SCENE', message: `there is no scene ${scene}` }
}

function refundOf({ gatewayTradeNo, refundNo, amountFen, paidFen, reason, notifyUrl }: Refundable) {
  return {
    transactionId: gatewayTradeNo,
    outRefundNo: refundNo,
    amountFen,
    paidFen,
    reason,
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
  }
}

function readReturn(): ReturnReading {
  return { outcome: 'forged', reason: 'WeChat Pay signs no return' }
}

/** Nothing but 200 or 204 counts as taken; what is not taken comes again (fact sheet WeChat Pay, section 10). */
function answerV3Notice(verdict: NoticeVerdict): NoticeAnswer {
  const contentType = 'application/json; charset=utf-8'
  if (verdict === 'taken') return { status: 204, contentType, body: '' }
  const isRefused = verdict === 'refused'
  const message = isRefused ? '通知未通过验证' : '处理失败，请重新通知'
  return {
    status: isRefused ? 400 : 500,
    contentType,
    body: JSON.stringify({ code: 'FAIL', message }),
  }
}
