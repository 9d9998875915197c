// Who may call how often. A call that is refused tells how long to wait; what counts is named here and
// nowhere else, and RATE_LIMIT_FACTOR multiplies it all.

import { codePauseMs } from '../core/one-time-code.ts'
import { countWindowWait, giveBackInWindow, takeInWindow } from '../db/call-windows.ts'
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

/** `isExact`: never more in any window, where one may be told so; the others are given back little by little. */
type NamedLimit = Limit & Readonly<{ isExact?: true }>

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
  /** unknown licence keys of one product by one address, and of all products: programs of others may share it */
  'license-miss': { burst: 20, windowMs: 10 * minuteMs },
  'license-miss-all': { burst: 60, windowMs: 10 * minuteMs },
  /** devices that one licence is activated on; never fewer than twice its seats */
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
  /** opening the payment of one order, and changing the way to pay */
  open: { burst: 50, windowMs: 10 * minuteMs },
  /** asking what an order would cost, by one address */
  quote: { burst: 120, windowMs: minuteMs },
  /** coupon codes there are none of, tried by one address */
  'coupon-miss': { burst: 15, windowMs: 10 * minuteMs },
  /** placing orders, free ones included, by one phone or one address */
  place: { burst: 60, windowMs: 10 * minuteMs },
  /** codes, and goods a buyer has sent, to one phone or address of mail: one in any minute, ten in any 24 hours */
  'code-pause': { burst: 1, windowMs: codePauseMs, isExact: true },
  'code-day': { burst: 10, windowMs: 24 * 60 * minuteMs, isExact: true },
  /** both, asked for by one address, in any hour */
  'code-address': { burst: 20, windowMs: 60 * minuteMs, isExact: true },
  /** tests of mail and text messages by one operator */
  'letter-test': { burst: 10, windowMs: 10 * minuteMs },
  /** both, of the whole shop, which each cost money as a text message: too many to keep each one's moment */
  'code-all': { burst: 1000, windowMs: 60 * minuteMs },
} as const satisfies Record<string, NamedLimit>

export type LimitName = keyof typeof limits

/** Whom a call counts for: a name with its kind before it (`phone 138…`), or whence it came, perhaps about what alone. */
export type Subject = string | Readonly<{ address: string; about?: string }>

/**
 * Counts one call for each subject. Refuses with rate_limited, counting nothing, when one of them has used
 * its limit up; calls at the same moment never pass together. `least` is a limit no lower than the one that is written
 * here would be right for these subjects.
 */
export async function takeCall(
  app: App,
  name: LimitName,
  subjects: readonly Subject[],
  db: Db = app.db,
  least = 0,
): Promise<void> {
  const [refusal] = await takeCallOfEach(app, name, [subjects], db, least)
  if (refusal) throw refusal
}

/** As takeCall for several callers, no two of them with a subject in common: what each is refused with, in their order. */
export async function takeCallOfEach(
  app: App,
  name: LimitName,
  callers: readonly (readonly Subject[])[],
  db: Db,
  least = 0,
): Promise<readonly (Refusal | undefined)[]> {
  const limit = limitOf(app, name, least)
  const each = callers.map((subjects) => bucketsOf(name, subjects))
  const taken = new Set(await take(db, app.merchantId, each.flat(), limit))
  const refusals: (Refusal | undefined)[] = []
  for (const buckets of each) {
    const own = buckets.filter((bucket) => taken.has(bucket))
    const isLimited = own.length < buckets.length
    if (isLimited) await giveBack(db, app.merchantId, own, limit)
    refusals.push(
      isLimited ? limited(await countWait(db, app.merchantId, buckets, limit)) : undefined,
    )
  }
  return refusals
}

/** Counts one call of each limit, in this order. Refuses with rate_limited, counting nothing, when one is used up. */
export async function takeCalls(
  app: App,
  calls: readonly Readonly<{ name: LimitName; subject: Subject }>[],
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
export async function takesCall(app: App, name: LimitName, subject: Subject): Promise<boolean> {
  const buckets = bucketsOf(name, [subject])
  return (await take(app.db, app.merchantId, buckets, limitOf(app, name))).length > 0
}

/** Of limits that are given back little by little. */
type GradualName = {
  [Name in LimitName]: (typeof limits)[Name] extends { isExact: true } ? never : Name
}[LimitName]

/** How many calls count now; no more than the limit. */
export async function countCalls(app: App, name: GradualName, subject: Subject): Promise<number> {
  const [bucket = ''] = bucketsOf(name, [subject])
  return countLimitUse(app.db, app.merchantId, bucket, limitOf(app, name))
}

/** Whether any call counts still, whatever the limits are multiplied by. */
export async function isRemembered(
  { db, merchantId }: Pick<App, 'db' | 'merchantId'>,
  name: GradualName,
  subject: Subject,
): Promise<boolean> {
  const [bucket = ''] = bucketsOf(name, [subject])
  return (await countLimitUse(db, merchantId, bucket, limits[name])) > 0
}

/** Refuses with rate_limited when a subject has used its limit up already; counts nothing. */
export async function checkLimit(
  app: App,
  name: LimitName,
  subjects: readonly Subject[],
): Promise<void> {
  const buckets = bucketsOf(name, subjects)
  const waitMs = await countWait(app.db, app.merchantId, buckets, limitOf(app, name))
  if (waitMs > 0) throw limited(waitMs)
}

/** Takes a counted call back: what it did turned out to be right. */
export async function forgiveCall(
  app: App,
  name: LimitName,
  subjects: readonly Subject[],
  db: Db = app.db,
): Promise<void> {
  await giveBack(db, app.merchantId, bucketsOf(name, subjects), limitOf(app, name))
}

/** Takes a counted call back where it turned out to be right; it is the same work where not, so that nobody can tell. */
export async function judgeCall(
  app: App,
  name: GradualName,
  subjects: readonly Subject[],
  isRight: boolean,
): Promise<void> {
  const buckets = bucketsOf(name, subjects)
  await giveLimitBack(app.db, app.merchantId, buckets, limitOf(app, name), isRight ? 1 : 0)
}

type Counting = readonly [db: Db, merchantId: number, buckets: readonly string[], NamedLimit]

function take(...[db, merchantId, buckets, limit]: Counting): Promise<readonly string[]> {
  const taking = limit.isExact ? takeInWindow : takeLimit
  return taking(db, merchantId, buckets, limit)
}

function giveBack(...[db, merchantId, buckets, limit]: Counting): Promise<void> {
  if (limit.isExact) return giveBackInWindow(db, merchantId, buckets)
  return giveLimitBack(db, merchantId, buckets, limit)
}

function countWait(...[db, merchantId, buckets, limit]: Counting): Promise<number> {
  const counting = limit.isExact ? countWindowWait : countLimitWait
  return counting(db, merchantId, buckets, limit)
}

function limited(waitMs: number): Refusal {
  return new Refusal('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) })
}

function limitOf(app: App, name: LimitName, least = 0): NamedLimit {
  const limit: NamedLimit = limits[name]
  return { ...limit, burst: Math.max(limit.burst, least) * app.settings.rateLimitFactor }
}

function bucketsOf(name: LimitName, subjects: readonly Subject[]): string[] {
  return [...new Set(subjects.map((subject) => `${name}:${nameOf(subject).slice(0, 128)}`))]
}

function nameOf(subject: Subject): string {
  if (typeof subject === 'string') return subject
  const { address, about } = subject
  return `address ${addressBlock(address)}${about === undefined ? '' : ` about ${about}`}`
}
