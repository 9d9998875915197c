// What the callers of a bench say: buyers who order and open their payment, the gateway that tells of it, and people who
// look their order up. Each buyer has a phone and an address of their own, which a proxy in front would have told.

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { formatShanghai, instantOf } from '../../src/core/time.ts'
import { newTradeNo, Platform } from '../support/platform.ts'
import type { Lines, Reply } from './lines.ts'

/**
 * An order is placed and its payment opened in one call; `apart` is the same in two, as of somebody who chooses how to pay
 * only then. `paid` is all of an order: placed, opened, told of.
 */
export type Talk = 'order' | 'apart' | 'notice' | 'paid' | 'lookup'
/** Who signs the notices. */
export type Gateway = Readonly<{ privatePem: string; amount: string }>

type Sold = Readonly<{ number: string; phone: string; address: string }>

export class Talks {
  readonly #key: KeyObject
  readonly #amount: string
  readonly #platform = new Platform()
  #buyers = 0
  #looks = 0
  /** their payment is open, and nobody has told of it */
  readonly #opened: Sold[] = []
  readonly #signed: (Sold & Readonly<{ notice: string }>)[] = []
  readonly #paid: Sold[] = []

  constructor({ privatePem, amount }: Gateway) {
    this.#key = createPrivateKey(privatePem)
    this.#amount = amount
  }

  /** Signs the notices of all payments that are open, for talks of `notice`. Answers how many there are. */
  sign(): number {
    for (const sold of this.#opened.splice(0))
      this.#signed.push({ ...sold, notice: this.#noticeOf(sold) })
    return this.#signed.length
  }

  /** Answers the last reply, or the first that was not the right one. */
  async say(talk: Talk, lines: Lines): Promise<Reply> {
    switch (talk) {
      case 'order':
        return this.#order(lines, (sold) => this.#opened.push(sold))
      case 'apart':
        return this.#orderApart(lines)
      case 'notice':
        return this.#tellNext(lines)
      case 'paid':
        return this.#pay(lines)
      case 'lookup':
        return this.#lookUp(lines)
    }
  }

  async #order(lines: Lines, opened: (sold: Sold) => void): Promise<Reply> {
    const payment = { method: 'alipay', payment_type: 'pc' }
    const { reply, sold } = await this.#place(lines, { payment })
    const isOpen = /"payment":\{"payment_url":"https?:/.test(reply.text)
    if (!sold || !isOpen) return { ...reply, isRight: false }
    opened(sold)
    return reply
  }

  async #orderApart(lines: Lines): Promise<Reply> {
    const { reply, sold } = await this.#place(lines, {})
    if (!sold) return reply
    const { number, address } = sold
    const asked = { order_number: number, payment_type: 'pc' }
    const opened = await lines.ask(post('/api/v1/user/pay/alipay', address, asked), {
      status: '200',
    })
    if (opened.isRight) this.#opened.push(sold)
    return opened
  }

  async #place(lines: Lines, more: object): Promise<Readonly<{ reply: Reply; sold?: Sold }>> {
    const buyer = this.#buyers
    this.#buyers += 1
    const phone = `13${String(buyer).padStart(9, '0')}`
    const address = `10.${(buyer >> 16) & 255}.${(buyer >> 8) & 255}.${buyer & 255}`
    const wanted = { product_id: 'demo-app', package_id: 'year', quantity: 1 }
    const reply = await lines.ask(
      post('/api/v1/user/orders', address, { ...wanted, contact_person: '张三', phone, ...more }),
      { status: '201' },
    )
    const number = /"order_number":"(\w+)"/.exec(reply.text)?.[1]
    return reply.isRight && number !== undefined
      ? { reply, sold: { number, phone, address } }
      : { reply }
  }

  async #tellNext(lines: Lines): Promise<Reply> {
    const next = this.#signed.shift()
    if (!next) throw new Error('no notice left')
    return this.#tell(lines, next, next.notice)
  }

  async #pay(lines: Lines): Promise<Reply> {
    let bought: Sold | undefined
    const reply = await this.#order(lines, (sold) => {
      bought = sold
    })
    return bought ? this.#tell(lines, bought, this.#noticeOf(bought)) : reply
  }

  async #tell(lines: Lines, sold: Sold, notice: string): Promise<Reply> {
    const reply = await lines.ask(notice, { status: '200', end: 'success' })
    if (reply.isRight) this.#paid.push(sold)
    return reply
  }

  async #lookUp(lines: Lines): Promise<Reply> {
    const sold = this.#paid[this.#looks % this.#paid.length]
    if (!sold) throw new Error('nothing was paid yet')
    this.#looks += 1
    const { number, phone, address } = sold
    const path = `/api/v1/user/orders/query?order_number=${number}&phone=${phone}`
    const head = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-for: ${address}\r\n\r\n`
    return lines.ask(head, { status: '200' })
  }

  #noticeOf({ number }: Sold): string {
    // Told of now, as in life: what is told of days later has more to do.
    const paidAt = formatShanghai(instantOf(Date.now()))
    const trade = this.#platform.pay(number, this.#amount, newTradeNo(), paidAt)
    this.#platform.trades.clear()
    const body = this.#platform.notice(this.#platform.noticeFields(number, trade), this.#key)
    return requestOf('/api/v1/pay/alipay/notify', '203.0.113.9', body, formType)
  }
}

const formType = 'application/x-www-form-urlencoded; charset=utf-8'

function post(path: string, address: string, body: unknown): string {
  return requestOf(path, address, JSON.stringify(body), 'application/json')
}

function requestOf(path: string, address: string, body: string, type: string): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `x-forwarded-for: ${address}`,
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
