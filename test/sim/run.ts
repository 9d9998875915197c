// `npm run sim -- --seeds N [--seed X] [--bugs] [--replay FILE]`: lives through seeds on every core, proves that the
// planted bugs are found, replays what was found before, and tells it in a few lines. Exit 1 when anything failed.

import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type PlantedBug, plantedBugs } from './bugs.ts'
import { bundle, bundleProduct, cacheFolder, runFolder } from './bundle.ts'
import { makeTemplate } from './database.ts'
import type { Failure, Report, Task } from './lane.ts'
import { mustHappen } from './marks.ts'

const lanes = 2
const seedsPerTask = 25
/** Fewer seeds than this may by chance miss a situation. */
const enoughForMarks = 1_000
const corpusFolder = join(import.meta.dirname, 'corpus')

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    bugs: { type: 'boolean', default: false },
    bug: { type: 'string' },
    within: { type: 'string', default: '300' },
    replay: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

type Recorded = Readonly<{ seed: number; rule: string; tape: readonly number[] }>

class Lane {
  readonly #child: ChildProcess
  readonly ready: Promise<void>

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
        resolve(report)
      })
      this.#child.send(task)
    })
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
if (options.json)
  console.log(JSON.stringify({ tier: 'simulation', passed, failed: problems.length, seconds }))
else console.log(`simulation: ${passed} passed, ${problems.length} failed, ${seconds} s`)
process.exit(problems.length === 0 ? 0 : 1)

async function runAll(): Promise<void> {
  if (options.bug === undefined) {
    await replayCorpus()
    await runSeeds(Number(options.seed), Number(options.seeds))
  }
  if (options.bugs || options.bug !== undefined) await runBugs(options.bug)
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
  const marks = new Map<string, number>()
  const failures: Failure[] = []
  const tasks: Task[] = []
  for (let from = first; from < first + count; from += seedsPerTask)
    tasks.push({
      kind: 'seeds',
      bundle: productBundle,
      from,
      count: Math.min(seedsPerTask, first + count - from),
    })
  let lived = 0
  await share(tasks, async (lane, task) => {
    const report = await lane.run(task)
    if (report.trouble) problems.push(report.trouble)
    lived += report.seeds
    failures.push(...report.failures)
    for (const [mark, seeds] of Object.entries(report.marks))
      marks.set(mark, (marks.get(mark) ?? 0) + seeds)
    for (const seed of report.unstable)
      problems.push(`seed ${seed} came out differently the second time`)
  })
  passed += lived - failures.length
  const missed = mustHappen.filter((mark) => !marks.has(mark))
  const perSeed = (performance.now() - before) / Math.max(1, lived)
  console.log(
    `${lived} seeds, ${perSeed.toFixed(0)} ms each on ${lanes} lanes, ${mustHappen.length - missed.length} of ${mustHappen.length} situations came up`,
  )
  if (lived >= enoughForMarks && missed.length > 0)
    problems.push(`never came up: ${missed.join(', ')}`)
  const rules = new Map(failures.map((failure) => [failure.rule, failure]))
  for (const failure of rules.values()) await tell(failure)
}

/** Makes a failure small, keeps it, and says how to see it again. */
async function tell({ seed, rule, tape }: Failure): Promise<void> {
  const [lane] = open
  if (!lane) return
  const report = await lane.run({ kind: 'shrink', bundle: productBundle, seed, tape, rule })
  const [smallest] = report.failures
  const file = join(cacheFolder, `found-${rule}-${seed}.json`)
  const recorded: Recorded = { seed, rule, tape: smallest?.tape ?? tape }
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

/** What was found once must never come back. */
async function replayCorpus(): Promise<void> {
  const files = readdirSync(corpusFolder).filter((name) => name.endsWith('.json'))
  await share(files, async (lane, name) => {
    const recorded = JSON.parse(readFileSync(join(corpusFolder, name), 'utf8')) as Recorded
    const report = await lane.run({ kind: 'tape', bundle: productBundle, ...recorded })
    const [failure] = report.failures
    if (failure) problems.push(`corpus/${name} broke ${failure.message}`)
    else passed += 1
  })
}

async function runBugs(only: string | undefined): Promise<void> {
  const chosen = plantedBugs.filter(({ name }) => only === undefined || name.includes(only))
  const found: Readonly<{ bug: PlantedBug; seeds: number; rule: string }>[] = []
  await share([...chosen.entries()], async (lane, [at, bug]) => {
    try {
      const { file, find, replace } = bug
      const patch = { file, find, replace }
      const path = await bundleProduct(`bug-${at}`, patch)
      const report = await lane.run({
        kind: 'bug',
        bundle: path,
        patch,
        from: 1,
        count: Number(options.within),
      })
      const [failure] = report.failures
      if (failure) {
        found.push({ bug, seeds: report.seeds, rule: failure.rule })
        if (!options.json) console.log(`  ${report.seeds} seeds: ${bug.name}: ${failure.rule}`)
      } else
        problems.push(
          `not found in ${report.seeds} seeds: ${bug.name} (${bug.source}) ${report.trouble ?? ''}`,
        )
    } catch (error) {
      problems.push(`${bug.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
  passed += found.length
  const seeds = found.map((one) => one.seeds).sort((a, b) => a - b)
  console.log(
    `${found.length} of ${chosen.length} planted bugs found, after ${seeds[Math.floor(seeds.length / 2)] ?? 0} seeds in the middle, ${seeds.at(-1) ?? 0} at most`,
  )
}
