// What a program keeps between its starts, and where. Answers and files in it are verified again at each reading. What
// else stands there is believed and opens nothing by itself: the key, and the latest hour this clock has shown. Whoever
// sets that back, and the clock with it, gains no more than an answer or a file is good for.

import type { Exchange } from './ask.ts'
import { readJson, type Successor } from './protocol.ts'

/** A place for one text. What cannot be read is none. */
export type Cache = Readonly<{
  read(): string | undefined | Promise<string | undefined>
  write(text: string): void | Promise<void>
}>

export type KeptRecord = Readonly<{
  licenseKey?: string
  /** the shop's last answer, also when it refused */
  exchange?: Exchange
  /** an offline licence file */
  file?: string
  successors?: readonly Successor[]
  /** the latest this machine's clock has shown; ms since 1970 */
  seen: number
}>

export async function readRecord(cache: Cache | undefined): Promise<KeptRecord> {
  const { licenseKey, exchange, file, successors, seen } = Object(
    readJson((await read(cache)) ?? ''),
  )
  const { body, nonce, signature } = Object(exchange)
  return {
    ...(typeof licenseKey === 'string' ? { licenseKey } : {}),
    ...([body, nonce, signature].every((one) => typeof one === 'string')
      ? { exchange: { body, nonce, signature } }
      : {}),
    ...(typeof file === 'string' ? { file } : {}),
    ...(Array.isArray(successors) ? { successors } : {}),
    seen: typeof seen === 'number' ? seen : 0,
  }
}

/** A cache that cannot be written costs a question at the next start, and must not stop the program. */
export async function writeRecord(cache: Cache | undefined, record: KeptRecord): Promise<void> {
  try {
    await cache?.write(JSON.stringify(record))
  } catch {}
}

async function read(cache: Cache | undefined): Promise<string | undefined> {
  try {
    return await cache?.read()
  } catch {
    // A cache that cannot be read is an empty one.
    return undefined
  }
}
