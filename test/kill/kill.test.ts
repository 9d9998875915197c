// kill -9 on the real program with its embedded database: what was acknowledged stays, what was not comes
// again and is applied once. And the program's manners: how it stops, what it refuses, what it keeps to itself.

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { Buyer, newPurchase, type Purchase } from './buyer.ts'
import { GatewayLink } from './gateway-link.ts'
import { Program } from './program.ts'

let gatewayFolder: string
/** a shop that was started and stopped once: making its database takes longer than most tests */
let finished: string
let gateway: GatewayLink
let buyer: Buyer
let folder: string
let program: Program | undefined

beforeAll(async () => {
  await build()
  gatewayFolder = mkdtempSync(join(tmpdir(), 'keytill-gateway-'))
  gateway = await GatewayLink.start(gatewayFolder)
  buyer = new Buyer(gateway)
  finished = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
  await (await Program.start(finished, gateway.env)).end('SIGTERM')
})
afterAll(async () => {
  await gateway?.stop()
  for (const done of [gatewayFolder, finished]) rmSync(done, { recursive: true, force: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
  cpSync(join(finished, 'data'), join(folder, 'data'), {
    recursive: true,
    preserveTimestamps: true,
  })
})
afterEach(async () => {
  gateway.mood = 'well'
  await program?.end('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<string> {
  program = await Program.start(folder, gateway.env)
  return program.url
}

async function opened(shop: string): Promise<Purchase> {
  const purchase = await buyer.place(shop, newPurchase())
  await buyer.open(shop, purchase)
  return purchase
}

describe('kill -9', () => {
  it('right after success loses nothing', async () => {
    let shop = await start()
    for (let round = 0; round < 2; round += 1) {
      const purchase = await opened(shop)
      const tradeNo = await buyer.pay(purchase)
      expect(await buyer.notify(shop, tradeNo)).toBe('success')
      await program?.end('SIGKILL')
      // Only what was committed may speak: the gateway is away.
      gateway.mood = 'away'
      shop = await start()
      const found = await buyer.look(shop, purchase)
      expect([found.status, found.licenses.length]).toEqual([1, 1])
      gateway.mood = 'well'
      expect(await buyer.notify(shop, tradeNo)).toBe('success')
      expect((await buyer.look(shop, purchase)).licenses).toEqual(found.licenses)
    }
  })

  it('amid many notices keeps every acknowledged one, and the rest are applied once when they come again', async () => {
    const shop = await start()
    const purchases = await Promise.all(Array.from({ length: 40 }, () => opened(shop)))
    const trades = await Promise.all(purchases.map((purchase) => buyer.pay(purchase)))
    const acknowledged = new Set<Purchase>()
    // Few at a time, so that some are under way and some not sent when the shop dies.
    const queue = [...purchases.entries()]
    const deliverNext = async (): Promise<void> => {
      const [at, purchase] = queue.shift() ?? []
      if (at === undefined || purchase === undefined) return
      const word = await buyer.notify(shop, trades[at] ?? '').catch(() => 'cut off')
      if (word === 'success') acknowledged.add(purchase)
      if (acknowledged.size === 15) program?.kill()
      return deliverNext()
    }
    await Promise.all(Array.from({ length: 8 }, deliverNext))
    await program?.ended
    expect(acknowledged.size).toBeGreaterThan(0)
    expect(acknowledged.size).toBeLessThan(purchases.length)

    const again = await start()
    gateway.mood = 'away'
    for (const purchase of acknowledged)
      expect((await buyer.look(again, purchase)).licenses).toHaveLength(1)
    for (const [at, purchase] of purchases.entries()) {
      expect(await buyer.notify(again, trades[at] ?? '')).toBe('success')
      const { status, licenses } = await buyer.look(again, purchase)
      expect([status, licenses.length]).toEqual([1, 1])
    }
  }, 60_000)
})

describe('the program', () => {
  it('stops at SIGTERM with 0, and a second signal changes nothing', async () => {
    await start()
    program?.signal('SIGTERM')
    program?.signal('SIGINT')
    expect(await program?.ended).toBe(0)
  })

  it('refuses a second start on the same DATA_DIR', async () => {
    const shop = await start()
    const second = new Program(folder, gateway.env)
    expect(await second.ended).not.toBe(0)
    expect(second.output).toMatch(/DATA_DIR|in use|data_dir_in_use/i)
    expect((await fetch(`${shop}/readyz`)).status).toBe(200)
  })

  it('keeps secrets and licence keys out of its log', async () => {
    const shop = await start()
    const purchase = await opened(shop)
    await buyer.notify(shop, await buyer.pay(purchase))
    const [license] = (await buyer.look(shop, purchase)).licenses
    const secretLine = gateway.env.ALIPAY_PRIVATE_KEY?.split('\n')[3] ?? ''
    for (const secret of [license?.license_key ?? '', purchase.token, secretLine]) {
      expect(secret.length).toBeGreaterThan(10)
      expect(program?.output).not.toContain(secret)
    }
    expect(program?.output).toContain('order_paid')
  })
})
