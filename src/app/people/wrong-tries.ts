// How often one may be wrong about a password or a code. Whoever comes from a place the account was signed in
// from before counts alone, so that nobody can lock a person out by being wrong on purpose.

import { listCustomerMarks } from '../../db/customers.ts'
import { countLimitWait, giveLimitBack, type Limit, takeLimit } from '../../db/limits.ts'
import { listFamiliarMarks } from '../../db/operators.ts'
import { Refusal } from '../../errors.ts'
import { addressBlock } from '../../kit/address-block.ts'
import type { App } from '../app.ts'
import { sha256 } from './tokens.ts'

const minuteMs = 60_000
/** wrong tries at one account from one place */
const byPlace: Limit = { burst: 8, windowMs: 15 * minuteMs }
/** wrong tries at one account from all strange places together */
const byAccount: Limit = { burst: 8, windowMs: 60 * minuteMs }
/** wrong tries from one strange address, whatever the account */
const byAddress: Limit = { burst: 40, windowMs: 15 * minuteMs }
/** challenges for passkeys made for one address */
const asks: Limit = { burst: 60, windowMs: 5 * minuteMs }

/** Where a try comes from. `device` is what the browser's device cookie holds. */
export type Place = Readonly<{ address: string; device: string | undefined }>

type Bucket = Readonly<{ name: string; limit: Limit }>

export type Try = Readonly<{ forgive(): Promise<void> }>

/** What is tried: an operator's password or second factor, or a buyer's password. */
type Tried = 'password' | 'code' | 'customer-password'

/**
 * Counts a try at `account` (an operator's e-mail address in lower case; of a buyer the account's id, or what was
 * typed where there is none) before it is known to be wrong, so that many at once do not slip through; `forgive` takes
 * the count back. These limits are not public ones: RATE_LIMIT_FACTOR leaves them alone. Throws rate_limited.
 */
export async function countTry(app: App, what: Tried, account: string, place: Place): Promise<Try> {
  const { db, merchantId } = app
  const buckets = await bucketsOf(app, what, account, place)
  const taken: Bucket[] = []
  const forgive = async () => {
    for (const { name, limit } of taken) await giveLimitBack(db, merchantId, [name], limit)
  }
  for (const bucket of buckets) {
    const { name, limit } = bucket
    if ((await takeLimit(db, merchantId, [name], limit)).length === 0) {
      await forgive()
      throw await limited(app, bucket)
    }
    taken.push(bucket)
  }
  return { forgive }
}

/** Counts a question that anybody may ask and that leaves a row. Throws rate_limited. */
export async function countAsk(app: App, address: string): Promise<void> {
  const bucket = {
    name: `passkey-ask:${sha256(addressBlock(address)).toString('base64url')}`,
    limit: asks,
  }
  const taken = await takeLimit(app.db, app.merchantId, [bucket.name], asks)
  if (taken.length === 0) throw await limited(app, bucket)
}

async function limited(app: App, { name, limit }: Bucket): Promise<Refusal> {
  const waitMs = await countLimitWait(app.db, app.merchantId, [name], limit)
  return new Refusal('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) })
}

async function bucketsOf(
  app: App,
  what: Tried,
  account: string,
  place: Place,
): Promise<readonly Bucket[]> {
  const marks = marksOf(place)
  const listMarks = what === 'customer-password' ? listCustomerMarks : listFamiliarMarks
  const known = await listMarks(app.db, app.merchantId, account, [
    marks.address,
    ...(marks.device ? [marks.device] : []),
  ])
  const isKnown = (mark: Buffer | undefined) =>
    mark !== undefined && known.some((one) => one.equals(mark))
  const at = `${what}:${sha256(account).toString('base64url')}`
  // A known browser counts by itself, even where it shares its address with whoever is guessing.
  if (marks.device && isKnown(marks.device))
    return [{ name: `${at}:${marks.device.toString('base64url')}`, limit: byPlace }]
  const here = { name: `${at}:${marks.address.toString('base64url')}`, limit: byPlace }
  if (isKnown(marks.address)) return [here]
  return [
    here,
    { name: `${what}-address:${marks.address.toString('base64url')}`, limit: byAddress },
    { name: at, limit: byAccount },
  ]
}

/** What is remembered of a place somebody signed in from. */
export function marksOf({
  address,
  device,
}: Place): Readonly<{ address: Buffer; device: Buffer | undefined }> {
  return {
    address: sha256(`address:${addressBlock(address)}`),
    device: device === undefined ? undefined : sha256(`device:${device}`),
  }
}
