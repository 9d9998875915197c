// Who may call how often. A call that is refused tells how long to wait; what counts is named here and
// nowhere else, and RATE_LIMIT_FACTOR multiplies it all.

import { countLimitWait, type Limit, takeLimit } from '../db/limits.ts'
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
  /** one buyer asking "have you got my money" about one order */
  check: { burst: 1, windowMs: 3_000 },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

/** Refuses with rate_limited when one of the subjects has used up its limit; counts nothing. */
export async function checkLimit(
  app: App,
  name: LimitName,
  subjects: readonly string[],
): Promise<void> {
  const waitMs = await countLimitWait(
    app.db,
    app.merchantId,
    bucketsOf(name, subjects),
    limitOf(app, name),
  )
  if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

/** Counts one call for each subject. */
export async function countCall(
  app: App,
  name: LimitName,
  subjects: readonly string[],
): Promise<void> {
  await takeLimit(app.db, app.merchantId, bucketsOf(name, subjects), limitOf(app, name))
}

function limitOf(app: App, name: LimitName): Limit {
  const { burst, windowMs } = limits[name]
  return { burst: burst * app.settings.rateLimitFactor, windowMs }
}

function bucketsOf(name: LimitName, subjects: readonly string[]): string[] {
  return subjects.map((subject) => `${name}:${subject.slice(0, 128)}`)
}
