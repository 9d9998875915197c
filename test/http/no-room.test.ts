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

/** So many ask a database that answers nothing, and so many wait for a connection. */
type Crowd = Readonly<{
  asking: number
  nameOf?: (one: number) => string
  waiting?: number
  ms: number
}>
const eachAlone = (one: number) => `phone ${one}`

it.each<readonly [what: string, Crowd, refused: string]>([
  ['lets hundreds pay at one moment', { asking: 900, ms: 0 }, 'look-ups'],
  ['lets them pay while each has waited for a second', { asking: 600, ms: 1_000 }, 'look-ups'],
  ['refuses them once one of hundreds has waited longer', { asking: 600, ms: 1_001 }, 'both'],
  ['lets them pay where few wait for long', { asking: 200, ms: 3_000 }, 'look-ups'],
  ['refuses them where hundreds wait for a line', { asking: 0, waiting: 300, ms: 0 }, 'both'],
  [
    'lets them pay while one caller waits for himself',
    { asking: 600, nameOf: () => 'one phone', ms: 2_000 },
    'look-ups',
  ],
])('%s, and never refuses a notice', async (_, crowd, refused) => {
  const { asking, nameOf = eachAlone, waiting = 0, ms } = crowd
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  })
  const db = { waiting: () => waiting, isCrowded: () => false } as Database
  const ask = gather<number, string>(() => new Promise(() => {}), {
    namesOf: (one) => [nameOf(one)],
  })
  for (let one = 0; one < asking; one += 1) void ask(db, 1, one).catch(() => {})
  await new Promise<void>((resolve) => setImmediate(resolve))
  const room = openRoom()
  vi.advanceTimersByTime(ms)
  const isFull = [paying, lookingUp, notice].map((one) => room.isFull(db, one))
  room.stop()
  expect(isFull).toEqual([refused === 'both', true, false])
})
