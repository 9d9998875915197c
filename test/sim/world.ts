// One simulated world: the shop's instances with their lines to one database, two gateways with the truth, and the
// postmen who carry notices from the one to the other.

import { createHash, generateKeyPairSync } from 'node:crypto'
import type { App, Configuration } from '../../src/app/app.ts'
import { deriveSecrets } from '../../src/app/keys.ts'
import { noNews } from '../../src/app/news.ts'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import { spareSilent } from '../../src/app/spare-silent.ts'
import { instantOf, secondMs } from '../../src/core/time.ts'
import { connect } from '../../src/db/connect.ts'
import { planWebhookSending } from '../../src/db/webhooks.ts'
import { Refusal } from '../../src/errors.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { round } from '../../src/jobs/worker.ts'
import type { LetterDrivers } from '../../src/letters/letters.ts'
import { accountsOf } from './accounts.ts'
import type { SimDatabase } from './database.ts'
import { type CallFaults, isAcknowledged } from './gateway.ts'
import { GatewayModel, ladders, type News } from './gateway-model.ts'
import { generator, type Kernel, type Process } from './kernel.ts'
import { type Connection, Line, type LineFaults, type Touches } from './line.ts'
import { logOf } from './log.ts'
import { nextDueOfAll, nextDueOfJobs } from './next-due.ts'
import { offerLine } from './pg.ts'
import { approvalFen } from './profile.ts'
import { isOurFault, nameOfSurprise } from './surprises.ts'

/** Nobody saves settings in an invented day. */
const neverAsked = {} as Configuration
export const gatewayKinds: readonly [GatewayKind, ...GatewayKind[]] = ['alipay', 'wechat']
const claimMs = 2
const { privateKey } = generateKeyPairSync('ed25519')
const secrets = deriveSecrets(createHash('sha256').update('simulated').digest())

/** An instance that ran when somebody called it, and does not any more. */
export class Gone extends Error {
  override name = 'Gone'
}

/** A rule of the product that did not hold. */
export class Broken extends Error {
  override name = 'Broken'
  readonly rule: string

  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`)
    this.rule = rule
  }
}

export type Instance = {
  readonly name: string
  process: Process
  app: App | undefined
  /** those who wait for an answer of this incarnation */
  readonly callers: Set<(gone: Gone) => void>
  skewMs: number
  /** the gateway at which the settings name another account for now */
  elsewhere: GatewayKind | undefined
}

export type Post = Readonly<{
  lost: boolean
  twice: boolean
  isLie: boolean
  /** told so often at the most; undefined: as often as the gateway would */
  letters?: number
}>

/** `hook`: how often a seller's own server does something else than taking what it is told, in 1000 times. */
export type Faults = Readonly<{
  line: LineFaults
  call: CallFaults
  /** how often a letter does not simply go out, in 1000 times, and until when nobody takes any */
  letter: { perMille: number; downUntil: number }
  hook: { perMille: number; downUntil: number }
}>

export class World {
  readonly kernel: Kernel
  readonly database: SimDatabase
  readonly models: Readonly<Record<GatewayKind, GatewayModel>>
  readonly faults: Faults
  readonly instances: readonly Instance[]
  readonly outside: Process = { name: 'world', dropped: false, heldUntil: 0 }
  readonly connection: Connection = { heldBy: undefined, line: undefined }
  readonly random: (length: number) => Uint8Array
  /** buyers, postmen and jobs still at work */
  busy = 0
  /** what broke first; the run ends then */
  broken: Broken | undefined
  /** an error nobody expected; told when no rule of the books says better what it did */
  surprise: Broken | undefined
  /** somebody wants to be told what happens here */
  hasHooks = false
  /** the ways letters go, as a process finds them; undefined: none is open */
  letters: ((process: Process) => LetterDrivers) | undefined
  /** what the shop's limits are multiplied by: most days are about something else */
  rateLimitFactor = 1_000
  /** the tables somebody wrote to since the oracles looked */
  readonly written = new Set<string>()
  readonly #orderLifeMs: number
  #nextDueAt: number | undefined
  /** when the look at the jobs that is under way will be over */
  #claimedAt = 0

  constructor(
    kernel: Kernel,
    database: SimDatabase,
    options: Readonly<{ seed: number; instances: number; orderLifeMs: number; faults: Faults }>,
  ) {
    this.kernel = kernel
    this.database = database
    this.faults = options.faults
    this.#orderLifeMs = options.orderLifeMs
    this.models = {
      alipay: new GatewayModel('alipay', kernel),
      wechat: new GatewayModel('wechat', kernel),
    }
    const draw = generator(options.seed ^ 0x5eed)
    this.random = (length) => Uint8Array.from({ length }, () => Math.floor(draw() * 256))
    this.instances = Array.from({ length: options.instances }, (_, at) => ({
      name: `app${at + 1}`,
      process: { name: `app${at + 1}`, dropped: true, heldUntil: 0 },
      app: undefined,
      callers: new Set<(gone: Gone) => void>(),
      skewMs: 0,
      elsewhere: undefined,
    }))
  }

  /** Runs something that ends by itself; what it throws breaks the run. */
  spawn(work: () => Promise<void>, waitedFor = true): void {
    const counted = waitedFor ? 1 : 0
    this.busy += counted
    work()
      .catch((error: unknown) => {
        const trace = error instanceof Error ? error.stack : error
        this.fail(error instanceof Broken ? error : new Broken('unexpected', String(trace)))
      })
      .finally(() => {
        this.busy -= counted
      })
  }

  fail(broken: Broken): void {
    this.broken ??= broken
    this.kernel.stop()
  }

  /** Starts an instance, or the next incarnation of one. */
  start(instance: Instance): void {
    const process: Process = { name: instance.name, dropped: false, heldUntil: 0 }
    const { kernel } = this
    const address = `sim://${instance.name}`
    const line = new Line(
      {
        kernel,
        database: this.database,
        connection: this.connection,
        faults: this.faults.line,
        written: (tables, jobs) => this.#noteWrite(tables, jobs),
      },
      process,
    )
    offerLine(address, line)
    const db = connect({ connection: address, onIdleError: () => {} })
    const clock = { now: () => instantOf(kernel.now + instance.skewMs) }
    const accounts = accountsOf(this, instance, process)
    const open = () => this.letters?.(process) ?? {}
    const factor = () => this.rateLimitFactor
    const app: App = {
      merchantId: 1,
      db,
      clock,
      random: { bytes: this.random },
      log: logOf(kernel, instance.name, (error) => this.judge(error)),
      get channels() {
        return accounts()
      },
      get letters() {
        return open()
      },
      configuration: neverAsked,
      news: noNews,
      sealer: secrets.sealer,
      licenseKeys: secrets.licenseKeys,
      cardKeys: secrets.cardKeys,
      signingKeys: { current: { kid: 'sim', privateKey }, all: [], reload: async () => {} },
      orderTokenKey: secrets.orderTokenKey,
      publicUrl: () => 'https://shop.example',
      callsWritten: async () => undefined,
      settings: {
        paymentEnabled: true,
        mailKeys: false,
        orderLifeMs: this.#orderLifeMs,
        get rateLimitFactor() {
          return factor()
        },
        returnHosts: [],
        demo: false,
        secureCookies: true,
        metricsToken: undefined,
        verifyFile: undefined,
        simulatorUrl: undefined,
        refundApprovalFen: approvalFen,
      },
    }
    instance.process = process
    instance.app = app
    kernel.note(`${instance.name} starts`)
    void this.#work(instance.process, app)
  }

  /** Kills an instance where it stands: its open transaction is rolled back and its memory lost. */
  crash(instance: Instance): void {
    const { line } = this.connection
    if (line?.process === instance.process) line.breakOff()
    this.kernel.drop(instance.process)
    this.kernel.note(`${instance.name} is killed`)
    this.kernel.mark('crash')
    instance.app = undefined
    const callers = [...instance.callers]
    instance.callers.clear()
    for (const caller of callers) caller(new Gone(instance.name))
  }

  /** Calls the shop: some instance that runs serves. Throws Gone when it dies meanwhile or none runs. */
  call<T>(work: (app: App) => Promise<T>): Promise<T> {
    const [first, ...others] = this.instances.filter(({ app }) => app !== undefined)
    if (!first) return Promise.reject(new Gone('none runs'))
    const instance = this.kernel.pick([first, ...others])
    const { app } = instance
    if (!app) return Promise.reject(new Gone(instance.name))
    return new Promise<T>((resolve, reject) => {
      instance.callers.add(reject)
      const left = () => instance.callers.delete(reject)
      work(app).then(
        (value) => {
          left()
          resolve(value)
        },
        (error: unknown) => {
          left()
          reject(error)
        },
      )
    })
  }

  /** Sends a notice until it is acknowledged, as often and as long as its gateway does. */
  post(kind: GatewayKind, news: News, { lost, twice, isLie, letters }: Post): void {
    const body = this.models[kind].sign(news)
    // Nobody waits for the end of what will never be acknowledged.
    this.spawn(async () => {
      if (lost) return
      await this.kernel.sleep(this.outside, this.kernel.pick([500, 4_000, 40_000]))
      if (twice) this.spawn(() => this.#ladder(kind, news, body, letters), !isLie)
      await this.#ladder(kind, news, body, letters)
    }, !isLie)
  }

  async #ladder(kind: GatewayKind, news: News, body: Buffer, letters?: number): Promise<void> {
    for (const waitMs of [...ladders[kind], 0].slice(0, letters)) {
      if (await this.deliver(kind, body)) {
        this.acknowledged(kind, news)
        return
      }
      this.kernel.mark('notice_again')
      await this.kernel.sleep(this.outside, waitMs)
    }
  }

  /** Carries one letter; true when the answer says that it was taken. */
  async deliver(kind: GatewayKind, body: Buffer): Promise<boolean> {
    try {
      const answer = await this.call(async (app) => {
        const channel = app.channels.find(({ id }) => id === kind)
        // Its account is not in the settings: nobody can read it.
        if (!channel) return { body: '' }
        return receiveNotice(app, channel, { body, headers: {}, senderAddress: '203.0.113.7' })
      })
      // The answer may be lost on its way back.
      if (this.kernel.chance(this.faults.call.perMille)) return false
      return isAcknowledged(answer.body)
    } catch (error) {
      if (error instanceof Gone) return false
      throw error
    }
  }

  /** What was acknowledged must be durable: the gateway will never tell it again. */
  acknowledged(
    kind: GatewayKind,
    { outTradeNo, gatewayTradeNo, says, amountFen, stranger }: News,
  ): void {
    this.kernel.mark('notice_acknowledged')
    if (says !== 'paid' || stranger !== undefined) return
    const facts = this.look(
      'ack_fact',
      'select 1 from payment_fact where channel_id = $1 and gateway_trade_no = $2',
      [kind, gatewayTradeNo],
    )
    if (facts.length === 1) return
    throw new Broken(
      'acknowledged-is-durable',
      `${kind} ${outTradeNo} of ${amountFen} was acknowledged, and no fact is kept`,
    )
  }

  /** The oracles' own look at the books; no process waits for it. */
  look<Row>(name: string, text: string, values: readonly unknown[] = []): Row[] {
    this.database.setTime(this.kernel.now)
    return this.database.look<Row>(name, text, values)
  }

  /** When the next job may be claimed; Infinity when there is none. */
  nextDueAt(): number {
    if (this.connection.heldBy !== undefined) return this.#nextDueAt ?? Number.POSITIVE_INFINITY
    if (this.#nextDueAt === undefined) {
      const [row] = this.look<{ at: number | null }>(
        this.hasHooks ? 'next_due_of_all' : 'next_due',
        this.hasHooks ? nextDueOfAll : nextDueOfJobs,
      )
      this.#nextDueAt = row?.at ?? Number.POSITIVE_INFINITY
    }
    return this.#nextDueAt
  }

  /** Nobody is at work, no message is to be sent, and no job is left but those of orders that wait for a person. */
  isAtRest(): boolean {
    if (this.busy > 0 || this.connection.heldBy !== undefined) return false
    if (this.nextDueAt() === Number.POSITIVE_INFINITY) return true
    if (this.kernel.steps % 100 !== 0) return false
    const left = this.look(
      'left',
      `select 1 from job j where j.parked_at is null and not exists (
         select from money_case c where c.kind in ('mismatch', 'over') and c.order_number is not null
           and (c.order_number = j.ref or j.ref = c.channel_id || ':' || c.out_trade_no))
       union all
       select 1 from webhook_message m join webhook_endpoint e using (merchant_id, endpoint_id)
       where m.state = 'pending' and e.state = 'active'`,
    )
    return left.length === 0
  }

  #noteWrite(tables: Touches, jobs: boolean): void {
    for (const table of tables) this.written.add(table)
    // A message is written by the database itself, whatever statement wrote of what it tells; and so is a letter.
    if (jobs || this.hasHooks || this.letters) this.#nextDueAt = undefined
  }

  /** The worker's own rounds, started when a job is due and not by a clock that ticks. */
  async #work(process: Process, app: App): Promise<void> {
    const { kernel } = this
    const sparing = spareSilent(app)
    let lookedAt = 0
    for (;;) {
      // One worker at a time: of two that look at the same moment, the second finds nothing.
      await kernel.sleepUntil(process, () => Math.max(this.nextDueAt(), lookedAt, this.#claimedAt))
      lookedAt = kernel.now + secondMs / 2
      this.#claimedAt = kernel.now + claimMs
      try {
        if (this.hasHooks) await planWebhookSending(app.db)
        await round(sparing)
      } catch (error) {
        this.judge(error)
        await kernel.sleep(process, secondMs)
      }
    }
  }

  /** Errors we made are expected everywhere; any other that comes out of the product is a finding. */
  judge(error: unknown): void {
    if (error instanceof Refusal || error instanceof Gone || isOurFault(error)) return
    const trace = String(error instanceof Error ? error.stack : error)
    if (error instanceof Broken) this.fail(error)
    else this.surprise ??= new Broken(nameOfSurprise(error), trace)
  }
}
