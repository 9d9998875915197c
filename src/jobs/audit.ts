// The audit as jobs: every hour of all the books, and in between of what has just moved, so that a rule that does
// not hold is told in the log, in the metrics and by the doctor within a minute.

import type { App } from '../app/app.ts'
import { runAudit, watchBooks } from '../app/audit.ts'
import { lastingInvariants } from '../db/audit.ts'

/** What the job table runs. */
export const auditJobs = { run, watch } as const

async function run(app: App): Promise<'done'> {
  const told = new Set<string>()
  const { checked, broken, startedAt, finishedAt, logEnd } = await runAudit(app, {
    onBroken({ id, ref, detail }, { says }) {
      if (told.has(id)) return
      told.add(id)
      app.log.error('audit_broken', { invariant: id, says: says.en, ref, detail })
    },
  })
  const tookMs = finishedAt - startedAt
  const end = { log_seq: logEnd?.seq, log_hash: logEnd?.hash }
  app.log.info('audited', { checked, broken, took_ms: tookMs, ...end })
  return 'done'
}

async function watch(app: App): Promise<void> {
  const news = await watchBooks(app)
  for (const { id, ref, detail } of news)
    app.log.error('audit_broken', { invariant: id, says: saysOf(id), ref, detail })
}

function saysOf(id: string): string | undefined {
  return lastingInvariants.find((invariant) => invariant.id === id)?.says.en
}
