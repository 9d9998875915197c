// memory: MB the built program holds when nothing has been asked of it, and at most while it sells 200 orders a second,
// each placed, opened and paid over HTTP; on a machine that cannot sell so many, at seven tenths of what it can.

import { setTimeout as wait } from 'node:timers/promises'
import { type Callers, openCallers, type Told } from './callers.ts'
import { onProgram, type Program } from './program.ts'
import type { Figure } from './report.ts'
import { proveSold } from './sold.ts'

const perSecondMost = 200
const peakPart = 0.7
const peakOf = 800
const inFlight = 32
const seconds = 20
const restMs = 5_000
const lookMs = 100
/** A small server has little more than this to give. */
const mostMB = 200

/** Names a program that holds more on stderr and sets the exit code. */
export async function benchMemory(): Promise<Figure[]> {
  return onProgram(async (program) => {
    await wait(restMs)
    const rest = program.memory()
    const callers = await callersOf(program)
    try {
      // A program that has just started has not compiled yet what it runs.
      const first = await callers.call('paid', { count: peakOf, inFlight })
      const peak = await callers.call('paid', { count: peakOf, inFlight })
      const perSecond = Math.min(
        perSecondMost,
        Math.floor(peakPart * ((peak.right * 1_000) / peak.ms)),
      )
      const { told, most } = await sellSteadily(program, callers, { perSecond, seconds })
      await proveSold(program, first.right + peak.right + told.right)
      if (most > mostMB) {
        console.error(`it held ${Math.round(most)} MB of memory`)
        process.exitCode = 1
      }
      return [
        { name: 'memory.rest', unit: 'MB', rounds: [rest] },
        { name: 'memory.load', unit: 'MB', rounds: [most] },
        { name: 'memory.load.paid', unit: '/s', rounds: [(told.right * 1_000) / told.ms] },
      ]
    } finally {
      callers.stop()
    }
  })
}

export function callersOf({ port, platform }: Program): Promise<Callers> {
  return openCallers(port, { privatePem: platform.keys.privatePem, amount: '99.00' })
}

export type Sold = Readonly<{ told: Told; most: number }>

/** Sells so many a second. `most` is the memory it held at most; `look` is told of each look at it. */
export async function sellSteadily(
  program: Program,
  callers: Callers,
  { perSecond, seconds }: Readonly<{ perSecond: number; seconds: number }>,
  look: (memory: number) => void = () => {},
): Promise<Sold> {
  let most = 0
  const watch = setInterval(() => {
    const memory = program.memory()
    most = Math.max(most, memory)
    look(memory)
  }, lookMs)
  try {
    const told = await callers.call('paid', { count: perSecond * seconds, perSecond })
    const { right, others } = told
    if (right < perSecond * seconds) throw new Error(`answered: ${JSON.stringify(others)}`)
    return { told, most }
  } finally {
    clearInterval(watch)
  }
}
