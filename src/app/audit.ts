// The audit: asks of the whole books, in one snapshot, whether everything that must hold does, names what does
// not, and leaves a record of the proof.

import { isBillDay } from '../core/bill.ts'
import { formatShanghai, type Instant, later, minuteMs } from '../core/time.ts'
import {
  type Broken,
  findBroken,
  findMoved,
  type Invariant,
  invariants,
  lastingInvariants,
  type Moved,
  onSnapshot,
  onSnapshotByTwo,
} from '../db/audit.ts'
import { noteLedgerHours } from '../db/audit-ledger-hours.ts'
import {
  type AuditRun,
  findingsKept,
  findLastAudit,
  insertAuditRun,
  type LogEnd,
} from '../db/audit-runs.ts'
import type { Db } from '../db/connect.ts'
import type { App } from './app.ts'

export type AuditDesk = Pick<App, 'db' | 'merchantId' | 'clock'>

export type AuditRequest = Readonly<{
  /** looks only at orders that have moved since, complete: see `isSince`; a day is midnight in Shanghai */
  since?: string | undefined
  /** asks also what holds only once all that waits has been worked off */
  strict?: boolean | undefined
  /** told of each row as it is found */
  onBroken?: (broken: Broken, invariant: Invariant) => void
}>

/** A run, and where the audit log ended: written into the program's own log, it is out of the database's reach. */
export type Audited = AuditRun & Readonly<{ logEnd: LogEnd | undefined }>

/** Audits the books and keeps the result. Throws when the database fails; then nothing was proved. */
export async function runAudit(desk: AuditDesk, request: AuditRequest = {}): Promise<Audited> {
  const { since, strict = false, onBroken } = request
  const asked = strict ? invariants : lastingInvariants
  const startedAt = desk.clock.now()
  const findings: Broken[] = []
  const broken = new Set<string>()
  const left = [...asked]
  const askOn = async (tx: Db, moved: Moved | null) => {
    for (let invariant = left.shift(); invariant; invariant = left.shift()) {
      const found = await findBroken(tx, desk.merchantId, [invariant], moved)
      for (const one of found) onBroken?.(one, invariant)
      if (found.length > 0) broken.add(invariant.id)
      findings.push(...found)
    }
  }
  if (since === undefined) await onSnapshotByTwo(desk.db, (tx) => askOn(tx, null))
  else
    await onSnapshot(desk.db, async (tx) =>
      askOn(tx, await findMoved(tx, desk.merchantId, momentOf(since, startedAt))),
    )
  const finishedAt = desk.clock.now()
  const run = { startedAt, finishedAt, checked: asked.length, broken: broken.size, findings }
  if (since === undefined) await noteLedgerHours(desk.db, desk.merchantId)
  const logEnd = await insertAuditRun(desk.db, desk.merchantId, run)
  return { ...run, logEnd }
}

/** Longer than any pause between two looks; what is older was asked about by the look of its time. */
const recentMs = 30 * minuteMs

/**
 * Audits what has moved in the last half hour, and answers what breaks a rule and was not known to. That is kept
 * beside what the last audit found, so that it stays known until the next whole one. Finding nothing proves nothing
 * about the rest, and is not kept. Throws when the database fails.
 */
export async function watchBooks({ db, merchantId, clock }: AuditDesk): Promise<readonly Broken[]> {
  const startedAt = clock.now()
  const since = new Date(startedAt - recentMs).toISOString()
  const found = await onSnapshot(db, async (tx) => {
    const moved = await findMoved(tx, merchantId, since)
    return findBroken(tx, merchantId, lastingInvariants, moved)
  })
  if (found.length === 0) return []
  const known = (await findLastAudit(db, merchantId))?.findings ?? []
  const names = new Set(known.map(nameOf))
  const news = found.filter((one) => !names.has(nameOf(one)))
  if (news.length === 0 || known.length >= findingsKept) return []
  const findings = [...known, ...news]
  const broken = new Set(findings.map(({ id }) => id)).size
  const checked = lastingInvariants.length
  const run = { startedAt, finishedAt: clock.now(), checked, broken, findings }
  await insertAuditRun(db, merchantId, run)
  return news
}

function nameOf({ id, ref }: Broken): string {
  return `${id} ${ref}`
}

/** Whether `--since` may say so: a day, or `10m` for the last ten minutes. */
export function isSince(text: string): boolean {
  return isBillDay(text) || minutesText.test(text)
}

const minutesText = /^[1-9]\d{0,5}m$/

/** In words PostgreSQL takes for a moment. */
function momentOf(since: string, now: Instant): string {
  if (!minutesText.test(since)) return `${since} 00:00:00 Asia/Shanghai`
  return `${formatShanghai(later(now, -Number(since.slice(0, -1)) * minuteMs))} Asia/Shanghai`
}
