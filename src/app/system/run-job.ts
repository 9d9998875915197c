// A person lets a job run now: one that was set aside, or one that is not due yet.

import { standing } from '../../core/timetable.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { updateJobDue } from '../../db/console-system.ts'
import { enqueueJob } from '../../db/jobs.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** Throws job_not_found, invalid_request without a reason. */
export async function runJob(
  app: App,
  { kind, ref }: Readonly<{ kind: string; ref: string }>,
  by: Author,
  reason: string,
): Promise<void> {
  if (reason.trim() === '') throw new Refusal('invalid_request', { field: 'reason' })
  await app.db.tx(async (tx) => {
    if (!(await updateJobDue(tx, app.merchantId, kind, ref))) throw new Refusal('job_not_found')
    const entry = { action: 'job.run' as const, subject: `${kind} ${ref}`, reason: reason.trim() }
    await appendAuditLog(tx, app.merchantId, by, entry)
  })
}

/** Has the books proved now, by a worker: that may take minutes, and nobody waits on a line for it. */
export async function askAudit(app: App, by: Author): Promise<void> {
  await app.db.tx(async (tx) => {
    await enqueueJob(tx, app.merchantId, 'audit', standing, 0)
    await appendAuditLog(tx, app.merchantId, by, { action: 'audit.run', subject: 'books' })
  })
}
