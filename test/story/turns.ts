// Several pieces of work on one database, one statement at a time, in every order there is. Transactions stay open
// while others have their turn; who waits for a lock is passed over until it is free.

import { type Database, type Db, type Statement, statement } from '../../src/db/connect.ts'

/** Where a work does everything it does; each statement, and each end of a transaction, waits for its turn. */
export type Turns = Db & Pick<Database, 'tx'>
export type Work<T> = (db: Turns) => Promise<T>

/** What is run in one order: fresh works, and what must be true afterwards. `order` reads `0r 1r 0w 1w`. */
export type Stage<T> = Readonly<{
  works: readonly Work<T>[]
  check: (results: readonly T[], order: string) => Promise<void>
  /** the named statements whose order matters; the others run at once. All of them, when absent */
  steps?: ReadonlySet<string>
  /** not every write fails when somebody else wrote since its work last read */
  isUnguarded?: boolean
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
export async function inEveryOrder<T>(
  db: Database,
  stage: () => Promise<Stage<T>>,
): Promise<number> {
  const choices: Choice[] = []
  for (let orders = 1; ; orders += 1) {
    const next = await stage()
    const taken: Waiting[] = []
    const results = await runByTurns(db, next, (waiting) => {
      const choice = choices[taken.length] ?? {
        options: optionsAmong(waiting, taken.at(-1)),
        at: 0,
      }
      choices[taken.length] = choice
      const chosen = waiting.find(({ work }) => work === choice.options[choice.at])
      if (!chosen) throw new Error('the same order went another way')
      taken.push(chosen)
      return chosen
    })
    const order = taken.map(({ work, isRead }) => `${work}${isRead ? 'r' : 'w'}`).join(' ')
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw new Error(`a work failed in the order ${order}`, { cause: failed.reason })
    await next.check(
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

const commit = statement('commit', '')
/** Statements that wait for a lock somebody holds. */
const countBlocked = statement(
  'test_count_blocked',
  `select count(*)::integer as n from pg_locks l join pg_stat_activity a using (pid)
   where not l.granted and a.datname = current_database()`,
)
const lookMs = 2

/** Runs the works side by side; each statement waits until `choose` gives it its turn. */
async function runByTurns<T>(
  db: Database,
  { works, steps, isUnguarded = false }: Stage<T>,
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
  const gated = (work: number): Turns => {
    let seen = 0
    const turn = async ({ name, text }: Statement, mayBeLate: boolean) => {
      if (steps && !steps.has(name)) return
      const isRead = isPlainRead(text)
      await new Promise<void>((go) => {
        const isQuiet = () => isRead || (mayBeLate && seen < changes)
        waiting.set(work, () => ({ work, isRead, isQuiet: isQuiet(), go }))
        stand()
      })
    }
    return {
      async rows(asked, values) {
        await turn(asked, !isUnguarded)
        const rows = await db.rows<never>(asked, values)
        if (isPlainRead(asked.text)) seen = changes
        else if (rows.length > 0) changes += 1
        return rows
      },
      tx: (inside) =>
        db.tx(async (tx) => {
          const result = await inside({
            async rows(asked, values) {
              await turn(asked, false)
              return tx.rows<never>(asked, values)
            },
          })
          await turn(commit, false)
          return result
        }),
    }
  }
  /** Nobody moves by himself any more. */
  const standstill = async () => {
    while (moving > 0) {
      await new Promise<void>((resolve) => {
        allStand = resolve
        setTimeout(resolve, lookMs)
      })
      if (moving === 0 || waiting.size === 0) continue
      const before = moving
      const [blocked] = await db.rows<{ n: number }>(countBlocked, [])
      if (moving === before && blocked?.n === moving) return
    }
  }
  const results = Promise.allSettled(works.map((run, work) => run(gated(work)).finally(stand)))
  for (;;) {
    await standstill()
    if (waiting.size === 0) return results
    const standing = [...waiting.values()].map((each) => each())
    const next = choose(standing.sort((a, b) => a.work - b.work))
    waiting.delete(next.work)
    moving += 1
    next.go()
  }
}

/** It changes nothing and holds nothing. */
function isPlainRead(text: string): boolean {
  return /^\s*select\b/i.test(text) && !/\bfor (update|no key update|share)\b|_lock\b/i.test(text)
}
