// Buyers, gateways and onlookers who call a server over HTTP, in a process of their own and by bare sockets, so that
// calling takes as little as possible of the time that is measured. They come either so many at a time, each calling
// again as soon as it is answered, or so many a second, whatever becomes of those before: then a call counts from the
// moment it was due, also when it had to wait for a line.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openLines, type Reply } from './lines.ts'
import { type Gateway, type Talk, Talks } from './talks.ts'

export type Shape = Readonly<{ count: number }> &
  (Readonly<{ inFlight: number }> | Readonly<{ perSecond: number }>)

/** `p50` and so on in ms, of the calls that were answered rightly; the others are counted by what they got. */
export type Told = Readonly<{
  ms: number
  right: number
  p50: number
  p99: number
  p999: number
  others: Readonly<Record<string, number>>
  /** ms until a call was refused, of a hundred at most ninety-nine sooner; NaN when none was */
  refusedP99: number
}>

export type Callers = Readonly<{
  /** Runs one kind of talk; several may run at the same time. */
  call(talk: Talk, shape: Shape): Promise<Told>
  /** Signs the notices of all payments opened so far that nobody has told of, for talks of `notice`. Answers how many. */
  sign(): Promise<number>
  stop(): void
}>

type Asked =
  | Readonly<{ id: number; kind: 'open'; port: number; gateway: Gateway }>
  | Readonly<{ id: number; kind: 'sign' }>
  | Readonly<{ id: number; kind: 'call'; talk: Talk; shape: Shape }>

export async function openCallers(port: number, gateway: Gateway): Promise<Callers> {
  const child = fork(fileURLToPath(import.meta.url), [], { execArgv: ['--import', 'tsx'] })
  const waiting = new Map<number, (answer: unknown) => void>()
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the callers ended with ${code}`)
  })
  ended.catch(() => {})
  let last = 0
  type Ask<T> = T extends unknown ? Omit<T, 'id'> : never
  const ask = <T>(asked: Ask<Asked>): Promise<T> => {
    last += 1
    const answered = new Promise<T>((resolve) => {
      waiting.set(last, resolve as (answer: unknown) => void)
    })
    child.send({ ...asked, id: last })
    return Promise.race([answered, ended])
  }
  await ask({ kind: 'open', port, gateway })
  return {
    call: (talk, shape) => ask<Told>({ kind: 'call', talk, shape }),
    sign: () => ask<number>({ kind: 'sign' }),
    stop: () => void child.kill(),
  }
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) serve()

function serve(): void {
  let opened: Readonly<{ talks: Talks; say: (talk: Talk) => Promise<Reply> }> | undefined
  const answerTo = async (asked: Asked): Promise<unknown> => {
    if (asked.kind === 'open') {
      const talks = new Talks(asked.gateway)
      // Kept from round to round, as by the proxy in front of a shop.
      const lines = openLines(asked.port)
      opened = { talks, say: (talk) => talks.say(talk, lines) }
      return true
    }
    if (!opened) throw new Error('nobody said where')
    const { talks, say } = opened
    if (asked.kind === 'sign') return talks.sign()
    const { shape, talk } = asked
    const work = () => say(talk)
    return 'perSecond' in shape ? comeSteadily(work, shape) : comeAgain(work, shape)
  }
  process.on('message', (asked: Asked) => {
    void answerTo(asked).then((answer) => process.send?.({ id: asked.id, answer }))
  })
  process.once('disconnect', () => process.exit())
}

type Work = () => Promise<Reply>

async function comeAgain(
  work: Work,
  { count, inFlight }: Readonly<{ count: number; inFlight: number }>,
): Promise<Told> {
  const notes = newNotes()
  let next = 0
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < count) {
        next += 1
        const due = performance.now()
        note(notes, await work(), due)
      }
    }),
  )
  return tell(notes)
}

async function comeSteadily(
  work: Work,
  { count, perSecond }: Readonly<{ count: number; perSecond: number }>,
): Promise<Told> {
  const notes = newNotes()
  const under = new Set<Promise<void>>()
  const dueOf = (at: number) => notes.begun + (at * 1_000) / perSecond
  for (let next = 0; next < count; ) {
    for (; next < count && dueOf(next) <= performance.now(); next += 1) {
      const due = dueOf(next)
      const one: Promise<void> = work().then((reply) => {
        note(notes, reply, due)
        under.delete(one)
      })
      under.add(one)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(under)
  return tell(notes)
}

function newNotes() {
  return {
    begun: performance.now(),
    right: [] as number[],
    refused: [] as number[],
    others: {} as Record<string, number>,
  }
}

function note(notes: ReturnType<typeof newNotes>, { isRight, status }: Reply, due: number): void {
  const took = performance.now() - due
  if (isRight) notes.right.push(took)
  else {
    notes.others[status] = (notes.others[status] ?? 0) + 1
    if (status === '503' || status === '429') notes.refused.push(took)
  }
}

function tell({ begun, right, refused, others }: ReturnType<typeof newNotes>): Told {
  const ms = performance.now() - begun
  right.sort((a, b) => a - b)
  refused.sort((a, b) => a - b)
  const at = (part: number) => right[Math.ceil(right.length * part) - 1] ?? Number.NaN
  const refusedP99 = refused[Math.ceil(refused.length * 0.99) - 1] ?? Number.NaN
  return {
    ms,
    right: right.length,
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    others,
    refusedP99,
  }
}
