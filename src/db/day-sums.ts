// Sums of a day by three sources: the gateway's bill of movements, its bill of trades, and the ledger; and what others
// sold on the same account. Reading only.

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
