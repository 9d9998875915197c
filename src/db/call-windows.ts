// Rate limits that are exact: never more calls than allowed in any window, wherever it begins. The moments of the calls
// stand in the bucket's row, so they are for limits of a few calls. The clock is real time.

import { type Db, statement } from './connect.ts'
import type { Limit } from './limits.ts'

const take = statement(
  'take_call_in_window',
  `insert into rate_limit as r (merchant_id, bucket, tat, calls)
   select $1, b, real_now() + $3 * interval '1 millisecond', array[real_now()] from unnest($2::text[]) as b
   on conflict (merchant_id, bucket) do update
     set tat = excluded.tat, calls = excluded.calls || array(
       select c from unnest(r.calls) as c where c > real_now() - $3 * interval '1 millisecond' order by c desc)
     where (select count(*) from unnest(r.calls) as c
       where c > real_now() - $3 * interval '1 millisecond') < $4
   returning bucket`,
)

/** Counts one call in each bucket that still allows it, whoever else calls at once; answers those. */
export async function takeInWindow(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
  { burst, windowMs }: Limit,
): Promise<readonly string[]> {
  const values = [merchantId, [...buckets].sort(), windowMs, Math.ceil(burst)]
  return (await db.rows<{ bucket: string }>(take, values)).map((row) => row.bucket)
}

// Row after row in the order they are taken in, or two callers would wait for each other.
const giveBack = statement(
  'give_call_back',
  `with taken as (
     select bucket from rate_limit where merchant_id = $1 and bucket = any($2)
     order by array_position($2, bucket) for update)
   update rate_limit r set calls = r.calls[2:]
   from taken where r.merchant_id = $1 and r.bucket = taken.bucket`,
)

/** Uncounts the latest call in each bucket. */
export async function giveBackInWindow(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
): Promise<void> {
  await db.rows(giveBack, [merchantId, [...buckets].sort()])
}

const look = statement(
  'count_window_wait',
  `select max(extract(epoch from calls[$3] - real_now()) * 1000)::float8 as "agoMs"
   from rate_limit where merchant_id = $1 and bucket = any($2) and cardinality(calls) >= $3`,
)

/** How long the fullest of these buckets makes one wait, in ms: until the call that fills it up is out of the window. */
export async function countWindowWait(
  db: Db,
  merchantId: number,
  buckets: readonly string[],
  { burst, windowMs }: Limit,
): Promise<number> {
  const values = [merchantId, buckets, Math.ceil(burst)]
  const [row] = await db.rows<{ agoMs: number | null }>(look, values)
  return row?.agoMs == null ? 0 : Math.max(0, row.agoMs + windowMs)
}
