// RSA signatures by threads of our own, many at a time. Node's pool hands back each by itself, and in a rush the program
// wakes for each, answers one buyer, and is asked by one: the next statement is for few of them. Here those who come
// together are told together.

import type { KeyObject } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type SignRsa, signByPool } from './rsa.ts'

/** Half as many as the database takes together: 9 ms, in which the first of them wait for the last. */
const togetherMax = 32
/** Fewer are no rush, and the pool's; and a thread that has others to wake for is not woken for fewer. */
const togetherMin = 4
/** So that a thread finds the next when it is done, however busy the event loop is. */
const underWayMax = 2
/** More than the event loop, which writes each link, could keep at work. */
const threadsMax = 4
/** Whatever this process was started with: a thread needs none of its options and secrets, and little room. */
const alone = { eval: true, execArgv: [], env: {}, resourceLimits: { maxYoungGenerationSizeMb: 2 } }

/**
 * What a thread does: as text, because the built program is one file. Bytes travel as letters, one for each, which costs
 * less than an array. What cannot be signed is answered by nothing.
 */
const work = `
const { sign } = require('node:crypto')
const { parentPort } = require('node:worker_threads')
function signOne({ hash, letters, key }) {
  try {
    return sign(hash, Buffer.from(letters, 'latin1'), key).toString('base64')
  } catch {
    return ''
  }
}
parentPort.on('message', (together) => parentPort.postMessage(together.map(signOne)))
parentPort.on('messageerror', (error) => {
  throw error
})`

type Task = Readonly<{ hash: string; letters: string; key: KeyObject }>
type Waiting = Readonly<{ task: Task; settle: (signature: Promise<string> | string) => void }>
type Thread = Readonly<{ worker: Worker; underWay: Waiting[][] }>

export type SigningThreads = Readonly<{
  sign: SignRsa
  /** Ends the threads; what is still being signed, and what is asked for later, the pool signs. */
  close(): Promise<void>
}>

/**
 * Threads are opened as they are needed, and leave one core to the rest of the work. Where one ends by itself, which `onLost` is told once,
 * everything is signed by the pool from then on: slower, and as right.
 */
export function openSigningThreads(
  onLost: (error: unknown) => void,
  count = Math.max(1, Math.min(threadsMax, availableParallelism() - 1)),
): SigningThreads {
  const threads: Thread[] = []
  const waiting: Waiting[] = []
  let isCalled = false
  let isOver = false

  const open = (): Thread => {
    const thread: Thread = { worker: new Worker(work, alone), underWay: [] }
    threads.push(thread)
    thread.worker.on('message', (signatures: readonly string[]) => {
      const together = thread.underWay.shift() ?? []
      for (const [at, { task, settle }] of together.entries())
        settle(signatures[at] || byPool(task))
      share()
    })
    thread.worker.on('error', lose)
    thread.worker.on('messageerror', lose)
    // Whoever listens keeps it alive again.
    thread.worker.unref()
    return thread
  }
  const end = (): Promise<unknown> => {
    isOver = true
    const ended = Promise.all(threads.map(({ worker }) => worker.terminate()))
    for (const { underWay } of threads) waiting.push(...underWay.splice(0).flat())
    leaveToPool()
    return ended
  }
  const lose = (error: unknown) => {
    if (isOver) return
    void end()
    onLost(error)
  }
  /** The one with the least to do, if it may have more. */
  const findFree = (): Thread | undefined => {
    const idle = threads.find(({ underWay }) => underWay.length === 0)
    if (idle) return idle
    if (threads.length < count) return open()
    return threads.find(({ underWay }) => underWay.length < underWayMax)
  }
  const busy = () => threads.filter(({ underWay }) => underWay.length > 0).length
  const leaveToPool = () => {
    for (const { task, settle } of waiting.splice(0)) settle(byPool(task))
  }
  const give = (thread: Thread) => {
    const each = Math.ceil(waiting.length / Math.max(1, count - busy()))
    const together = waiting.splice(0, Math.min(togetherMax, Math.max(togetherMin, each)))
    thread.underWay.push(together)
    thread.worker.postMessage(together.map(({ task }) => task))
  }
  const share = () => {
    try {
      while (waiting.length > 0) {
        if (waiting.length < togetherMin && busy() === 0) return leaveToPool()
        const free = findFree()
        if (!free) return
        give(free)
      }
    } catch (error) {
      lose(error)
    }
  }
  return {
    async sign(hash, bytes, key) {
      if (isOver) return signByPool(hash, bytes, key)
      return new Promise((settle) => {
        waiting.push({ task: { hash, letters: lettersOf(bytes), key }, settle })
        if (isCalled) return
        isCalled = true
        // Those who come in the same turn of the event loop go together.
        setImmediate(() => {
          isCalled = false
          share()
        })
      })
    },
    async close() {
      await end()
    },
  }
}

function byPool({ hash, letters, key }: Task): Promise<string> {
  return signByPool(hash, Buffer.from(letters, 'latin1'), key)
}

function lettersOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}
