// Questions of one kind that come faster than the database answers are asked together. A statement costs the program
// more than a row in it, so a rush of questions that wait anyway takes a fraction of the work.

import type { Db } from './connect.ts'

/** At the same time; with one more connection in the pool, others are not kept waiting by a rush of these. */
const underWayMax = 2
const togetherMax = 64

type Ask<Asked, Found> = (db: Db, asked: readonly Asked[]) => Promise<readonly Found[]>
type Waiting<Asked, Found> = Readonly<{
  asked: Asked
  resolve: (found: Found) => void
  reject: (error: unknown) => void
}>

/**
 * Asks for one what `ask` answers for many, in their order. Nobody is made to wait for others to come: what comes in the
 * same turn of the event loop, or has to wait, is put together. What fails, fails for all that were asked at once.
 */
export function gather<Asked, Found>(
  ask: Ask<Asked, Found>,
): (db: Db, asked: Asked) => Promise<Found> {
  const queues = new WeakMap<Db, ReturnType<typeof openQueue<Asked, Found>>>()
  return (db, asked) => {
    const queue = queues.get(db) ?? openQueue(db, ask)
    queues.set(db, queue)
    return new Promise((resolve, reject) => queue({ asked, resolve, reject }))
  }
}

function openQueue<Asked, Found>(db: Db, ask: Ask<Asked, Found>) {
  const waiting: Waiting<Asked, Found>[] = []
  let underWay = 0
  const next = async (): Promise<void> => {
    const together = waiting.splice(0, togetherMax)
    underWay += 1
    try {
      const found = await ask(
        db,
        together.map(({ asked }) => asked),
      )
      for (const [at, { resolve }] of together.entries()) resolve(found[at] as Found)
    } catch (error) {
      for (const { reject } of together) reject(error)
    } finally {
      underWay -= 1
    }
    call()
  }
  let isCalled = false
  const call = () => {
    if (isCalled || waiting.length === 0) return
    isCalled = true
    setImmediate(() => {
      isCalled = false
      // More than one statement takes: they stand in the pool's own row, where a crowd is seen.
      while (waiting.length >= togetherMax) void next()
      if (waiting.length > 0 && underWay < underWayMax) void next()
    })
  }
  return (one: Waiting<Asked, Found>) => {
    waiting.push(one)
    call()
  }
}
