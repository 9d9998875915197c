// npm run bench [-- settle link notice lookup validate offline console start] [--json]: what the program does per second
// beside the least that could do it, both measured in turns in one run. docs/performance.md says how to read it.

import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { benchConsole } from './console.ts'
import { benchLink } from './link.ts'
import { benchLookup } from './lookup.ts'
import { benchNotice } from './notice.ts'
import { benchOffline } from './offline.ts'
import { type Figure, lineOf, tableOf } from './report.ts'
import { benchSettle } from './settle.ts'
import { benchStart } from './start.ts'
import { benchValidate } from './validate.ts'

const benches: Readonly<Record<string, (signal: AbortSignal) => Promise<Figure[]>>> = {
  settle: benchSettle,
  link: benchLink,
  notice: benchNotice,
  lookup: benchLookup,
  validate: benchValidate,
  offline: benchOffline,
  console: benchConsole,
  start: benchStart,
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const names = positionals.length > 0 ? positionals : Object.keys(benches)
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

// At Ctrl-C the round under way ends, and what was started is stopped and removed.
const stopping = new AbortController()
process.once('SIGINT', () => stopping.abort())
const figures: Figure[] = []
try {
  for (const name of names) {
    const found = (await benches[name]?.(stopping.signal)) ?? []
    figures.push(...found)
    if (values.json) for (const figure of found) console.log(lineOf(figure))
  }
} catch (error) {
  if (!stopping.signal.aborted) throw error
  process.exitCode = 130
}
if (!values.json && figures.length > 0) {
  console.log(tableOf(figures))
  const load = loadavg()[0]?.toLocaleString('en', { maximumFractionDigits: 1 })
  console.log(`Node.js ${process.version}, ${availableParallelism()} cores, load ${load}`)
}
