// What somebody hears who asks the shop for something: an answer, a refusal by its code, or nothing.

import type { App } from '../../src/app/app.ts'
import { Refusal } from '../../src/errors.ts'
import type { World } from './world.ts'

export type Heard<T> =
  | Readonly<{ is: 'done'; value: T }>
  | Readonly<{ is: 'refused'; code: string }>
  | Readonly<{ is: 'unknown' }>

export async function hear<T>(world: World, work: (app: App) => Promise<T>): Promise<Heard<T>> {
  try {
    return { is: 'done', value: await world.call(work) }
  } catch (error) {
    world.judge(error)
    if (!(error instanceof Refusal)) return { is: 'unknown' }
    world.kernel.mark(`refused_${error.code}`)
    return { is: 'refused', code: error.code }
  }
}
