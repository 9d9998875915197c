// sim: invented days of the simulation lived through per second, on as many cores as it takes.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Figure } from './report.ts'

const seeds = 60
const fullSeeds = 1_000
const program = join(import.meta.dirname, '../sim/run.ts')

export async function benchSim(
  signal: AbortSignal,
  { full }: Readonly<{ full: boolean }>,
): Promise<Figure[]> {
  const words = ['--import', 'tsx', program, '--seeds', String(full ? fullSeeds : seeds)]
  const { stdout } = await promisify(execFile)(process.execPath, words, { signal })
  // What bundling the program takes beforehand is not in it.
  const found = /(\d+) ms each on/.exec(stdout)
  if (!found) throw new Error(`the simulation said:\n${stdout}`)
  return [{ name: 'sim', unit: '/s', rounds: [1_000 / Number(found[1])] }]
}
