// A stand-in for WeChat Pay's API v2 that tests steer: XML, a key both sides share, trades set by hand (fact
// sheet WeChat Pay, sections 19 to 22). It refuses what WeChat would refuse and remembers why.

import { type Answered, type Asked, badGateway, GatewayServer } from './gateway-server.ts'
import {
  type Call,
  type Heard,
  type Mood,
  type Notice,
  type Payment,
  reads,
  type StandIn,
  type TradeState,
  type Verb,
  type Way,
} from './stand-in.ts'
import { nonce } from './wechat-seal.ts'
import { paidAtDigits, type WechatTrade, WechatTrades } from './wechat-trades.ts'
import { v2ForgeriesOf, v2MistakesOf } from './wechat-v2-forgeries.ts'
import {
  type Fields,
  fieldsOf,
  type SignType,
  signFields,
  v2NoticeOf,
  withSign,
  xmlOf,
} from './wechat-v2-xml.ts'

const verbs: Readonly<Record<string, Verb>> = {
  '/pay/unifiedorder': 'open',
  '/pay/orderquery': 'query',
  '/pay/closeorder': 'close',
  '/secapi/pay/refund': 'refund',
  '/pay/refundquery': 'refund',
}

export class WechatV2Platform implements StandIn {
  readonly name = 'WeChat Pay, API v2'
  readonly kind = 'wechat'
  readonly appId = 'wx7777777777777777'
  readonly mchId = '1900000208'
  readonly key = nonce()
  readonly ways: readonly [Way, ...Way[]] = [
    { type: 'native', leadsOn: ({ code_url: url }) => reads(url, /^weixin:\/\/wxpay\//) },
  ]
  readonly forgeries = v2ForgeriesOf(this)
  readonly mistakes = v2MistakesOf(this)
  mood: Mood = 'well'
  clock = () => Date.now()
  readonly calls: Call[] = []
  before: ((call: Call) => void) | undefined
  readonly complaints: string[] = []
  readonly #trades = new WechatTrades()
  readonly #server = new GatewayServer((asked) => this.#answer(asked))

  async start(): Promise<void> {
    await this.#server.start()
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }

  get url(): string {
    return this.#server.url
  }

  env(): Record<string, string> {
    return {
      WECHAT_APP_ID: this.appId,
      WECHAT_MCH_ID: this.mchId,
      WECHAT_MCH_KEY: this.key,
      WECHAT_GATEWAY: this.url,
    }
  }

  pay(outTradeNo: string, amountFen: number, tradeNo?: string): Payment {
    return this.#trades.pay(outTradeNo, amountFen, tradeNo)
  }

  enter(outTradeNo: string, amountFen: number): void {
    this.#trades.enter(outTradeNo, amountFen)
  }

  forget(outTradeNo: string): void {
    this.#trades.all.delete(outTradeNo)
  }

  stateOf(outTradeNo: string): TradeState {
    return this.#trades.stateOf(outTradeNo)
  }

  notice(payment: Payment, changes: Fields = {}): Notice {
    return v2NoticeOf(xmlOf(withSign(this.fields(payment, changes), this.key, 'MD5')))
  }

  /** A notice's fields; only the nonce is new in another delivery. */
  fields({ outTradeNo, tradeNo, amountFen }: Payment, changes: Fields = {}): Fields {
    return {
      return_code: 'SUCCESS',
      appid: this.appId,
      mch_id: this.mchId,
      nonce_str: nonce(),
      result_code: 'SUCCESS',
      openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      is_subscribe: 'N',
      trade_type: 'NATIVE',
      bank_type: 'OTHERS',
      total_fee: String(amountFen),
      // A coupon: what the payer gave is not what the order cost.
      cash_fee: String(amountFen - 1),
      coupon_fee: '1',
      coupon_count: '1',
      coupon_id_0: '10000',
      fee_type: 'CNY',
      transaction_id: tradeNo,
      out_trade_no: outTradeNo,
      attach: '',
      time_end: paidAtDigits,
      ...changes,
    }
  }

  /** Nothing but this XML is success (fact sheet WeChat Pay, section 21). */
  heard({ status, text, headers }: Parameters<StandIn['heard']>[0]): Heard {
    if (status !== 200) return status >= 400 && !text.includes('SUCCESS') ? 'refused' : 'nonsense'
    if (!/^(text|application)\/xml/.test(headers.get('content-type') ?? '')) return 'nonsense'
    const { return_code: code, return_msg: message } = fieldsOf(text) ?? {}
    if (code === 'SUCCESS') return message === 'OK' ? 'taken' : 'nonsense'
    return code === 'FAIL' && message ? 'refused' : 'nonsense'
  }

  #answer({ method, target, body }: Asked): Answered | undefined {
    if (this.mood === 'hangs') return undefined
    if (this.mood === 'down') return badGateway
    const content = fieldsOf(body) ?? {}
    const signType = content.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
    const doubt = this.#doubtAbout(method, content, signType)
    if (doubt !== undefined) {
      this.complaints.push(`${method} ${target}: ${doubt}`)
      return xml({ return_code: 'FAIL', return_msg: doubt })
    }
    const call = { verb: verbs[target] ?? 'other', outTradeNo: content.out_trade_no ?? '' }
    this.calls.push(call)
    this.before?.(call)
    const told = {
      return_code: 'SUCCESS',
      return_msg: 'OK',
      appid: this.appId,
      mch_id: this.mchId,
      nonce_str: nonce(),
      result_code: 'SUCCESS',
      ...this.#business(target, content),
    }
    return xml(withSign(told, this.mood === 'forged' ? nonce() : this.key, signType))
  }

  #doubtAbout(method: string, content: Fields, signType: SignType): string | undefined {
    if (method !== 'POST') return '请使用post方法'
    if (content.mch_id !== this.mchId) return `mch_id ${content.mch_id}`
    if (content.appid !== this.appId) return `appid ${content.appid}`
    if (!/^[0-9A-Za-z]{1,32}$/.test(content.nonce_str ?? ''))
      return `nonce_str ${content.nonce_str}`
    return content.sign === signFields(content, this.key, signType) ? undefined : '签名错误'
  }

  #business(path: string, content: Fields): Fields {
    const outTradeNo = content.out_trade_no ?? ''
    const trade = this.#trades.all.get(outTradeNo)
    if (path === '/pay/unifiedorder') return this.#open(outTradeNo, content)
    if (!trade) return refuse('ORDERNOTEXIST', '订单不存在')
    switch (path) {
      case '/pay/orderquery':
        return tellTrade(outTradeNo, trade)
      case '/pay/closeorder':
        return closeTrade(trade)
      // WeChat wants the merchant's certificate for the first of these; here is no TLS to show it on.
      case '/secapi/pay/refund':
        return this.#refund(outTradeNo, trade, content)
      case '/pay/refundquery':
        return tellRefunds(outTradeNo, trade)
      default:
        this.complaints.push(`no such interface: ${path}`)
        return refuse('PARAM_ERROR', 'no such interface')
    }
  }

  #open(outTradeNo: string, content: Fields): Fields {
    const wrong = this.#wrongField(content)
    if (wrong !== undefined) {
      this.complaints.push(wrong)
      return refuse('PARAM_ERROR', wrong)
    }
    const { nonce_str: _nonce, sign: _sign, ...asked } = content
    const words = JSON.stringify(Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1)))
    switch (this.#trades.open(outTradeNo, Number(content.total_fee), words)) {
      case 'paid':
        return refuse('ORDERPAID', '该订单已支付')
      case 'closed':
        return refuse('ORDERCLOSED', '该订单已关闭')
      case 'other':
        return refuse('OUT_TRADE_NO_USED', '商户订单号重复')
      case undefined:
        return {
          trade_type: 'NATIVE',
          prepay_id: `wx${outTradeNo}`,
          code_url: `weixin://wxpay/bizpayurl?pr=${outTradeNo.slice(-7)}`,
        }
    }
  }

  #wrongField(content: Fields): string | undefined {
    const forms: Readonly<Record<string, RegExp>> = {
      body: /^.{1,127}$/,
      out_trade_no: /^[0-9A-Za-z_\-|*]{6,32}$/,
      total_fee: /^[1-9]\d*$/,
      spbill_create_ip: /^[0-9a-fA-F.:]{3,64}$/,
      notify_url: /^https?:\/\/[^?#]+\/[^?#]*$/,
      trade_type: /^NATIVE$/,
      product_id: /^.{1,32}$/,
      time_expire: /^\d{14}$/,
    }
    const [name] =
      Object.entries(forms).find(([each, form]) => !form.test(content[each] ?? '')) ?? []
    return name && `${name} ${content[name] ?? 'is missing'}`
  }

  #refund(outTradeNo: string, trade: WechatTrade, content: Fields): Fields {
    const { out_refund_no: refundNo = '', refund_fee: refund, total_fee: total } = content
    const fits = Number(total) === trade.amountFen && refundNo !== ''
    const back = fits && this.#trades.refund(trade, refundNo, Number(refund))
    if (!back) return refuse('INVALID_REQUEST', '订单金额或退款金额与之前请求不一致')
    return {
      transaction_id: trade.tradeNo ?? '',
      out_trade_no: outTradeNo,
      out_refund_no: refundNo,
      refund_id: `50${trade.tradeNo}`,
      refund_fee: String(back),
      total_fee: String(trade.amountFen),
      cash_fee: String(trade.amountFen),
    }
  }
}

function tellTrade(outTradeNo: string, { state, amountFen, tradeNo }: WechatTrade): Fields {
  const told = { out_trade_no: outTradeNo, trade_state: state, total_fee: String(amountFen) }
  if (tradeNo === undefined) return { ...told, trade_state_desc: '订单未支付' }
  return {
    ...told,
    trade_state_desc: '支付成功',
    openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    is_subscribe: 'N',
    trade_type: 'NATIVE',
    bank_type: 'OTHERS',
    cash_fee: String(amountFen),
    fee_type: 'CNY',
    transaction_id: tradeNo,
    attach: '',
    time_end: paidAtDigits,
  }
}

function closeTrade(trade: WechatTrade): Fields {
  if (trade.tradeNo !== undefined) return refuse('ORDERPAID', '该订单已支付')
  if (trade.state === 'CLOSED') return refuse('ORDERCLOSED', '该订单已关闭')
  trade.state = 'CLOSED'
  return {}
}

function tellRefunds(outTradeNo: string, { tradeNo, amountFen, refunds }: WechatTrade): Fields {
  if (refunds.size === 0) return refuse('REFUNDNOTEXIST', '退款单不存在')
  const each = [...refunds].map(([refundNo, fen], at) => ({
    [`out_refund_no_${at}`]: refundNo,
    [`refund_id_${at}`]: `50${tradeNo}`,
    [`refund_fee_${at}`]: String(fen),
    [`refund_status_${at}`]: 'SUCCESS',
  }))
  const head = { out_trade_no: outTradeNo, transaction_id: tradeNo ?? '' }
  const count = { total_fee: String(amountFen), refund_count: String(refunds.size) }
  return Object.assign({ ...head, ...count }, ...each)
}

function refuse(code: string, message: string): Fields {
  return { result_code: 'FAIL', err_code: code, err_code_des: message }
}

function xml(fields: Fields): Answered {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xmlOf(fields) }
}
