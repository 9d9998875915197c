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

/** What befalls the shop, and which part of the strikes it is. */
const strikeShares = {
  'one instance killed': 0.72,
  'all instances killed': 0.08,
  'an instance put to sleep': 0.08,
  'all connections cut': 0.05,
  'database server killed': 0.03,
  'gateway away': 0.04,
} as const
type Strike = keyof typeof strikeShares

export type Report = Readonly<{
  kills: number
  /** how often each of them struck */
  strikes: Readonly<Partial<Record<Strike, number>>>
  orders: number
  acknowledged: number
  refunds: number
  faults: readonly string[]
  /** quickest first */
  recoveries: readonly Recovery[]
}>

/** From a kill to the first notice the new process settled. */
export type Recovery = Readonly<{
  ms: number
  struck: Strike
  /** what struck before it, and may have lasted still */
  before: Strike | undefined
}>

const buyers = 4
/** between two purchases of a buyer, at most */
const thinkMsMax = 200
/** nothing that was struck takes longer to come back, also on a starved machine */
const patienceMs = 60_000
const startsMax = 3
const outputShown = 4_000
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
  readonly #recoveries: Recovery[] = []
  /** what was paid and is not acknowledged yet */
  readonly #owed = new Set<string>()
  readonly #strikes: Partial<Record<Strike, number>> = {}
  #shops: Program[] = []
  #lastStrike: Strike | undefined
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
    try {
      one.#shops = await Promise.all([one.#start(), one.#start()])
      return one
    } catch (error) {
      await one.close()
      throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#shops.map((shop) => shop.end('SIGKILL')))
    await this.#proxy.stop()
    await this.#gateway.stop()
    await this.#db.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async run(): Promise<Report> {
    const load = Promise.all(Array.from({ length: buyers }, () => this.#shopOn()))
    const strikes = this.#strikeOn()
    try {
      // A buyer who was refused ends it at once.
      await Promise.race([strikes, load])
    } finally {
      this.#calm = true
      await Promise.allSettled([strikes, load])
    }
    await this.#drain()
    const truth = this.#gateway.truth()
    return {
      kills: this.#kills,
      strikes: this.#strikes,
      orders: truth.filter(({ kind }) => kind === 'paid').length,
      acknowledged: truth.filter(({ kind }) => kind === 'acknowledged').length,
      refunds: truth.filter(({ kind }) => kind === 'refunded').length,
      faults: await findFaults(this.#db, truth),
      recoveries: this.#recoveries.sort((a, b) => a.ms - b.ms),
    }
  }

  async #strikeOn(): Promise<void> {
    while (this.#kills < this.#settings.kills && !this.#calm) {
      await pause(50 + 350 * this.#random())
      const strike = this.#nextStrike()
      await this.#strike(strike)
      this.#lastStrike = strike
      this.#mustLive()
      await this.#patiently((db) => db.rows(freeLeases, []))
      await this.#patiently((db) => db.rows(hurry, []))
    }
  }

  /** As a service manager does: again, when what it leans on was struck while it started. */
  async #start(): Promise<Program> {
    const env = {
      ...this.#gateway.env,
      DATABASE_URL: this.#proxy.url,
      SECRET_KEY: 'a secret for tests only, long enough',
    }
    for (let tries = 1; ; tries += 1) {
      try {
        return await Program.start(this.#folder, env)
      } catch (error) {
        if (tries === startsMax) throw error
      }
    }
  }

  /** Nothing but a kill of ours may end a program. */
  #mustLive(): void {
    const ended = this.#shops.find((shop) => !shop.isAlive)
    if (ended) throw new Error(`the shop ended by itself:\n${ended.output.slice(-outputShown)}`)
  }

  #nextStrike(): Strike {
    const all = Object.entries(strikeShares) as [Strike, number][]
    let dice = this.#random()
    const [struck = 'one instance killed'] =
      all.find(([, share]) => {
        dice -= share
        return dice < 0
      }) ?? []
    const isOurs = struck !== 'database server killed' || this.#settings.killDatabase
    return isOurs ? struck : 'gateway away'
  }

  async #strike(strike: Strike): Promise<void> {
    this.#strikes[strike] = (this.#strikes[strike] ?? 0) + 1
    switch (strike) {
      case 'one instance killed':
        return this.#killSome(1, strike)
      case 'all instances killed':
        return this.#killSome(this.#shops.length, strike)
      case 'an instance put to sleep':
        return this.#sleep()
      case 'all connections cut':
        return this.#proxy.cutAll()
      case 'database server killed':
        return this.#settings.killDatabase?.()
      case 'gateway away':
        this.#gateway.mood = 'away'
        await pause(300)
        this.#gateway.mood = 'well'
    }
  }

  /** Kills so many of them at once and starts others; the first of those settles a payment nobody told of. */
  async #killSome(count: number, struck: Strike): Promise<void> {
    const spare = await this.#paidUntold()
    const victims = this.#shops.splice(this.#random() < 0.5 ? 0 : -count, count)
    const killedAt = performance.now()
    for (const victim of victims) victim.kill()
    this.#kills += victims.length
    const next = await this.#start()
    this.#shops.push(next)
    await until('the new instance settles', 5, async () => {
      const word = await this.#buyer.notify(next.url, spare).catch(onlyCutOff)
      return word === 'success' || undefined
    })
    const ms = performance.now() - killedAt
    this.#recoveries.push({ ms, struck, before: this.#lastStrike })
    this.#owed.delete(spare)
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
      await pause(thinkMsMax * this.#random())
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
    await until('everything is settled', 300, async () => {
      this.#mustLive()
      for (const tradeNo of this.#owed) {
        const word = await this.#buyer.notify(this.#shopUrl(), tradeNo).catch(onlyCutOff)
        if (word === 'success') this.#owed.delete(tradeNo)
      }
      await this.#patiently((db) => db.rows(freeLeases, []))
      await this.#patiently((db) => db.rows(hurry, []))
      const [left] = await this.#patiently((db) => db.rows<{ n: number }>(open, []))
      return (this.#owed.size === 0 && left?.n === 0) || undefined
    })
  }

  #shopUrl(): string {
    const shop = this.#shops[Math.floor(this.#random() * this.#shops.length)]
    return shop?.url ?? 'http://127.0.0.1:9'
  }

  #persist<T>(work: (shop: string) => Promise<T>): Promise<T> {
    return until('a shop answers', 20, () => work(this.#shopUrl()).catch(onlyCutOff))
  }

  /** The supervisor's own statements outlive a killed database. */
  #patiently<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return until('the database answers', 100, () => work(this.#db).catch(() => undefined))
  }
}

/** Tries until it answers something, so many ms apart. Throws when it never does. */
async function until<T>(
  what: string,
  gapMs: number,
  work: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const done = await work()
    if (done !== undefined) return done
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await pause(gapMs)
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
