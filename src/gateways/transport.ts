// The one way out to a gateway: an HTTP form post with a deadline and a limit on what comes back. Whatever
// the network does is a value; no answer is "unknown" and proves nothing.

import type { Unknown } from './gateway.ts'

/** What came back, whatever its status; the body as raw bytes. `date` is the answer's Date header. */
export type Answered = Readonly<{
  outcome: 'answered'
  status: number
  date: string | undefined
  body: Buffer
}>

/** No gateway's answer is near this long. */
const answerMax = 1_048_576

/**
 * Posts a form (already encoded, UTF-8) and reads the whole answer within `deadlineMs`. Redirects are not
 * followed: a gateway never sends one, and a signed request must not wander. Never throws.
 */
export async function postForm(
  url: string,
  form: string,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(deadlineMs)))
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      body: form,
      redirect: 'manual',
      signal,
    })
    const body = await readCapped(response)
    if (!body) return { outcome: 'unknown', reason: 'answer too long' }
    const date = response.headers.get('date') ?? undefined
    return { outcome: 'answered', status: response.status, date, body }
  } catch (error) {
    return { outcome: 'unknown', reason: signal.aborted ? 'timeout' : failureOf(error) }
  }
}

async function readCapped(response: Response): Promise<Buffer | undefined> {
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
