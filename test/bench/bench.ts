// npm run bench [-- settle link notice start] [--json]: measures what the program does per second beside the
// least that could do it, in one run. docs/performance.md says how to read it.

import { parseArgs } from 'node:util'
import { benchSettle } from './settle.ts'
import { type Figure, lineOf, tableOf } from './report.ts'

const benches: Readonly<Record<string, (signal: AbortSignal) => Promise<Figure[]>>> = {
  settle: benchSettle,
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const names = positionals.length > 0 ? positionals : Object.keys(benches)
const figures: Figure[] = []
const stopping = new AbortController()
process.once('SIGINT', () => stopping.abort())
for (const name of names) {
  const found = await benches[name]?.(stopping.signal) ?? []
  figures.push(...found)
  if (values.json) for (const figure of found) console.log(lineOf(figure))
}
if (!values.json) console.log(tableOf(figures))
