// tsx test/bench/reconcile.ts [lines]: one day's bill of a million lines, fetched, kept, read and compared with
// as many payments on the books. Prints seconds by the clock and of CPU, the program's memory before and at its
// most, and what was found of what is wrong between the two.

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
import { configOf, quiet } from './stage.ts'

const lines = Number(process.argv[2] ?? 1_000_000)

await inFolder(async (folder) => {
  const dataDir = join(folder, 'data')
  const shop = await start(configOf(dataDir, new Platform()), quiet)
  const { connection, stop } = await attachEmbedded({ dataDir, log: () => {} })
  await shop.stop()
  try {
    const bill = join(folder, 'bill.zip')
    await writeFile(bill, await largeBill(lines))
    // As `keytill reconcile` beside a shop that does nothing: its memory is its own, and no job takes its time.
    const words = [String(lines), bill, databaseUrl(connection)]
    const program = await bundleProgram('test/bench/reconcile-large-day.ts')
    const comparing = fork(program, words, { execArgv: [] })
    const [code] = await once(comparing, 'exit')
    process.exitCode = Number(code)
  } finally {
    await stop()
  }
})
