// soak, only when it is named: whether the memory of the built program stays where it is while it sells for long.
// `npm run bench -- soak --minutes 30`.

import { callersOf, sellSteadily } from './memory.ts'
import { onProgram } from './program.ts'
import type { Figure } from './report.ts'
import { median } from './rounds.ts'
import { proveSold } from './sold.ts'

const perSecond = 40
const minuteSeconds = 60
const hourMs = 3_600_000
/** Caches and compiled code grow for so long; what grows afterwards is a leak. */
const warmPart = 0.3

export async function benchSoak(
  _signal: AbortSignal,
  { minutes }: Readonly<{ minutes: number }>,
): Promise<Figure[]> {
  return onProgram(async (program) => {
    const callers = await callersOf(program)
    const looks: { at: number; memory: number }[] = []
    const begun = performance.now()
    const look = (memory: number) => looks.push({ at: performance.now() - begun, memory })
    try {
      const seconds = minutes * minuteSeconds
      const { told } = await sellSteadily(program, callers, { perSecond, seconds }, look)
      await proveSold(program, told.right)
      const warm = looks.slice(Math.floor(looks.length * warmPart))
      const slope = slopeOf(warm) * hourMs
      return [
        { name: 'soak.memory', unit: 'MB', rounds: thirds(warm.map(({ memory }) => memory)) },
        { name: 'soak.slope', unit: 'MB/h', rounds: [slope] },
        { name: 'soak.p99', unit: 'ms', rounds: [told.p99] },
      ]
    } finally {
      callers.stop()
    }
  })
}

/** What was held in the middle of each third: a leak shows as one higher than the one before. */
function thirds(memory: readonly number[]): readonly number[] {
  const size = Math.ceil(memory.length / 3)
  return [0, 1, 2].map((third) => median(memory.slice(third * size, (third + 1) * size)))
}

/** MB in a ms, by least squares. */
function slopeOf(looks: readonly Readonly<{ at: number; memory: number }>[]): number {
  const mean = (of: (look: (typeof looks)[number]) => number) =>
    looks.reduce((sum, look) => sum + of(look), 0) / looks.length
  const [at, memory] = [mean((look) => look.at), mean((look) => look.memory)]
  const together = mean((look) => (look.at - at) * (look.memory - memory))
  return together / mean((look) => (look.at - at) ** 2)
}
