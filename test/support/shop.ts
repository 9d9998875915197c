// A whole shop for tests: the real program on a database of its own, selling through a platform the test steers.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { type Db, statement } from '../../src/db/connect.ts'
import { createLog } from '../../src/kit/log.ts'
import { type Running, start } from '../../src/main.ts'
import { createDatabase, databaseUrl, type TestDatabase } from './database.ts'
import { Platform } from './platform.ts'

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

export class Shop {
  readonly platform: Platform
  running: Running
  readonly database: TestDatabase
  readonly env: Record<string, string>
  readonly #dataDir: string

  private constructor(
    platform: Platform,
    running: Running,
    database: TestDatabase,
    env: Record<string, string>,
  ) {
    this.platform = platform
    this.running = running
    this.database = database
    this.env = env
    this.#dataDir = env.DATA_DIR ?? ''
  }

  static async open(env: Record<string, string> = {}): Promise<Shop> {
    const platform = await new Platform().start()
    const database = await createDatabase(4)
    const whole = {
      PORT: '0',
      DATABASE_URL: databaseUrl(database.connection),
      DATA_DIR: mkdtempSync(join(tmpdir(), 'keytill-test-')),
      DEMO: '0',
      DEMO_CATALOGUE: '1',
      RATE_LIMIT_FACTOR: '1000',
      SECRET_KEY: 'a secret for tests only, long enough',
      ...platform.env(),
      ...env,
    }
    return new Shop(platform, await startWith(whole), database, whole)
  }

  /** Stops the program and starts it again on the same database. */
  async restart(): Promise<void> {
    await this.running.stop()
    this.running = await startWith(this.env)
  }

  async close(): Promise<void> {
    await this.running.stop()
    await this.platform.stop()
    await this.database.drop()
    rmSync(this.#dataDir, { recursive: true, force: true })
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

  async open(order: PlacedOrder, paymentType = 'pc'): Promise<Reply> {
    return this.post('/api/v1/user/pay/alipay', {
      order_number: order.number,
      payment_type: paymentType,
    })
  }

  /** An order whose payment page is open. */
  async openedOrder(paymentType = 'pc'): Promise<PlacedOrder> {
    const order = await this.order()
    const opened = await this.open(order, paymentType)
    if (opened.status !== 200) throw new Error(`not opened: ${opened.text}`)
    return order
  }

  async notify(
    body: string,
    contentType = 'application/x-www-form-urlencoded; charset=utf-8',
  ): Promise<Reply> {
    return this.post('/api/v1/pay/alipay/notify', body, { 'content-type': contentType })
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
    const db: Db = this.database.db
    return db.rows<Row>(statement('', text), values)
  }

  async until<T>(
    what: string,
    check: () => Promise<T | undefined | false>,
    withinMs = 10_000,
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

  /** Moves the shop's clock; due jobs then run by themselves. */
  async advance(ms: number): Promise<void> {
    await this.running.clock.advance(ms)
  }
}

function startWith(env: Record<string, string>): Promise<Running> {
  const log = createLog({ file: undefined, level: 'silent' })
  return start(readConfig(env, undefined, { readFile: () => '' }), log)
}

export const anOrder = {
  product_id: 'demo-app',
  package_id: 'year',
  quantity: 1,
  contact_person: '张三',
  phone: '13800138000',
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
