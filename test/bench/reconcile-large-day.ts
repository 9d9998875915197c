// What test/bench/reconcile.ts measures, in a process of its own: LINES BILL DATABASE_URL. Throws unless every difference
// planted in the bill is found, and found again.

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { App } from '../../src/app/app.ts'
import { downloadBill } from '../../src/app/books/download-bill.ts'
import { reconcileDay } from '../../src/app/books/reconcile-day.ts'
import { withApp } from '../../src/cli/open-app.ts'
import { countWrongs, fillBooks, largeDay, offering } from '../support/large-day.ts'
import { Platform } from '../support/platform.ts'
import { cpuSeconds } from './cpu.ts'
import { alipayOf, configOf } from './stage.ts'

const [, , count, bill = '', DATABASE_URL = ''] = process.argv
const lines = Number(count)
const dataDir = join(dirname(bill), 'data')

/** `cpuSeconds` of program and database together; `memory` is the most the program held, in MB. */
export type LargeDay = Readonly<{
  importSeconds: number
  compareSeconds: number
  cpuSeconds: number
  memory: number
}>

await withApp(configOf(dataDir, new Platform(), { DATABASE_URL }), compare)

async function compare(app: App): Promise<void> {
  const channel = alipayOf(app)
  await fillBooks(app, channel.id, lines)
  const bytes = await readFile(bill)
  const billed = offering(channel, bytes)
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  const cpuBefore = await cpuSeconds(app.db)
  const began = performance.now()
  await downloadBill(app, billed, largeDay)
  const imported = performance.now()
  const { counts } = await reconcileDay(app, billed, largeDay)
  const ended = performance.now()
  clearInterval(watch)
  const cpu = await cpuSeconds(app.db)
  const again = await reconcileDay(app, billed, largeDay)
  const wanted = countWrongs(lines)
  const found = JSON.stringify(counts)
  if (found !== JSON.stringify(again.counts)) throw new Error('a second look found otherwise')
  const planted = Object.values(wanted).reduce((sum, count) => sum + count, 0)
  // A stranger stands in the place of a payment of ours: that is two.
  if (counts.matchedPayments !== lines - planted || counts.case !== planted + wanted.stranger)
    throw new Error(`planted ${JSON.stringify(wanted)}, found ${found}`)
  const told: LargeDay = {
    importSeconds: (imported - began) / 1_000,
    compareSeconds: (ended - imported) / 1_000,
    cpuSeconds: cpu.program - cpuBefore.program + cpu.server - cpuBefore.server,
    memory: peak / 1_000_000,
  }
  process.send?.(told)
}
