// http.order, http.notice: orders placed with their payment link in one call, and notices with their licence, per second by
// the whole built program over HTTP, the callers on the same machine; beside the ceilings of the machine (parts.ts).
// http.order.apart: orders whose link is asked for by a second call.

import { type Callers, openCallers, type Told } from './callers.ts'
import { cpuSeconds, cpuSecondsOf } from './cpu.ts'
import { openOwnStatements } from './own-statements.ts'
import { type Ceilings, openParts } from './parts.ts'
import { onProgram, type Program } from './program.ts'
import type { Figure } from './report.ts'
import { type Rounds, takeTurns } from './rounds.ts'
import { proveSold } from './sold.ts'
import { onStage } from './stage.ts'
import type { Talk } from './talks.ts'

const rounds = 7
const apartRounds = 5
/** The first round warms up: a program that has just started has not compiled yet what it runs. */
const perRound = 2_000
const inFlight = 128
const microseconds = 1_000_000

export async function benchHttp(signal: AbortSignal): Promise<Figure[]> {
  return [...(await benchCalls(signal)), await benchApart(signal)]
}

/** In a program of its own, so that the other one ends before the database begins to clean up behind it. */
async function benchApart(signal: AbortSignal): Promise<Figure> {
  return onProgram(async (program) => {
    const gateway = { privatePem: program.platform.keys.privatePem, amount: '99.00' }
    const callers = await openCallers(program.port, gateway)
    const sell = (talk: Talk) => async () => {
      const rate = ratePerSecond(await callAll(callers, talk))
      await tellAll(callers)
      return rate
    }
    try {
      const contenders = { apart: sell('apart'), inOne: sell('order') }
      const { apart, inOne } = await takeTurns(contenders, { rounds: apartRounds, signal })
      await proveSold(program, perRound * 2 * (apartRounds + 1))
      const against = { what: 'in one call', rounds: inOne }
      return { name: 'http.order.apart', unit: '/s', rounds: apart, against }
    } finally {
      callers.stop()
    }
  })
}

async function benchCalls(signal: AbortSignal): Promise<Figure[]> {
  // A shop of its own, at rest but for the statements it lends.
  return onStage(async (stage) => {
    const own = await openOwnStatements(stage)
    return onProgram(async (program) => {
      const gateway = { privatePem: program.platform.keys.privatePem, amount: '99.00' }
      const callers = await openCallers(program.port, gateway)
      const parts = await openParts(program, own)
      const order = observe('order', program, callers, parts.orders)
      const notice = observe('notice', program, callers, parts.notices)
      try {
        // What the shop is told of must be known to it. As in life an order is paid soon after it was placed: whatever waits
        // for half a minute is asked about at its gateway, and paid by nobody here.
        await callers.call('order', { count: perRound, inFlight })
        const told = async () => {
          await callers.sign()
          return notice.ours()
        }
        const contenders = {
          order: order.ours,
          orderCeiling: order.ceiling,
          notice: told,
          noticeCeiling: notice.ceiling,
        }
        const taken = await takeTurns(contenders, { rounds, signal })
        await tellAll(callers)
        await proveSold(program, perRound * (rounds + 2))
        return [
          ...order.figures(taken.order, taken.orderCeiling),
          ...notice.figures(taken.notice, taken.noticeCeiling),
        ]
      } finally {
        callers.stop()
        await parts.stop()
        await own.stop()
      }
    })
  })
}

type Cost = Readonly<{ program: number; database: number }>

/** What is done so many times in a round, the ceilings of it, and what both found out. */
function observe(
  talk: 'order' | 'notice',
  program: Program,
  callers: Callers,
  ceilings: () => Promise<Ceilings>,
) {
  const tolds: Told[] = []
  const costs: Cost[] = []
  const bare: number[] = []
  const name = `http.${talk}`
  return {
    ours: async (): Promise<number> => {
      const before = await spentBy(program)
      const told = await callAll(callers, talk)
      const after = await spentBy(program)
      tolds.push(told)
      costs.push({
        program: after.program - before.program,
        database: after.database - before.database,
      })
      return ratePerSecond(told)
    },
    ceiling: async (): Promise<number> => {
      const both = await ceilings()
      bare.push(both.bare)
      return both.own
    },
    figures: (ours: Rounds, ceiling: Rounds): Figure[] => {
      // The first was for warming up.
      const latency = (of: (told: Told) => number): Rounds => tolds.slice(1).map(of)
      const cost = (of: (cost: Cost) => number): Rounds =>
        costs.slice(1).map((one) => (of(one) * microseconds) / perRound)
      const own = { what: 'cores / sum of its parts', rounds: ceiling }
      const least = { what: 'the same with three bare tables', rounds: bare.slice(1) }
      return [
        { name, unit: '/s', rounds: ours, against: own },
        { name: `${name}.bare`, unit: '/s', rounds: ours, against: least },
        { name: `${name}.p50`, unit: 'ms', rounds: latency(({ p50 }) => p50) },
        { name: `${name}.p99`, unit: 'ms', rounds: latency(({ p99 }) => p99) },
        { name: `${name}.program`, unit: 'µs', rounds: cost((spent) => spent.program) },
        { name: `${name}.database`, unit: 'µs', rounds: cost((spent) => spent.database) },
      ]
    },
  }
}

/** A round of calls. Throws unless each was answered rightly. */
async function callAll(callers: Callers, talk: Talk): Promise<Told> {
  const told = await callers.call(talk, { count: perRound, inFlight })
  if (told.right === perRound) return told
  throw new Error(`of ${perRound} ${told.right} were answered: ${JSON.stringify(told.others)}`)
}

/** The gateway tells of every payment that is open. */
async function tellAll(callers: Callers): Promise<void> {
  await callers.sign()
  await callAll(callers, 'notice')
}

function ratePerSecond({ right, ms }: Told): number {
  return (right * 1_000) / ms
}

/** Seconds of CPU so far. */
async function spentBy({ pid, db }: Program): Promise<Cost> {
  const { server } = await cpuSeconds(db)
  return { program: cpuSecondsOf([pid]), database: server }
}
