// What the shop leans on goes away and comes back: the database, its server, the gateway, the program.
// Nothing acknowledged is lost, nobody restarts anything, and it sells again by itself.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { killQuietly, serversBelow } from '../support/programs.ts'
import { CutOff, newPurchase, type Purchase } from './buyer.ts'
import { Program, pause } from './program.ts'
import { Trial } from './trial.ts'

/** AWAY_MS=60000 for a minute, longer than any lease */
const awayMs = Number(process.env.AWAY_MS ?? '5000')
/** longer than a line may be silent, so that it is found out while nothing comes through */
const silentMs = 13_000
/** a statement's limit and one for a connection in vain, with room for a starved machine */
const answeredMsMax = 25_000
/** far above what is measured, and below what a person would notice first */
const backMsMax = 15_000
let database: TestDatabase
let trial: Trial

beforeAll(async () => {
  await build()
  database = await createDatabase(1)
  trial = await Trial.open(database.connection)
})
afterAll(async () => {
  await trial?.close()
  await database?.drop()
})

/** The gateway's next deliveries, until one is acknowledged. */
async function acknowledged(shop: string, tradeNo: string): Promise<void> {
  const since = performance.now()
  while ((await trial.buyer.notify(shop, tradeNo).catch(cutOff)) !== 'success') {
    expect(performance.now() - since).toBeLessThan(backMsMax)
    await pause(50)
  }
}

/** What a buyer asks, who tries again while the shop says that something is wrong with it. */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  const since = performance.now()
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof CutOff) || performance.now() - since > backMsMax) throw error
      await pause(50)
    }
  }
}

/** Somebody who looks meanwhile reads that it passes, and a program is told when to ask again. */
async function expectAskedBack(shop: string, { number, phone }: Purchase): Promise<void> {
  const query = `/api/v1/user/orders/query?order_number=${number}&phone=${phone}`
  for (const [path, words] of [
    ['/', '<h1'],
    [`/cashier/${number}`, '<h1'],
    [query, '"busy"'],
  ] as const) {
    const reply = await fetch(shop + path)
    expect([path, reply.status, await reply.text()]).toEqual([
      path,
      503,
      expect.stringContaining(words),
    ])
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  }
}

function cutOff(error: unknown): string {
  if (!(error instanceof CutOff)) throw error
  return error.message
}

describe('while the shop runs', () => {
  it(
    'the database may be away: no notice is acknowledged meanwhile, and then it sells on',
    async () => {
      const purchase = await trial.opened(newPurchase())
      const tradeNo = await trial.buyer.pay(purchase)
      const { program } = trial
      trial.proxy.mood = 'away'
      trial.proxy.cutAll()
      const until = Date.now() + awayMs
      while (Date.now() < until) {
        const word = await trial.buyer.notify(program?.url ?? '', tradeNo).catch(cutOff)
        expect(word).not.toBe('success')
        await expectAskedBack(program?.url ?? '', purchase)
        await pause(100)
      }
      trial.proxy.mood = 'well'
      await acknowledged(program?.url ?? '', tradeNo)
      expect(program?.isAlive).toBe(true)
      expect(await trial.faults()).toEqual([])
    },
    60_000 + awayMs,
  )

  it('the line to the database may die without a word: each notice is answered no in time, and then it sells on', async () => {
    const purchase = await trial.opened(newPurchase())
    const [first, second] = [await trial.buyer.pay(purchase), await trial.buyer.pay(purchase)]
    const shop = trial.program?.url ?? ''
    expect(await trial.buyer.notify(shop, first)).toBe('success')
    trial.proxy.fallSilent()
    const words = [1, 2].map(() =>
      trial.buyer.notify(shop, second, { waitMs: answeredMsMax }).catch(cutOff),
    )
    await pause(silentMs)
    trial.proxy.mood = 'well'
    await acknowledged(shop, second)
    for (const word of words) expect(await word).toBe('failure')
    expect(trial.program?.isAlive).toBe(true)
    expect(await trial.faults()).toEqual([])
  }, 60_000)

  it('the gateway may be away: a cancelled order is not said to be cancelled before it has answered', async () => {
    const purchase = await trial.opened(newPurchase())
    await trial.buyer.enter(purchase)
    trial.gateway.mood = 'away'
    const cancel = trial.persist((shop) => trial.buyer.cancel(shop, purchase))
    const said = `select state = 'closing' as so from orders where order_number = $1`
    await trial.until('it is closing', said, [purchase.number])
    trial.gateway.mood = 'well'
    await cancel
    const { status } = await trial.persist((shop) => trial.buyer.look(shop, purchase))
    expect(status).toBe(2)
  })
})

describe('with the embedded database', () => {
  let folder: string
  let program: Program
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
    program = await Program.start(folder, trial.gateway.env)
  })
  afterAll(async () => {
    await program?.end('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  async function opened(): Promise<Purchase> {
    const purchase = newPurchase()
    await answered(() => trial.buyer.place(program.url, purchase))
    await answered(() => trial.buyer.open(program.url, purchase))
    return purchase
  }

  /** Each status once, of somebody who goes on asking until the page is there. */
  async function statusesUntilServed(page: string): Promise<number[]> {
    const seen = new Set<number>()
    const since = performance.now()
    while (!seen.has(200) && performance.now() - since < backMsMax) {
      seen.add((await fetch(page)).status)
      await pause(20)
    }
    return [...seen]
  }

  it('its server may be killed: what was acknowledged is there, and it sells on without a restart', async () => {
    const before = await opened()
    await acknowledged(program.url, await trial.buyer.pay(before))
    const after = await opened()
    const tradeNo = await trial.buyer.pay(after)
    serversBelow(folder).forEach(killQuietly)
    const seen = await statusesUntilServed(`${program.url}/`)
    await acknowledged(program.url, tradeNo)
    expect(seen.filter((status) => status !== 503)).toEqual([200])
    for (const purchase of [before, after]) {
      const { status, licenses } = await answered(() => trial.buyer.look(program.url, purchase))
      expect([status, licenses.length]).toEqual([1, 1])
    }
  })

  it('the program alone may be killed: the next start takes the orphan over', async () => {
    const purchase = await opened()
    const tradeNo = await trial.buyer.pay(purchase)
    const [server] = serversBelow(folder)
    program.kill()
    await program.ended
    program = await Program.start(folder, trial.gateway.env)
    await acknowledged(program.url, tradeNo)
    expect(serversBelow(folder)).toEqual([server])
  })
})
