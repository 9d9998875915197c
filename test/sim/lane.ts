// A lane: a process of its own with one database in memory, which lives through seeds as it is told. A run uses
// one lane for each core.

import { readFileSync } from 'node:fs'
import { makeTemplate, type Patch, SimDatabase } from './database.ts'
import type * as Product from './seed.ts'
import type { Outcome } from './seed.ts'
import { shrink } from './shrink.ts'

export type Task =
  | Readonly<{ kind: 'seeds'; bundle: string; seeds: readonly number[] }>
  /** these seeds, until a rule breaks */
  | Readonly<{ kind: 'bug'; bundle: string; patch: Patch; seeds: readonly number[] }>
  | Readonly<{ kind: 'tape'; bundle: string; seed: number; tape: readonly number[] }>
  | Readonly<{
      kind: 'shrink'
      bundle: string
      seed: number
      tape: readonly number[]
      rule: string
    }>

/** A run that broke a rule, with what is needed to see it again. */
export type Failure = Readonly<{
  seed: number
  rule: string
  message: string
  tape: readonly number[]
  trace: readonly string[]
}>

/** A seed that came out differently the second time, and the first step that did. */
export type Unstable = Readonly<{ seed: number; first: string; second: string }>

export type Report = Readonly<{
  seeds: number
  failures: readonly Failure[]
  unstable: readonly Unstable[]
  /** in how many seeds each situation came up */
  marks: Readonly<Record<string, number>>
  /** what went wrong with the lane itself */
  trouble?: string
  /** what the lane's process has cost the machine so far */
  cpuMs: number
}>

type Lived = Omit<Report, 'cpuMs'>

/** One seed of so many is lived through twice. */
const twiceEvery = 50
/** Dead rows take room; tidying makes the database plan every statement anew, which costs as much as six seeds. */
const tidyEvery = 400
const failuresMax = 3

const template = new Blob([readFileSync(process.argv[2] ?? '')])
let database = await SimDatabase.open(template)
let stocked = false
let lived = 0

process.on('message', (task: Task) => {
  run(task).then(
    (report) => process.send?.({ ...report, cpuMs: cpuMs() }),
    (error: unknown) =>
      process.send?.({
        seeds: 0,
        failures: [],
        unstable: [],
        marks: {},
        trouble: String(error instanceof Error ? error.stack : error),
        cpuMs: cpuMs(),
      }),
  )
})
process.send?.('ready')

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function run(task: Task): Promise<Lived> {
  const product: typeof Product = await import(task.bundle)
  const ownSchema = task.kind === 'bug' && task.patch.file.startsWith('migrations/')
  if (ownSchema) await reopen(await makeTemplate(task.patch))
  if (!stocked) product.prepare(database)
  stocked = true
  const report = await live(product, task)
  if (ownSchema) await reopen(template)
  return report
}

async function reopen(from: Blob): Promise<void> {
  await database.close()
  database = await SimDatabase.open(from)
  stocked = false
}

async function live(product: typeof Product, task: Task): Promise<Lived> {
  if (task.kind === 'tape')
    return reportOf([await product.runSeed(database, task.seed, task.tape)], [])
  if (task.kind === 'shrink') {
    const { seed, rule } = task
    const smallest = await shrink(task.tape, async (tape) => {
      const outcome = await product.runSeed(database, seed, tape)
      return outcome.broken?.rule === rule ? outcome.tape : undefined
    })
    return reportOf([await product.runSeed(database, seed, smallest)], [])
  }
  const outcomes: Outcome[] = []
  const unstable: Unstable[] = []
  for (const seed of task.seeds) {
    const outcome = await product.runSeed(database, seed)
    outcomes.push(outcome)
    lived += 1
    if (lived % tidyEvery === 0) database.tidy()
    if (task.kind === 'bug' && outcome.broken) break
    if (task.kind === 'seeds' && seed % twiceEvery === 0) {
      const again = await product.runSeed(database, seed)
      if (again.hash !== outcome.hash) unstable.push(partingOf(outcome, again))
    }
  }
  return reportOf(outcomes, unstable)
}

function partingOf({ seed, trace }: Outcome, again: Outcome): Unstable {
  const at = trace.findIndex((line, index) => line !== again.trace[index])
  return { seed, first: trace[at] ?? 'nothing', second: again.trace[at] ?? 'nothing' }
}

function reportOf(outcomes: readonly Outcome[], unstable: readonly Unstable[]): Lived {
  const marks: Record<string, number> = {}
  const failures: Failure[] = []
  for (const outcome of outcomes) {
    for (const mark of outcome.marks.keys()) marks[mark] = (marks[mark] ?? 0) + 1
    const { broken, seed, tape, trace } = outcome
    if (broken && failures.length < failuresMax)
      failures.push({ seed, ...broken, tape, trace: trace.slice(-400) })
  }
  return { seeds: outcomes.length, failures, unstable, marks }
}
