// npm run kill -- --kills 100 [--seed 1]: kills a shop under load that often, its own database server among the
// victims, and prints what was lost. Ends with 1 when anything was, or when one start in a hundred took longer than
// three seconds: on a machine that has nothing else to do.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../../src/db/embedded.ts'
import { build } from '../support/build.ts'
import { killQuietly, serversBelow } from '../support/programs.ts'
import { type Report, storm } from './storm.ts'

const recoveryMsMax = 3_000
const recoveriesMin = 50

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
})
await build()
const folder = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
// The server may be another user than we are.
chmodSync(folder, 0o711)
const embedded = await startEmbedded({ dataDir: folder, log: () => {} })
try {
  const report = await storm(embedded.connection, {
    kills: Number(values.kills),
    seed: Number(values.seed),
    killDatabase: () => serversBelow(folder).forEach(killQuietly),
    onKill: (count) => process.stderr.write(`\r${count} kills`),
  })
  process.stdout.write(written(report))
  process.exitCode = report.faults.length > 0 || !isQuick(report) ? 1 : 0
} finally {
  await embedded.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** The slowest of a hundred; of fewer kills it would say something about one of them. */
function isQuick({ recoveries }: Report): boolean {
  return recoveries.length < recoveriesMin || quantile(recoveries, 0.99) <= recoveryMsMax
}

function written({
  kills,
  strikes,
  orders,
  acknowledged,
  refunds,
  faults,
  recoveries,
}: Report): string {
  const count = (start: string) => faults.filter((fault) => fault.startsWith(start)).length
  const lines: readonly (readonly [what: string, number: number])[] = [
    ['kills', kills],
    ...Object.entries(strikes),
    ['payments', orders],
    ['notices acknowledged', acknowledged],
    ['acknowledged notices lost', count('acknowledged and lost')],
    ['double deliveries', count('keys of order') + count('two keys')],
    ['refunds', refunds],
    ['double refunds', count('given back') + count('two refunds')],
    ['all faults', faults.length],
    ['recovery p50 (ms)', quantile(recoveries, 0.5)],
    ['recovery p99 (ms)', quantile(recoveries, 0.99)],
    ['  may be (ms)', recoveryMsMax],
    ['load per core (%)', Math.round((100 * (loadavg()[0] ?? 0)) / availableParallelism())],
  ]
  const table = lines.map(([what, number]) => `${what.padEnd(28)}${number}`)
  const slowest = recoveries
    .slice(-3)
    .map(({ ms, struck, before }) => `slow: ${Math.round(ms)} ms, ${struck} after ${before}`)
  return `\n${[...table, ...slowest, ...faults].join('\n')}\n`
}

function quantile(sorted: Report['recoveries'], q: number): number {
  return Math.round(sorted[Math.ceil(sorted.length * q) - 1]?.ms ?? 0)
}
