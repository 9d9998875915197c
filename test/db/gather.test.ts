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

it('asks at once while the database is free, and what has to wait together, each answered its own', async () => {
  const { batches, turns, ask } = slowAsk()
  const all = Promise.all([1, 2, 3, 4, 5].map(ask))
  expect(batches).toEqual([[1], [2]])
  turns[0]?.(false)
  await expect.poll(() => batches.length).toBe(3)
  for (const turn of turns) turn(false)
  expect(await all).toEqual([1, 2, 3, 4, 5].map((one) => `answer to ${one}`))
  expect(batches).toEqual([[1], [2], [3, 4, 5]])
})

it('fails those that were asked together, and nobody after them', async () => {
  const { turns, ask } = slowAsk()
  const asked = [1, 2, 3, 4].map((one) => ask(one).catch(() => 'failed'))
  turns[0]?.(false)
  await expect.poll(() => turns.length).toBe(3)
  turns[2]?.(true)
  turns[1]?.(false)
  expect(await Promise.all(asked)).toEqual(['answer to 1', 'answer to 2', 'failed', 'failed'])
  const later = ask(5)
  turns[3]?.(false)
  expect(await later).toBe('answer to 5')
})

it('does not hide a crowd: more than one statement takes goes to the database although it is slow', () => {
  const { batches, ask } = slowAsk()
  for (let one = 0; one < 2 + 64; one += 1) void ask(one)
  expect(batches.map((batch) => batch.length)).toEqual([1, 1, 64])
})
