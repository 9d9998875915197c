// The machinery behind the shop: jobs, the timetable, proofs of the books, the doctor, and the log.

import { Type } from 'typebox'
import { examineFormerAccounts } from '../../../app/channel-accounts.ts'
import { runDoctor } from '../../../app/doctor.ts'
import { examineDatabase } from '../../../app/doctor-database.ts'
import { examineSecrets } from '../../../app/doctor-secrets.ts'
import { examineStorage } from '../../../app/doctor-storage.ts'
import { explainRule } from '../../../app/system/explain-rule.ts'
import { readLog } from '../../../app/system/read-log.ts'
import { askAudit, runJob } from '../../../app/system/run-job.ts'
import { formatShanghai, instantOf, later } from '../../../core/time.ts'
import { type StandingKind, standing, timetableMs } from '../../../core/timetable.ts'
import { findLastAudit } from '../../../db/audit-runs.ts'
import {
  countJobsByState,
  type JobRow,
  listAuditRuns,
  listJobRows,
  listRefusedNotices,
} from '../../../db/console-system.ts'
import { Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { Reason } from './money-fields.ts'

const path = '/api/v1/admin/system'
const right = 'system.read' as const
const write = 'system.write' as const
const runsMax = 24
const refusedMax = 50
const jobsOfTimetable = 50

const JobState = Type.Union([
  Type.Literal('aside'),
  Type.Literal('running'),
  Type.Literal('due'),
  Type.Literal('waiting'),
])
const count = Type.Integer()
const Level = Type.Union([Type.Literal('ok'), Type.Literal('warn'), Type.Literal('bad')])
/** The log's own levels; whoever looks for trouble sees the first. */
const logLevels = {
  trouble: ['warn', 'error', 'fatal'],
  all: ['debug', 'info', 'warn', 'error', 'fatal'],
} as const

const Job = Type.Object({
  kind: Type.String(),
  ref: Type.String(),
  state: JobState,
  run_at: Type.String(),
  tries: Type.Integer(),
  failures: Type.Integer(),
  set_aside_at: textOrNull,
  last_error: textOrNull,
})
const AuditRun = Type.Object({
  started_at: Type.String(),
  took_ms: Type.Integer(),
  checked: Type.Integer(),
  broken: Type.Integer(),
})

export const systemRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'How many jobs are in which state, and the standing timetable',
    right,
    reply: Type.Object({
      jobs: Type.Object({ aside: count, running: count, due: count, waiting: count }),
      timetable: Type.Array(
        Type.Object({
          kind: Type.String(),
          every_ms: Type.Integer(),
          state: Type.Union([JobState, Type.Literal('unplanned')]),
          last_run_at: textOrNull,
          next_run_at: textOrNull,
          last_error: textOrNull,
        }),
      ),
    }),
    async run({ app }) {
      const { db, merchantId } = app
      const jobs = await countJobsByState(db, merchantId)
      const ofTimetable = { search: standing, limit: jobsOfTimetable }
      const rows = await listJobRows(db, merchantId, ofTimetable)
      const kinds = Object.keys(timetableMs) as StandingKind[]
      return ok(found, { jobs, timetable: kinds.map((kind) => timetableRow(kind, rows)) })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/jobs`,
    summary: 'Jobs, the one due longest first',
    right,
    query: Type.Object(
      {
        ...listQuery,
        after: Type.Optional(Type.String({ maxLength: 500 })),
        state: Type.Optional(JobState),
        kind: Type.Optional(Type.String({ maxLength: 64 })),
        search: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    reply: listReply(Job),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const { state, kind, search } = query
      const after = query.after === undefined ? undefined : cursorIn(query.after)
      const filter = { state, kind, search, after, limit: limit + 1 }
      const rows = await listJobRows(app.db, app.merchantId, filter)
      return ok(found, pageOf(rows, limit, jobRow, cursorOf))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/jobs/run`,
    summary:
      'Let a job run now, also one that was set aside; a refund goes out with no time left to undo it',
    right: write,
    stepUp: true,
    body: Type.Object(
      {
        kind: Type.String({ maxLength: 64 }),
        ref: Type.String({ maxLength: 300 }),
        reason: Reason,
      },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['job_not_found', 'invalid_request'],
    async run({ app, body, by }) {
      await runJob(app, body, by, body.reason)
      return ok({ zh: '已安排立即执行', en: 'It runs as soon as a worker is free' }, {})
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/audits`,
    summary: 'The last proofs of the books, and the rows that broke a rule in the newest one',
    right,
    reply: Type.Object({
      rows: Type.Array(AuditRun),
      findings: Type.Array(
        Type.Object({
          id: Type.String(),
          ref: Type.String(),
          detail: Type.String(),
          says: Type.String(),
          safe_action: Type.String(),
        }),
      ),
    }),
    async run({ app, lang }) {
      const runs = await listAuditRuns(app.db, app.merchantId, runsMax)
      const last = await findLastAudit(app.db, app.merchantId)
      const findings = (last?.findings ?? []).map((broken) => ({
        ...broken,
        says: explainRule(broken.id)?.says[lang] ?? '',
        safe_action: explainRule(broken.id)?.safeAction[lang] ?? '',
      }))
      const rows = runs.map(({ startedAt, finishedAt, checked, broken }) => ({
        started_at: formatShanghai(startedAt),
        took_ms: finishedAt - startedAt,
        checked,
        broken,
      }))
      return ok(found, { rows, findings })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/audits/run`,
    summary: 'Have the books proved now; the result appears among the audits',
    right: write,
    body: nothing,
    reply: nothing,
    errors: ['invalid_request'],
    async run({ app, by }) {
      await askAudit(app, by)
      return ok({ zh: '已开始校验', en: 'The audit has been started' }, {})
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/doctor`,
    summary:
      'Everything that can be known about settings, keys and the database; asks the gateways',
    right,
    reply: Type.Object({
      rows: Type.Array(Type.Object({ level: Level, check: Type.String(), says: Type.String() })),
    }),
    async run({ app, lang }) {
      const ofConfig = await runDoctor(
        app.configuration.config(),
        app.channels,
        app.configuration.configuredLetters(),
      )
      const ofBooks = await examineDatabase(app, () => instantOf(Date.now()))
      const ofFormer = await examineFormerAccounts(app, app.channels)
      const ofStorage = await examineStorage(app)
      const ofSecrets = await examineSecrets(app)
      const rows = [...ofConfig, ...ofFormer, ...ofBooks, ...ofSecrets, ...ofStorage].map(
        ({ level, check, ...says }) => ({
          level,
          check,
          says: says[lang],
        }),
      )
      return ok(found, { rows })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/refused-notices`,
    summary: 'Forged and unreadable notices, counted by day',
    right,
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          day: Type.String(),
          channel_id: Type.String(),
          verdict: Type.Union([Type.Literal('forged'), Type.Literal('unreadable')]),
          count: Type.Integer(),
          reason: Type.String(),
          address: Type.String(),
          last_at: Type.String(),
        }),
      ),
    }),
    async run({ app }) {
      const refused = await listRefusedNotices(app.db, app.merchantId, refusedMax)
      const rows = refused.map(({ channelId, lastAt, ...row }) => ({
        ...row,
        channel_id: channelId,
        last_at: formatShanghai(lastAt),
      }))
      return ok(found, { rows })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/log`,
    summary: 'The log, newest first; keys, phones and secrets are masked where it is written',
    right,
    query: Type.Object(
      {
        ...listQuery,
        after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
        level: Type.Optional(Type.Literal('all', { description: 'trouble only, when absent' })),
        search: Type.Optional(
          Type.String({
            minLength: 3,
            maxLength: 100,
            description: 'order number, request id, event',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    reply: listReply(
      Type.Object({
        at: Type.String(),
        level: Type.String(),
        event: Type.String(),
        fields: Type.Object({}, { additionalProperties: true }),
      }),
    ),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const { lines, next } = await readLog(app.configuration.config().logFile, {
        levels: logLevels[query.level ?? 'trouble'],
        search: query.search,
        before: query.after === undefined ? undefined : Number(query.after),
        limit: limitOf(query),
      })
      const rows = lines.map(({ time, level, event, fields }) => {
        const at = Date.parse(time)
        return { at: Number.isNaN(at) ? time : formatShanghai(instantOf(at)), level, event, fields }
      })
      return ok(found, { rows, next: next === null ? null : String(next) })
    },
  }),
]

function jobRow(job: JobRow) {
  return {
    kind: job.kind,
    ref: job.ref,
    state: job.state,
    run_at: formatShanghai(job.runAt),
    tries: job.tries,
    failures: job.failures,
    set_aside_at: timeOrNull(job.parkedAt),
    last_error: job.lastError,
  }
}

/** A standing job plans its next run from its last, so the last one is as long before. */
function timetableRow(kind: StandingKind, rows: readonly JobRow[]) {
  const job = rows.find((row) => row.kind === kind && row.ref === standing)
  const everyMs = timetableMs[kind]
  const hasRun = job !== undefined && job.tries > 0 && job.failures === 0 && job.state === 'waiting'
  return {
    kind,
    every_ms: everyMs,
    state: job?.state ?? ('unplanned' as const),
    last_run_at: hasRun ? formatShanghai(later(job.runAt, -everyMs)) : null,
    next_run_at: timeOrNull(job?.runAt ?? null),
    last_error: job?.lastError ?? null,
  }
}

function cursorOf({ runAt, kind, ref }: JobRow): string {
  return Buffer.from(JSON.stringify([runAt, kind, ref])).toString('base64url')
}

function cursorIn(text: string): Readonly<{ at: JobRow['runAt']; kind: string; ref: string }> {
  try {
    const [at, kind, ref] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[]
    if (typeof at === 'number' && typeof kind === 'string' && typeof ref === 'string')
      return { at: instantOf(at), kind, ref }
  } catch {
    // Not one of ours, as any other shape.
  }
  throw new Refusal('invalid_request', { field: 'after' })
}
