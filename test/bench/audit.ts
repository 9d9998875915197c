// audit: the whole audit, and the one of the last ten minutes, of books with a year of orders and their bills, in seconds
// for a million orders; 50,000 are there, with --full a million, and then the rules that took longest are named on stderr.

import {
  findBroken,
  findMoved,
  type Invariant,
  invariants,
  type Moved,
  onSnapshot,
  onSnapshotByTwo,
} from '../../src/db/audit.ts'
import { type Database, type Db, statement } from '../../src/db/connect.ts'
import { fillBooks } from './audit-books.ts'
import { cpuSeconds } from './cpu.ts'
import type { Figure } from './report.ts'
import { onStage } from './stage.ts'

const million = 1_000_000
const orders = 50_000
const merchantId = 1
const slowestShown = 5
const lastMinutes = 10

export async function benchAudit(
  _signal: AbortSignal,
  { full }: Readonly<{ full: boolean }>,
): Promise<Figure[]> {
  const count = full ? million : orders
  return onStage(async (stage) => {
    const { db } = stage.app
    await fillBooks(stage.connection, count)
    const whole = await measure(db, () => wholeAudit(db))
    const { at } = await minutesAgo(db, lastMinutes)
    const recent = await measure(db, () => recentAudit(db, at))
    if (full) console.error(`slowest of the whole: ${whole.slowest.join(', ')}`)
    const perMillion = million / count
    const one = (name: string, value: number, unit: Figure['unit'] = 's'): Figure => ({
      name: `audit.${name}`,
      unit,
      rounds: [value],
    })
    return [
      one('whole', whole.seconds * perMillion),
      one('whole.cpu', whole.serverCpuSeconds * perMillion),
      // Of however many orders, these are the same.
      one('recent', recent.seconds * 1_000, 'ms'),
      one('recent.cpu', recent.serverCpuSeconds * 1_000, 'ms'),
    ]
  })
}

async function measure(db: Database, audited: () => Promise<Audit>) {
  const cpuBefore = await cpuSeconds(db)
  const began = performance.now()
  const { broken, took } = await audited()
  const ended = performance.now()
  const cpu = await cpuSeconds(db)
  if (broken.length > 0) throw new Error(`lawful books are broken: ${broken.join(', ')}`)
  const slowest = took.sort((a, b) => b.ms - a.ms).slice(0, slowestShown)
  return {
    seconds: (ended - began) / 1_000,
    serverCpuSeconds: cpu.server - cpuBefore.server,
    slowest: slowest.map(({ id, ms }) => `${id} ${Math.round(ms)} ms`),
  }
}

type Audit = Readonly<{ broken: string[]; took: { id: string; ms: number }[] }>

/** As the program does it: by two connections. */
async function wholeAudit(db: Database): Promise<Audit> {
  const audit: Audit = { broken: [], took: [] }
  const left = [...invariants]
  await onSnapshotByTwo(db, async (tx) => {
    for (let one = left.shift(); one; one = left.shift()) await ask(tx, one, null, audit)
  })
  return audit
}

function recentAudit(db: Database, since: string): Promise<Audit> {
  return onSnapshot(db, async (tx) => {
    const start = performance.now()
    const moved = await findMoved(tx, merchantId, since)
    const audit: Audit = {
      broken: [],
      took: [{ id: 'what moved', ms: performance.now() - start }],
    }
    for (const one of invariants) await ask(tx, one, moved, audit)
    return audit
  })
}

async function ask(tx: Db, one: Invariant, moved: Moved | null, audit: Audit) {
  const began = performance.now()
  const found = await findBroken(tx, merchantId, [one], moved)
  audit.took.push({ id: one.id, ms: performance.now() - began })
  audit.broken.push(...found.slice(0, 1).map(({ id, ref, detail }) => `${id} ${ref} ${detail}`))
}

async function minutesAgo(db: Db, minutes: number): Promise<{ at: string }> {
  const text = `select (app_now() - $1::integer * interval '1 minute')::text as at`
  const [moment] = await db.rows<{ at: string }>(statement('', text), [minutes])
  if (!moment) throw new Error('a moment is a row')
  return moment
}
