// A stand-in for WeChat Pay's API v3 that tests steer, with platform certificates or with the public key. It
// refuses what WeChat would refuse, so that a wrong client fails, and remembers why.

import { type Answered, type Asked, badGateway, GatewayServer } from './gateway-server.ts'
import { rsaPair, strangerPair } from './rsa-pair.ts'
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
import { forgeriesOf, mistakesOf } from './wechat-forgeries.ts'
import {
  type ApiAnswer,
  type Books,
  closeOrder,
  type OrderKind,
  orderKinds,
  placeOrder,
  placeRefund,
  queryOrder,
  queryRefund,
  refuse,
  tellTrade,
} from './wechat-orders.ts'
import {
  doubtAbout,
  isSigned,
  newSerial,
  nonce,
  noticeOf,
  platformCertificate,
  sealResource,
  signedHeaders,
  wrongClock,
} from './wechat-seal.ts'
import { WechatTrades } from './wechat-trades.ts'

export const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'

type Json = Record<string, unknown>

/** What a test may change in a notice: its plaintext, and who signs or encrypts it how. */
export type NoticeChanges = Readonly<{
  resource?: Json
  amount?: Json
  serial?: string
  at?: number
  apiV3Key?: string
}>

export class WechatPlatform implements StandIn {
  readonly name: string
  readonly kind = 'wechat'
  readonly appId = 'wx8888888888888888'
  readonly mchId = '1900000109'
  readonly apiV3Key = nonce()
  readonly merchant = rsaPair()
  readonly merchantSerial = newSerial()
  readonly keys = rsaPair()
  /** what `Wechatpay-Serial` names: a certificate or the public key */
  readonly serial: string
  readonly ways: readonly [Way, ...Way[]] = [
    { type: 'native', leadsOn: ({ code_url: url }) => reads(url, /^weixin:\/\/wxpay\//) },
    {
      type: 'h5',
      leadsOn: ({ payment_url: url }) =>
        reads(url, /^https:\/\/wx\.tenpay\.com\/\S+&redirect_url=http/),
    },
    { type: 'jsapi', extra: { openid }, leadsOn: ({ jsapi }) => this.#isForBridge(jsapi as Json) },
  ]
  readonly forgeries = forgeriesOf(this)
  readonly mistakes = mistakesOf(this)
  mood: Mood = 'well'
  clock = () => Date.now()
  readonly calls: Call[] = []
  before: ((call: Call) => void) | undefined
  readonly complaints: string[] = []
  readonly #trades = new WechatTrades()
  readonly #server = new GatewayServer((asked) => this.#answer(asked))
  readonly #certificate: string | undefined

  constructor(mode: 'platform certificates' | 'public key') {
    this.name = `WeChat Pay, API v3 with ${mode}`
    const hasCertificates = mode === 'platform certificates'
    this.serial = hasCertificates ? newSerial() : 'PUB_KEY_ID_0119000001092024112100000000000001'
    this.#certificate = hasCertificates ? platformCertificate(this.keys, this.serial) : undefined
  }

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
      WECHAT_API_V3_KEY: this.apiV3Key,
      WECHAT_PRIVATE_KEY: this.merchant.privatePem,
      WECHAT_SERIAL_NO: this.merchantSerial,
      WECHAT_GATEWAY: this.url,
      ...(this.#certificate === undefined
        ? { WECHAT_PUBLIC_KEY_ID: this.serial, WECHAT_PUBLIC_KEY: this.keys.publicPem }
        : {}),
    }
  }

  pay(outTradeNo: string, amountFen: number, tradeNo?: string, paidAt?: string): Payment {
    return this.#trades.pay(outTradeNo, amountFen, tradeNo, paidAt)
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

  /** What an order was asked for with. */
  asked(outTradeNo: string): Json {
    const [, content] = JSON.parse(this.#trades.all.get(outTradeNo)?.asked ?? '[]')
    return content ?? {}
  }

  notice(payment: Payment, changes: NoticeChanges = {}): Notice {
    const { outTradeNo, amountFen, tradeNo } = payment
    const { paidAt } = this.#trades.all.get(outTradeNo) ?? {}
    const trade = { state: 'SUCCESS', amountFen, tradeNo, ...(paidAt ? { paidAt } : {}) } as const
    const told = tellTrade(this, outTradeNo, trade)
    const amount = { ...(told.amount as Json), ...changes.amount }
    return this.signedNotice(
      this.envelope({ ...told, amount, ...changes.resource }, changes),
      changes,
    )
  }

  /** A notice's body; the encryption is made anew for each delivery, the id stays. */
  envelope(resource: Json, { apiV3Key = this.apiV3Key }: NoticeChanges = {}): string {
    return JSON.stringify({
      id: `EV-${String(resource.transaction_id)}`,
      create_time: '2026-11-21T12:00:05+08:00',
      resource_type: 'encrypt-resource',
      event_type: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      resource: {
        original_type: 'transaction',
        ...sealResource(JSON.stringify(resource), apiV3Key, 'transaction'),
      },
    })
  }

  signedNotice(
    body: string,
    { serial = this.serial, at = this.clock() }: NoticeChanges = {},
    key = this.keys.privateKey,
  ): Notice {
    return noticeOf(body, signedHeaders(body, { key, serial, at }))
  }

  /** 204 or 200 is success, a 4xx or 5xx with a code is not (fact sheet WeChat Pay, section 10). */
  heard({ status, text }: Parameters<StandIn['heard']>[0]): Heard {
    if (status === 204) return text === '' ? 'taken' : 'nonsense'
    if (status < 400) return 'nonsense'
    const { code, message } = readJson(text) ?? {}
    return code === 'FAIL' && typeof message === 'string' ? 'refused' : 'nonsense'
  }

  #answer(asked: Asked): Answered | undefined {
    if (this.mood === 'hangs') return undefined
    if (this.mood === 'down') return badGateway
    const complain = (about: unknown) =>
      this.complaints.push(`${asked.method} ${asked.target}: ${String(about)}`)
    const { mchId, merchantSerial: serial, merchant } = this
    const known = { mchId, serial, publicKey: merchant.publicKey }
    const doubt = doubtAbout(asked, known, this.clock()) ?? mannersOf(asked)
    if (doubt !== undefined) {
      // The shop's clock may have been moved while a request was under way.
      if (doubt !== wrongClock) complain(doubt)
      return json({ status: 401, json: { code: 'SIGN_ERROR', message: doubt } }, {})
    }
    const answer = this.#route(asked) ?? refuse(404, 'RESOURCE_NOT_EXISTS', 'no such interface')
    if (answer.json?.code === 'PARAM_ERROR' || answer.json?.message === 'no such interface')
      complain(answer.json.message)
    const key = this.mood === 'forged' ? strangerPair().privateKey : this.keys.privateKey
    const body = answer.json ? JSON.stringify(answer.json) : ''
    return json(answer, signedHeaders(body, { key, serial: this.serial, at: this.clock() }))
  }

  /** Undefined for what is no interface, a query that does not name the merchant included. */
  #route({ method, target, body }: Asked): ApiAnswer | undefined {
    const { pathname, searchParams } = new URL(target, 'http://gateway')
    const content = readJson(body) ?? {}
    const { appId, mchId } = this
    const books: Books = { appId, mchId, trades: this.#trades, now: this.clock() }
    const note = (verb: Verb, outTradeNo: string) => {
      this.calls.push({ verb, outTradeNo })
      this.before?.({ verb, outTradeNo })
    }
    const [, kind] = /^\/v3\/pay\/transactions\/(\w+)$/.exec(pathname) ?? []
    const [, number = '', close] =
      /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(pathname) ?? []
    const [, refundNo] = /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/.exec(pathname) ?? []

    if (method === 'POST' && orderKinds.includes(kind as OrderKind)) {
      note('open', String(content.out_trade_no))
      return placeOrder(books, kind as OrderKind, content)
    }
    if (method === 'POST' && close) {
      note('close', number)
      return closeOrder(books, number, content)
    }
    if (method === 'GET' && number !== '' && searchParams.get('mchid') === this.mchId) {
      note('query', number)
      return queryOrder(books, number)
    }
    note(refundNo === undefined ? 'other' : 'refund', '')
    if (method === 'POST' && pathname === '/v3/refund/domestic/refunds')
      return placeRefund(books, content)
    if (method === 'GET' && refundNo !== undefined) return queryRefund(books, refundNo)
    if (method === 'GET' && pathname === '/v3/certificates') return this.#certificates()
    return undefined
  }

  #certificates(): ApiAnswer {
    if (this.#certificate === undefined)
      return refuse(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请使用微信支付公钥')
    const { algorithm, ...sealed } = sealResource(this.#certificate, this.apiV3Key, 'certificate')
    const one = {
      serial_no: this.serial,
      effective_time: '2025-11-21T12:00:00+08:00',
      expire_time: '2030-11-21T12:00:00+08:00',
      encrypt_certificate: { algorithm, ...sealed },
    }
    return { status: 200, json: { data: [one] } }
  }

  /** What the page hands to WeChat's bridge, signed by the merchant (fact sheet WeChat Pay, section 7). */
  #isForBridge({
    appId,
    timeStamp,
    nonceStr,
    package: prepaid,
    signType,
    paySign,
  }: Json = {}): boolean {
    const lines = [appId, timeStamp, nonceStr, prepaid].map(String)
    const rightly = appId === this.appId && signType === 'RSA' && reads(prepaid, /^prepay_id=wx/)
    return rightly && isSigned(lines, String(paySign), this.merchant.publicKey)
  }
}

/** What every request must carry besides its signature (fact sheet WeChat Pay, section 1). */
function mannersOf({ headers, body }: Asked): string | undefined {
  if (!headers.accept?.includes('application/json')) return `Accept ${headers.accept}`
  if (!headers['user-agent']) return 'no User-Agent'
  if (body !== '' && !headers['content-type']?.startsWith('application/json'))
    return `Content-Type ${headers['content-type']}`
  return undefined
}

function json({ status, json: content }: ApiAnswer, headers: Record<string, string>): Answered {
  const type = content ? { 'content-type': 'application/json; charset=utf-8' } : {}
  return {
    status,
    headers: { 'request-id': `${nonce()}-0`, ...type, ...headers },
    body: content ? JSON.stringify(content) : '',
  }
}

function readJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
