// tsx test/bench/reconcile.ts [lines]: one day's bill of a million lines, fetched, kept, read and compared with
// as many payments on the books. Prints seconds by the clock and of CPU, the program's memory before and at its
// most, and what was found of what is wrong between the two.

import { loadavg } from 'node:os'
import { downloadBill } from '../../src/app/books/download-bill.ts'
import { reconcileDay } from '../../src/app/books/reconcile-day.ts'
import { countWrongs, fillBooks, largeBill, largeDay, offering } from '../support/large-day.ts'
import { cpuSeconds } from './cpu.ts'
import { onStage } from './stage.ts'

const lines = Number(process.argv[2] ?? 1_000_000)

await onStage(async ({ app, channel }) => {
  const filling = performance.now()
  await fillBooks(app, channel.id, lines)
  console.log({ lines, fillSeconds: seconds(performance.now() - filling) })
  const bytes = await largeBill(lines)
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
})

function seconds(ms: number): number {
  return tenths(ms / 1_000)
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

function mebi(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}
