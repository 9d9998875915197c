// Alipay for stories: the platform that speaks its wire, behind what every stand-in can do.

import { type AlipayCall, Platform, type Trade } from './platform.ts'
import { strangerPair } from './rsa-pair.ts'
import {
  type Call,
  type Heard,
  type Mistake,
  type Mood,
  type Notice,
  newPayment,
  type Payment,
  paidAt,
  reads,
  type StandIn,
  type TradeState,
  type Verb,
  type Way,
} from './stand-in.ts'

const formType = 'application/x-www-form-urlencoded; charset=utf-8'

const states: Readonly<Record<Trade['status'], TradeState>> = {
  WAIT_BUYER_PAY: 'waiting',
  TRADE_SUCCESS: 'paid',
  TRADE_FINISHED: 'paid',
  TRADE_CLOSED: 'closed',
}

const verbs: Readonly<Record<string, Verb>> = {
  'alipay.trade.precreate': 'open',
  'alipay.trade.query': 'query',
  'alipay.trade.close': 'close',
  'alipay.trade.pay': 'charge',
  'alipay.trade.cancel': 'undo',
  'alipay.trade.refund': 'refund',
}

export class AlipayStandIn implements StandIn {
  readonly name = 'Alipay'
  readonly kind = 'alipay'
  readonly platform = new Platform()
  readonly ways: readonly [Way, ...Way[]] = [
    { type: 'pc', leadsOn: ({ payment_url: url }) => this.#isSignedLink(url) },
    { type: 'wap', leadsOn: ({ payment_url: url }) => this.#isSignedLink(url) },
    { type: 'qr', leadsOn: ({ qr_code: code }) => reads(code, /^https:\/\/qr\.alipay\.com\//) },
  ]
  readonly forgeries = forgeriesOf(this)
  readonly mistakes = mistakesOf(this)
  clock = () => Date.now()
  before: ((call: Call) => void) | undefined
  #deliveries = 0

  constructor() {
    this.platform.before = (call) => this.before?.(told(call))
  }

  get mood(): Mood {
    return this.platform.mood
  }

  set mood(mood: Mood) {
    this.platform.mood = mood
  }

  get calls(): readonly Call[] {
    return this.platform.calls.map(told)
  }

  get complaints(): readonly string[] {
    return this.platform.complaints
  }

  async start(): Promise<void> {
    await this.platform.start()
  }

  stop(): Promise<void> {
    return this.platform.stop()
  }

  env(): Record<string, string> {
    return this.platform.env()
  }

  pay(outTradeNo: string, amountFen: number, tradeNo?: string): Payment {
    const payment = newPayment(outTradeNo, amountFen, tradeNo)
    this.platform.pay(outTradeNo, yuan(amountFen), payment.tradeNo, paidAt)
    return payment
  }

  enter(outTradeNo: string, amountFen: number): void {
    const { tradeNo } = newPayment(outTradeNo, amountFen)
    const trade: Trade = { status: 'WAIT_BUYER_PAY', tradeNo, amount: yuan(amountFen) }
    this.platform.trades.set(outTradeNo, trade)
  }

  forget(outTradeNo: string): void {
    this.platform.trades.delete(outTradeNo)
  }

  stateOf(outTradeNo: string): TradeState {
    const trade = this.platform.trades.get(outTradeNo)
    return trade ? states[trade.status] : 'absent'
  }

  notice(payment: Payment, changes: Record<string, string> = {}): Notice {
    return post(this.platform.notice(this.fields(payment, changes)))
  }

  /** A notice's fields; every delivery is sent a second later. */
  fields(payment: Payment, changes: Record<string, string> = {}): Record<string, string> {
    const { outTradeNo, tradeNo, amountFen } = payment
    this.#deliveries += 1
    const trade: Trade = { status: 'TRADE_SUCCESS', tradeNo, amount: yuan(amountFen), paidAt }
    const second = String(this.#deliveries % 60).padStart(2, '0')
    const minute = String(Math.floor(this.#deliveries / 60) % 60).padStart(2, '0')
    const notify_time = `2026-11-21 12:${minute}:${second}`
    return this.platform.noticeFields(outTradeNo, trade, { notify_time, ...changes })
  }

  /** The query string a browser brings back after paying. */
  returnQuery({ outTradeNo, tradeNo, amountFen }: Payment, timestamp: string): string {
    const trade: Trade = { status: 'TRADE_SUCCESS', tradeNo, amount: yuan(amountFen) }
    return this.platform.returnQuery(outTradeNo, trade, timestamp)
  }

  /** Always 200 and one word (fact sheet Alipay, section 14). */
  heard({ status, text, headers }: Parameters<StandIn['heard']>[0]): Heard {
    if (status !== 200 || headers.get('content-type') !== 'text/plain; charset=utf-8')
      return 'nonsense'
    if (text === 'success') return 'taken'
    return text === 'failure' ? 'refused' : 'nonsense'
  }

  #isSignedLink(url: unknown): boolean {
    if (typeof url !== 'string' || !url.startsWith(`${this.platform.url}?`)) return false
    return this.platform.isSigned(new URL(url).searchParams)
  }
}

function told({ method, outTradeNo }: AlipayCall): Call {
  return { verb: verbs[method] ?? 'other', outTradeNo }
}

function post(body: string, contentType = formType): Notice {
  return { path: '/api/v1/pay/alipay/notify', body, headers: { 'content-type': contentType } }
}

const otherNumber = 'ANOTHERORDER12345678'

function forgeriesOf(alipay: AlipayStandIn): StandIn['forgeries'] {
  const right = (payment: Payment) => alipay.notice(payment).body
  const strange = strangerPair().privateKey
  return {
    empty: () => post(''),
    garbage: () => post('%%%\u0000=&&=&a[b]=1'),
    json: (payment) => post(JSON.stringify(alipay.fields(payment)), 'application/json'),
    'forged key': (payment) => post(alipay.platform.notice(alipay.fields(payment), strange)),
    'tampered amount': (payment) =>
      post(right(payment).replace(/total_amount=[\d.]+/, 'total_amount=0.01')),
    'the number of another order': (payment) =>
      post(right({ ...payment, outTradeNo: otherNumber }).replace(otherNumber, payment.outTradeNo)),
    'SHA-1 asked for': (payment) => post(right(payment).replace('sign_type=RSA2', 'sign_type=RSA')),
    'no signature': (payment) => post(right(payment).replace(/&sign=[^&]*/, '')),
    'a field twice': (payment) => post(`${right(payment)}&out_trade_no=${payment.outTradeNo}`),
  }
}

function mistakesOf(alipay: AlipayStandIn): StandIn['mistakes'] {
  const mistake = (reason: string, changes: Record<string, string>): Mistake => ({
    reason,
    notice: (payment) => alipay.notice(payment, changes),
  })
  return {
    'a wrong amount': mistake('amount', { total_amount: '0.01' }),
    'no amount at all': mistake('amount', { total_amount: '0.00' }),
    'a fen too little': mistake('amount', { total_amount: '98.99' }),
    'a fen too much': mistake('overpaid', { total_amount: '99.01' }),
    'a state nobody knows': mistake('garbled', { trade_status: 'TRADE_DREAMT' }),
    'an amount nobody can read': mistake('garbled', { total_amount: '99.000' }),
    'another app': mistake('stranger', { app_id: '2021999999999999' }),
    'another seller': mistake('stranger', { seller_id: '2088999999999999' }),
    'an unknown order': mistake('unknown_order', { out_trade_no: 'NOSUCHORDER12345678' }),
  }
}

/** `99.00` for 9900. */
function yuan(amountFen: number): string {
  const digits = String(amountFen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
