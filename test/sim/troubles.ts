// What happens to the machines meanwhile: instances killed and started again, stopped for longer than a lease,
// clocks that are wrong, the database or a gateway away. And the end of it all.

import { minuteMs, secondMs } from '../../src/core/time.ts'
import type { Feature, Profile } from './profile.ts'
import type { Instance, World } from './world.ts'

const machineTroubles: readonly Feature[] = ['crash', 'pause', 'outage', 'database-down', 'skew']

export async function makeTrouble(world: World, profile: Profile): Promise<void> {
  const { kernel, outside } = world
  const known = machineTroubles.filter((feature) => profile.has(feature))
  for (let left = kernel.choose(7); left > 0 && known.length > 0; left -= 1) {
    await kernel.sleep(
      outside,
      kernel.pick([2 * secondMs, 40 * secondMs, 3 * minuteMs, profile.orderLifeMs / 2]),
    )
    if (kernel.choose(2) === 1) await workBegins(world)
    const instance = world.instances[kernel.choose(world.instances.length)]
    const trouble = known[kernel.choose(known.length)]
    if (instance && trouble) await one(world, instance, trouble)
  }
}

/** Waits for the next job, if one is soon, and a few steps into it. */
async function workBegins(world: World): Promise<void> {
  const { kernel, outside } = world
  const latest = kernel.now + 5 * minuteMs
  await kernel.sleepUntil(outside, () => Math.min(world.nextDueAt(), latest))
  await kernel.sleep(outside, kernel.pick([2, 5, 10, 55, 110]))
}

async function one(world: World, instance: Instance, trouble: Feature): Promise<void> {
  const { kernel, outside, faults } = world
  const awhileMs = kernel.pick([5 * secondMs, 45 * secondMs, 5 * minuteMs])
  if (trouble === 'crash' && instance.app) {
    // At whatever its next step is, alone or with all others: a few more steps of everybody first.
    for (let steps = kernel.choose(6); steps > 0; steps -= 1) await kernel.sleep(outside, 1)
    const hit = kernel.choose(2) === 1 ? world.instances : [instance]
    for (const each of hit) if (each.app) world.crash(each)
    await kernel.sleep(outside, awhileMs)
    for (const each of hit) if (!each.app) world.start(each)
  }
  if (trouble === 'pause' && instance.app && world.connection.line?.process !== instance.process) {
    instance.process.heldUntil = kernel.now + awhileMs
    kernel.note(`${instance.name} stands still for ${awhileMs} ms`)
    kernel.mark('pause')
  }
  if (trouble === 'skew') {
    instance.skewMs = kernel.pick([0, -10 * minuteMs, 10 * minuteMs])
    kernel.mark('skew')
  }
  if (trouble === 'outage') {
    faults.call.downUntil = kernel.now + awhileMs
    kernel.mark('gateway_away')
  }
  if (trouble === 'database-down') {
    world.connection.line?.breakOff()
    faults.line.downUntil = kernel.now + awhileMs
    kernel.mark('database_away')
  }
}

/** Everything works from now on. */
export function heal(world: World): void {
  const { faults, kernel } = world
  faults.line.perMille = 0
  faults.line.downUntil = 0
  faults.call.perMille = 0
  faults.call.downUntil = 0
  faults.call.refusePerMille = 0
  faults.call.failRefunds = false
  faults.call.strandRefunds = false
  faults.call.loseRefundAnswers = 0
  // Whoever does not take letters for a day and more still does not.
  faults.letter.perMille = 0
  faults.hook.perMille = 0
  faults.hook.downUntil = 0
  kernel.note('everything works again')
  for (const instance of world.instances) {
    instance.process.heldUntil = 0
    instance.skewMs = 0
    instance.elsewhere = undefined
    if (!instance.app) world.start(instance)
  }
}
