// What is kept of days long over says what their orders and refunds say.

import { type Corruption, damage } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'
import { counted } from './console-counted.ts'
import { isRight, returnedAt } from './console-day-sums.ts'

const within = (column: string) =>
  `${column} >= k.begins and ${column} < k.begins + interval '1 day'`
const kept = (name: string) => `(k.sums->>'${name}')::bigint`
const partsOf = (parts: string, name: string) =>
  `(select coalesce(sum((part->>'${name}')::bigint), 0) from jsonb_array_elements(k.sums->'${parts}') as part)`

export const daySumInvariants: readonly Invariant[] = [
  invariant(
    'INV-32.days',
    '总览为过去的日子留存的合计，等于当日订单与退款之和',
    'What the overview keeps of a day that is over is the sum of its orders and refunds',
    `select k.day::text as ref, 'kept paid ' || ${kept('paidFen')} || ', refunded ' || ${kept('refundedFen')}
       || '; by the orders paid ' || p.fen || ', refunded ' || r.fen as detail
     from (select k.*, k.day::timestamp at time zone 'Asia/Shanghai' as begins from day_sum k
       where k.merchant_id = $1 and ${isRight('k')}) as k
     cross join lateral (select count(*) as placed from orders o
       where o.merchant_id = $1 and ${within('o.created_at')} and ${counted('o', 'k.practice')}) as o
     cross join lateral (select count(*) as paid, coalesce(sum(o.paid_fen), 0) as fen from orders o
       where o.merchant_id = $1 and ${within('o.paid_at')} and ${counted('o', 'k.practice')}) as p
     cross join lateral (select count(*) as refunds, coalesce(sum(r.amount_fen), 0) as fen
       from refund r join orders o using (merchant_id, order_number)
       where r.merchant_id = $1 and ${within(returnedAt)} and r.state = 'done' and r.reason <> 'duplicate'
         and ${counted('o', 'k.practice')}) as r
     where (${kept('placed')}, ${kept('paid')}, ${kept('paidFen')}, ${kept('refunds')}, ${kept('refundedFen')})
         is distinct from (o.placed, p.paid, p.fen, r.refunds, r.fen)
       or (${partsOf('channels', 'paidFen')}, ${partsOf('products', 'paidFen')}, ${partsOf('channels', 'refundedFen')})
         is distinct from (p.fen, p.fen, r.fen)`,
    'look',
    'entries',
  ),
]

/** Kept with nothing of what was paid that day. */
const keepNothing = `insert into day_sum (merchant_id, day, practice, sums, seen, cluster, kept_at)
   select 1, (paid_at at time zone 'Asia/Shanghai')::date, true,
     '{"placed": 0, "paid": 0, "paidFen": 0, "refunds": 0, "refundedFen": 0, "channels": [], "products": []}',
     pg_current_snapshot(), (select system_identifier from pg_control_system()), app_now()
   from orders where paid_fen > 0 and not is_test limit 1`

export const daySumCorruptions: readonly Corruption[] = [
  damage(
    'a kept day that leaves out an order',
    // What this transaction moved itself was not seen, and would make the kept day one that nobody asks.
    `delete from day_moved; ${keepNothing}`,
    'INV-32.days',
  ),
]
