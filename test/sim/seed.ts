// One seed: a day of the shop with its troubles, then two days in which everything works, then the reckoning.
// This is what is bundled together with the product, whole or with a bug planted in it.

import { dayMs, secondMs } from '../../src/core/time.ts'
import { planBills } from './books.ts'
import { checkBooks } from './books-oracle.ts'
import { buy } from './buyers.ts'
import { emptyShelves, stock } from './catalogue.ts'
import type { SimDatabase } from './database.ts'
import { mindTheDesk } from './desk.ts'
import { drawnChoices, Endless, Kernel, replayedChoices } from './kernel.ts'
import { type Life, lifeOf } from './lives.ts'
import { decideTheRest, operate } from './operators.ts'
import { checkAudit, checkEnd, checkStep } from './oracles.ts'
import { type Day, days, drawProfile, isBilledDay, type Profile, saysAllAgain } from './profile.ts'
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
const billsMs = 9 * dayMs

/** Lives through one seed, or through a recorded tape of it. The database is emptied before. */
export async function runSeed(
  database: SimDatabase,
  seed: number,
  recorded?: readonly number[],
): Promise<Outcome> {
  database.reset(emptyShelves)
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
  const life = lifeOf(seed)
  if (life) kernel.mark(`life_${life.name}`)
  world.spawn(() => (life ? life.live(world, profile) : buyAll(world, profile)))
  world.spawn(() => operate(world, profile))
  if (isDeskDay && !life) {
    world.faults.call.refundUnseenMs = 15 * secondMs
    world.spawn(() => mindTheDesk(world))
  }
  try {
    await run(world, kernel.now + profile.activeMs + (life?.lastsMs ?? 0))
    heal(world)
    world.spawn(() => decideTheRest(world, life, saysAllAgain(seed)))
    await run(world, kernel.now + healedMs)
    checkEnd(world)
    if (life?.isBilled || isBilledDay(seed)) await settleBills(world, life)
    life?.check(world)
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

/** The usual buyers of a day. */
async function buyAll(world: World, profile: Profile): Promise<void> {
  await Promise.all(Array.from({ length: profile.buyers }, (_, at) => buy(world, profile, at)))
}

/** The bills of the days that were lived, with what is wrong in them, until no job is left. */
async function settleBills(world: World, life: Life | undefined): Promise<void> {
  world.spawn(() => planBills(world))
  await run(world, world.kernel.now + billsMs)
  const { afterwards } = life ?? {}
  if (afterwards) {
    world.spawn(() => afterwards(world))
    await run(world, world.kernel.now + billsMs)
  }
  checkBooks(world)
  checkAudit(world)
}

async function run(world: World, endMs: number): Promise<void> {
  await world.kernel.run(endMs, () => {
    checkStep(world)
    if (world.isAtRest()) world.kernel.stop()
  })
  if (world.broken) throw world.broken
}
