// What test/bench/reconcile.ts measures, in a process of its own: LINES BILL DATABASE_URL.

import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
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

await withApp(configOf(dataDir, new Platform(), { DATABASE_URL }), compare)

async function compare(app: App): Promise<void> {
  const channel = alipayOf(app)
  const filling = performance.now()
  await fillBooks(app, channel.id, lines)
  console.log({ lines, fillSeconds: seconds(performance.now() - filling) })
  const bytes = await readFile(bill)
  const billed = offering(channel, bytes)
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  const cpuBefore = await cpuSeconds(app.db)
  const began = performance.now()
  await downloadBill(app, billed, largeDay)
  const imported = performance.now()
  const result = await reconcileDay(app, billed, largeDay)
  const ended = performance.now()
  const cpu = await cpuSeconds(app.db)
  const again = await reconcileDay(app, billed, largeDay)
  const repeated = performance.now()
  clearInterval(watch)
  console.log({
    lines,
    billMiB: mebi(bytes.length),
    seconds: seconds(ended - began),
    importSeconds: seconds(imported - began),
    compareSeconds: seconds(ended - imported),
    compareAgainSeconds: seconds(repeated - ended),
    cpuSeconds: {
      program: tenths(cpu.program - cpuBefore.program),
      server: tenths(cpu.server - cpuBefore.server),
    },
    rssBeforeMiB: mebi(before),
    rssPeakMiB: mebi(peak),
    load: loadavg().map(Math.round),
    wrong: countWrongs(lines),
    counts: result.counts,
    same: JSON.stringify(again.counts) === JSON.stringify(result.counts),
  })
}

function seconds(ms: number): number {
  return tenths(ms / 1_000)
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

function mebi(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}
