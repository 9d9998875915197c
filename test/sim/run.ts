// `npm run sim -- [--seeds N] [--seed X] [--life NAME] [--bugs [--record]] [--marks] [--replay FILE]`: lives through seeds on every
// core, proves that the planted bugs are found, replays what was found before, and tells it in a few lines. Without
// any option, 200 seeds and the planted bugs. Exit 1 when anything failed.

import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { foundAt, foundFile, type PlantedBug, plantedBugs } from './bugs.ts'
import { bundle, bundleProduct, runFolder } from './bundle.ts'
import { cacheFolder, makeTemplate } from './database.ts'
import type { Failure, Report, Task } from './lane.ts'
import { leastPerMille, listBlindSpots } from './marks.ts'
import { type Showing, seedsOn } from './profile.ts'

const lanes = 2
const seedsPerTask = 25
const corpusFolder = join(import.meta.dirname, 'corpus')
/** A bug nobody has looked for yet may take so many; one that is found at once still may take a few. */
const firstWithin = 300
const leastWithin = 40

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    bugs: { type: 'boolean', default: false },
    bug: { type: 'string' },
    within: { type: 'string' },
    record: { type: 'boolean', default: false },
    replay: { type: 'string' },
    json: { type: 'boolean', default: false },
    marks: { type: 'boolean', default: false },
    life: { type: 'string' },
  },
})

/** `marks` are the situations the tape comes to: without them it is about another day than the one it was kept for. */
type Recorded = Readonly<{
  seed: number
  rule: string
  tape: readonly number[]
  marks: readonly string[]
}>

class Lane {
  readonly #child: ChildProcess
  readonly ready: Promise<void>
  /** in how many of the seeds it lived through each situation came up */
  readonly marks = new Map<string, number>()
  seeds = 0
  cpuMs = 0

  constructor(program: string, template: string) {
    this.#child = fork(program, [template], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    this.ready = new Promise((resolve) => this.#child.once('message', () => resolve()))
  }

  run(task: Task): Promise<Report> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`a lane ended with ${code}`))
      this.#child.once('exit', ended)
      this.#child.once('message', (report: Report) => {
        this.#child.off('exit', ended)
        this.cpuMs = report.cpuMs
        resolve(report)
      })
      this.#child.send(task)
    })
  }

  /** Whole days of a product without a planted bug. */
  async live(task: Task): Promise<Report> {
    const report = await this.run(task)
    this.seeds += report.seeds
    for (const [mark, seeds] of Object.entries(report.marks))
      this.marks.set(mark, (this.marks.get(mark) ?? 0) + seeds)
    return report
  }

  end(): void {
    this.#child.kill()
  }
}

const started = performance.now()
const problems: string[] = []
let passed = 0

mkdirSync(runFolder, { recursive: true })
const templateFile = join(runFolder, 'template')
const [laneProgram, productBundle] = await Promise.all([
  bundle('test/sim/lane.ts', 'lane'),
  bundleProduct('product'),
  makeTemplate().then(async (template) =>
    writeFileSync(templateFile, Buffer.from(await template.arrayBuffer())),
  ),
])
const open = Array.from({ length: lanes }, () => new Lane(laneProgram, templateFile))
await Promise.all(open.map((lane) => lane.ready))
try {
  await (options.replay === undefined ? runAll() : replay(options.replay))
} finally {
  for (const lane of open) lane.end()
}
for (const problem of problems) console.log(problem)
const seconds = Math.round((performance.now() - started) / 1_000)
console.log(`${Math.round(cpuMs() / 1_000)} s of CPU in all`)
if (options.json)
  console.log(JSON.stringify({ tier: 'simulation', passed, failed: problems.length, seconds }))
else console.log(`simulation: ${passed} passed, ${problems.length} failed, ${seconds} s`)
process.exit(problems.length === 0 ? 0 : 1)

/** Of this process and of the lanes; what bundling costs is not in it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return open.reduce((sum, lane) => sum + lane.cpuMs, (user + system) / 1_000)
}

async function runAll(): Promise<void> {
  if (options.bug === undefined && Number(options.seeds) > 0) {
    await replayCorpus()
    await runSeeds(Number(options.seed), Number(options.seeds))
  }
  const isBare = process.argv.length === 2
  if (isBare || options.bugs || options.bug !== undefined) await runBugs(options.bug)
}

/** Hands tasks to whichever lane is free. */
async function share<T>(
  tasks: readonly T[],
  work: (lane: Lane, task: T) => Promise<void>,
): Promise<void> {
  const left = [...tasks]
  await Promise.all(
    open.map(async (lane) => {
      for (let task = left.shift(); task !== undefined; task = left.shift()) await work(lane, task)
    }),
  )
}

async function runSeeds(first: number, count: number): Promise<void> {
  const before = performance.now()
  const failures: Failure[] = []
  const seeds = seedsOn(options.life as Showing | undefined, first, count)
  const tasks: Task[] = []
  for (let at = 0; at < count; at += seedsPerTask)
    tasks.push({ kind: 'seeds', bundle: productBundle, seeds: seeds.slice(at, at + seedsPerTask) })
  let lived = 0
  await share(tasks, async (lane, task) => {
    const report = await lane.live(task)
    if (report.trouble) problems.push(report.trouble)
    lived += report.seeds
    failures.push(...report.failures)
    for (const { seed, first, second } of report.unstable)
      problems.push(`seed ${seed} came out differently the second time: ${first}, then ${second}`)
  })
  passed += lived - failures.length
  const perSeed = (performance.now() - before) / Math.max(1, lived)
  console.log(
    `${lived} seeds, ${perSeed.toFixed(0)} ms each on ${lanes} lanes, ${met().size} situations came up, ${Object.keys(leastPerMille).length} had to`,
  )
  if (options.life === undefined) problems.push(...blindness())
  if (options.marks)
    for (const [mark, seeds] of [...met()].sort(([, a], [, b]) => a - b))
      console.log(`  ${((1_000 * seeds) / lived).toFixed(1)} in 1000: ${mark}`)
  const rules = new Map(failures.map((failure) => [failure.rule, failure]))
  for (const failure of rules.values()) await tell(failure)
}

/** All lanes' situations together. */
function met(): ReadonlyMap<string, number> {
  const all = new Map<string, number>()
  for (const { marks } of open)
    for (const [mark, seeds] of marks) all.set(mark, (all.get(mark) ?? 0) + seeds)
  return all
}

/** Days on which too little happens prove nothing, however green they are: of each lane, and of all together. */
function blindness(): string[] {
  const all = { marks: met(), seeds: open.reduce((sum, { seeds }) => sum + seeds, 0) }
  const spots = [all, ...open].flatMap(({ marks, seeds }) => listBlindSpots(marks, seeds))
  return spots.length === 0
    ? []
    : [`the invented days are too poor to prove anything: ${spots.join(', ')}`]
}

/** Makes a failure small, keeps it, and says how to see it again. */
async function tell({ seed, rule, tape }: Failure): Promise<void> {
  const [lane] = open
  if (!lane) return
  const report = await lane.run({ kind: 'shrink', bundle: productBundle, seed, tape, rule })
  const [smallest] = report.failures
  const file = join(cacheFolder, `found-${rule}-${seed}.json`)
  const marks = Object.keys(report.marks).sort()
  const recorded: Recorded = { seed, rule, tape: smallest?.tape ?? tape, marks }
  writeFileSync(file, `${JSON.stringify(recorded)}\n`)
  problems.push(
    [
      `seed ${seed} broke ${smallest?.message ?? rule}`,
      ...timeline(smallest?.trace ?? []),
      `  see it again: npm run sim -- --replay ${file}`,
    ].join('\n'),
  )
}

/** The last lines that say something. */
function timeline(trace: readonly string[]): string[] {
  return trace
    .filter((line) => !/ sleep$| claim_jobs$/.test(line))
    .slice(-28)
    .map((line) => `  ${line}`)
}

async function replay(file: string): Promise<void> {
  const [lane] = open
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded
  const report = await lane?.run({ kind: 'tape', bundle: productBundle, ...recorded })
  const [failure] = report?.failures ?? []
  if (failure)
    problems.push(
      [`broke ${failure.message}`, ...failure.trace.map((line) => `  ${line}`)].join('\n'),
    )
  else passed += 1
}

/** What was found once must never come back, and each tape must still be about what it was kept for. */
async function replayCorpus(): Promise<void> {
  const files = readdirSync(corpusFolder).filter((name) => name.endsWith('.json'))
  await share(files, async (lane, name) => {
    const recorded = JSON.parse(readFileSync(join(corpusFolder, name), 'utf8')) as Recorded
    const report = await lane.run({ kind: 'tape', bundle: productBundle, ...recorded })
    const [failure] = report.failures
    const gone = recorded.marks.filter((mark) => report.marks[mark] === undefined)
    if (failure) problems.push(`corpus/${name} broke ${failure.message}`)
    else if (gone.length > 0)
      problems.push(`corpus/${name} is about another day: it does not come to ${gone.join(', ')}`)
    else passed += 1
  })
}

async function runBugs(only: string | undefined): Promise<void> {
  const chosen = plantedBugs.filter(({ name }) => only === undefined || name.includes(only))
  const found: Found[] = []
  await share([...chosen.entries()], async (lane, [at, bug]) => {
    try {
      const one = await findBug(lane, bug, at)
      if (!one) return
      found.push(one)
      const { seed, seeds, rule } = one
      if (!options.json) console.log(`  seed ${seed}, ${seeds} tried: ${bug.name}: ${rule}`)
    } catch (error) {
      problems.push(`${bug.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
  passed += found.length
  const seeds = found.map((one) => one.seeds).sort((a, b) => a - b)
  console.log(
    `${found.length} of ${chosen.length} planted bugs found, after ${seeds[Math.floor(seeds.length / 2)] ?? 0} seeds in the middle, ${seeds.at(-1) ?? 0} at most`,
  )
  if (options.record) recordFound(found)
}

type Found = Readonly<{ bug: PlantedBug; seed: number; seeds: number; rule: string }>

/** Looks where it was found last, then from the first seed on, for as long as this bug may take. */
async function findBug(lane: Lane, bug: PlantedBug, at: number): Promise<Found | undefined> {
  const { file, find, replace } = bug
  const patch = { file, find, replace }
  const last = foundAt[bug.name]
  const within =
    options.within === undefined
      ? Math.max(leastWithin, last?.within ?? firstWithin)
      : Number(options.within)
  const others = seedsOn(bug.on, 1, within)
  const report = await lane.run({
    kind: 'bug',
    bundle: await bundleProduct(`bug-${at}`, patch),
    patch,
    seeds: last ? [last.seed, ...others] : others,
  })
  const [failure] = report.failures
  if (failure) return { bug, seed: failure.seed, seeds: report.seeds, rule: failure.rule }
  problems.push(
    `not found in ${report.seeds} seeds: ${bug.name} (${bug.source}) ${report.trouble ?? ''}`,
  )
  return undefined
}

/**
 * Keeps where each was found that was not where it had been found before; from now on none of them may take four times as
 * long. Bugs that are not planted any more are forgotten.
 */
function recordFound(found: readonly Found[]): void {
  const now = new Map(
    found
      .filter(({ bug, seed }) => foundAt[bug.name]?.seed !== seed)
      .map(({ bug, seed, seeds }) => [
        bug.name,
        { seed, within: Math.max(leastWithin, 4 * seeds) },
      ]),
  )
  const names = plantedBugs.map(({ name }) => name).sort()
  const kept = names.flatMap((name) => {
    const at = now.get(name) ?? foundAt[name]
    return at ? [[name, at] as const] : []
  })
  writeFileSync(foundFile, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
}
