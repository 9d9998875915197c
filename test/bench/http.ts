// http.order, http.notice: orders with their payment link, and notices with their licence, per second by the whole built
// program over HTTP, the callers on the same machine; beside the ceiling of the machine (parts.ts).

import { type Callers, openCallers, type Told } from './callers.ts'
import { cpuSeconds, cpuSecondsOf } from './cpu.ts'
import { openParts } from './parts.ts'
import { onProgram, type Program } from './program.ts'
import type { Figure } from './report.ts'
import { type Rounds, takeTurns } from './rounds.ts'
import { proveSold } from './sold.ts'

const rounds = 7
/** The first round warms up: a program that has just started has not compiled yet what it runs. */
const perRound = 1_500
const inFlight = 64
const microseconds = 1_000_000

export async function benchHttp(signal: AbortSignal): Promise<Figure[]> {
  return onProgram(async (program) => {
    const gateway = { privatePem: program.platform.keys.privatePem, amount: '99.00' }
    const callers = await openCallers(program.port, gateway)
    const parts = await openParts(program)
    try {
      const orders = await measure('order', program, callers, parts.orders, signal)
      // What the shop is told of must be known to it: one notice for each order.
      await callers.sign()
      const notices = await measure('notice', program, callers, parts.notices, signal)
      await proveSold(program, perRound * (rounds + 1))
      return [...orders, ...notices]
    } finally {
      callers.stop()
      await parts.stop()
    }
  })
}

type Cost = Readonly<{ program: number; database: number }>

async function measure(
  talk: 'order' | 'notice',
  program: Program,
  callers: Callers,
  ceiling: () => Promise<number>,
  signal: AbortSignal,
): Promise<Figure[]> {
  const tolds: Told[] = []
  const costs: Cost[] = []
  const ours = async () => {
    const before = await spentBy(program)
    const told = await callers.call(talk, { count: perRound, inFlight })
    const after = await spentBy(program)
    costs.push({
      program: after.program - before.program,
      database: after.database - before.database,
    })
    if (told.right !== perRound)
      throw new Error(`of ${perRound} ${told.right} were answered: ${JSON.stringify(told.others)}`)
    tolds.push(told)
    return (told.right * 1_000) / told.ms
  }
  const taken = await takeTurns({ ours, ceiling }, { rounds, signal })
  const name = `http.${talk}`
  // The first was for warming up.
  const latency = (of: (told: Told) => number): Rounds => tolds.slice(1).map(of)
  const cost = (of: (cost: Cost) => number): Rounds =>
    costs.slice(1).map((one) => (of(one) * microseconds) / perRound)
  return [
    {
      name,
      unit: '/s',
      rounds: taken.ours,
      against: { what: 'cores / sum of parts', rounds: taken.ceiling },
    },
    { name: `${name}.p50`, unit: 'ms', rounds: latency(({ p50 }) => p50) },
    { name: `${name}.p99`, unit: 'ms', rounds: latency(({ p99 }) => p99) },
    { name: `${name}.program`, unit: 'µs', rounds: cost((spent) => spent.program) },
    { name: `${name}.database`, unit: 'µs', rounds: cost((spent) => spent.database) },
  ]
}

/** Seconds of CPU so far. */
async function spentBy({ pid, db }: Program): Promise<Cost> {
  const { server } = await cpuSeconds(db)
  return { program: cpuSecondsOf([pid]), database: server }
}
