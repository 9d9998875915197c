// Several pieces of work on one database, one statement at a time, in every order there is.

import type { Db } from '../../src/db/connect.ts'

/** Work that does everything it does through the connection it is given. */
export type Work<T> = (db: Db) => Promise<T>

/** What is run in one order: fresh works, and what must be true afterwards. `order` reads `0r 1r 0w 1w`. */
export type Stage<T> = Readonly<{
  works: readonly Work<T>[]
  check: (results: readonly T[], order: string) => Promise<void>
}>

/** A work that stands before its next statement. */
type Waiting = Readonly<{
  work: number
  isRead: boolean
  /** it reads, or its order was changed since it read, so that it can only find that out */
  isQuiet: boolean
  go: () => void
}>

/**
 * Runs the works in another order of their statements each time until every order was tried, however often a
 * work tries again. Two quiet statements in a row are the same either way and tried one way only. Answers how
 * many orders there were.
 */
export async function inEveryOrder<T>(db: Db, stage: () => Promise<Stage<T>>): Promise<number> {
  const choices: Choice[] = []
  for (let orders = 1; ; orders += 1) {
    const { works, check } = await stage()
    const taken: Waiting[] = []
    const results = await runByTurns(db, works, (waiting) => {
      const choice = choices[taken.length] ?? {
        options: optionsAmong(waiting, taken.at(-1)),
        at: 0,
      }
      choices[taken.length] = choice
      const next = waiting.find(({ work }) => work === choice.options[choice.at])
      if (!next) throw new Error('the same order went another way')
      taken.push(next)
      return next
    })
    const order = taken.map(({ work, isRead }) => `${work}${isRead ? 'r' : 'w'}`).join(' ')
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw new Error(`a work failed in the order ${order}`, { cause: failed.reason })
    await check(
      results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
      order,
    )
    if (!goToNext(choices)) return orders
  }
}

/** Whose turn it may be, and who has it. */
type Choice = { readonly options: readonly number[]; at: number }

function optionsAmong(waiting: readonly Waiting[], last: Waiting | undefined): readonly number[] {
  const isOther = ({ work, isQuiet }: Waiting) => !(last?.isQuiet && isQuiet && work < last.work)
  const others = waiting.filter(isOther)
  return (others.length > 0 ? others : waiting.slice(0, 1)).map(({ work }) => work)
}

/** The last choice that can be made otherwise is made so; false when there is none. */
function goToNext(choices: Choice[]): boolean {
  for (let last = choices.at(-1); last; last = choices.at(-1)) {
    last.at += 1
    if (last.at < last.options.length) return true
    choices.pop()
  }
  return false
}

/** Runs the works side by side; each statement waits until `choose` gives it its turn. */
async function runByTurns<T>(
  db: Db,
  works: readonly Work<T>[],
  choose: (waiting: readonly Waiting[]) => Waiting,
): Promise<readonly PromiseSettledResult<T>[]> {
  const waiting = new Map<number, () => Waiting>()
  let changes = 0
  let moving = works.length
  let allStand = () => {}
  const stand = () => {
    moving -= 1
    if (moving === 0) allStand()
  }
  const gated = (work: number): Db => {
    let seen = 0
    return {
      async rows(statement, values) {
        const isRead = /^\s*select\b/i.test(statement.text)
        await new Promise<void>((go) => {
          waiting.set(work, () => ({ work, isRead, isQuiet: isRead || seen < changes, go }))
          stand()
        })
        const rows = await db.rows<never>(statement, values)
        if (isRead) seen = changes
        else if (rows.length > 0) changes += 1
        return rows
      },
    }
  }
  const results = Promise.allSettled(works.map((run, work) => run(gated(work)).finally(stand)))
  for (;;) {
    if (moving > 0) {
      await new Promise<void>((resolve) => {
        allStand = resolve
      })
    }
    if (waiting.size === 0) return results
    const standing = [...waiting.values()].map((each) => each())
    const next = choose(standing.sort((a, b) => a.work - b.work))
    waiting.delete(next.work)
    moving += 1
    next.go()
  }
}
