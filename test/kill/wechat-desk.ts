// WeChat Pay's side of the gateway's program: the stand-in of API v3 behind a counter that knows what was paid and
// notes what was given back.

import type { IncomingHttpHeaders } from 'node:http'
import { strangerPair } from '../support/rsa-pair.ts'
import type { Notice, Payment } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import type { Truth } from './gateway-link.ts'

export type Forwarded = Readonly<{
  method: string
  target: string
  headers: IncomingHttpHeaders
  body: string
}>

export class WechatDesk {
  readonly #platform = new WechatPlatform('public key')
  readonly #payments = new Map<string, Payment>()
  readonly #refunds = new Set<string>()
  readonly #note: (truth: Truth) => void

  constructor(note: (truth: Truth) => void) {
    this.#note = note
  }

  start(): Promise<void> {
    return this.#platform.start()
  }

  env(): Record<string, string> {
    return this.#platform.env()
  }

  has(tradeNo: string): boolean {
    return this.#payments.has(tradeNo)
  }

  /** `amount` is yuan as text, with two decimals; `paidAt` is `yyyy-MM-dd HH:mm:ss` in Shanghai. */
  pay(outTradeNo: string, tradeNo: string, amount: string, paidAt: string): void {
    const fen = Number(amount.replace('.', ''))
    const at = `${paidAt.replace(' ', 'T')}+08:00`
    this.#payments.set(tradeNo, this.#platform.pay(outTradeNo, fen, tradeNo, at))
  }

  notice(tradeNo: string, forged: boolean): Pick<Notice, 'body' | 'headers'> {
    const payment = this.#payments.get(tradeNo)
    if (!payment) throw new Error(`no trade ${tradeNo}`)
    const notice = this.#platform.notice(payment)
    return forged ? this.#platform.signedNotice(notice.body, {}, strangerPair().privateKey) : notice
  }

  /** The shop's answer to a notice, in the words this tier speaks. */
  async wordOf(reply: Response): Promise<string> {
    const { status, headers } = reply
    const heard = this.#platform.heard({ status, headers, text: await reply.text() })
    return heard === 'taken' ? 'success' : heard === 'refused' ? 'failure' : heard
  }

  /** What the stand-in answers to a call of the shop. */
  async answer({ method, target, headers, body }: Forwarded): Promise<Response> {
    const init = { method, headers: textHeaders(headers), ...(body === '' ? {} : { body }) }
    const reply = await fetch(this.#platform.url + target, init)
    if (method === 'POST' && target === '/v3/refund/domestic/refunds' && reply.status === 200)
      this.#noteRefund(JSON.parse(body) as Refund)
    return reply
  }

  /** Money moves once for each number of the shop's. */
  #noteRefund({ out_refund_no: requestNo, transaction_id, out_trade_no, amount }: Refund): void {
    if (this.#refunds.has(requestNo)) return
    this.#refunds.add(requestNo)
    const payment = [...this.#payments.values()].find(
      (one) => one.tradeNo === transaction_id || one.outTradeNo === out_trade_no,
    )
    const fen = String(amount.refund).padStart(3, '0')
    const yuan = `${fen.slice(0, -2)}.${fen.slice(-2)}`
    this.#note({ kind: 'refunded', tradeNo: payment?.tradeNo ?? '', requestNo, amount: yuan })
  }
}

type Refund = Readonly<{
  out_refund_no: string
  transaction_id?: string
  out_trade_no?: string
  amount: Readonly<{ refund: number }>
}>

/** Those that speak of the message and not of the connection. */
function textHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = ['accept', 'authorization', 'content-type', 'user-agent', 'wechatpay-serial']
  return Object.fromEntries(kept.map((name) => [name, String(headers[name] ?? '')]))
}
