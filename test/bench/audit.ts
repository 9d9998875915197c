// tsx test/bench/audit.ts [orders]: the whole audit, and the one of the last ten minutes, of books with a year of
// orders and their bills, written by SQL. Prints seconds, also of the server's CPU, and the rules that took longest.

import { loadavg } from 'node:os'
import { findBroken, findMoved, invariants, onSnapshot } from '../../src/db/audit.ts'
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
  await fillBooks(stage, orders)
  const filled = performance.now()
  console.log({ orders, fillSeconds: seconds(filled - began), load: load() })
  await report(db, 'whole', null)
  const { at } = await minutesAgo(db, 10)
  await report(db, 'last ten minutes', at)
})

async function report(db: Database, what: string, since: string | null) {
  const cpuBefore = await cpuSeconds(db)
  const began = performance.now()
  const { broken, took } = await onSnapshot(db, (tx) => audit(tx, since))
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

async function audit(tx: Db, since: string | null) {
  const broken: string[] = []
  const took: { id: string; ms: number }[] = []
  const start = performance.now()
  const moved = since === null ? null : await findMoved(tx, merchantId, since)
  took.push({ id: 'what moved', ms: performance.now() - start })
  for (const invariant of invariants) {
    const began = performance.now()
    const found = await findBroken(tx, merchantId, [invariant], moved)
    took.push({ id: invariant.id, ms: performance.now() - began })
    broken.push(...found.slice(0, 1).map(({ id, ref, detail }) => `${id} ${ref} ${detail}`))
  }
  return { broken, took }
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
