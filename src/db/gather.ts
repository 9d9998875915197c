// What comes of one kind faster than the database answers is asked, or written, together. A statement costs the program
// more than a row in it, and a commit more than both, so a rush that waits anyway takes a fraction of the work. Their
// statements take arrays as `(select $2::text[])`: a plan must not depend on how many there are, or each is planned anew.

import type { Db } from './connect.ts'

/** One at a time, so that those who come meanwhile go together; a slow one, which may wait for a lock, keeps up nobody. */
const slowMs = 25
/** With a few connections more in the pool, others are not kept waiting by a rush of these. */
const underWayMax = 4

/** One answer for each that asked, in their order. */
type Ask<Base extends Db, Asked, Found> = (
  db: Base,
  merchantId: number,
  asked: readonly Asked[],
) => Promise<readonly Found[]>

type Rules<Asked> = Readonly<{
  /** how many at most */
  most?: number
  /** names of what it writes: two that share one are never under way at once, so that none waits for another's lock */
  namesOf?: (asked: Asked) => readonly string[]
  /** whether what failed may hold of one of them alone: then nothing was done, and each is asked by itself */
  isOfOne?: (error: unknown) => boolean
}>

type Waiting<Asked, Found> = Readonly<{
  asked: Asked
  resolve: (found: Found) => void
  reject: (error: unknown) => void
}>

/** How many wait to be asked. */
const crowds = new WeakMap<Db, number>()

/** How many questions of all kinds wait here and have not come to the database yet. */
export function countGathered(db: Db): number {
  return crowds.get(db) ?? 0
}

/**
 * Asks for one what `ask` does for many of one merchant. Nobody is made to wait for others to come: what comes in the
 * same turn of the event loop, or has to wait, is put together. What fails, fails for all that were asked at once, but
 * for `isOfOne`. Inside a transaction each asks for itself.
 */
export function gather<Asked, Found, Base extends Db = Db>(
  ask: Ask<Base, Asked, Found>,
  rules: Rules<Asked> = {},
): (db: Base, merchantId: number, asked: Asked) => Promise<Found> {
  type Queue = (one: Waiting<Asked, Found>) => void
  const queues = new WeakMap<Db, Map<number, Queue>>()
  const queueOf = (db: Base, merchantId: number): Queue => {
    const ofDatabase = queues.get(db) ?? new Map<number, Queue>()
    queues.set(db, ofDatabase)
    const queue =
      ofDatabase.get(merchantId) ??
      openQueue(
        (asked: readonly Asked[]) => ask(db, merchantId, asked),
        rules,
        (change) => crowds.set(db, countGathered(db) + change),
      )
    ofDatabase.set(merchantId, queue)
    return queue
  }
  return async (db, merchantId, asked) => {
    if (db.isTransaction) return (await ask(db, merchantId, [asked]))[0] as Found
    return new Promise((resolve, reject) => queueOf(db, merchantId)({ asked, resolve, reject }))
  }
}

function openQueue<Asked, Found>(
  ask: (asked: readonly Asked[]) => Promise<readonly Found[]>,
  { most = 64, namesOf = () => [], isOfOne = () => false }: Rules<Asked>,
  count: (change: number) => void,
) {
  let waiting: Waiting<Asked, Found>[] = []
  let underWay = 0
  let slow = 0
  let isCalled = false
  const held = new Set<string>()

  /** Those who may go now, at most as many as go together; their names are held until they are done. */
  const takeNext = (): readonly Waiting<Asked, Found>[] => {
    const taken: Waiting<Asked, Found>[] = []
    const others: Waiting<Asked, Found>[] = []
    for (const one of waiting) {
      const names = namesOf(one.asked)
      const mayGo = taken.length < most && !names.some((name) => held.has(name))
      if (mayGo) for (const name of names) held.add(name)
      if (mayGo) taken.push(one)
      else others.push(one)
    }
    waiting = others
    count(-taken.length)
    return taken
  }

  const answer = async (together: readonly Waiting<Asked, Found>[]): Promise<void> => {
    try {
      const found = await ask(together.map(({ asked }) => asked))
      for (const [at, { resolve }] of together.entries()) resolve(found[at] as Found)
    } catch (error) {
      if (together.length > 1 && isOfOne(error))
        await Promise.all(together.map((one) => answer([one])))
      else for (const { reject } of together) reject(error)
    }
  }

  const go = async (together: readonly Waiting<Asked, Found>[]): Promise<void> => {
    underWay += 1
    let isSlow = false
    const timer = setTimeout(() => {
      isSlow = true
      slow += 1
      call()
    }, slowMs)
    await answer(together)
    clearTimeout(timer)
    if (isSlow) slow -= 1
    underWay -= 1
    for (const { asked } of together) for (const name of namesOf(asked)) held.delete(name)
    call()
  }

  const call = () => {
    if (isCalled || waiting.length === 0) return
    isCalled = true
    setImmediate(() => {
      isCalled = false
      while (underWay <= slow && underWay < underWayMax) {
        const together = takeNext()
        if (together.length === 0) return
        void go(together)
      }
    })
  }

  return (one: Waiting<Asked, Found>) => {
    waiting.push(one)
    count(1)
    call()
  }
}
