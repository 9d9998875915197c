// A stand-in for Alipay that tests steer: its own key, its own signer, trades set by hand. It shares no code
// with the client, so that a mistake in one is not repeated in the other.

import { createSign, createVerify, type KeyObject } from 'node:crypto'
import { type Answered, badGateway, GatewayServer } from './gateway-server.ts'
import { rsaPair, strangerPair } from './rsa-pair.ts'
import { type Mood, newTradeNo } from './stand-in.ts'

export { rsaPair } from './rsa-pair.ts'
export { newTradeNo } from './stand-in.ts'

export type Trade = {
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED'
  tradeNo: string
  amount: string
  paidAt?: string
}

export type AlipayCall = Readonly<{ method: string; outTradeNo: string }>

export class Platform {
  readonly keys = rsaPair()
  readonly app = rsaPair()
  readonly appId = '2021000000000001'
  readonly sellerId = '2088000000000001'
  readonly trades = new Map<string, Trade>()
  /** every API call: method and order number */
  readonly calls: AlipayCall[] = []
  /** yuan, of each number a payment was asked for */
  readonly amounts = new Map<string, string>()
  /** called before each answer */
  before: ((call: AlipayCall) => void) | undefined
  /** what was wrong with the calls */
  readonly complaints: string[] = []
  /** what the gateway does instead of answering */
  mood: Mood = 'well'
  readonly #server = new GatewayServer(({ target, body }) => {
    const query = new URL(target, 'http://gateway').searchParams
    for (const [name, value] of new URLSearchParams(body)) query.set(name, value)
    return this.#answer(query)
  })

  async start(): Promise<this> {
    await this.#server.start()
    return this
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }

  get url(): string {
    return `${this.#server.url}/gateway.do`
  }

  /** The settings of a shop that sells through this platform. */
  env(): Record<string, string> {
    return {
      ALIPAY_APP_ID: this.appId,
      ALIPAY_PRIVATE_KEY: this.app.privatePem,
      ALIPAY_ALIPAY_PUBLIC_KEY: this.keys.publicPem,
      ALIPAY_GATEWAY: this.url,
      ALIPAY_SELLER_ID: this.sellerId,
    }
  }

  /** Somebody pays: the trade is there and paid. */
  pay(
    outTradeNo: string,
    amount: string,
    tradeNo = newTradeNo(),
    paidAt = '2026-11-21 12:00:03',
  ): Trade {
    const trade: Trade = { status: 'TRADE_SUCCESS', tradeNo, amount, paidAt }
    this.trades.set(outTradeNo, trade)
    return trade
  }

  /** A notice's fields, as the platform would send them. */
  noticeFields(
    outTradeNo: string,
    trade: Trade,
    changes: Record<string, string> = {},
  ): Record<string, string> {
    return {
      notify_time: '2026-11-21 12:00:05',
      notify_type: 'trade_status_sync',
      notify_id: `id${trade.tradeNo}`,
      charset: 'utf-8',
      version: '1.0',
      sign_type: 'RSA2',
      app_id: this.appId,
      auth_app_id: this.appId,
      seller_id: this.sellerId,
      trade_no: trade.tradeNo,
      out_trade_no: outTradeNo,
      trade_status: trade.status,
      total_amount: trade.amount,
      receipt_amount: trade.amount,
      buyer_logon_id: '138****8000',
      gmt_create: '2026-11-21 12:00:00',
      ...(trade.paidAt === undefined ? {} : { gmt_payment: trade.paidAt }),
      subject: '测试 & 100%',
      fund_bill_list: `[{"amount":"${trade.amount}","fundChannel":"ALIPAYACCOUNT"}]`,
      ...changes,
    }
  }

  /** The body of a rightly signed notice; `key` lets somebody else sign it. */
  notice(fields: Record<string, string>, key: KeyObject = this.keys.privateKey): string {
    const text = Object.keys(fields)
      .filter((name) => name !== 'sign' && name !== 'sign_type' && fields[name] !== '')
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&')
    return new URLSearchParams({ ...fields, sign: signText(text, key) }).toString()
  }

  /** The query string a browser brings back after paying. */
  returnQuery(outTradeNo: string, trade: Trade, timestamp: string): string {
    return this.notice({
      charset: 'utf-8',
      out_trade_no: outTradeNo,
      method: 'alipay.trade.page.pay.return',
      total_amount: trade.amount,
      trade_no: trade.tradeNo,
      auth_app_id: this.appId,
      version: '1.0',
      app_id: this.appId,
      sign_type: 'RSA2',
      seller_id: this.sellerId,
      timestamp,
    })
  }

  #answer(query: URLSearchParams): Answered | undefined {
    if (this.mood === 'hangs') return undefined
    if (this.mood === 'down') return badGateway
    const method = query.get('method') ?? ''
    const { out_trade_no: outTradeNo = '', total_amount: amount = '' } = JSON.parse(
      query.get('biz_content') ?? '{}',
    ) as { out_trade_no?: string; total_amount?: string }
    if (!this.isSigned(query)) this.complaints.push(`${method}: the signature does not fit`)
    this.calls.push({ method, outTradeNo })
    if (amount !== '') this.amounts.set(outTradeNo, amount)
    this.before?.({ method, outTradeNo })
    // Whose code is scanned has to confirm on the phone.
    if (method === 'alipay.trade.pay' && !this.trades.has(outTradeNo))
      this.trades.set(outTradeNo, { status: 'WAIT_BUYER_PAY', tradeNo: newTradeNo(), amount })
    const node = JSON.stringify(this.#business(method, outTradeNo))
    const key = this.mood === 'forged' ? strangerPair().privateKey : this.keys.privateKey
    const body = `{"${method.replaceAll('.', '_')}_response":${node},"sign":"${signText(node, key)}"}`
    return { status: 200, headers: { 'content-type': 'text/html;charset=utf-8' }, body }
  }

  /** Whether the app has signed these fields. */
  isSigned(query: URLSearchParams): boolean {
    const text = [...query]
      .filter(([name, value]) => name !== 'sign' && value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
    const verify = createVerify('RSA-SHA256').update(text, 'utf8')
    return verify.verify(this.app.publicKey, query.get('sign') ?? '', 'base64')
  }

  #business(method: string, outTradeNo: string): Record<string, string> {
    const trade = this.trades.get(outTradeNo)
    if (method === 'alipay.trade.precreate') {
      return {
        code: '10000',
        msg: 'Success',
        out_trade_no: outTradeNo,
        qr_code: `https://qr.alipay.com/${outTradeNo}`,
      }
    }
    if (!trade) {
      return {
        code: '40004',
        msg: 'Business Failed',
        sub_code: 'ACQ.TRADE_NOT_EXIST',
        sub_msg: '交易不存在',
      }
    }
    const numbers = {
      code: '10000',
      msg: 'Success',
      out_trade_no: outTradeNo,
      trade_no: trade.tradeNo,
    }
    if (method === 'alipay.trade.close') {
      if (trade.status !== 'WAIT_BUYER_PAY') {
        return {
          code: '40004',
          msg: 'Business Failed',
          sub_code: 'ACQ.TRADE_STATUS_ERROR',
          sub_msg: '状态不允许',
        }
      }
      trade.status = 'TRADE_CLOSED'
      return numbers
    }
    if (method === 'alipay.trade.pay' && trade.paidAt === undefined)
      return { ...numbers, code: '10003', msg: 'order success pay inprocess' }
    if (method === 'alipay.trade.refund')
      return { ...numbers, fund_change: 'Y', refund_fee: trade.amount }
    if (method === 'alipay.trade.cancel') {
      trade.status = 'TRADE_CLOSED'
      if (trade.paidAt === undefined) return { ...numbers, retry_flag: 'N', action: 'close' }
      const gmt_refund_pay = trade.paidAt
      return { ...numbers, retry_flag: 'N', action: 'refund', gmt_refund_pay }
    }
    return {
      ...numbers,
      trade_status: trade.status,
      total_amount: trade.amount,
      ...(trade.paidAt === undefined ? {} : { send_pay_date: trade.paidAt }),
    }
  }
}

function signText(text: string, key: KeyObject): string {
  return createSign('RSA-SHA256').update(text, 'utf8').sign(key, 'base64')
}
