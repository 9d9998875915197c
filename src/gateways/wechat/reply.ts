// What an answer of WeChat Pay proves. Only a verified success is a success; what is unsigned, unverifiable,
// 5xx or 429 proves nothing and is "unknown" (fact sheet WeChat Pay, sections 3 and 12).

import type { KeyObject } from 'node:crypto'
import type { Instant } from '../../core/time.ts'
import type { Refused, Unknown } from '../gateway.ts'
import { type JsonObject, readObject, textIn } from '../json.ts'
import type { Answered } from '../transport.ts'
import { headerReader, isGenuine, readMarks } from './message.ts'

/** `node` is empty for an answer without a body. */
export type Judged = Readonly<{ outcome: 'ok'; node: JsonObject }> | Refused | Unknown

/** The key a serial names, if it is one of WeChat's. */
export type FindKey = (serial: string) => Promise<KeyObject | undefined> | KeyObject | undefined

/** WeChat's own trouble, told with a 4xx now and then: the same call may well succeed. */
const provesNothing = [
  'SYSTEM_ERROR',
  'BANK_ERROR',
  'FREQUENCY_LIMITED',
  'FREQUENCY_LIMIT_EXCEED',
  'RATELIMIT_EXCEEDED',
]

/** Verifies an answer and says what it proves. Never throws for what the outside did. */
export async function judgeAnswer(answer: Answered, now: Instant, find: FindKey): Promise<Judged> {
  const { status, headers, body } = answer
  const untrusted = (reason: string) => unknown(withRequestId(reason, answer))
  const isOpen = status < 200 || status === 429 || status >= 500
  if (isOpen || (status >= 300 && status < 400)) return untrusted(hintOf(answer))

  const marks = readMarks(headerReader(headers), now)
  if (typeof marks === 'string') return untrusted(`${marks}: ${hintOf(answer)}`)
  const key = await find(marks.serial)
  if (!key) return untrusted(`unknown serial ${marks.serial}`)
  if (!isGenuine(marks, body, key)) return untrusted('bad signature')

  if (status === 204) return { outcome: 'ok', node: {} }
  const node = readObject(body)
  if (typeof node === 'string') return untrusted(`signed, but ${node}`)
  if (status === 200) return { outcome: 'ok', node }
  // A charge by code waits for its buyer (section 12); any other 202 says nothing.
  const isUserPaying = status === 202 && textIn(node, 'code') === 'USERPAYING'
  return status >= 400 || isUserPaying ? judgeRefusal(node, answer) : untrusted(hintOf(answer))
}

/**
 * Reads a success, but only when it answers what was asked: a signature does not say which request it
 * belongs to, and an old answer about another order is just as rightly signed.
 */
export function readAbout<T>(
  judged: Judged,
  asked: Readonly<Record<string, unknown>>,
  read: (node: JsonObject) => T,
): T | Refused | Unknown {
  if (judged.outcome !== 'ok') return judged
  const { node } = judged
  const isOther = Object.entries(asked).some(([name, value]) => (node[name] ?? value) !== value)
  return isOther ? unknown('the reply is about something else') : read(node)
}

/** Whether a code is one of these; the documents spell `ORDERPAID` and `ORDER_PAID`. */
export function isCode(code: string, ...words: readonly string[]): boolean {
  const plain = (text: string) => text.replaceAll('_', '')
  return words.some((word) => plain(word) === plain(code))
}

/** Whether the gateway refused with one of these codes. */
export function isRefusedWith(
  judged: Readonly<{ outcome: string }>,
  ...words: readonly string[]
): boolean {
  const { outcome, code } = judged as Partial<Refused>
  return outcome === 'refused' && isCode(code ?? '', ...words)
}

/** An outcome that proves nothing, and why. */
export function unknown(reason: string): Unknown {
  return { outcome: 'unknown', reason }
}

/** Status and error code as they stand in an answer nobody verified: for a person to read, never to act on. */
export function hintOf({ status, body }: Answered): string {
  const node = readObject(body)
  const code = typeof node === 'string' ? undefined : textIn(node, 'code')
  return /^\w{1,64}$/.test(code ?? '') ? `HTTP ${status} ${code}` : `HTTP ${status}`
}

function judgeRefusal(node: JsonObject, answer: Answered): Refused | Unknown {
  const code = textIn(node, 'code')
  if (!code) return unknown(withRequestId(`HTTP ${answer.status} without a code`, answer))
  if (isCode(code, ...provesNothing)) return unknown(withRequestId(code, answer))
  const message = withRequestId(textIn(node, 'message') ?? '', answer)
  return { outcome: 'refused', code, message }
}

/** WeChat's support asks for it, and its last part is a numeric error code (section 3). */
function withRequestId(text: string, { headers }: Answered): string {
  const requestId = headers.get('request-id')
  return requestId ? `${text} (Request-ID ${requestId})` : text
}
