// kill -9 on the real program with its embedded database: what was acknowledged stays, what was not comes
// again and is applied once.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { Platform, type Trade } from '../support/platform.ts'
import { anOrder } from '../support/shop.ts'

const root = join(import.meta.dirname, '../..')
let platform: Platform
let dataDir: string
let program: Program | undefined

beforeAll(async () => {
  await build()
  platform = await new Platform().start()
})
afterAll(() => platform?.stop())
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
})
afterEach(async () => {
  await program?.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
})

class Program {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  output = ''
  url = ''

  constructor() {
    const { PATH } = process.env
    this.child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'start'], {
      cwd: dataDir,
      env: {
        PATH,
        PORT: '0',
        DATA_DIR: join(dataDir, 'data'),
        LOG_FILE: join(dataDir, 'keytill.log'),
        DEMO: '0',
        DEMO_CATALOGUE: '1',
        RATE_LIMIT_FACTOR: '1000',
        ...platform.env(),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString()
    })
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString()
    })
    this.ended = new Promise((resolve) => this.child.once('exit', resolve))
  }

  static async start(): Promise<Program> {
    const one = new Program()
    const deadline = Date.now() + 30_000
    for (;;) {
      const found = /Shop\s+(http:\/\/\S+?)\/\s/.exec(one.output)
      if (found?.[1]) {
        one.url = found[1]
        return one
      }
      if (one.child.exitCode !== null || Date.now() > deadline)
        throw new Error(`did not start:\n${one.output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal)
    return this.ended
  }

  async post(path: string, body: string, type: string): Promise<Response> {
    return fetch(this.url + path, { method: 'POST', body, headers: { 'content-type': type } })
  }

  async order(): Promise<{ number: string; token: string }> {
    const placed = await this.post(
      '/api/v1/user/orders',
      JSON.stringify(anOrder),
      'application/json',
    )
    const { data } = (await placed.json()) as {
      data: { order_number: string; access_token: string }
    }
    const opening = JSON.stringify({ order_number: data.order_number, payment_type: 'pc' })
    await this.post('/api/v1/user/pay/alipay', opening, 'application/json')
    return { number: data.order_number, token: data.access_token }
  }

  async notify(number: string, trade: Trade): Promise<string> {
    const body = platform.notice(platform.noticeFields(number, trade))
    const answer = await this.post(
      '/api/v1/pay/alipay/notify',
      body,
      'application/x-www-form-urlencoded',
    )
    return answer.text()
  }

  async look(order: {
    number: string
    token: string
  }): Promise<{ status: number; licenses: { license_key: string }[] }> {
    const query = `order_number=${order.number}&phone=${anOrder.phone}`
    const found = await fetch(`${this.url}/api/v1/user/orders/query?${query}`, {
      headers: { 'x-order-token': order.token },
    })
    return (
      (await found.json()) as { data: { status: number; licenses: { license_key: string }[] } }
    ).data
  }
}

describe('kill -9', () => {
  it('right after success loses nothing', async () => {
    program = await Program.start()
    for (let round = 0; round < 3; round += 1) {
      const order = await program.order()
      const trade = platform.pay(order.number, '99.00')
      expect(await program.notify(order.number, trade)).toBe('success')
      await program.end('SIGKILL')
      // Only what was committed may speak: the gateway has forgotten the trade.
      platform.trades.delete(order.number)
      program = await Program.start()
      const found = await program.look(order)
      expect([found.status, found.licenses.length]).toEqual([1, 1])
      expect(await program.notify(order.number, trade)).toBe('success')
      expect((await program.look(order)).licenses).toEqual(found.licenses)
    }
  })

  it('amid many notices keeps every acknowledged one, and the rest are applied once when they come again', async () => {
    program = await Program.start()
    const running = program
    const orders = await Promise.all(Array.from({ length: 40 }, () => running.order()))
    const trades = orders.map((order) => platform.pay(order.number, '99.00'))
    const acknowledged = new Set<string>()
    let answered = 0
    await Promise.all(
      orders.map(async (order, at) => {
        const answer = await running
          .notify(order.number, trades[at] as Trade)
          .catch(() => 'cut off')
        if (answer === 'success') acknowledged.add(order.number)
        answered += 1
        if (answered === 15) await running.end('SIGKILL')
      }),
    )
    expect(acknowledged.size).toBeGreaterThan(0)
    expect(acknowledged.size).toBeLessThan(orders.length)
    for (const order of orders) platform.trades.delete(order.number)

    program = await Program.start()
    for (const order of orders.filter((one) => acknowledged.has(one.number))) {
      expect((await program.look(order)).licenses).toHaveLength(1)
    }
    for (const [at, order] of orders.entries()) {
      expect(await program.notify(order.number, trades[at] as Trade)).toBe('success')
      const { status, licenses } = await program.look(order)
      expect([status, licenses.length]).toEqual([1, 1])
    }
  })
})

describe('the program', () => {
  it('stops at SIGTERM with 0, and a second signal changes nothing', async () => {
    program = await Program.start()
    program.child.kill('SIGTERM')
    program.child.kill('SIGINT')
    expect(await program.ended).toBe(0)
  })

  it('refuses a second start on the same DATA_DIR', async () => {
    program = await Program.start()
    const second = new Program()
    expect(await second.ended).not.toBe(0)
    expect(second.output).toMatch(/DATA_DIR|in use|data_dir_in_use/i)
    expect((await fetch(`${program.url}/readyz`)).status).toBe(200)
  })

  it('keeps secrets and licence keys out of its log', async () => {
    program = await Program.start()
    const order = await program.order()
    await program.notify(order.number, platform.pay(order.number, '99.00'))
    const [license] = (await program.look(order)).licenses
    const secretLine = platform.app.privatePem.split('\n')[3] ?? ''
    for (const secret of [license?.license_key ?? '', order.token, secretLine]) {
      expect(secret.length).toBeGreaterThan(10)
      expect(program.output).not.toContain(secret)
    }
    expect(program.output).toContain('order_paid')
  })
})
