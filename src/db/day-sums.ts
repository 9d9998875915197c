// Sums of a day by three sources: the gateway's bill of movements, its bill of trades, and the ledger; what others sold
// on the same account; and what the account held when the day ended. Reading only.

import type { DayMoves } from '../core/funds.ts'
import { type BillScope, keyOf } from './bills.ts'
import { type Db, statement } from './connect.ts'
import { isForeign } from './reconcile.ts'

/** Sales and refunds of others on the same account. `fen`: what stays of them. */
export type ForeignSales = Readonly<{ count: number; fen: number }>

const selectForeign = statement(
  'find_foreign_sales',
  `select count(*) as count,
     coalesce(sum(case entry when 'payment' then amount_fen else -amount_fen end), 0)::bigint as fen
   from bill_line l
   where merchant_id = $1 and channel_id = $2 and day = $3 and kind = 'trade' and ${isForeign('l')}`,
)

export async function findForeignSales(db: Db, scope: BillScope): Promise<ForeignSales> {
  const [row] = await db.rows<ForeignSales>(selectForeign, keyOf(scope))
  return row ?? { count: 0, fen: 0 }
}

const selectTraded = statement(
  'find_day_trades',
  `select coalesce(sum(amount_fen) filter (where entry = 'payment'), 0)::bigint as "inFen",
     (coalesce(sum(amount_fen) filter (where entry = 'refund'), 0) + coalesce(sum(fee_fen), 0))::bigint as "outFen"
   from bill_line where merchant_id = $1 and channel_id = $2 and day = $3 and kind = 'trade'`,
)

/** What should have moved by the bill of trades. */
export async function findTraded(db: Db, scope: BillScope): Promise<DayMoves> {
  return (await db.rows<DayMoves>(selectTraded, keyOf(scope)))[0] ?? { inFen: 0, outFen: 0 }
}

const selectBooked = statement(
  'find_day_entries',
  `with own as (
     select coalesce(sum(amount_fen) filter (where debit = account and kind in ('payment', 'duplicate', 'found')), 0) as in_fen,
       coalesce(sum(case when debit = account then -amount_fen else amount_fen end)
         filter (where kind in ('refund', 'return', 'fee', 'fee_return')), 0) as out_fen
     from ledger_entry, (select 'clearing:' || $2::text as account) as of_channel
     where merchant_id = $1 and day = $3::text::date and account in (debit, credit)),
   elsewhere as (
     select coalesce(sum(amount_fen) filter (where entry = 'payment'), 0) as in_fen,
       coalesce(sum(amount_fen) filter (where entry = 'refund'), 0) + coalesce(sum(fee_fen), 0) as out_fen
     from bill_line l
     where merchant_id = $1 and channel_id = $2 and day = $3::text::date and kind = 'trade' and ${isForeign('l')})
   select (own.in_fen + elsewhere.in_fen)::bigint as "inFen", (own.out_fen + elsewhere.out_fen)::bigint as "outFen"
   from own, elsewhere`,
)

/** What moved by the ledger, and by the sales of others, which are not on it. */
export async function findBooked(db: Db, scope: BillScope): Promise<DayMoves> {
  return (await db.rows<DayMoves>(selectBooked, keyOf(scope)))[0] ?? { inFen: 0, outFen: 0 }
}

/** What an account held at the end of a day, in fen. */
export type Closing = Readonly<{
  /** by the bill of movements itself */
  statedFen: number
  /** by what it stated last before, and what moved since by its own lines */
  movedFen: number
  /** the same by the ledger, with what is not on it: the sales of others, and movements of other kinds */
  bookedFen: number
}>

/**
 * Selects the days whose bill of movements states a balance, each with the day it was last stated before, what it was
 * then, and what moved since. Every day between must have a bill that is believed and tells payouts; where none came
 * before, the day's own beginning counts. `which` says of which files, beside the merchant's.
 */
export const statedClosings = (which: string) => `
  with latest as (
    select distinct on (channel_id, day) channel_id, day, trouble, sums, fetched_at from bill_file
    where merchant_id = $1 and kind = 'funds' and ${which}
    order by channel_id, day, fetched_at desc),
  believed as (
    select channel_id, day, fetched_at, (sums->>'opening')::bigint as opening_fen,
      (sums->>'closing')::bigint as closing_fen, (sums->>'other')::bigint as other_fen,
      (sums->>'payment')::bigint - (sums->>'refund')::bigint - (sums->>'fee')::bigint
        - (sums->>'payout')::bigint + (sums->>'other')::bigint as net_fen
    from latest where trouble is null and sums ? 'payout'),
  summed as (
    select *, count(*) over so_far as days, sum(net_fen) over so_far as nets, sum(other_fen) over so_far as others
    from believed window so_far as (partition by channel_id order by day)),
  stated as (
    select channel_id, day, closing_fen as stated_fen,
      coalesce(lag(day) over by_day, day - 1) as from_day,
      coalesce(lag(closing_fen) over by_day, opening_fen) as before_fen,
      coalesce(nets - lag(nets) over by_day, net_fen) as net_fen,
      coalesce(others - lag(others) over by_day, other_fen) as other_fen,
      coalesce(days - lag(days) over by_day, 1) as days,
      greatest(fetched_at, lag(fetched_at) over by_day) as fetched_at
    from summed where closing_fen is not null
    window by_day as (partition by channel_id order by day))
  select channel_id, day, from_day, stated_fen, before_fen, before_fen + net_fen as moved_fen, other_fen, fetched_at
  from stated where days = day - from_day`

/** What the ledger says moved in the days of such a row, with the sales of others. */
export const bookedSince = (s: string) => `
  (select coalesce(sum(case when e.debit = 'clearing:' || ${s}.channel_id then amount_fen else -amount_fen end), 0)
   from ledger_entry e
   where e.merchant_id = $1 and e.day > ${s}.from_day and e.day <= ${s}.day
     and 'clearing:' || ${s}.channel_id in (e.debit, e.credit))
  + (select coalesce(sum(case entry when 'payment' then amount_fen else -amount_fen end - fee_fen), 0)
   from bill_line l
   where l.merchant_id = $1 and l.channel_id = ${s}.channel_id and l.day > ${s}.from_day and l.day <= ${s}.day
     and l.kind = 'trade' and ${isForeign('l')})`

/** Balances older than this are not looked for. */
const lookBackDays = 31

const selectClosing = statement(
  'find_closing',
  `select s.stated_fen::bigint as "statedFen", s.moved_fen::bigint as "movedFen",
     (s.before_fen + s.other_fen + ${bookedSince('s')})::bigint as "bookedFen"
   from (${statedClosings(`channel_id = $2 and day > $3::date - ${lookBackDays} and day <= $3`)}) s
   where s.day = $3`,
)

/** Undefined where the day's bill of movements does not say, or one since it last did is not there. */
export async function findClosing(db: Db, scope: BillScope): Promise<Closing | undefined> {
  return (await db.rows<Closing>(selectClosing, keyOf(scope)))[0]
}
