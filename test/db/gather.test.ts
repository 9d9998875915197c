// Questions asked together are each answered as if they had been asked alone, and none waits for another to come.

import { expect, it } from 'vitest'
import type { Db } from '../../src/db/connect.ts'
import { gather } from '../../src/db/gather.ts'

/** A database that answers when it is told to. */
function slowAsk() {
  const batches: (readonly number[])[] = []
  const turns: ((fails: boolean) => void)[] = []
  const ask = gather<number, string>(async (_db, asked) => {
    batches.push(asked)
    const fails = await new Promise<boolean>((resolve) => turns.push(resolve))
    if (fails) throw new Error('gone')
    return asked.map((one) => `answer to ${one}`)
  })
  const db = {} as Db
  return { batches, turns, ask: (one: number) => ask(db, one) }
}

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

it('asks in the same turn while the database is free, and what has to wait together, each answered its own', async () => {
  const { batches, turns, ask } = slowAsk()
  const all = [1, 2, 3].map(ask)
  await turnOfTheLoop()
  expect(batches).toEqual([[1, 2, 3]])
  all.push(ask(4))
  await turnOfTheLoop()
  expect(batches).toEqual([[1, 2, 3], [4]])
  all.push(ask(5), ask(6))
  await turnOfTheLoop()
  all.push(ask(7))
  await turnOfTheLoop()
  expect(batches).toHaveLength(2)
  turns[0]?.(false)
  await expect.poll(() => batches.length).toBe(3)
  for (const turn of turns) turn(false)
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5, 6, 7].map((one) => `answer to ${one}`))
  expect(batches).toEqual([[1, 2, 3], [4], [5, 6, 7]])
})

it('fails those that were asked together, and nobody after them', async () => {
  const { turns, ask } = slowAsk()
  const asked = [1, 2].map((one) => ask(one).catch(() => 'failed'))
  await turnOfTheLoop()
  turns[0]?.(true)
  expect(await Promise.all(asked)).toEqual(['failed', 'failed'])
  const later = ask(3)
  await turnOfTheLoop()
  turns[1]?.(false)
  expect(await later).toBe('answer to 3')
})

it('does not hide a crowd: more than one statement takes goes to the database although it is slow', async () => {
  const { batches, ask } = slowAsk()
  for (const one of [1, 2]) {
    void ask(one)
    await turnOfTheLoop()
  }
  for (let one = 0; one < 64; one += 1) void ask(one)
  await turnOfTheLoop()
  expect(batches.map((batch) => batch.length)).toEqual([1, 1, 64])
})
