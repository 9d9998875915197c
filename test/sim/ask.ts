// How people in the invented days ask the shop for something: what is refused, fails or is cut off is noted, and they
// go on with the next.

import type { App } from '../../src/app/app.ts'
import { Refusal } from '../../src/errors.ts'
import { Broken, type World } from './world.ts'

/** An empty catalogue would make every day quiet and green. */
const notSold = ['product_not_found', 'package_not_found']

/** What the shop answers; undefined when it did not. */
export async function ask<T>(world: World, work: (app: App) => Promise<T>): Promise<T | undefined> {
  try {
    return await world.call(work)
  } catch (error) {
    if (error instanceof Refusal) {
      world.kernel.mark(`refused_${error.code}`)
      if (notSold.includes(error.code)) throw new Broken('the-shop-sells', error.code)
    }
    world.judge(error)
    return undefined
  }
}

/** Whether the shop did it. */
export async function did(world: World, work: (app: App) => Promise<unknown>): Promise<boolean> {
  return (await ask(world, async (app) => [await work(app)])) !== undefined
}
