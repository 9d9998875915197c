// The audit: asks of the whole books, in one snapshot, whether everything that must hold does, names what does
// not, and leaves a record of the proof.

import {
  type Broken,
  findBroken,
  type Invariant,
  invariants,
  lastingInvariants,
  onSnapshot,
} from '../db/audit.ts'
import { type AuditRun, insertAuditRun } from '../db/audit-runs.ts'
import type { App } from './app.ts'

export type AuditDesk = Pick<App, 'db' | 'merchantId' | 'clock'>

export type AuditRequest = Readonly<{
  /** leaves out rows that have not moved since; a day is midnight in Shanghai */
  since?: string | undefined
  /** asks also what holds only once all that waits has been worked off */
  strict?: boolean | undefined
  /** told of each row as it is found */
  onBroken?: (broken: Broken, invariant: Invariant) => void
}>

/** Audits the books and keeps the result. Throws when the database fails; then nothing was proved. */
export async function runAudit(desk: AuditDesk, request: AuditRequest = {}): Promise<AuditRun> {
  const { since, strict = false, onBroken } = request
  const asked = strict ? invariants : lastingInvariants
  const startedAt = desk.clock.now()
  const findings: Broken[] = []
  const broken = new Set<string>()
  await onSnapshot(desk.db, async (tx) => {
    for (const invariant of asked) {
      const found = await findBroken(tx, desk.merchantId, [invariant], momentOf(since))
      for (const one of found) onBroken?.(one, invariant)
      if (found.length > 0) broken.add(invariant.id)
      findings.push(...found)
    }
  })
  const finishedAt = desk.clock.now()
  const run = { startedAt, finishedAt, checked: asked.length, broken: broken.size, findings }
  await insertAuditRun(desk.db, desk.merchantId, run)
  return run
}

function momentOf(since: string | undefined): string | null {
  if (since === undefined) return null
  return since.length === 10 ? `${since} 00:00:00 Asia/Shanghai` : since
}
