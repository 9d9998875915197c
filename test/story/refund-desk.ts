// A shop's books with nobody at work in them, and a gateway that does what a test says: for tests that decide
// themselves who does what, and when.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../../src/app/app.ts'
import type { PlacedOrder } from '../../src/app/order/insert-order.ts'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { applyFact } from '../../src/app/payment/apply-fact.ts'
import { readConfig } from '../../src/config.ts'
import type { PaidFact } from '../../src/core/fact.ts'
import type { Fen } from '../../src/core/money.ts'
import type { MovableClock } from '../../src/core/ports.ts'
import { instantOf } from '../../src/core/time.ts'
import { createClock } from '../../src/db/clock.ts'
import { statement } from '../../src/db/connect.ts'
import type { Gateway, Refundable, Refunded, RefundQueried } from '../../src/gateways/gateway.ts'
import { createLog } from '../../src/kit/log.ts'
import { createApp } from '../../src/main.ts'
import { createDatabase, databaseUrl, type TestDatabase } from '../support/database.ts'
import { newTradeNo } from '../support/stand-in.ts'

/** What a till does with the next refund it is asked for. `lost`: it never hears of it. `mute`: done, unanswered. */
export type TillAnswer = 'refunded' | 'processing' | 'failed' | 'refused' | 'lost' | 'mute'

/** A gateway that gives money back by number, once, and keeps its own count of it. */
export class Till {
  answer: TillAnswer = 'refunded'
  readonly refunds = new Map<
    string,
    { amountFen: number; state: 'done' | 'processing' | 'failed' }
  >()

  async refund({ refundNo, amountFen }: Refundable): Promise<Refunded> {
    if (!this.refunds.has(refundNo)) {
      if (this.answer === 'refused')
        return { outcome: 'refused', code: 'NOT_ENOUGH', message: 'not enough' }
      if (this.answer === 'lost') return { outcome: 'unknown', reason: 'timeout' }
      const state = this.answer === 'processing' || this.answer === 'failed' ? this.answer : 'done'
      this.refunds.set(refundNo, { amountFen, state })
      if (this.answer === 'mute') return { outcome: 'unknown', reason: 'timeout' }
    }
    const told = this.tell(refundNo)
    return told.outcome === 'absent' ? { outcome: 'unknown', reason: 'lost' } : told
  }

  tell(refundNo: string): RefundQueried {
    const refund = this.refunds.get(refundNo)
    if (!refund) return { outcome: 'absent' }
    if (refund.state === 'processing') return { outcome: 'processing' }
    if (refund.state === 'failed') return { outcome: 'failed', code: 'CLOSED' }
    return { outcome: 'refunded', amountFen: refund.amountFen as Fen }
  }

  /** What it has given back of these numbers, in fen. */
  given(refundNos: readonly string[]): number {
    return refundNos.reduce((sum, refundNo) => {
      const refund = this.refunds.get(refundNo)
      return refund?.state === 'done' ? sum + refund.amountFen : sum
    }, 0)
  }
}

export class RefundDeskStage {
  readonly app: App
  readonly till: Till
  /** of the shop; moved by whoever tests it */
  readonly clock: MovableClock
  readonly #database: TestDatabase
  readonly #folder: string

  private constructor(
    app: App,
    till: Till,
    clock: MovableClock,
    database: TestDatabase,
    folder: string,
  ) {
    this.app = app
    this.clock = clock
    this.till = till
    this.#database = database
    this.#folder = folder
  }

  static async open(refundApprovalFen?: Fen): Promise<RefundDeskStage> {
    const database = await createDatabase(4)
    const folder = mkdtempSync(join(tmpdir(), 'keytill-desk-'))
    const env = {
      DATABASE_URL: databaseUrl(database.connection),
      DATA_DIR: folder,
      DEMO: '1',
      DEMO_CATALOGUE: '1',
      RATE_LIMIT_FACTOR: '100000',
      SECRET_KEY: 'a secret for tests only, long enough',
    }
    const till = new Till()
    const clock = createClock()
    const app = await createApp({
      config: readConfig(env, undefined, { readFile: () => '' }),
      log: createLog({ file: undefined, level: 'silent' }),
      db: database.db,
      clock,
      localUrl: () => 'http://localhost',
      simulator: undefined,
    })
    const settings = { ...app.settings, refundApprovalFen }
    const channels: App['channels'] = [
      {
        id: 'till',
        gateway: gatewayOf(till),
        isOffered: true,
        notifyUrl: () => '',
        returnUrl: () => '',
      },
    ]
    return new RefundDeskStage({ ...app, settings, channels }, till, clock, database, folder)
  }

  async close(): Promise<void> {
    await this.#database.drop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.app.db.rows<Row>(statement('', text), values)
  }

  /** An order of several lines that was paid at the till. */
  async paidOrder(planIds: readonly string[]): Promise<string> {
    const order = await this.openOrder({ planIds })
    await this.pay(order)
    return order.orderNumber
  }

  /** An order that can be paid at the till, or in another way that never says a word by itself. */
  async openOrder({
    planIds = ['lifetime'],
    quantity = 1,
    channels = ['till'],
    licenseKey,
  }: Readonly<{
    planIds?: readonly string[]
    quantity?: number
    channels?: readonly string[]
    licenseKey?: string
  }> = {}): Promise<PlacedOrder> {
    const order = await placeOrder(this.app, {
      lines: planIds.map((planId) => ({ productId: 'demo-app', planId, quantity, licenseKey })),
      contactPerson: '张三',
      phone: '13800138000',
      email: undefined,
      totalFen: undefined,
      returnUrl: undefined,
      lang: undefined,
      customerId: undefined,
      clientAddress: '127.0.0.1',
      idempotency: undefined,
    })
    await this.rows(
      `insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen,
         subject, gateway_expires_at, created_at, chosen_at)
       select 1, channel, order_number, order_number, 'open', due_fen, '', expires_at, created_at, created_at
       from orders, unnest($2::text[]) channel where order_number = $1`,
      [order.orderNumber, channels],
    )
    return order
  }

  /** A payment of the whole order that some gateway affirms. */
  factOf({ orderNumber, dueFen }: PlacedOrder): PaidFact {
    const paidAt = instantOf(this.app.clock.now())
    return { outTradeNo: orderNumber, gatewayTradeNo: newTradeNo(), amountFen: dueFen, paidAt }
  }

  async pay(order: PlacedOrder): Promise<void> {
    await applyFact(this.app, { channelId: 'till', fact: this.factOf(order), witness: 'query' })
  }
}

export function gatewayOf(till: Till): Gateway {
  const never = () => {
    throw new Error('a till only gives money back')
  }
  return {
    kind: 'wechat',
    isSandbox: true,
    isProduction: false,
    signsReturns: false,
    scenes: ['qr'],
    linkScenes: [],
    payerOrigins: [],
    login: undefined,
    billParser: 1,
    open: never,
    query: never,
    trace: never,
    close: never,
    refund: (refundable) => till.refund(refundable),
    queryRefund: async ({ refundNo }) => till.tell(refundNo),
    fetchBill: never,
    readBill: never,
    identifyBill: never,
    readNotice: never,
    readReturn: never,
    answerNotice: never,
    examine: never,
  }
}
