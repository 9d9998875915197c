// tsx test/bench/audit.ts [orders]: the whole audit, and the one of the last ten minutes, of books with a year of
// orders and their bills, written by SQL. Prints seconds, also of the server's CPU, and the rules that took longest.

import { loadavg } from 'node:os'
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
import { onStage } from './stage.ts'

const orders = Number(process.argv[2] ?? 100_000)
const merchantId = 1
const slowestShown = 5

await onStage(async (stage) => {
  const { db } = stage.app
  const began = performance.now()
  await fillBooks(stage.connection, orders)
  const filled = performance.now()
  console.log({ orders, fillSeconds: seconds(filled - began), load: load() })
  await report(db, 'whole', null)
  const { at } = await minutesAgo(db, 10)
  await report(db, 'last ten minutes', at)
})

async function report(db: Database, what: string, since: string | null) {
  const cpuBefore = await cpuSeconds(db)
  const began = performance.now()
  const { broken, took } = since === null ? await wholeAudit(db) : await recentAudit(db, since)
  const ended = performance.now()
  const cpu = await cpuSeconds(db)
  const slowest = took.sort((a, b) => b.ms - a.ms).slice(0, slowestShown)
  console.log({
    what,
    seconds: seconds(ended - began),
    serverCpuSeconds: seconds((cpu.server - cpuBefore.server) * 1_000),
    broken,
    slowest: slowest.map(({ id, ms }) => `${id} ${seconds(ms)}`),
    load: load(),
  })
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

function seconds(ms: number): number {
  return Math.round(ms / 10) / 100
}

function load(): readonly number[] {
  return loadavg().map(Math.round)
}
