// The one way out to a gateway: an HTTP request with a deadline and a limit on what comes back. Whatever the
// network does is a value; no answer is "unknown" and proves nothing.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Unknown } from './gateway.ts'

export type Request = Readonly<{
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  /** sent as it is: a signature was made over it */
  body?: string | undefined
  /** longest answer in bytes; 1 MiB when absent */
  answerMax?: number | undefined
}>

/** What came back, whatever its status; the body as raw bytes. */
export type Answered = Readonly<{
  outcome: 'answered'
  status: number
  headers: Headers
  body: Buffer
}>

/** Hears what was sent and what came back, or why nothing did. */
export type Listener = (request: Request, answer: Answered | Unknown) => void

const listening = new AsyncLocalStorage<Listener>()

let overheard = 0

/**
 * Does `work` while `listen` hears every exchange in it. To know whose exchange it is makes each promise of the program
 * dearer, whatever it is about, so that ends as soon as nobody listens any more.
 */
export async function overhear<T>(listen: Listener, work: () => Promise<T>): Promise<T> {
  overheard += 1
  try {
    return await listening.run(listen, work)
  } finally {
    overheard -= 1
    if (overheard === 0) listening.disable()
  }
}

/** Tells whoever listens; what they make of it never reaches the caller. */
export function tellListener(request: Request, answer: Answered | Unknown): void {
  try {
    listening.getStore()?.(request, answer)
  } catch {
    // A payment does not fail for what is written down about it.
  }
}

/** No gateway's answer but a bill is near this long. */
const usualAnswerMax = 1_048_576

/**
 * Sends a request and reads the whole answer within `deadlineMs`. Redirects are not followed: a gateway never
 * sends one, and a signed request must not wander. Never throws.
 */
export async function exchange(request: Request, deadlineMs: number): Promise<Answered | Unknown> {
  const answer = await send(request, deadlineMs)
  tellListener(request, answer)
  return answer
}

async function send(request: Request, deadlineMs: number): Promise<Answered | Unknown> {
  const { method, url, headers, body = null, answerMax = usualAnswerMax } = request
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(deadlineMs)))
  try {
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal })
    const answer = await readCapped(response, answerMax)
    if (!answer) return { outcome: 'unknown', reason: 'answer too long' }
    return {
      outcome: 'answered',
      status: response.status,
      headers: response.headers,
      body: answer,
    }
  } catch (error) {
    return { outcome: 'unknown', reason: signal.aborted ? 'timeout' : failureOf(error) }
  }
}

/** Posts a form (already encoded, UTF-8). */
export function postForm(
  url: string,
  form: string,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }
  return exchange({ method: 'POST', url, headers, body: form }, deadlineMs)
}

async function readCapped(response: Response, answerMax: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    // Leaving the loop cancels the stream, so the rest is never fetched.
    if (length > answerMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** The system's own word for what went wrong, such as ECONNREFUSED; fetch hides it in the cause. */
function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'transport'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : error.name
}
