// One delivery of a notice over HTTP, and what counts as acceptance: status 200 and the seven bytes
// `success`, within five seconds. A redirect is a failure (fact sheet Alipay, section 14).

import { secondMs } from '../core/time.ts'

const patienceMs = 5 * secondMs
const shownLength = 100

/** Never throws: whatever goes wrong is the answer. */
export async function postNotice(
  url: string,
  body: string,
  stopping: AbortSignal,
): Promise<{ readonly answer: string; readonly isAccepted: boolean }> {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(new Error('no answer within 5 s')), patienceMs)
  const breakOff = () => giveUp.abort(new Error('broken off'))
  stopping.addEventListener('abort', breakOff)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'manual',
      signal: giveUp.signal,
    })
    const text = await response.text()
    return {
      answer: `${response.status} ${text.slice(0, shownLength)}`.trim(),
      isAccepted: response.status === 200 && text === 'success',
    }
  } catch (error) {
    return { answer: reasonOf(error), isAccepted: false }
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', breakOff)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
