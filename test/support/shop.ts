// A whole shop for tests: the real program on a database of its own, selling through gateways the test steers.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { statement } from '../../src/db/connect.ts'
import { createLog, type Sink } from '../../src/kit/log.ts'
import { type Running, start } from '../../src/main.ts'
import { AlipayStandIn } from './alipay-stand-in.ts'
import { createDatabase, databaseUrl, type TestDatabase } from './database.ts'
import type { Notice, Payment, StandIn } from './stand-in.ts'

export type Reply = Readonly<{
  status: number
  headers: Headers
  text: string
  // What a test reads of an answer is asserted on at once; its shape is the test's business.
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  json: any
}>

export type PlacedOrder = Readonly<{
  number: string
  token: string
  amount: number
  expiresAt: string
}>

export type ShopSettings = Readonly<{
  env?: Readonly<Record<string, string>>
  /** the gateways it sells through; Alipay when absent */
  standIns?: readonly StandIn[]
  /** where its log goes, all of it; nowhere when absent */
  log?: Sink
}>

export class Shop {
  readonly standIns: readonly StandIn[]
  running: Running
  readonly database: TestDatabase
  readonly env: Record<string, string>

  private constructor(
    standIns: readonly StandIn[],
    running: Running,
    database: TestDatabase,
    env: Record<string, string>,
  ) {
    this.standIns = standIns
    this.running = running
    this.database = database
    this.env = env
    this.#shareClock()
  }

  static async open({
    env = {},
    standIns = [new AlipayStandIn()],
    log,
  }: ShopSettings = {}): Promise<Shop> {
    for (const standIn of standIns) await standIn.start()
    const database = await createDatabase(4)
    const whole = Object.assign(
      {
        PORT: '0',
        DATABASE_URL: databaseUrl(database.connection),
        DATA_DIR: mkdtempSync(join(tmpdir(), 'keytill-test-')),
        DEMO: '0',
        DEMO_CATALOGUE: '1',
        RATE_LIMIT_FACTOR: '1000',
        SECRET_KEY: 'a secret for tests only, long enough',
      },
      ...standIns.map((standIn) => standIn.env()),
      env,
    )
    return new Shop(standIns, await startWith(whole, log), database, whole)
  }

  /** Stops the program and starts it again on the same database. */
  async restart(): Promise<void> {
    await this.running.stop()
    this.running = await startWith(this.env)
    this.#shareClock()
  }

  async close(): Promise<void> {
    await this.running.stop()
    for (const standIn of this.standIns) await standIn.stop()
    await this.database.drop()
    rmSync(this.env.DATA_DIR ?? '', { recursive: true, force: true })
  }

  /** Gateway and shop agree on the time, or no signature that is dated would fit. */
  #shareClock(): void {
    const { clock } = this.running
    for (const standIn of this.standIns) standIn.clock = () => clock.now()
  }

  /** The first gateway it sells through. */
  get standIn(): StandIn {
    const [first] = this.standIns
    if (!first) throw new Error('this shop sells through no gateway')
    return first
  }

  get url(): string {
    return this.running.url
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return read(await fetch(this.url + path, { headers, redirect: 'manual' }))
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const all = { 'content-type': 'application/json', ...headers }
    return read(
      await fetch(this.url + path, {
        method: 'POST',
        body: text,
        headers: all,
        redirect: 'manual',
      }),
    )
  }

  /** Places an order for one yearly plan, or as the changes say. */
  async order(changes: Record<string, unknown> = {}): Promise<PlacedOrder> {
    const reply = await this.post('/api/v1/user/orders', { ...anOrder, ...changes })
    if (reply.status !== 201) throw new Error(`order refused: ${reply.text}`)
    const {
      order_number: number,
      access_token: token,
      amount,
      expires_at: expiresAt,
    } = reply.json.data
    return { number, token, amount, expiresAt }
  }

  /** Opens the payment of an order: by the gateway's first way in, or as said. */
  async open(order: PlacedOrder, paymentType?: string, at = this.standIn): Promise<Reply> {
    const type = paymentType ?? at.ways[0].type
    const extra = at.ways.find((way) => way.type === type)?.extra
    return this.post(`/api/v1/user/pay/${at.kind}`, {
      order_number: order.number,
      payment_type: type,
      ...extra,
    })
  }

  /** An order whose payment is open. */
  async openedOrder(paymentType?: string, at = this.standIn): Promise<PlacedOrder> {
    const order = await this.order()
    const opened = await this.open(order, paymentType, at)
    if (opened.status !== 200) throw new Error(`not opened: ${opened.text}`)
    return order
  }

  /** The buyer pays what the order costs; nobody has told the shop yet. */
  pay(order: PlacedOrder, at = this.standIn): Payment {
    return at.pay(order.number, fenOf(order))
  }

  async notify({ path, body, headers }: Notice): Promise<Reply> {
    return this.post(path, body, headers)
  }

  async look(order: PlacedOrder, withToken = true): Promise<Reply> {
    const query = new URLSearchParams({ order_number: order.number, phone: anOrder.phone })
    return this.get(
      `/api/v1/user/orders/query?${query}`,
      withToken ? { 'x-order-token': order.token } : {},
    )
  }

  /** Rows of a table about one order, or all of them. */
  async count(table: string, where = 'true', values: readonly unknown[] = []): Promise<number> {
    const rows = await this.rows<{ n: number }>(
      `select count(*) as n from ${table} where ${where}`,
      values,
    )
    return rows[0]?.n ?? -1
  }

  async rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.database.db.rows<Row>(statement('', text), values)
  }

  async until<T>(
    what: string,
    check: () => Promise<T | undefined | false>,
    withinMs = 20_000,
  ): Promise<T> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const found = await check()
      if (found !== undefined && found !== false) return found
      if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  async untilState(order: PlacedOrder, state: string): Promise<void> {
    await this.until(`${order.number} ${state}`, async () => {
      const [row] = await this.rows<{ state: string }>(
        'select state from orders where order_number = $1',
        [order.number],
      )
      return row?.state === state
    })
  }

  /**
   * Moves the clock unless a job of this kind is at work or due: what a gateway answers meanwhile is dated. Answers
   * whether it did.
   */
  async advanceBetween(kind: string, ms: number): Promise<boolean> {
    const atWork =
      'kind = $1 and parked_at is null and (lease_until is not null or run_at <= app_now())'
    if ((await this.count('job', atWork, [kind])) > 0) return false
    await this.advance(ms)
    return true
  }

  /** Moves the shop's clock; due jobs then run by themselves. */
  async advance(ms: number): Promise<void> {
    await this.running.clock.advance(ms)
  }
}

/** A program with these settings; on the database of a shop it is another process of the same shop. */
export function startWith(env: Record<string, string>, sink?: Sink): Promise<Running> {
  const log = createLog({
    file: undefined,
    level: sink ? 'trace' : 'silent',
    ...(sink ? { stdout: sink } : {}),
  })
  return start(readConfig(env, undefined, { readFile: (path) => readFileSync(path, 'utf8') }), log)
}

export const anOrder = {
  product_id: 'demo-app',
  package_id: 'year',
  quantity: 1,
  contact_person: '张三',
  phone: '13800138000',
}

/** What an order costs, in fen. */
export function fenOf({ amount }: PlacedOrder): number {
  return Math.round(amount * 100)
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, headers: response.headers, text, json }
}
