// What operators and their machines ask: alive, ready, measured, documented.

import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import type { App } from '../../app/app.ts'
import { findBackupAge } from '../../app/doctor-storage.ts'
import { countCalls } from '../../app/limits.ts'
import { dayMs, secondMs } from '../../core/time.ts'
import { findLastAudit } from '../../db/audit-runs.ts'
import { countDueJobs } from '../../db/jobs.ts'
import { countWaiting } from '../../db/neglected.ts'
import { findDatabase } from '../../db/settings.ts'

export type Readiness = Readonly<{
  app: () => App | undefined
  /** what start is doing while there is no app yet */
  stage: () => string
  workerAlive: () => boolean
}>

const pingMs = 2_000

/** Mounted beside the route table: these answer before the shop is ready and say nothing about it in public. */
export function mountOps(server: FastifyInstance, readiness: Readiness): void {
  const metrics = createMetrics(server)

  server.get('/healthz', { schema: { summary: 'Listening', tags: ['operations'] } }, async () => ({
    status: 'ok',
  }))

  server.get(
    '/readyz',
    { schema: { summary: 'Able to sell', tags: ['operations'] } },
    async (_request, reply) => {
      const reason = await notReady(readiness)
      if (reason === undefined) return { status: 'ready' }
      return reply.code(503).send({ status: 'not ready', reason })
    },
  )

  server.get(
    '/metrics',
    { schema: { summary: 'Prometheus text', tags: ['operations'] } },
    async (request, reply) => {
      const app = readiness.app()
      if (!mayMeasure(request, app?.settings.metricsToken)) {
        return reply
          .code(403)
          .header('content-type', 'text/plain; charset=utf-8')
          .send('forbidden\n')
      }
      const text = `${await metrics.metrics()}${app ? await gaugesOf(app) : ''}`
      return reply.header('content-type', metrics.contentType).send(text)
    },
  )

  server.get(
    '/api/v1/openapi.json',
    { schema: { summary: 'This document', tags: ['operations'] } },
    async (_request, reply) => reply.header('cache-control', 'no-cache').send(server.swagger()),
  )
}

async function notReady({ app, stage, workerAlive }: Readiness): Promise<string | undefined> {
  const shop = app()
  if (!shop) return stage()
  const answered = await Promise.race([
    findDatabase(shop.db).then(
      () => true,
      () => false,
    ),
    new Promise<false>((resolve) => setTimeout(resolve, pingMs, false).unref()),
  ])
  if (!answered) return 'the database does not answer'
  return workerAlive() ? undefined : 'jobs are not running'
}

/** From this machine itself, or with the configured token. What a proxy passes on is never local. */
function mayMeasure(request: FastifyRequest, token: string | undefined): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const right = Buffer.from(`Bearer ${token ?? ''}`)
  if (token !== undefined && given.length === right.length && timingSafeEqual(given, right))
    return true
  const isForwarded = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some(
    (name) => name in request.headers,
  )
  return !isForwarded && isLoopback(request.socket.remoteAddress) && isLoopback(request.hostname)
}

/** What waits, in Prometheus text; -1 jobs are due while the database does not answer. */
async function gaugesOf(app: App): Promise<string> {
  const { db, merchantId, channels, clock } = app
  const counts = Promise.all([
    countDueJobs(db),
    countWaiting(db, merchantId),
    findLastAudit(db, merchantId),
    findBackupAge(app),
    countCalls(app, 'license-guess', 'shop'),
  ])
  const [due, waiting, audit, backupAgeMs, guesses] = await counts.catch(() => [-1] as const)
  const gauges: readonly (readonly [string, string, number | null | undefined])[] = [
    ['jobs_due', 'Jobs whose time has come', due],
    ['jobs_parked', 'Jobs set aside after failing too often', waiting?.parkedJobs],
    ['jobs_late', 'Jobs nobody took for an hour', waiting?.lateJobs],
    ['orders_stuck', 'Orders open an hour after their time', waiting?.stuckOrders],
    ['notices_stuck', 'Notices not applied for an hour', waiting?.stuckNotices],
    ['cases_open', 'Money cases that wait for a person', waiting?.openCases],
    ['refunds_unknown', 'Refunds the gateway has not settled', waiting?.unknownRefunds],
    ['refunds_long', 'Refunds that take too long', waiting?.longRefunds],
    ['audit_broken', 'Rules the last audit of the books found broken', audit?.broken],
    ['license_guesses', 'Unknown licence keys tried of late; full at 200 in ten minutes', guesses],
    ['proof_age_seconds', 'Time since the books were last proved', waiting?.proofAgeSeconds],
    [
      'backup_age_seconds',
      'Time since the newest backup, or since the shop began',
      secondsOf(backupAgeMs),
    ],
  ]
  const ends = channels.flatMap(({ id, gateway: { certificatesUntil: until } }) =>
    until === undefined ? [] : [`{channel="${id}"} ${Math.floor((until - clock.now()) / dayMs)}`],
  )
  const counted = gauges.filter(([, , value]) => typeof value === 'number')
  return [
    ...counted.map(([name, help, value]) => gaugeText(name, help, [` ${value}`])),
    ...(ends.length === 0
      ? []
      : [gaugeText('certificate_days_left', 'Days until a configured certificate runs out', ends)]),
  ].join('')
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / secondMs)
}

/** `samples` are what stands behind the name on each line. */
function gaugeText(name: string, help: string, samples: readonly string[]): string {
  const lines = samples.map((sample) => `keytill_${name}${sample}\n`).join('')
  return `# HELP keytill_${name} ${help}\n# TYPE keytill_${name} gauge\n${lines}`
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|\[?::1\]?|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(host)
}

function createMetrics(server: FastifyInstance): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'keytill_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  server.addHook('onResponse', async (request, reply) => {
    requests.inc({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
    })
  })
  return registry
}
