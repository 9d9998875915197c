// One seed: a day of the shop with its troubles, then two days in which everything works, then the reckoning.
// This is what is bundled together with the product, whole or with a bug planted in it.

import { dayMs, secondMs } from '../../src/core/time.ts'
import { planBills } from './books.ts'
import { checkBooks } from './books-oracle.ts'
import { buy } from './buyers.ts'
import { stock } from './catalogue.ts'
import type { SimDatabase } from './database.ts'
import { mindTheDesk } from './desk.ts'
import { drawnChoices, Endless, Kernel, replayedChoices } from './kernel.ts'
import { decideTheRest, operate } from './operators.ts'
import { checkAudit, checkEnd, checkStep } from './oracles.ts'
import { type Day, days, drawProfile } from './profile.ts'
import { heal, makeTrouble } from './troubles.ts'
import { Broken, World } from './world.ts'

/** What became of one seed. `tape` repeats it. */
export type Outcome = Readonly<{
  seed: number
  /** the rule that broke, and how; undefined: none */
  broken: Readonly<{ rule: string; message: string }> | undefined
  hash: string
  steps: number
  statements: number
  tape: readonly number[]
  trace: readonly string[]
  marks: ReadonlyMap<string, number>
}>

const healedMs = 2 * dayMs
/** Bills take long; so many seeds in 1000 wait for theirs. */
const billsPerMille = 50
const billsMs = 9 * dayMs

/** Lives through one seed, or through a recorded tape of it. The database is emptied before. */
export async function runSeed(
  database: SimDatabase,
  seed: number,
  recorded?: readonly number[],
): Promise<Outcome> {
  database.reset()
  const choices = recorded ? replayedChoices(recorded) : drawnChoices(seed)
  const day = days[choices.choose(days.length)] ?? days[0]
  const kernel = new Kernel(choices, day.startMs)
  const broken = await live(kernel, database, seed, day)
  if (kernel.steps >= 100) kernel.mark('a_hundred_steps')
  return {
    seed,
    broken: broken && { rule: broken.rule, message: broken.message },
    hash: kernel.hash,
    steps: kernel.steps,
    statements: database.statements,
    tape: choices.tape,
    trace: kernel.trace,
    marks: kernel.marks,
  }
}

/** Puts into a fresh database what stays from seed to seed. */
export function prepare(database: SimDatabase): void {
  stock(database)
}

async function live(
  kernel: Kernel,
  database: SimDatabase,
  seed: number,
  { isDeskDay }: Day,
): Promise<Broken | undefined> {
  const profile = drawProfile(kernel)
  const world = new World(kernel, database, { seed, ...profile })
  for (const instance of world.instances) world.start(instance)
  world.spawn(() => makeTrouble(world, profile))
  for (let at = 0; at < profile.buyers; at += 1) world.spawn(() => buy(world, profile, at))
  world.spawn(() => operate(world, profile))
  if (isDeskDay) {
    world.faults.call.refundUnseenMs = 15 * secondMs
    world.spawn(() => mindTheDesk(world))
  }
  try {
    await run(world, kernel.now + profile.activeMs)
    heal(world)
    world.spawn(() => decideTheRest(world))
    await run(world, kernel.now + healedMs)
    await checkEnd(world)
    if (kernel.chance(billsPerMille)) await settleBills(world)
    if (world.surprise) return world.surprise
  } catch (error) {
    if (error instanceof Broken) return error
    if (error instanceof Endless) return new Broken('comes-to-rest', error.message)
    throw error
  } finally {
    for (const instance of world.instances) kernel.drop(instance.process)
    kernel.drop(world.outside)
    world.connection.line?.breakOff()
  }
  return undefined
}

/** The bills of the days that were lived, with what is wrong in them, until no job is left. */
async function settleBills(world: World): Promise<void> {
  world.spawn(() => planBills(world))
  await run(world, world.kernel.now + billsMs)
  checkBooks(world)
  await checkAudit(world)
}

async function run(world: World, endMs: number): Promise<void> {
  await world.kernel.run(endMs, () => {
    checkStep(world)
    if (world.isAtRest()) world.kernel.stop()
  })
  if (world.broken) throw world.broken
}
