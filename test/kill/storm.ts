// Two instances on one database under a load of buyers, and kills that nobody aimed: of an instance, of both, of
// one that is asleep and wakes up late, of every connection, of the gateway's line. Seeded, so that the same
// number makes the same faults.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Database, statement } from '../../src/db/connect.ts'
import { Buyer, CutOff, newPurchase, type Purchase } from './buyer.ts'
import { type Connection, DatabaseProxy } from './database-proxy.ts'
import { GatewayLink } from './gateway-link.ts'
import { findFaults } from './oracle.ts'
import { Program, pause } from './program.ts'

export type StormSettings = Readonly<{
  kills: number
  seed: number
  /** kills the database server, where it is ours to kill */
  killDatabase?: () => void
  /** told after each kill */
  onKill?: (count: number) => void
}>

export type Report = Readonly<{
  kills: number
  orders: number
  acknowledged: number
  refunds: number
  faults: readonly string[]
  /** ms from a kill to the first notice the new process settled, sorted */
  recoveriesMs: readonly number[]
}>

const buyers = 4
const drainMsMax = 60_000
const freeLeases = statement('', 'update job set lease_until = null where lease_until is not null')
const hurry = statement(
  '',
  `update job set run_at = app_now() where kind in ('refund', 'query-attempt', 'retry-notice')`,
)

/** Runs until that many kills have been made, lets everything settle, and judges. */
export async function storm(connection: Connection, settings: StormSettings): Promise<Report> {
  const one = await Storm.open(connection, settings)
  try {
    return await one.run()
  } finally {
    await one.close()
  }
}

class Storm {
  readonly #folder: string
  readonly #gateway: GatewayLink
  readonly #proxy: DatabaseProxy
  readonly #db: Database
  readonly #buyer: Buyer
  readonly #settings: StormSettings
  readonly #random: () => number
  readonly #recoveriesMs: number[] = []
  /** what was paid and is not acknowledged yet */
  readonly #owed = new Set<string>()
  #shops: Program[] = []
  #kills = 0
  #calm = false

  private constructor(
    folder: string,
    gateway: GatewayLink,
    connection: Connection,
    settings: StormSettings,
  ) {
    this.#folder = folder
    this.#gateway = gateway
    this.#buyer = new Buyer(gateway)
    this.#proxy = new DatabaseProxy(connection)
    this.#db = connect({ connection, size: 3, onIdleError: () => {} })
    this.#settings = settings
    this.#random = seeded(settings.seed)
  }

  static async open(connection: Connection, settings: StormSettings): Promise<Storm> {
    const folder = mkdtempSync(join(tmpdir(), 'keytill-storm-'))
    const one = new Storm(folder, await GatewayLink.start(folder), connection, settings)
    await one.#proxy.start()
    one.#shops = await Promise.all([one.#start(), one.#start()])
    return one
  }

  async close(): Promise<void> {
    await Promise.all(this.#shops.map((shop) => shop.end('SIGKILL')))
    await this.#proxy.stop()
    await this.#gateway.stop()
    await this.#db.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async run(): Promise<Report> {
    const load = Array.from({ length: buyers }, () => this.#shopOn())
    while (this.#kills < this.#settings.kills) {
      await pause(50 + 350 * this.#random())
      await this.#strike()
      await this.#patiently((db) => db.rows(freeLeases, []))
      await this.#patiently((db) => db.rows(hurry, []))
    }
    this.#calm = true
    await Promise.all(load)
    await this.#drain()
    const truth = this.#gateway.truth()
    return {
      kills: this.#kills,
      orders: truth.filter(({ kind }) => kind === 'paid').length,
      acknowledged: truth.filter(({ kind }) => kind === 'acknowledged').length,
      refunds: truth.filter(({ kind }) => kind === 'refunded').length,
      faults: await findFaults(this.#db, truth),
      recoveriesMs: this.#recoveriesMs.sort((a, b) => a - b),
    }
  }

  #start(): Promise<Program> {
    return Program.start(this.#folder, {
      ...this.#gateway.env,
      DATABASE_URL: this.#proxy.url,
      SECRET_KEY: 'a secret for tests only, long enough',
    })
  }

  async #strike(): Promise<void> {
    const dice = this.#random()
    if (dice < 0.72) return this.#killSome(1)
    if (dice < 0.8) return this.#killSome(this.#shops.length)
    if (dice < 0.88) return this.#sleep()
    if (dice < 0.93) return this.#proxy.cutAll()
    if (dice < 0.96 && this.#settings.killDatabase) return this.#settings.killDatabase()
    this.#gateway.mood = 'away'
    await pause(300)
    this.#gateway.mood = 'well'
  }

  /** Kills so many of them at once and starts others; the first of those settles a payment nobody told of. */
  async #killSome(count: number): Promise<void> {
    const spare = await this.#paidUntold()
    const victims = this.#shops.splice(this.#random() < 0.5 ? 0 : -count, count)
    const killedAt = performance.now()
    for (const victim of victims) victim.kill()
    this.#kills += victims.length
    const next = await this.#start()
    while ((await this.#buyer.notify(next.url, spare).catch(onlyCutOff)) !== 'success')
      await pause(5)
    this.#recoveriesMs.push(performance.now() - killedAt)
    this.#owed.delete(spare)
    this.#shops.push(next)
    while (this.#shops.length < 2) this.#shops.push(await this.#start())
    this.#settings.onKill?.(this.#kills)
  }

  /** Asleep for longer than its leases last: whatever it was doing, another does, and then it wakes up. */
  async #sleep(): Promise<void> {
    const [sleeper] = this.#shops
    sleeper?.signal('SIGSTOP')
    await this.#patiently((db) => db.rows(freeLeases, []))
    await pause(400)
    sleeper?.signal('SIGCONT')
  }

  /** One buyer after another until it is calm. */
  async #shopOn(): Promise<void> {
    while (!this.#calm) {
      const purchase = newPurchase()
      const dice = this.#random()
      await this.#persist((shop) => this.#buyer.place(shop, purchase))
      await this.#persist((shop) => this.#buyer.open(shop, purchase))
      if (dice < 0.15) await this.#cancel(purchase)
      await this.#payAndTell(purchase)
      if (dice > 0.85) await this.#payAndTell(purchase)
    }
  }

  async #payAndTell(purchase: Purchase): Promise<void> {
    const tradeNo = await this.#buyer.pay(purchase)
    this.#owed.add(tradeNo)
    // The gateway tries a few times now, and again when it is calm.
    for (let tries = 0; tries < 3; tries += 1) {
      const word = await this.#buyer.notify(this.#shopUrl(), tradeNo).catch(onlyCutOff)
      if (word !== 'success') continue
      this.#owed.delete(tradeNo)
      return
    }
  }

  async #cancel(purchase: Purchase): Promise<void> {
    await this.#buyer.cancel(this.#shopUrl(), purchase).catch(onlyCutOff)
  }

  async #paidUntold(): Promise<string> {
    const purchase = newPurchase()
    await this.#persist((shop) => this.#buyer.place(shop, purchase))
    await this.#persist((shop) => this.#buyer.open(shop, purchase))
    const tradeNo = await this.#buyer.pay(purchase)
    this.#owed.add(tradeNo)
    return tradeNo
  }

  /** Every notice comes again until it is acknowledged; every job that is due runs. */
  async #drain(): Promise<void> {
    const open = statement(
      '',
      `select count(*) as n from refund where state in ('planned', 'processing', 'unknown')`,
    )
    const deadline = Date.now() + drainMsMax
    for (;;) {
      for (const tradeNo of this.#owed) {
        const word = await this.#buyer.notify(this.#shopUrl(), tradeNo).catch(onlyCutOff)
        if (word === 'success') this.#owed.delete(tradeNo)
      }
      await this.#patiently((db) => db.rows(freeLeases, []))
      await this.#patiently((db) => db.rows(hurry, []))
      const [left] = await this.#db.rows<{ n: number }>(open, [])
      if (this.#owed.size === 0 && left?.n === 0) return
      if (Date.now() > deadline)
        throw new Error(`not drained: ${this.#owed.size} notices, ${left?.n} refunds`)
      await pause(300)
    }
  }

  #shopUrl(): string {
    const shop = this.#shops[Math.floor(this.#random() * this.#shops.length)]
    return shop?.url ?? 'http://127.0.0.1:9'
  }

  async #persist<T>(work: (shop: string) => Promise<T>): Promise<T> {
    for (;;) {
      const done = await work(this.#shopUrl()).catch(onlyCutOff)
      if (done !== undefined) return done
      await pause(20)
    }
  }

  /** The supervisor's own statements outlive a killed database. */
  async #patiently(work: (db: Database) => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const done = await work(this.#db).then(
        () => true,
        () => false,
      )
      if (done) return
      await pause(100)
    }
    throw new Error('the database does not come back')
  }
}

function onlyCutOff(error: unknown): undefined {
  if (!(error instanceof CutOff)) throw error
  return undefined
}

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
