// One trial: the program on a real database, with a proxy before the database and one before the gateway,
// killed at points that were aimed at, started again, and held to its books at the end.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Database, statement } from '../../src/db/connect.ts'
import { lettersEnv } from '../support/codes.ts'
import { SmsGateway } from '../support/sms-gateway.ts'
import { Buyer, CutOff, type Purchase } from './buyer.ts'
import { type Connection, DatabaseProxy } from './database-proxy.ts'
import { GatewayLink } from './gateway-link.ts'
import { findFaults } from './oracle.ts'
import { nameOf } from './points.ts'
import { Program, pause } from './program.ts'

const patienceMs = 20_000
const smsEnv = Object.fromEntries(
  Object.entries(lettersEnv).filter(([name]) => name.startsWith('ALIYUN_SMS_')),
)

export class Trial {
  readonly folder: string
  readonly gateway: GatewayLink
  readonly proxy: DatabaseProxy
  readonly db: Database
  readonly buyer: Buyer
  /** points still to be hit */
  readonly armed = new Set<string>()
  /** calls on which the connection breaks once, without a kill */
  readonly breaks = new Set<string>()
  kills = 0
  program: Program | undefined
  /** where its text messages go; undefined: it sends none */
  #sms: SmsGateway | undefined
  /** a person's call at the command line */
  #verb: Program | undefined

  private constructor(connection: Connection, gateway: GatewayLink, folder: string) {
    this.folder = folder
    this.gateway = gateway
    this.buyer = new Buyer(gateway)
    this.proxy = new DatabaseProxy(connection)
    this.db = connect({ connection, size: 4, onIdleError: () => {} })
    this.proxy.onTouch = (name, moment) => this.#touch(nameOf(name, moment))
    gateway.onCall = (name, moment) => this.#touch(nameOf(name, moment))
  }

  /** On a database that is the caller's. */
  static async open(connection: Connection): Promise<Trial> {
    const folder = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
    const trial = new Trial(connection, await GatewayLink.start(folder), folder)
    await trial.proxy.start()
    return trial
  }

  async close(): Promise<void> {
    await this.program?.end('SIGKILL')
    await this.proxy.stop()
    await this.gateway.stop()
    await this.#sms?.stop()
    await this.db.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The settings of a program that takes part. */
  get env(): Record<string, string> {
    return {
      ...this.gateway.env,
      ...(this.#sms ? { ...smsEnv, ALIYUN_SMS_GATEWAY: this.#sms.url } : {}),
      DATABASE_URL: this.proxy.url,
      SECRET_KEY: 'a secret for tests only, long enough',
    }
  }

  /** From now on the shop sends text messages, and is killed around them too. */
  async openSms(): Promise<SmsGateway> {
    if (this.#sms) return this.#sms
    this.#sms = await SmsGateway.start()
    this.#sms.onCall = (moment) => this.#touch(nameOf('sms.send', moment))
    await this.program?.end('SIGKILL')
    return this.#sms
  }

  /** The shop, started again where it was killed. What the dead had claimed is free at once. */
  async shop(): Promise<string> {
    while (!this.program?.isAlive || this.program.url === '') {
      if (this.program) await this.program.ended
      this.program = new Program(this.folder, this.env)
      const started = await this.program.ready().then(
        () => true,
        async (error: unknown) => {
          // Killed while it started: that is what some points are for.
          if (this.program?.isAlive || !this.program?.wasKilled) throw error
          return false
        },
      )
      if (started) await this.#freeLeases()
    }
    return this.program.url
  }

  /** Does it against the living shop until it was not cut off; patience begins anew with each kill. */
  async persist<T>(work: (shop: string) => Promise<T>): Promise<T> {
    let deadline = Date.now() + patienceMs
    for (;;) {
      const { kills } = this
      try {
        return await work(await this.shop())
      } catch (error) {
        if (this.kills > kills) deadline = Date.now() + patienceMs
        if (!(error instanceof CutOff) || Date.now() > deadline) throw error
        await pause(10)
      }
    }
  }

  /**
   * Waits until it is so in the database, starting the shop again as often as it is killed. `hurry` runs before
   * each look, for jobs that would try again much later.
   */
  async until(
    what: string,
    text: string,
    values: readonly unknown[],
    hurry = async () => {},
  ): Promise<void> {
    let deadline = Date.now() + patienceMs
    for (let kills = this.kills; ; ) {
      await this.shop()
      await hurry()
      if (this.kills > kills) deadline = Date.now() + patienceMs
      kills = this.kills
      if (await this.asks(text, values)) return
      if (Date.now() > deadline)
        throw new Error(`waited in vain: ${what}\n${await this.#jobs()}\n${this.#lastWords}`)
      await pause(20)
    }
  }

  /** Whether it is so in the database. */
  async asks(text: string, values: readonly unknown[]): Promise<boolean> {
    const [row] = await this.db.rows<{ so: boolean | null }>(statement('', text), values)
    return row?.so === true
  }

  async run(text: string, values: readonly unknown[] = []): Promise<void> {
    await this.rows(text, values)
  }

  rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.db.rows<Row>(statement('', text), values)
  }

  /** What would have to wait runs now; `where` may speak of the job's row. */
  async hurry(kind: string, where: string, values: readonly unknown[]): Promise<void> {
    await this.run(
      `update job set run_at = app_now() - interval '1 second'
       where kind = '${kind}' and run_at > app_now() and ${where}`,
      values,
    )
  }

  /** A person says it at the command line, and again where that was killed; what stands already is refused. */
  async say(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.persist(async () => {
      const verb = new Program(this.folder, { ...this.env, ...env }, words)
      this.#verb = verb
      const code = await verb.ended
      if (verb.wasKilled) throw new CutOff('killed')
      if (code !== 0 && !verb.output.includes('[conflict]')) throw new Error(verb.output)
    })
  }

  /** An order whose code is on the buyer's screen. */
  async opened(purchase: Purchase): Promise<Purchase> {
    await this.persist((shop) => this.buyer.place(shop, purchase))
    await this.persist((shop) => this.buyer.open(shop, purchase))
    return purchase
  }

  /** What the books, held against the gateway's truth, have wrong. */
  faults(): Promise<string[]> {
    return findFaults(this.db, this.gateway.truth())
  }

  async #jobs(): Promise<string> {
    const rows = await this.db.rows<object>(statement('', 'select * from job'), [])
    return rows.map((row) => JSON.stringify(row)).join('\n')
  }

  get #lastWords(): string {
    return this.program?.output.slice(-2_000) ?? ''
  }

  /** As if the leases of the dead were over. */
  async #freeLeases(): Promise<void> {
    await this.run('update job set lease_until = null where lease_until is not null')
  }

  #touch(name: string): 'pass' | 'cut' {
    if (this.breaks.delete(name)) return 'cut'
    if (!this.armed.delete(name)) return 'pass'
    this.kills += 1
    // The machine dies, with all of ours that runs on it.
    this.program?.kill()
    this.#verb?.kill()
    return 'cut'
  }
}
