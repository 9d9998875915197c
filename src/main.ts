// The program: configuration → server → database → migrations → keys → jobs, and the way back. It listens
// first, so that /healthz and /readyz tell what start is doing; it sells once everything is there.

import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { App } from './app/app.ts'
import { backupFolderOf } from './app/backup/keep-backups.ts'
import { nameChannels } from './app/channel-accounts.ts'
import { loadDemoCatalogue, retireDemoCatalogue } from './app/demo-catalogue.ts'
import { checkSecret, deriveSecrets, loadSigningKeys } from './app/keys.ts'
import { keepOpenWays } from './app/letter/keep-ways.ts'
import { type News, noNews, openNews } from './app/news.ts'
import { ensureFirstOwner, type FirstOwner } from './app/people/create-operator.ts'
import { openCallBook, recordCalls } from './app/record-calls.ts'
import { openChannels } from './channels.ts'
import type { Config } from './config.ts'
import { openConfiguration } from './configuration.ts'
import type { MovableClock } from './core/ports.ts'
import { createClock, type DatabaseClock } from './db/clock.ts'
import { type ConnectSettings, connect, type Database } from './db/connect.ts'
import { startEmbedded } from './db/embedded.ts'
import { watchGrowth } from './db/growth.ts'
import { migrate } from './db/migrate.ts'
import { resetClock } from './db/settings.ts'
import { type MountedSimulator, mountSimulator } from './demo.ts'
import { hearOthers } from './hear-others.ts'
import { trackConnections } from './http/connections.ts'
import { createRoutes } from './http/routes/index.ts'
import { mountOps } from './http/routes/ops.ts'
import { createServer } from './http/server.ts'
import { startWorker, type Worker } from './jobs/worker.ts'
import type { Log } from './kit/log.ts'
import { loadMasterKey } from './kit/master-key.ts'
import { systemRandom } from './kit/random.ts'
import { type SignRsa, signByPool } from './kit/rsa.ts'
import { openSigningThreads } from './kit/signing-threads.ts'
import { openDemo } from './letters/demo.ts'
import { openLetters } from './letters/index.ts'
import type { LetterDrivers } from './letters/letters.ts'

export const merchantId = 1
/** Beside this file in dist/, at the root of a checkout. */
export const migrationsFolder = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '../migrations' : 'migrations',
)
/** between two tries to reach the database: a shop that comes back with it is not to wait much longer than it */
const connectAgainMs = 200
const triesPerLine = 25
/** A job that waits for a silent gateway is left to its lease. */
const jobsStopMs = 3_000

export type Running = Readonly<{
  /** where it listens, without a trailing slash */
  url: string
  publicUrl: string
  simulatorUrl: string | undefined
  /** the administrator made by this start */
  firstOwner: FirstOwner | undefined
  app: App
  clock: MovableClock
  stop(): Promise<void>
}>

/** Everything that was started, in order; stopping goes the other way. */
type Started = { name: string; stop(): Promise<void> }[]

/** Starts the whole program. When a part fails, what was started before is stopped again and the error thrown. */
export async function start(config: Config, log: Log, stopSignal?: AbortSignal): Promise<Running> {
  const started: Started = []
  const stop = () => stopAll(started, log)
  try {
    return await startAll(config, log, started, stop, stopSignal)
  } catch (error) {
    await stop()
    throw error
  }
}

async function startAll(
  config: Config,
  log: Log,
  started: Started,
  stop: () => Promise<void>,
  stopSignal: AbortSignal | undefined,
): Promise<Running> {
  let stage = 'starting the database'
  let app: App | undefined
  let urgent: App | undefined
  let worker: Worker | undefined
  let listening = ''
  const clock = createClock()
  // What the console saved is known later than the first request comes in.
  const publicUrl = () => app?.publicUrl() ?? config.publicUrl ?? listening
  const addresses = { publicUrl, localUrl: () => listening }
  const simulator =
    config.mode === 'demo' ? await mountSimulator(config, clock, addresses, log) : undefined
  if (simulator) started.push({ name: 'simulator', stop: () => simulator.stop() })

  const routes = createRoutes()
  const server = await createServer({
    app: () => app,
    urgent: () => urgent,
    log,
    trustProxy: config.trustProxy,
    routes: routes.all,
    contentSecurityPolicy: () => routes.contentSecurityPolicy(app),
    extras(fastify) {
      mountOps(fastify, {
        app: () => app,
        stage: () => stage,
        workerAlive: () => worker?.alive() ?? false,
      })
      // A shop that sells for real has no simulated gateway, nor a clock that can be moved.
      simulator?.mount(fastify, () => app === undefined || app.settings.demo)
    },
  })
  const connections = trackConnections(server.server)
  listening = await listen(server, config)
  started.push({
    name: 'server',
    async stop() {
      routes.stop()
      const closed = server.close()
      connections.end()
      await closed
    },
  })

  // A wrong key must be said before a database is made.
  openChannels(config, { clock }, addresses, simulator, log)
  const signing = openSigningThreads((error) => log.warn('signing_thread_lost', { error }))
  started.push({ name: 'signing', stop: signing.close })
  const { db, urgentDb, connection } = await openDatabase(config, log, started, stopSignal)
  stage = 'migrating the database'
  const applied = await migrate(db, migrationsFolder)
  if (applied.length > 0) log.info('migrated', { applied })
  stage = 'opening keys'
  const news = openNews({ connection, db, merchantId, log })
  started.push({ name: 'configuration', stop: () => news.stop() })
  app = await createApp({
    config,
    log,
    db,
    clock,
    localUrl: () => listening,
    simulator,
    news,
    sign: signing.sign,
  })
  const { callsWritten } = app
  started.push({ name: 'calls', stop: callsWritten })
  urgent = overOther(app, urgentDb)
  await keepOpenWays(app)
  const firstOwner = await ensureFirstOwner(app, config.admin)
  const { configuration } = app
  const letters = { stop: () => stopLetters(configuration.configuredLetters()) }
  for (const watching of [hearOthers(app, clock), letters])
    started.push({ name: 'configuration', stop: async () => watching.stop() })
  stage = 'starting jobs'
  worker = startWorker(app)
  const running = worker
  started.push({ name: 'jobs', stop: () => within(jobsStopMs, running.stop()) })
  return {
    url: listening,
    publicUrl: publicUrl(),
    simulatorUrl: app.settings.simulatorUrl?.(),
    firstOwner,
    app,
    clock,
    stop,
  }
}

type Parts = Readonly<{
  config: Config
  log: Log
  db: Database
  clock: DatabaseClock
  /** where this process is reached when PUBLIC_URL says nothing */
  localUrl: () => string
  simulator: MountedSimulator | undefined
  /** of the other processes; absent: for whoever does not stay */
  news?: News
  /** who signs links; absent: Node's pool, for whoever signs few */
  sign?: SignRsa
}>

/** The same shop over another pool; channels and settings stay those in force. */
function overOther(app: App, db: Database): App {
  return {
    ...app,
    db,
    get channels() {
      return app.channels
    },
    get settings() {
      return app.settings
    },
    get letters() {
      return app.letters
    },
  }
}

/** Everything a use case needs, over an open database. Throws when SECRET_KEY is not the one it was written with. */
export async function createApp(parts: Parts): Promise<App> {
  const { log, db, clock, localUrl, simulator, sign = signByPool } = parts
  const secrets = deriveSecrets(
    loadMasterKey(parts.config.dataDir, parts.config.secretKey?.reveal()),
  )
  await checkSecret(db, secrets.sealer)
  const publicUrl = (config: Config) => config.publicUrl ?? localUrl()
  const calls = openCallBook(db, merchantId, log)
  const configuration = await openConfiguration({
    config: parts.config,
    db,
    merchantId,
    sealer: secrets.sealer,
    log,
    open(config, all) {
      const addresses = { publicUrl: () => publicUrl(config), localUrl }
      return openChannels(config, { clock, sign }, addresses, simulator, log, all)
    },
    async ready(channels) {
      const named = await nameChannels(db, merchantId, channels)
      return named.map((channel) => recordCalls(channel, calls.record))
    },
    settingsOf: (config) => settingsOf(config, simulator),
    openLetters: (config) => openLettersOf(config, clock, simulator),
    async onLive() {
      await keepRealTime(db, clock, log)
      await keepCatalogue(db, configuration.config())
    },
    onChange: () => keepOpenWays({ db, merchantId, letters: configuration.letters() }),
  })
  if (configuration.config().mode === 'live') await keepRealTime(db, clock, log)
  else await clock.load(db)
  await keepCatalogue(db, configuration.config())
  return {
    merchantId,
    db,
    clock,
    random: systemRandom,
    log,
    configuration,
    news: parts.news ?? noNews,
    get channels() {
      return configuration.channels()
    },
    get settings() {
      return configuration.settings()
    },
    get letters() {
      return configuration.letters()
    },
    sealer: secrets.sealer,
    licenseKeys: secrets.licenseKeys,
    cardKeys: secrets.cardKeys,
    signingKeys: await loadSigningKeys(db, secrets.sealer, clock),
    orderTokenKey: secrets.orderTokenKey,
    publicUrl: () => publicUrl(configuration.config()),
    callsWritten: calls.settled,
  }
}

async function keepCatalogue(db: Database, { demoCatalogue }: Config): Promise<void> {
  await (demoCatalogue ? loadDemoCatalogue : retireDemoCatalogue)(db, merchantId)
}

/** A shop that sells for real keeps real time, whatever a demonstration did to the clock. */
async function keepRealTime(db: Database, clock: DatabaseClock, log: Log): Promise<void> {
  const offMs = await resetClock(db)
  if (offMs > 0) log.warn('clock_reset', { off_ms: offMs })
  await clock.load(db)
}

function stopLetters(letters: LetterDrivers): void {
  for (const driver of Object.values(letters)) driver.stop()
}

/** A demonstration writes to nobody. */
function openLettersOf(
  { mode, letters }: Config,
  clock: DatabaseClock,
  simulator: MountedSimulator | undefined,
): Readonly<{ configured: LetterDrivers; inUse: LetterDrivers }> {
  const configured = openLetters(letters, { clock, random: systemRandom })
  if (mode === 'live') return { configured, inUse: configured }
  return { configured, inUse: simulator ? openDemo(simulator.letters) : {} }
}

function settingsOf(config: Config, simulator: MountedSimulator | undefined): App['settings'] {
  const demo = config.mode === 'demo'
  return {
    shopName: config.shopName,
    shopContact: config.shopContact,
    returnHosts: config.returnHosts,
    paymentEnabled: config.paymentEnabled,
    refundApprovalFen: config.refundApprovalFen,
    foreignSales: config.foreignSales,
    mailKeys: config.mailKeys,
    backupFolder: backupFolderOf(config.dataDir),
    orderLifeMs: config.paymentMinutes * 60_000,
    rateLimitFactor: config.rateLimitFactor,
    demo,
    secureCookies: config.sessionCookieSecure,
    metricsToken: config.metricsToken?.reveal(),
    verifyFile: config.verifyFile,
    simulatorUrl: demo ? simulator?.url : undefined,
  }
}

async function listen(server: FastifyInstance, config: Config): Promise<string> {
  await server.listen({ host: config.host, port: config.port })
  const { port } = server.server.address() as AddressInfo
  const everywhere = config.host === '0.0.0.0' || config.host === '::'
  const host = everywhere
    ? '127.0.0.1'
    : config.host.includes(':')
      ? `[${config.host}]`
      : config.host
  return `http://${host}:${port}`
}

/** Connections that only notices and activations use, so that no crowd of pages or jobs makes them wait. */
const urgentConnections = 3

/** The configured server, waited for until it answers, or the embedded one; twice connected to. */
async function openDatabase(
  config: Config,
  log: Log,
  started: Started,
  stopSignal: AbortSignal | undefined,
): Promise<
  Readonly<{ db: Database; urgentDb: Database; connection: ConnectSettings['connection'] }>
> {
  const onIdleError = (error: Error) => log.warn('database_connection_lost', { error })
  let connection: ConnectSettings['connection']
  if (config.databaseUrl === undefined) {
    const embedded = await startEmbedded({
      dataDir: config.dataDir,
      log: (line) => log.info('embedded_database', { line }),
    })
    started.push({ name: 'database', stop: () => embedded.stop() })
    connection = embedded.connection
  } else {
    connection = config.databaseUrl.reveal()
  }
  const pool = connect({ connection, onIdleError })
  const withFreshPlans = watchGrowth(pool, log)
  const db = withFreshPlans(pool)
  const urgentDb = withFreshPlans(
    connect({ connection, size: urgentConnections, byKeysAlone: true, onIdleError }),
  )
  for (const used of [db, urgentDb]) started.push({ name: 'connections', stop: () => used.close() })
  for (let tries = 0; ; tries += 1) {
    try {
      await db.script('select 1')
      return { db, urgentDb, connection }
    } catch (error) {
      if (config.databaseUrl === undefined || stopSignal?.aborted) throw error
      // Why it does not answer is what its message says; where in our code we noticed helps nobody.
      if (tries % triesPerLine === 0) log.warn('database_not_reached', { reason: String(error) })
      await new Promise((resolve) => setTimeout(resolve, connectAgainMs))
    }
  }
}

async function stopAll(started: Started, log: Log): Promise<void> {
  // The server stops taking requests first, although it was started before the database it needs.
  const order = ['server', 'jobs', 'calls', 'configuration', 'simulator', 'connections', 'database']
  started.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  for (const part of started.splice(0)) {
    await part
      .stop()
      .catch((error: unknown) => log.error('stop_failed', { part: part.name, error }))
  }
}

/** Waits for work to end, but not for ever. */
function within(ms: number, work: Promise<void>): Promise<void> {
  const cut = new Promise<void>((resolve) => setTimeout(resolve, ms).unref())
  return Promise.race([work, cut])
}
