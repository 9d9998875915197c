// Rate limits in the database, so that a restart or a second process forgets nothing: the generic cell rate
// algorithm, one row for each bucket. The clock is real time.

import { type Db, statement } from './connect.ts'

/**
 * `burst` calls at once, and the whole burst again every `windowMs`, given back little by little: in a window of that
 * length there may be almost twice as many. Where that is too many: call-windows.ts.
 */
export type Limit = Readonly<{ burst: number; windowMs: number }>

const take = statement(
  'take_limit',
  `insert into rate_limit as r (merchant_id, bucket, tat)
   select $1, b, real_now() + $3 * interval '1 millisecond' from unnest($2::text[]) as b
   on conflict (merchant_id, bucket) do update
     set tat = greatest(r.tat, real_now()) + $3 * interval '1 millisecond'
     where r.tat <= real_now() + ($4::float8 - $3::float8 / 2) * interval '1 millisecond'
   returning bucket`,
)

/** Counts one call in each bucket that still allows it, whoever else calls at once; answers those. */
export async function takeLimit(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
  { burst, windowMs }: Limit,
): Promise<readonly string[]> {
  // Half a call of grace, so that the burst is exact although time passes between its calls.
  const values = [merchantId, [...buckets].sort(), windowMs / burst, windowMs]
  return (await db.rows<{ bucket: string }>(take, values)).map((row) => row.bucket)
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
