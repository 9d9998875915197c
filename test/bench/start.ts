// start.cold, start.warm, stop: the built program in demo mode as a whole, in milliseconds from its spawning
// until /readyz answers 200, and from SIGTERM to its end.

import { build } from '../support/build.ts'
import { startProgram } from './demo-program.ts'
import { inFolder } from './folder.ts'
import type { Figure } from './report.ts'

const rounds = 3

export async function benchStart(signal: AbortSignal): Promise<Figure[]> {
  await build()
  const cold: number[] = []
  const warm: number[] = []
  const stops: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await inFolder(async (folder) => {
      // The second start finds what the first one made.
      for (const starts of [cold, warm]) {
        signal.throwIfAborted()
        const { startMs, stopMs } = await startAndStop(folder)
        starts.push(startMs)
        stops.push(stopMs)
      }
    })
  }
  return [
    { name: 'start.cold', unit: 'ms', rounds: cold },
    { name: 'start.warm', unit: 'ms', rounds: warm },
    { name: 'stop', unit: 'ms', rounds: stops },
  ]
}

async function startAndStop(folder: string): Promise<{ startMs: number; stopMs: number }> {
  const begun = performance.now()
  const { stop } = await startProgram(folder)
  const ready = performance.now()
  await stop()
  return { startMs: ready - begun, stopMs: performance.now() - ready }
}
