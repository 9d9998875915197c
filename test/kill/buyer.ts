// What buyers, their programs and the gateway do to a shop, each as one call that may be cut off at any moment
// and is then made again, as they would.

import { randomBytes } from 'node:crypto'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { newTradeNo } from '../support/stand-in.ts'
import type { GatewayLink } from './gateway-link.ts'

/** One purchase. Its key makes a repeated order the same order. */
export type Purchase = {
  readonly key: string
  readonly phone: string
  readonly plan: string
  readonly gateway: GatewayKind
  /** what its order says beside a plan's one unit */
  readonly wish: Readonly<Record<string, unknown>>
  number: string
  token: string
  /** of an order that is opened with it */
  code?: string | undefined
}

const price = '99.00'
/** The shop did not answer, or answered that it cannot now. */
export class CutOff extends Error {}

export function newPurchase(
  plan = 'year',
  gateway: GatewayKind = 'alipay',
  wish: Purchase['wish'] = {},
): Purchase {
  const key = randomBytes(12).toString('hex')
  const digits = String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0')
  return { key, phone: `138${digits}`, plan, gateway, wish, number: '', token: '' }
}

/** What is unusual about a notice; `waitMs` is how long the gateway waits for an answer. */
export type NoticeChanges = Readonly<{
  fields?: Readonly<Record<string, string>>
  forged?: boolean
  waitMs?: number
}>

export class Buyer {
  readonly #gateway: GatewayLink
  readonly #wechatTrades = new Set<string>()

  constructor(gateway: GatewayLink) {
    this.#gateway = gateway
  }

  /** Orders one licence of the plan; again, the same order. Answers how it stands now. */
  async place(shop: string, purchase: Purchase): Promise<Purchase> {
    const body = {
      product_id: 'demo-app',
      package_id: purchase.plan,
      quantity: 1,
      contact_person: '张三',
      phone: purchase.phone,
      ...purchase.wish,
    }
    const answer = await ask(shop, 'POST', '/api/v1/user/orders', body, {
      'idempotency-key': purchase.key,
    })
    purchase.number = String(answer.order_number)
    purchase.token = String(answer.access_token)
    const { qr_code: code } = (answer.payment ?? {}) as Readonly<{ qr_code?: string }>
    return Object.assign(purchase, { code })
  }

  /** Opens the payment as a code to scan, and answers the code. */
  async open(shop: string, { number, gateway }: Purchase): Promise<string> {
    const type = gateway === 'alipay' ? 'qr' : 'native'
    const body = { order_number: number, payment_type: type }
    const answer = await ask(shop, 'POST', `/api/v1/user/pay/${gateway}`, body)
    return String(answer.qr_code ?? answer.code_url)
  }

  async look(shop: string, { number, phone, token }: Purchase): Promise<Look> {
    const path = `/api/v1/user/orders/query?order_number=${number}&phone=${phone}`
    return (await ask(shop, 'GET', path, undefined, { 'x-order-token': token })) as Look
  }

  async cancel(shop: string, { number, token }: Purchase): Promise<void> {
    const path = `/api/v1/user/orders/${number}/cancel`
    await ask(shop, 'POST', path, {}, { 'x-order-token': token })
  }

  /** A licensed program's call; the seat's limit is the shop's business. */
  async license(shop: string, verb: string, key: string): Promise<void> {
    await ask(shop, 'POST', `/api/v1/licenses/${verb}`, { license_key: key, fingerprint: 'pc-1' })
  }

  /** Pays at the gateway, now or as dated; answers the gateway's number. */
  async pay(purchase: Purchase, paidAt?: string): Promise<string> {
    const coming = {
      verb: 'pay',
      outTradeNo: purchase.number,
      tradeNo: newTradeNo(),
      amount: price,
      gateway: purchase.gateway,
    } as const
    if (purchase.gateway === 'wechat') this.#wechatTrades.add(coming.tradeNo)
    return this.#gateway.tell(paidAt === undefined ? coming : { ...coming, paidAt })
  }

  /** Comes to the gateway's page and does not pay yet. */
  enter({ number }: Purchase): Promise<string> {
    const tradeNo = newTradeNo()
    return this.#gateway.tell({ verb: 'enter', outTradeNo: number, tradeNo, amount: price })
  }

  /** The gateway delivers its notice; answers the shop's word. Nothing but an answer ends this. */
  async notify(shop: string, tradeNo: string, changes: NoticeChanges = {}): Promise<string> {
    const { fields = {}, ...others } = changes
    const kind: GatewayKind = this.#wechatTrades.has(tradeNo) ? 'wechat' : 'alipay'
    const to = `${shop}/api/v1/pay/${kind}/notify`
    const word = await this.#gateway.tell({
      verb: 'notify',
      to,
      tradeNo,
      changes: fields,
      ...others,
    })
    if (word !== 'success' && word !== 'failure') throw new CutOff(word)
    return word
  }
}

/** An order as its buyer sees it. */
export type Look = Readonly<{
  status: number
  licenses: readonly Readonly<{ license_key: string }>[]
  cards?: readonly Readonly<{ card: string }>[]
}>

/** Calls the shop and answers its data. Throws CutOff when it did not answer, or cannot now. */
export async function ask(
  shop: string,
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const init = {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  const reply = await fetch(shop + path, init).catch((error: unknown) => {
    throw new CutOff(String(error))
  })
  const text = await reply.text().catch((error: unknown) => {
    throw new CutOff(String(error))
  })
  if (reply.status >= 500 || reply.status === 429) throw new CutOff(`${reply.status} ${text}`)
  if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${text}`)
  const answer = JSON.parse(text) as { data?: Record<string, unknown> }
  return answer.data ?? {}
}
