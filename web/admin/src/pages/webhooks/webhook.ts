// Webhooks as the server lists them, and how their states look.

import type {
  GetWebhooksMessagesResponses,
  GetWebhooksResponses,
} from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'

export type Endpoint = GetWebhooksResponses[200]['data']['rows'][number]
export type Message = GetWebhooksMessagesResponses[200]['data']['rows'][number]
export type Event = Endpoint['events'][number]

export const events: readonly Event[] = [
  'order.paid',
  'order.delivered',
  'order.refunded',
  'order.cancelled',
  'order.expired',
  'refund.failed',
  'case.opened',
  'course.closed',
  'course.opened',
  'license.activated',
  'license.revoked',
  'license.suspended',
  'license.resumed',
  'license.extended',
  'license.renewed',
  'license.upgraded',
  'license.transferred',
  'license.limited',
  'license.undone',
  'license.filed',
  'license.reissued',
  'license.deactivated',
  'license.expiring',
  'license.expired',
]

export type Health = Endpoint['state'] | 'troubled'

/** One that is active and was not reached the last time is neither well nor given up. */
export function healthOf({ state, failing_since }: Endpoint): Health {
  return state === 'active' && failing_since !== null ? 'troubled' : state
}

export const healthTones: Readonly<Record<Health, Tone>> = {
  active: 'good',
  troubled: 'warn',
  paused: 'quiet',
  gone: 'bad',
  failing: 'bad',
  removed: 'quiet',
}

export type Progress = Message['state'] | 'retrying'

export function progressOf({ state, tries }: Pick<Message, 'state' | 'tries'>): Progress {
  return state === 'pending' && tries > 0 ? 'retrying' : state
}

export const progressTones: Readonly<Record<Progress, Tone>> = {
  pending: 'busy',
  retrying: 'warn',
  delivered: 'good',
  failed: 'bad',
}

/** `HTTP 500`, or the system's word for what went wrong. */
export function resultOf({
  status,
  error,
}: Readonly<{ status: number | null; error: string | null }>): string {
  return status === null ? (error ?? '–') : `HTTP ${status}`
}
