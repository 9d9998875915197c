// The hourly audit: proves the books, and says in the log which rule does not hold.

import type { App } from '../app/app.ts'
import { runAudit } from '../app/audit.ts'

/** What the job table runs. */
export const auditJobs = { run } as const

async function run(app: App): Promise<'done'> {
  const told = new Set<string>()
  const { checked, broken, startedAt, finishedAt } = await runAudit(app, {
    onBroken({ id, ref, detail }, { says }) {
      if (told.has(id)) return
      told.add(id)
      app.log.error('audit_broken', { invariant: id, says: says.en, ref, detail })
    },
  })
  app.log.info('audited', { checked, broken, took_ms: finishedAt - startedAt })
  return 'done'
}
