// start.cold, start.warm, stop: the built program in demo mode as a whole, in milliseconds from its spawning
// until /readyz answers 200, and from SIGTERM to its end.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from '../support/build.ts'
import { inFolder } from './folder.ts'
import type { Figure } from './report.ts'

const rounds = 3
const readyMsMax = 30_000
const program = join(import.meta.dirname, '../../dist/cli.js')

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
  const { PATH } = process.env
  const begun = performance.now()
  const child = spawn(process.execPath, [program, 'start'], {
    cwd: folder,
    env: { PATH, PORT: '0', DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    await untilReady(await shopOf(child))
    const ready = performance.now()
    child.kill('SIGTERM')
    const [code] = await ended
    if (code !== 0) throw new Error(`the program ended with ${code}`)
    return { startMs: ready - begun, stopMs: performance.now() - ready }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** The address the program prints when it has started. Rejects when it ends before. */
function shopOf(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /Shop\s+(http:\/\/\S+?)\/\s/.exec(output)
      if (found?.[1]) resolve(found[1])
    })
    child.once('exit', () => reject(new Error(`the program did not start:\n${output}`)))
  })
}

/** Jobs come up a moment after the greeting; asked until they have, each answer being the pause. */
async function untilReady(shop: string): Promise<void> {
  const signal = AbortSignal.timeout(readyMsMax)
  while ((await fetch(`${shop}/readyz`, { signal })).status !== 200);
}
