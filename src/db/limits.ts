// Rate limits in the database, so that a restart or a second process forgets nothing: the generic cell rate
// algorithm, one row for each bucket. The clock is real time.

import { type Db, statement } from './connect.ts'
import { gather } from './gather.ts'

/**
 * `burst` calls at once, and the whole burst again every `windowMs`, given back little by little: in a window of that
 * length there may be almost twice as many. Where that is too many: call-windows.ts.
 */
export type Limit = Readonly<{ burst: number; windowMs: number }>

// Its arrays name each bucket, what a call counts in it and how much it holds, both in ms.
const ofBucket = (array: string) => `(${array}::float8[])[array_position($2, r.bucket)]`
const take = statement(
  'take_limit',
  `with taken as (
     insert into rate_limit as r (merchant_id, bucket, tat)
     select $1, b.bucket, real_now() + b.each_ms * interval '1 millisecond'
     from unnest((select $2::text[]), (select $3::float8[])) as b (bucket, each_ms)
     on conflict (merchant_id, bucket) do update
       set tat = greatest(r.tat, real_now()) + ${ofBucket('$3')} * interval '1 millisecond'
       -- half a call of grace, so that the burst is exact although time passes between its calls
       where r.tat <= real_now() + (${ofBucket('$4')} - ${ofBucket('$3')} / 2) * interval '1 millisecond'
     returning bucket)
   -- Nearly always there is none.
   select bucket from unnest((select $2::text[])) as b (bucket) except select bucket from taken`,
)

type Taking = Readonly<{ buckets: readonly string[]; limit: Limit }>

const takeTogether = gather<Taking, readonly string[]>(
  async (db, merchantId, asked) => {
    // In one order, or two statements would wait for each other.
    const rows = asked
      .flatMap(({ buckets, limit }) => buckets.map((bucket) => ({ bucket, limit })))
      .sort((one, other) => (one.bucket < other.bucket ? -1 : 1))
    const values = [
      merchantId,
      rows.map(({ bucket }) => bucket),
      rows.map(({ limit: { burst, windowMs } }) => windowMs / burst),
      rows.map(({ limit: { windowMs } }) => windowMs),
    ]
    const found = await db.rows<{ bucket: string }>(take, values)
    if (found.length === 0) return asked.map(({ buckets }) => buckets)
    const full = new Set(found.map(({ bucket }) => bucket))
    return asked.map(({ buckets }) => buckets.filter((bucket) => !full.has(bucket)))
  },
  { namesOf: ({ buckets }) => buckets },
)

/**
 * Counts one call in each bucket that still allows it, whoever else calls at once; answers those. In a transaction
 * whoever else counts in one of these buckets, taken or not, waits for its end.
 */
export function takeLimit(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
  limit: Limit,
): Promise<readonly string[]> {
  return takeTogether(db, merchantId, { buckets, limit })
}

// Row after row in the order they are taken in, or two callers would wait for each other.
const giveBack = statement(
  'give_limit_back',
  `with taken as (
     select bucket from rate_limit where merchant_id = $1 and bucket = any($2)
     order by array_position($2, bucket) for update)
   update rate_limit r set tat = tat - $3 * interval '1 millisecond'
   from taken where r.merchant_id = $1 and r.bucket = taken.bucket`,
)

/** Uncounts one call in each bucket; `calls` of 0 is the same work for nothing. */
export async function giveLimitBack(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
  { burst, windowMs }: Limit,
  calls: 0 | 1 = 1,
): Promise<void> {
  await db.rows(giveBack, [merchantId, [...buckets].sort(), (calls * windowMs) / burst])
}

const look = statement(
  'count_limit_wait',
  `select coalesce(max(extract(epoch from tat - real_now()) * 1000), 0)::float8 as "aheadMs"
   from rate_limit where merchant_id = $1 and bucket = any($2)`,
)

/** How long the fullest of these buckets makes one wait, in ms. */
export async function countLimitWait(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
  { burst, windowMs }: Limit,
): Promise<number> {
  const [row] = await db.rows<{ aheadMs: number }>(look, [merchantId, buckets])
  return Math.max(0, (row?.aheadMs ?? 0) - windowMs + windowMs / burst / 2)
}

/** How many calls are counted in this bucket now, rounded up. */
export async function countLimitUse(
  db: Db,
  merchantId: number,
  bucket: string,
  { burst, windowMs }: Limit,
): Promise<number> {
  const [row] = await db.rows<{ aheadMs: number }>(look, [merchantId, [bucket]])
  return Math.min(burst, Math.max(0, Math.ceil(((row?.aheadMs ?? 0) * burst) / windowMs)))
}

const prune = statement(
  'prune_limits',
  `delete from rate_limit where (merchant_id, bucket) in (
     select merchant_id, bucket from rate_limit where tat < real_now() for update skip locked)`,
)

/** Drops buckets that limit nobody any more. */
export async function pruneLimits(db: Db): Promise<void> {
  await db.rows(prune, [])
}
