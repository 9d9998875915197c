// reconcile: one day's bill, fetched, kept, read and compared with as many payments on the books, in seconds for a
// million lines; 200,000 are compared, with --full a million. All that is planted wrong between the two must be named.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attachEmbedded } from '../../src/db/embedded.ts'
import { start } from '../../src/main.ts'
import { bundleProgram } from '../support/bundle.ts'
import { databaseUrl } from '../support/database.ts'
import { largeBill } from '../support/large-day.ts'
import { Platform } from '../support/platform.ts'
import { inFolder } from './folder.ts'
import type { LargeDay } from './reconcile-large-day.ts'
import type { Figure } from './report.ts'
import { configOf, quiet } from './stage.ts'

const million = 1_000_000
const lines = 200_000

export async function benchReconcile(
  _signal: AbortSignal,
  { full }: Readonly<{ full: boolean }>,
): Promise<Figure[]> {
  const count = full ? million : lines
  const told = await compare(count)
  const perMillion = million / count
  const one = (name: string, unit: Figure['unit'], value: number): Figure => ({
    name: `reconcile${name}`,
    unit,
    rounds: [value],
  })
  return [
    one('', 's', (told.importSeconds + told.compareSeconds) * perMillion),
    one('.reading', 's', told.importSeconds * perMillion),
    one('.comparing', 's', told.compareSeconds * perMillion),
    one('.cpu', 's', told.cpuSeconds * perMillion),
    // As it was: it does not grow with the lines.
    one('.memory', 'MB', told.memory),
  ]
}

/** As `keytill reconcile` beside a shop that does nothing: its memory is its own, and no job takes its time. */
function compare(count: number): Promise<LargeDay> {
  return inFolder(async (folder) => {
    const dataDir = join(folder, 'data')
    const shop = await start(configOf(dataDir, new Platform()), quiet)
    const { connection, stop } = await attachEmbedded({ dataDir, log: () => {} })
    await shop.stop()
    try {
      const bill = join(folder, 'bill.zip')
      await writeFile(bill, await largeBill(count))
      const words = [String(count), bill, databaseUrl(connection)]
      const program = await bundleProgram('test/bench/reconcile-large-day.ts')
      const comparing = fork(program, words, { execArgv: [] })
      const ended = once(comparing, 'exit').then(([code]) => {
        throw new Error(`the comparing ended with ${code}`)
      })
      const [told] = (await Promise.race([once(comparing, 'message'), ended])) as [LargeDay]
      await ended.catch(() => {})
      return told
    } finally {
      await stop()
    }
  })
}
