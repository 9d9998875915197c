// What comes of one kind faster than the database answers is asked, or written, together. A statement costs the program
// more than a row in it, and a commit more than both, so a rush that waits anyway takes a fraction of the work. Their
// statements take arrays as `(select $2::text[])`: a plan must not depend on how many there are, or each is planned anew.

import { later } from '../kit/later.ts'
import { crowded, type Database, type Db } from './connect.ts'

const togetherMax = 64
/** One at a time, so that those who come meanwhile go together; a slow one, which may wait for a lock, keeps up nobody. */
const slowMs = 25
/** So that a rush of one kind leaves a connection of the fewest there are to others. */
const underWayMax = 2
/** As long as one waits for a connection. */
const patienceMs = 5_000
/** So long more may come of what nobody waits for, unless so many have come. */
const restMs = 20
const restMost = 32
/** What may hold of one alone is asked for one by one, so many at a time. */
const aloneMax = 2

/** One answer for each that asked, in their order. */
type Ask<Base extends Db, Asked, Found> = (
  db: Base,
  merchantId: number,
  asked: readonly Asked[],
) => Promise<readonly Found[]>

type Rules<Asked> = Readonly<{
  /** names of what it writes: two that share one are never under way at once, so that none waits for another's lock */
  namesOf?: (asked: Asked) => readonly string[]
  /** whether what failed may hold of one of them alone: then nothing was done, and each is asked by itself */
  isOfOne?: (error: unknown) => boolean
  /** nobody waits for its answer: whoever waits here is no crowd, and after each statement they wait for more to come */
  isAside?: true
}>

type Waiting<Asked, Found> = Readonly<{
  asked: Asked
  names: readonly string[]
  since: number
  resolve: (found: Found) => void
  reject: (error: unknown) => void
}>

/** By the connections they use. */
type Crowd = Readonly<{ crowd(hasNoConnection: boolean): number; waitedMs(): number }>
const queues = new WeakMap<object, Set<Crowd>>()

/**
 * How many questions of all kinds wait here for the database, and not only for another one of the same name: many calls
 * of one caller are no crowd while the database is quick.
 */
export function countGathered(db: Pick<Database, 'waiting'>): number {
  const all = [...(queues.get(db) ?? [])]
  const hasNoConnection = db.waiting() > 0
  return all.reduce((sum, queue) => sum + queue.crowd(hasNoConnection), 0)
}

/** How long, in ms, somebody has waited here by now of whom nobody of the same name keeps out. */
export function findLongestWait(db: Pick<Database, 'waiting'>): number {
  return Math.max(0, ...[...(queues.get(db) ?? [])].map((queue) => queue.waitedMs()))
}

/**
 * Asks for one what `ask` does for many of one merchant. Nobody is made to wait for others to come: what comes in the
 * same turn of the event loop, or has to wait, is put together. What fails, fails for all that were asked at once, but
 * for `isOfOne`. Who waits for too long gets the error of one who waits for a connection. Inside a transaction each asks
 * for itself.
 */
export function gather<Asked, Found, Base extends Db = Db>(
  ask: Ask<Base, Asked, Found>,
  rules: Rules<Asked> = {},
): (db: Base, merchantId: number, asked: Asked) => Promise<Found> {
  const ofDatabase = new WeakMap<Db, Map<number, Queue<Asked, Found>>>()
  const queueOf = (db: Base, merchantId: number): Queue<Asked, Found> => {
    const ofMerchant = ofDatabase.get(db) ?? new Map<number, Queue<Asked, Found>>()
    ofDatabase.set(db, ofMerchant)
    const known = ofMerchant.get(merchantId)
    if (known) return known
    const queue = new Queue<Asked, Found>((asked) => ask(db, merchantId, asked), rules)
    ofMerchant.set(merchantId, queue)
    if (!rules.isAside) queues.set(db, (queues.get(db) ?? new Set()).add(queue))
    return queue
  }
  const askAlone = async (db: Base, merchantId: number, asked: Asked) =>
    (await ask(db, merchantId, [asked]))[0] as Found
  return (db, merchantId, asked) =>
    db.isTransaction ? askAlone(db, merchantId, asked) : queueOf(db, merchantId).ask(asked)
}

class Queue<Asked, Found> {
  readonly #ask: (asked: readonly Asked[]) => Promise<readonly Found[]>
  readonly #rules: Rules<Asked>
  readonly #held = new Set<string>()
  #waiting: Waiting<Asked, Found>[] = []
  #underWay = 0
  #slow = 0
  #isCalled = false
  #endRest: (() => void) | undefined
  #endPatience: (() => void) | undefined

  constructor(ask: (asked: readonly Asked[]) => Promise<readonly Found[]>, rules: Rules<Asked>) {
    this.#ask = ask
    this.#rules = rules
  }

  ask(asked: Asked): Promise<Found> {
    return new Promise((resolve, reject) => {
      const names = this.#rules.namesOf?.(asked) ?? []
      this.#waiting.push({ asked, names, since: performance.now(), resolve, reject })
      this.#endPatience ??= later(patienceMs, () => this.#giveUp())
      this.#call()
    })
  }

  /** Behind one that is slow or has no connection yet, everybody waits for the database. */
  crowd(hasNoConnection: boolean): number {
    if (hasNoConnection || this.#slow > 0) return this.#waiting.length
    return this.#waiting.filter(({ names }) => this.#isFree(names)).length
  }

  waitedMs(): number {
    const first = this.#waiting.find(({ names }) => this.#isFree(names))
    return first ? performance.now() - first.since : 0
  }

  #isFree(names: readonly string[]): boolean {
    return !names.some((name) => this.#held.has(name))
  }

  #call(): void {
    if (this.#isCalled || this.#waiting.length === 0) return
    if (this.#endRest && this.#waiting.length < restMost) return
    this.#isCalled = true
    setImmediate(() => {
      this.#isCalled = false
      while (this.#underWay <= this.#slow && this.#underWay < underWayMax) {
        const together = this.#takeNext()
        if (together.length === 0) return
        void this.#go(together)
      }
    })
  }

  /** Those who may go now, at most as many as go together; their names are held until they are done. */
  #takeNext(): readonly Waiting<Asked, Found>[] {
    const taken: Waiting<Asked, Found>[] = []
    const others: Waiting<Asked, Found>[] = []
    for (const one of this.#waiting) {
      const mayGo = taken.length < togetherMax && this.#isFree(one.names)
      if (mayGo) for (const name of one.names) this.#held.add(name)
      if (mayGo) taken.push(one)
      else others.push(one)
    }
    this.#keep(others)
    return taken
  }

  #keep(waiting: Waiting<Asked, Found>[]): void {
    this.#waiting = waiting
    if (waiting.length > 0) return
    this.#endPatience?.()
    this.#endPatience = undefined
  }

  async #go(together: readonly Waiting<Asked, Found>[]): Promise<void> {
    this.#underWay += 1
    let isSlow = false
    const inTime = later(slowMs, () => {
      isSlow = true
      this.#slow += 1
      this.#call()
    })
    await this.#answer(together)
    inTime()
    if (isSlow) this.#slow -= 1
    this.#underWay -= 1
    for (const { names } of together) for (const name of names) this.#held.delete(name)
    if (this.#rules.isAside) this.#rest()
    else this.#call()
  }

  #rest(): void {
    this.#endRest?.()
    this.#endRest = later(restMs, () => {
      this.#endRest = undefined
      this.#call()
    })
  }

  async #answer(together: readonly Waiting<Asked, Found>[]): Promise<void> {
    try {
      const found = await this.#ask(together.map(({ asked }) => asked))
      for (const [at, { resolve }] of together.entries()) resolve(found[at] as Found)
    } catch (error) {
      if (together.length > 1 && this.#rules.isOfOne?.(error)) await this.#answerEach(together)
      else for (const { reject } of together) reject(error)
    }
  }

  async #answerEach(together: readonly Waiting<Asked, Found>[]): Promise<void> {
    const rest = [...together]
    const lane = async () => {
      for (let one = rest.shift(); one; one = rest.shift()) await this.#answer([one])
    }
    await Promise.all(Array.from({ length: aloneMax }, lane))
  }

  #giveUp(): void {
    const before = performance.now() - patienceMs
    for (const { since, reject } of this.#waiting) if (since <= before) reject(crowded())
    this.#endPatience = undefined
    this.#keep(this.#waiting.filter(({ since }) => since > before))
    const [oldest] = this.#waiting
    if (oldest) this.#endPatience = later(Math.max(1, oldest.since - before), () => this.#giveUp())
  }
}
