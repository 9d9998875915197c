// One delivery of a notice over HTTP: five seconds for an answer, redirects not followed (fact sheets
// Alipay, section 14, and WeChat Pay, section 10). What the answer means is the gateway's own rule.

import { secondMs } from '../core/time.ts'

/** The bytes of a notice on the wire. */
export interface Letter {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Posted {
  /** For a person: status and beginning of the answer, or why there was none. */
  readonly answer: string
  /** Undefined: no answer at all. */
  readonly response: { readonly status: number; readonly text: string } | undefined
}

const patienceMs = 5 * secondMs
const shownLength = 100

/** Never throws: whatever goes wrong is the answer. */
export async function postNotice(
  url: string,
  { headers, body }: Letter,
  stopping: AbortSignal,
): Promise<Posted> {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(new Error('no answer within 5 s')), patienceMs)
  const breakOff = () => giveUp.abort(new Error('broken off'))
  stopping.addEventListener('abort', breakOff)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: giveUp.signal,
    })
    const { status } = response
    const text = await response.text()
    return {
      answer: `${status} ${text.slice(0, shownLength)}`.trim(),
      response: { status, text },
    }
  } catch (error) {
    return { answer: reasonOf(error), response: undefined }
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', breakOff)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
