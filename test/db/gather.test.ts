// Questions asked together are each answered as if they had been asked alone, and none waits for another to come.

import { expect, it, vi } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { countGathered, gather } from '../../src/db/gather.ts'

/** A database that answers when it is told to, or fails in the words it is told. */
function slowAsk(rules: Parameters<typeof gather<number, string>>[1] = {}) {
  const batches: (readonly number[])[] = []
  const turns: ((failure?: string) => void)[] = []
  const ask = gather<number, string>(async (_db, _merchantId, asked) => {
    batches.push(asked)
    const failure = await new Promise<string | undefined>((resolve) => turns.push(resolve))
    if (failure !== undefined) throw new Error(failure)
    return asked.map((one) => `answer to ${one}`)
  }, rules)
  const db = { waiting: () => 0 } as Database
  const asked = (one: number) => {
    const answer = ask(db, 1, one)
    // Some are left to wait when their test ends.
    answer.catch(() => {})
    return answer
  }
  return { batches, turns, db, ask: asked }
}

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

it('asks at once while the database is free, and what has to wait together, each answered its own', async () => {
  const { batches, turns, ask } = slowAsk()
  const all = [1, 2].map(ask)
  // Whoever has had something to await before it asks comes in the same turn all the same.
  await Promise.resolve()
  all.push(ask(3))
  await turnOfTheLoop()
  expect(batches).toEqual([[1, 2, 3]])
  all.push(ask(4))
  await turnOfTheLoop()
  all.push(ask(5))
  await turnOfTheLoop()
  expect(batches).toHaveLength(1)
  turns[0]?.()
  await expect.poll(() => batches.length).toBe(2)
  turns[1]?.()
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5].map((one) => `answer to ${one}`))
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
})

it('lets others pass a question that takes long, but not a whole rush of them', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { batches, ask } = slowAsk()
    for (let one = 1; one <= 6; one += 1) {
      void ask(one)
      await turnOfTheLoop()
      expect(batches).toHaveLength(Math.min(one, 2))
      vi.advanceTimersByTime(25)
    }
  } finally {
    vi.useRealTimers()
  }
})

it('fails those that were asked together, and nobody after them', async () => {
  const { turns, ask } = slowAsk()
  const asked = [1, 2].map((one) => ask(one).catch(() => 'failed'))
  await turnOfTheLoop()
  turns[0]?.('gone')
  expect(await Promise.all(asked)).toEqual(['failed', 'failed'])
  const later = ask(3)
  await turnOfTheLoop()
  turns[1]?.()
  expect(await later).toBe('answer to 3')
})

it('tells how many wait, so that a crowd is seen although the database is slow', async () => {
  const { batches, turns, db, ask } = slowAsk()
  const all = Array.from({ length: 67 }, (_, one) => ask(one))
  await turnOfTheLoop()
  expect(batches.map(({ length }) => length)).toEqual([64])
  expect(countGathered(db)).toBe(3)
  turns[0]?.()
  await Promise.all(all.slice(0, 64))
  await turnOfTheLoop()
  expect(countGathered(db)).toBe(0)
})

it('takes many calls of one name for no crowd, and what nobody waits for neither', async () => {
  const same = slowAsk({ namesOf: () => ['one caller'] })
  const aside = slowAsk({ isAside: true })
  for (let one = 0; one < 70; one += 1) {
    void same.ask(one)
    void aside.ask(one)
  }
  await turnOfTheLoop()
  expect(same.batches).toEqual([[0]])
  expect([countGathered(same.db), countGathered(aside.db)]).toEqual([0, 0])
  // But the database is slow.
  await expect.poll(() => countGathered(same.db)).toBe(69)
})

it('lets what nobody waits for come together for a moment, but the first goes at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { batches, turns, ask } = slowAsk({ isAside: true })
    void ask(1)
    await turnOfTheLoop()
    expect(batches).toEqual([[1]])
    turns[0]?.()
    await turnOfTheLoop()
    for (const one of [2, 3]) {
      void ask(one)
      await turnOfTheLoop()
    }
    expect(batches).toEqual([[1]])
    vi.advanceTimersByTime(20)
    await turnOfTheLoop()
    expect(batches).toEqual([[1], [2, 3]])
    // A rush fills the next one before the moment is over.
    turns[1]?.()
    await turnOfTheLoop()
    for (let one = 0; one < 32; one += 1) void ask(one)
    await turnOfTheLoop()
    expect(batches.map(({ length }) => length)).toEqual([1, 2, 32])
  } finally {
    vi.useRealTimers()
  }
})

it('gives up whoever has waited for five seconds, and nobody else', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const { batches, turns, ask } = slowAsk()
    const told = (one: number) => ask(one).catch((error: object) => error)
    const all = []
    for (const one of [1, 2, 3]) {
      all.push(told(one))
      await turnOfTheLoop()
      // The first two become slow, and the third waits for both.
      vi.advanceTimersByTime(500)
      await turnOfTheLoop()
    }
    const late = told(4)
    vi.advanceTimersByTime(4_500)
    expect(await all[2]).toMatchObject({ statusCode: 503 })
    expect(batches).toEqual([[1], [2]])
    turns[0]?.()
    expect(await all[0]).toBe('answer to 1')
    await turnOfTheLoop()
    expect(batches).toEqual([[1], [2], [4]])
    turns[2]?.()
    expect(await late).toBe('answer to 4')
  } finally {
    vi.useRealTimers()
  }
})

it('never has two that share a name under way, and lets others pass them', async () => {
  const { batches, turns, ask } = slowAsk({ namesOf: (one) => [`last digit ${one % 10}`] })
  const all = [1, 11, 2].map(ask)
  await turnOfTheLoop()
  expect(batches).toEqual([[1, 2]])
  all.push(ask(21), ask(3))
  // The first has become slow.
  await expect.poll(() => batches.length).toBe(2)
  expect(batches[1]).toEqual([3])
  turns[1]?.()
  await all[4]
  turns[0]?.()
  await all[0]
  await expect.poll(() => batches.length).toBe(3)
  expect(batches).toEqual([[1, 2], [3], [11]])
})

it('asks each by itself where what failed may be the fault of one', async () => {
  const { batches, turns, ask } = slowAsk({
    isOfOne: (error) => error instanceof Error && error.message === 'a wrong one',
  })
  const all = [1, 2].map((one) => ask(one).catch((error: Error) => error.message))
  await turnOfTheLoop()
  turns[0]?.('a wrong one')
  await expect.poll(() => batches.length).toBe(3)
  turns[1]?.()
  turns[2]?.('a wrong one')
  expect(await Promise.all(all)).toEqual(['answer to 1', 'a wrong one'])
  expect(batches).toEqual([[1, 2], [1], [2]])
})
