// Who may call how often. A call that is refused tells how long to wait; what counts is named here and
// nowhere else, and RATE_LIMIT_FACTOR multiplies it all.

import { codePauseMs } from '../core/one-time-code.ts'
import type { Db } from '../db/connect.ts'
import {
  countLimitUse,
  countLimitWait,
  giveLimitBack,
  type Limit,
  takeLimit,
} from '../db/limits.ts'
import { Refusal } from '../errors.ts'
import { addressBlock } from '../kit/address-block.ts'
import type { App } from './app.ts'

const minuteMs = 60_000

const limits = {
  /** any look-up, right or wrong, by one address */
  lookup: { burst: 120, windowMs: minuteMs },
  /** wrong look-ups by one address, or about one phone */
  'lookup-miss': { burst: 10, windowMs: 10 * minuteMs },
  /** wrong look-ups about one order */
  'lookup-miss-order': { burst: 5, windowMs: 10 * minuteMs },
  /** asking about a payment by the number in a bill, right or wrong, by one address */
  rescue: { burst: 30, windowMs: minuteMs },
  /** asking the gateways about numbers that are not in our books, by everybody: many addresses guess no better */
  'rescue-trace': { burst: 300, windowMs: 10 * minuteMs },
  /** asking the gateways about one order because of a bill: past this it is shown as it stands, never refused */
  'rescue-order': { burst: 10, windowMs: minuteMs },
  /** unknown licence keys by one address */
  'license-miss': { burst: 20, windowMs: 10 * minuteMs },
  /** devices that one licence is activated on */
  'license-new-device': { burst: 30, windowMs: 24 * 60 * minuteMs },
  /**
   * unknown licence keys, by all addresses and of all products together, for whoever tries chooses both: told of, never
   * refused, or a stranger could shut out the buyers
   */
  'license-guess': { burst: 200, windowMs: 10 * minuteMs },
  /** remembered for an hour */
  'license-guess-told': { burst: 1, windowMs: 60 * minuteMs },
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
  /** one-time codes to one phone or address of mail: one in a minute, ten in a day */
  'code-pause': { burst: 1, windowMs: codePauseMs },
  'code-day': { burst: 10, windowMs: 24 * 60 * minuteMs },
  /** one-time codes asked for by one address */
  'code-address': { burst: 20, windowMs: 60 * minuteMs },
  /** tests of mail and text messages by one operator */
  'letter-test': { burst: 10, windowMs: 10 * minuteMs },
  /** one-time codes of the whole shop: each text message costs money */
  'code-all': { burst: 1000, windowMs: 60 * minuteMs },
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

/** Counts one call of each limit, in this order. Refuses with rate_limited, counting nothing, when one is used up. */
export async function takeCalls(
  app: App,
  calls: readonly Readonly<{ name: LimitName; subject: string }>[],
): Promise<void> {
  const taken: (typeof calls)[number][] = []
  try {
    for (const call of calls) {
      await takeCall(app, call.name, [call.subject])
      taken.push(call)
    }
  } catch (error) {
    for (const { name, subject } of taken) await forgiveCall(app, name, [subject])
    throw error
  }
}

/** Counts one call; false, and nothing is counted, when the limit is used up. */
export async function takesCall(app: App, name: LimitName, subject: string): Promise<boolean> {
  const buckets = bucketsOf(name, [subject])
  return (await takeLimit(app.db, app.merchantId, buckets, limitOf(app, name))).length > 0
}

/** How many calls count now; no more than the limit. */
export async function countCalls(app: App, name: LimitName, subject: string): Promise<number> {
  const [bucket = ''] = bucketsOf(name, [subject])
  return countLimitUse(app.db, app.merchantId, bucket, limitOf(app, name))
}

/** Whether any call counts still, whatever the limits are multiplied by. */
export async function isRemembered(
  { db, merchantId }: Pick<App, 'db' | 'merchantId'>,
  name: LimitName,
  subject: string,
): Promise<boolean> {
  const [bucket = ''] = bucketsOf(name, [subject])
  return (await countLimitUse(db, merchantId, bucket, limits[name])) > 0
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
  return [...new Set(subjects.map((subject) => `${name}:${addressBlock(subject).slice(0, 128)}`))]
}
