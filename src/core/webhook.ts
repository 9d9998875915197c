// Outgoing webhooks by the Standard Webhooks specification 1.0.0: what is told, what is signed, when a message is
// sent again, and what an answer means.

import { assert } from '../kit/assert.ts'
import type { Random } from './ports.ts'
import { dayMs, hourMs, type Instant, minuteMs, secondMs } from './time.ts'

export const webhookEvents = [
  'order.paid',
  'order.delivered',
  'order.expired',
  'order.cancelled',
  'order.refunded',
  'refund.failed',
  'case.opened',
  'course.closed',
  'course.opened',
  'license.activated',
  'license.revoked',
  'license.suspended',
  'license.resumed',
  'license.extended',
  'license.limited',
  'license.renewed',
  'license.upgraded',
  'license.undone',
  'license.transferred',
  'license.reissued',
  'license.deactivated',
  'license.filed',
  'license.expiring',
  'license.expired',
] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** What the button in the console sends; no endpoint asks for it. */
export const testEvent = 'webhook.test'

/** Waits before each try: about 76 hours in all (Standard Webhooks, "Deliverability and reliability"). */
export const webhookWaits: readonly number[] = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]

/** Messages under way to one endpoint at once: as many as the table of messages has slots. */
export const webhooksAtOnce = 4
/** Endpoints of a merchant; as many are served side by side, so that none waits for another. */
export const endpointsMax = 20
/** An endpoint nothing reached for so long is not tried any more. */
export const failingMaxMs = 5 * dayMs
const lostTriesMin = 4
/** After a rotation the old secret signs as well, until whoever verifies has taken the new one. */
export const rotationMs = 7 * dayMs
/** No answer can put a message off for longer. */
const retryAfterMax = dayMs
/** A wait is lengthened by up to so many hundredths, so that what failed together does not come back together. */
const jitterPercent = 20

/** The text a signature is made over (Standard Webhooks, "Signature scheme"); `timestamp` in seconds. */
export function signedText(messageId: string, timestamp: number, body: string): string {
  return `${messageId}.${timestamp}.${body}`
}

/**
 * The wait in ms before the next try when `tries` have failed, never shorter than the answer's own wish; undefined
 * when that was the last one.
 */
export function waitAfterTry(
  tries: number,
  wishMs: number | undefined,
  random: Random,
): number | undefined {
  const planned = webhookWaits[tries]
  if (planned === undefined) return undefined
  const [byte] = random.bytes(1)
  assert(byte !== undefined, 'a random source returns as many bytes as asked')
  const jittered = planned + Math.round((planned * jitterPercent * byte) / 25_500)
  return Math.max(jittered, wishMs ?? 0)
}

/** `delivered`: any 2xx. `gone`: 410, never send anything again. Everything else, redirects included, is tried again. */
export function verdictOf(status: number): 'delivered' | 'gone' | 'refused' {
  if (status >= 200 && status < 300) return 'delivered'
  return status === 410 ? 'gone' : 'refused'
}

/** What a Retry-After asks for, in ms from now, a day at most: seconds or an HTTP date. Undefined for anything else. */
export function wishOf(retryAfter: string | undefined, now: Instant): number | undefined {
  if (retryAfter === undefined) return undefined
  const text = retryAfter.trim()
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * secondMs, retryAfterMax)
  const at = /^[A-Z][a-z]{2}, \d{2} /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), retryAfterMax)
}

/**
 * Whether an endpoint has failed for too long without one success between. After a quiet week one slip of a message
 * (`tries` of it have failed) is no proof.
 */
export function isLost(failingSince: Instant | null, tries: number, now: Instant): boolean {
  return failingSince !== null && now - failingSince >= failingMaxMs && tries >= lostTriesMin
}

/** Why an address cannot be an endpoint's; undefined when it can be, as far as it can be seen without asking anybody. */
export type UrlProblem = 'not_an_address' | 'not_https' | 'has_password' | 'has_fragment'

/** http is for a demonstration that talks to its own machine. */
export function urlProblem(text: string, mayBeLocal: boolean): UrlProblem | undefined {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/([^\s]+)$/i.exec(text) ?? []
  if (rest === '') return 'not_an_address'
  const authority = rest.split(/[/?#]/, 1)[0] ?? ''
  if (authority.includes('@')) return 'has_password'
  if (rest.includes('#')) return 'has_fragment'
  if (scheme.toLowerCase() === 'https') return undefined
  const isLocal = mayBeLocal && scheme.toLowerCase() === 'http' && isLocalHost(authority)
  return isLocal ? undefined : 'not_https'
}

/** `authority` may carry a port. */
function isLocalHost(authority: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(authority)
}
