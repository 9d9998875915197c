// Who is asked to come again: where many wait for the database and have for long, and never because many pay at one moment.

import { afterEach, expect, it, vi } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { gather } from '../../src/db/gather.ts'
import { openRoom } from '../../src/http/no-room.ts'
import { route } from '../../src/http/route.ts'

const common = {
  method: 'POST',
  path: '/',
  summary: '',
  run: () => new Promise<never>(() => {}),
} as const
const paying = route(common)
const lookingUp = route({ ...common, looksUp: true })
const notice = route({ ...common, caller: 'gateway' })

afterEach(() => void vi.useRealTimers())

/** A database that answers nothing, asked by so many: each under a name of its own, or all under one. */
async function stuck(askers: number, nameOf: (one: number) => string, waiting = 0) {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  })
  const db = { waiting: () => waiting, isCrowded: () => false } as Database
  const ask = gather<number, string>(() => new Promise(() => {}), {
    namesOf: (one) => [nameOf(one)],
  })
  for (let one = 0; one < askers; one += 1) void ask(db, 1, one).catch(() => {})
  await new Promise<void>((resolve) => setImmediate(resolve))
  const room = openRoom()
  return {
    refused: () => [paying, lookingUp, notice].map((one) => room.isFull(db, one)),
    stop: () => room.stop(),
  }
}

it('lets hundreds pay at one moment, and refuses look-ups', async () => {
  const { refused, stop } = await stuck(900, (one) => `phone ${one}`)
  expect(refused()).toEqual([false, true, false])
  stop()
})

it('refuses whoever does not tell of money where hundreds wait and one of them has for more than a second', async () => {
  const { refused, stop } = await stuck(600, (one) => `phone ${one}`)
  vi.advanceTimersByTime(1_000)
  expect(refused()).toEqual([false, true, false])
  vi.advanceTimersByTime(1)
  expect(refused()).toEqual([true, true, false])
  stop()
})

it('refuses nobody who pays because the database has stood still for a moment', async () => {
  const { refused, stop } = await stuck(200, (one) => `phone ${one}`)
  vi.advanceTimersByTime(3_000)
  expect(refused()).toEqual([false, true, false])
  stop()
})

it('refuses whoever does not tell of money where hundreds wait for a connection', async () => {
  const { refused, stop } = await stuck(0, () => '', 300)
  expect(refused()).toEqual([true, true, false])
  stop()
})

it('refuses nobody who pays because one caller waits for himself', async () => {
  const { refused, stop } = await stuck(600, () => 'one phone')
  vi.advanceTimersByTime(2_000)
  expect(refused()[0]).toBe(false)
  stop()
})
