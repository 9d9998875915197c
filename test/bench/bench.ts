// npm run bench [-- settle http …] [--json] [--list] [--full] [--minutes N]: what the program does per second beside the
// least that could do it, both measured in turns in one run. docs/performance.md says how to read it.

import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type Figure, lineOf, tableOf } from './report.ts'

/** `full`: the big ones in the size they are meant for, instead of one that takes a minute. */
export type Options = Readonly<{ full: boolean; minutes: number }>
type Run = (signal: AbortSignal, options: Options) => Promise<Figure[]>
/** Each is loaded when it runs; one `onDemand` runs only where it is named. */
type Bench = Readonly<{ what: string; load: () => Promise<Run>; onDemand?: true }>

const benches: Readonly<Record<string, Bench>> = {
  settle: {
    what: 'notices taken, from raw bytes to the durable licence, in process',
    load: async () => (await import('./settle.ts')).benchSettle,
  },
  link: {
    what: 'payment links signed',
    load: async () => (await import('./link.ts')).benchLink,
  },
  notice: {
    what: 'notices of Alipay read and verified',
    load: async () => (await import('./notice.ts')).benchNotice,
  },
  wechat: {
    what: 'notices of WeChat Pay verified, opened and read',
    load: async () => (await import('./wechat.ts')).benchWechat,
  },
  order: {
    what: 'orders placed and their links signed, in process',
    load: async () => (await import('./order.ts')).benchOrder,
  },
  http: {
    what: 'orders and notices by the whole program over HTTP, beside what the machine could do at most',
    load: async () => (await import('./http.ts')).benchHttp,
  },
  lookup: {
    what: 'a wrong phone beside an unknown number: they must take the same time',
    load: async () => (await import('./lookup.ts')).benchLookup,
  },
  validate: {
    what: 'questions of licensed programs over HTTP',
    load: async () => (await import('./validate.ts')).benchValidate,
  },
  offline: {
    what: 'licence files verified without a network',
    load: async () => (await import('./offline.ts')).benchOffline,
  },
  flat: {
    what: 'what a paid order costs after 1,000, 10,000, 100,000 (--full: 1,000,000) others',
    load: async () => (await import('./flat.ts')).benchFlat,
  },
  load: {
    what: 'latencies at half the peak, and notices while too many orders are looked up',
    load: async () => (await import('./load.ts')).benchLoad,
  },
  memory: {
    what: 'memory of the program at rest and while it sells',
    load: async () => (await import('./memory.ts')).benchMemory,
  },
  console: {
    what: 'the calls of the console with 100,000 orders',
    load: async () => (await import('./console.ts')).benchConsole,
  },
  pages: {
    what: "the buyers' pages on a phone: painted, usable, shift and bytes",
    load: async () => (await import('./pages.ts')).benchPages,
  },
  scale: {
    what: 'notices and questions by one, two and four processes on one database',
    load: async () => (await import('./scale.ts')).benchScale,
  },
  start: {
    what: 'start and stop of the program',
    load: async () => (await import('./start.ts')).benchStart,
  },
  weight: {
    what: 'script and style of each page',
    load: async () => (await import('./weight.ts')).benchWeight,
  },
  reconcile: {
    what: "a day's bill compared, 200,000 lines (--full: 1,000,000), told for a million",
    load: async () => (await import('./reconcile.ts')).benchReconcile,
  },
  audit: {
    what: 'the books proved, 50,000 orders (--full: 1,000,000), told for a million',
    load: async () => (await import('./audit.ts')).benchAudit,
  },
  sim: {
    what: 'days of the simulation, 60 (--full: 1,000)',
    load: async () => (await import('./sim.ts')).benchSim,
  },
  soak: {
    what: 'memory while it sells for --minutes (5)',
    load: async () => (await import('./soak.ts')).benchSoak,
    onDemand: true,
  },
  peer: {
    what: 'orders paid by Vendure on the same database, installed by npm into a folder that is gone afterwards',
    load: async () => (await import('./peer.ts')).benchPeer,
    onDemand: true,
  },
}

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
  },
  allowPositionals: true,
})
const options: Options = { full: values.full, minutes: Number(values.minutes) }
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0 || !(options.minutes > 0)) {
  const wrong = unknown.length > 0 ? `no bench ${unknown.join(', ')}` : 'minutes are a number'
  console.error(`${wrong}; npm run bench -- --list names what there is`)
  process.exit(2)
}
if (values.list) {
  for (const [name, { what, onDemand }] of Object.entries(benches))
    console.log(`${name.padEnd(10)} ${what}${onDemand ? '; only where it is named' : ''}`)
} else {
  await run()
}

async function run(): Promise<void> {
  const wanted = Object.entries(benches).filter(([name, { onDemand }]) =>
    positionals.length > 0 ? positionals.includes(name) : onDemand !== true,
  )
  // At Ctrl-C the round under way ends, and what was started is stopped and removed.
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  const figures: Figure[] = []
  try {
    for (const [, { load }] of wanted) {
      const found = await (await load())(stopping.signal, options)
      figures.push(...found)
      if (values.json) for (const figure of found) console.log(lineOf(figure))
    }
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    process.exitCode = 130
  }
  if (values.json || figures.length === 0) return
  console.log(tableOf(figures))
  const load = loadavg()[0]?.toLocaleString('en', { maximumFractionDigits: 1 })
  console.log(`Node.js ${process.version}, ${availableParallelism()} cores, load ${load}`)
}
