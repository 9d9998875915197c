// Who may call how often. A call that is refused tells how long to wait; what counts is named here and
// nowhere else, and RATE_LIMIT_FACTOR multiplies it all.

import type { Db } from '../db/connect.ts'
import { countLimitWait, giveLimitBack, type Limit, takeLimit } from '../db/limits.ts'
import { Refusal } from '../errors.ts'
import type { App } from './app.ts'

const minuteMs = 60_000

const limits = {
  /** any look-up, right or wrong, by one address */
  lookup: { burst: 120, windowMs: minuteMs },
  /** wrong look-ups by one address, or about one phone */
  'lookup-miss': { burst: 10, windowMs: 10 * minuteMs },
  /** wrong look-ups about one order */
  'lookup-miss-order': { burst: 5, windowMs: 10 * minuteMs },
  /** unknown licence keys by one address */
  'license-miss': { burst: 20, windowMs: 10 * minuteMs },
  /** opening payments by one address */
  pay: { burst: 60, windowMs: minuteMs },
  /** changing the way to pay of one order, and asking a gateway to open it */
  open: { burst: 100, windowMs: 10 * minuteMs },
  /** asking what an order would cost, by one address */
  quote: { burst: 120, windowMs: minuteMs },
  /** coupon codes there are none of, tried by one address */
  'coupon-miss': { burst: 15, windowMs: 10 * minuteMs },
  /** placing orders, free ones included, by one phone or one address */
  place: { burst: 60, windowMs: 10 * minuteMs },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

/**
 * Counts one call for each subject. Refuses with rate_limited, counting nothing, when one of them has used
 * its limit up; calls at the same moment never pass together.
 */
export async function takeCall(
  app: App,
  name: LimitName,
  subjects: readonly string[],
  db: Db = app.db,
): Promise<void> {
  const limit = limitOf(app, name)
  const buckets = bucketsOf(name, subjects)
  const taken = await takeLimit(db, app.merchantId, buckets, limit)
  if (taken.length === buckets.length) return
  await giveLimitBack(db, app.merchantId, taken, limit)
  const waitMs = await countLimitWait(db, app.merchantId, buckets, limit)
  throw limited(waitMs)
}

/** Refuses with rate_limited when a subject has used its limit up already; counts nothing. */
export async function checkLimit(
  app: App,
  name: LimitName,
  subjects: readonly string[],
): Promise<void> {
  const buckets = bucketsOf(name, subjects)
  const waitMs = await countLimitWait(app.db, app.merchantId, buckets, limitOf(app, name))
  if (waitMs > 0) throw limited(waitMs)
}

/** Takes a counted call back: what it did turned out to be right. */
export async function forgiveCall(
  app: App,
  name: LimitName,
  subjects: readonly string[],
): Promise<void> {
  await giveLimitBack(app.db, app.merchantId, bucketsOf(name, subjects), limitOf(app, name))
}

function limited(waitMs: number): Refusal {
  return new Refusal('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) })
}

function limitOf(app: App, name: LimitName): Limit {
  const { burst, windowMs } = limits[name]
  return { burst: burst * app.settings.rateLimitFactor, windowMs }
}

function bucketsOf(name: LimitName, subjects: readonly string[]): string[] {
  return [...new Set(subjects.map((subject) => `${name}:${subject.slice(0, 128)}`))]
}
