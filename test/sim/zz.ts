import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { bundleProduct } from './bundle.ts'
import { makeTemplate, SimDatabase } from './database.ts'
import type * as Seed from './seed.ts'

const cached = '/tmp/simx/tpl'
if (!existsSync(cached) || process.argv.includes('--fresh'))
  writeFileSync(cached, Buffer.from(await (await makeTemplate()).arrayBuffer()))
const db = await SimDatabase.open(new Blob([readFileSync(cached)]))
const path = process.env.OLD
  ? '/tmp/k4/node_modules/.cache/keytill-sim/zz-old.mjs'
  : await bundleProduct('zz')
const product: typeof Seed = await import(path)
product.prepare(db)
const from = Number(process.argv[2] ?? 1),
  n = Number(process.argv[3] ?? 10)
const verbose = process.argv.includes('-v')
let t0 = performance.now(),
  steps = 0,
  stmts = 0
const rules = new Map<string, number[]>()
const marks = new Map<string, number>()
for (let seed = from; seed < from + n; seed++) {
  const t = performance.now()
  const o = await product.runSeed(db, seed)
  steps += o.steps
  stmts += o.statements
  for (const [m] of o.marks) marks.set(m, (marks.get(m) ?? 0) + 1)
  if (verbose) console.log(o.trace.join('\n'))
  const ms = performance.now() - t
  if (o.broken) {
    rules.set(o.broken.rule, [...(rules.get(o.broken.rule) ?? []), seed])
    if (verbose || rules.get(o.broken.rule)?.length === 1)
      console.log(seed, o.broken.message.slice(0, 400))
  }
  if (verbose || ms > 1000) console.log(seed, o.hash, o.steps, o.statements, ms.toFixed(0) + 'ms')
}
console.log(
  n,
  'seeds',
  ((performance.now() - t0) / n).toFixed(1),
  'ms/seed',
  (steps / n).toFixed(0),
  'steps',
  (stmts / n).toFixed(0),
  'statements',
)
for (const [r, s] of rules) console.log(r, s.length, s.slice(0, 8).join(' '))
if (process.argv.includes('-m')) console.log(Object.fromEntries([...marks].sort()))

for (const [n, [t, c]] of [...((globalThis as any).simt ?? new Map())]
  .sort((a: any, b: any) => b[1][0] - a[1][0])
  .slice(0, 14))
  console.log(n, t.toFixed(0) + 'ms', c, (t / c).toFixed(2))
console.log('cpu s', process.cpuUsage().user / 1e6)
