// scale.N: one shop run by N processes on one PostgreSQL. Answers per second over HTTP, how long they take, and the CPU
// time each costs, program and database together: on a few cores that says more than the rate, which cannot grow.

import { Program } from '../kill/program.ts'
import { build } from '../support/build.ts'
import { databaseUrl } from '../support/database.ts'
import { type Asker, openAsker } from './asker.ts'
import { cpuSeconds, cpuSecondsOf } from './cpu.ts'
import { inFolder } from './folder.ts'
import type { Figure } from './report.ts'
import { takeTurns } from './rounds.ts'
import { noticeType, waitingNotices } from './settle.ts'
import { envOf, onStage, type Stage } from './stage.ts'
import { activatedKeys, bodyOf, path as validatePath } from './validate.ts'

const counts = [1, 2, 4]
const rounds = 5
/** For each process that is asked. */
const inFlight = 32
const noticesPerRound = 1_000
const questionsPerRound = 3_000

type Measured = { p50: number[]; p99: number[]; cpu: number[] }

export async function benchScale(signal: AbortSignal): Promise<Figure[]> {
  await build()
  return onStage((stage) =>
    inFolder(async (folder) => {
      const programs: Program[] = []
      try {
        for (let at = 0; at < Math.max(...counts); at += 1)
          programs.push(await Program.start(folder, envBeside(stage)))
        return [
          ...(await measure(stage, programs, await noticesFor(stage), signal)),
          ...(await measure(stage, programs, await questionsFor(stage), signal)),
        ]
      } finally {
        for (const program of programs) await program.end('SIGTERM')
      }
    }),
  )
}

/** Of another process of the same shop: it shares the database and the secret. */
function envBeside({ dataDir, platform, connection }: Stage): Readonly<Record<string, string>> {
  return { ...envOf(dataDir, platform), DATABASE_URL: databaseUrl(connection) }
}

type Work = Readonly<{
  name: string
  path: string
  type?: string
  perRound: number
  /** for one count of processes */
  bodies: () => readonly string[]
  prove: () => Promise<void>
}>

/** A notice of a payment each, taken until its licence is durable. */
async function noticesFor(stage: Stage): Promise<Work> {
  const perCount = noticesPerRound * (rounds + 1)
  const notices = await waitingNotices(stage, perCount * counts.length)
  await stage.app.db.script('analyze')
  return {
    name: 'notice',
    path: '/api/v1/pay/alipay/notify',
    type: noticeType,
    perRound: noticesPerRound,
    bodies: () => notices.splice(0, perCount).map((body) => body.toString()),
    async prove() {
      const [unpaid] = await stage.app.db.rows<{ n: number }>(
        { name: '', text: "select count(*) as n from orders where state <> 'paid'" },
        [],
      )
      if (unpaid?.n !== 0) throw new Error(`${unpaid?.n} orders are not paid`)
    },
  }
}

/** What licensed programs ask. */
async function questionsFor(stage: Stage): Promise<Work> {
  const keys = await activatedKeys(stage)
  return {
    name: 'validate',
    path: validatePath,
    perRound: questionsPerRound,
    bodies: () => keys.map((key) => bodyOf(key, `nonce of ${key.slice(0, 5)}`)),
    prove: async () => undefined,
  }
}

async function measure(
  stage: Stage,
  programs: readonly Program[],
  work: Work,
  signal: AbortSignal,
): Promise<Figure[]> {
  const askers: Asker[] = []
  const measured = new Map<number, Measured>()
  const contenders: Record<string, () => Promise<number>> = {}
  try {
    for (const count of counts) {
      const asked = programs.slice(0, count)
      const ports = asked.map(({ url }) => Number(new URL(url).port))
      const bodies = work.bodies()
      let asker: Asker | undefined
      const notes: Measured = { p50: [], p99: [], cpu: [] }
      measured.set(count, notes)
      contenders[count] = async () => {
        // Opened when it is first used: a connection that asks nothing is soon cut off.
        asker ??= await openAsker({ ...work, ports, bodies }, inFlight * count)
        if (!askers.includes(asker)) askers.push(asker)
        const spent = async () =>
          cpuSecondsOf(programs.map(({ pid }) => pid)) + (await cpuSeconds(stage.app.db)).server
        const before = await spent()
        const { rate, p50, p99 } = await asker.times(work.perRound)
        notes.p50.push(p50)
        notes.p99.push(p99)
        notes.cpu.push((((await spent()) - before) * 1_000_000) / work.perRound)
        return rate
      }
    }
    const rates = await takeTurns(contenders, { rounds, signal })
    await work.prove()
    return counts.flatMap((count) => figuresOf(work.name, count, rates, measured.get(count)))
  } finally {
    for (const asker of askers) asker.stop()
  }
}

function figuresOf(
  name: string,
  count: number,
  rates: Readonly<Record<string, readonly number[]>>,
  notes: Measured | undefined,
): Figure[] {
  // The first round warmed up.
  const { p50, p99, cpu } = notes ?? { p50: [], p99: [], cpu: [] }
  const against = { what: 'one process', rounds: rates[1] ?? [] }
  const begin = `scale.${count}.${name}`
  return [
    { name: begin, unit: '/s', rounds: rates[count] ?? [], ...(count > 1 ? { against } : {}) },
    { name: `${begin}.p50`, unit: 'ms', rounds: p50.slice(1) },
    { name: `${begin}.p99`, unit: 'ms', rounds: p99.slice(1) },
    { name: `${begin}.cpu`, unit: 'µs', rounds: cpu.slice(1) },
  ]
}
