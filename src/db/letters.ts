// Letters as rows: what is to be sent, what became of each try, and which ways are open. The letters themselves are
// written by the database, in the transaction of what they tell of (migration 0032).

import type { LetterKind, LetterOutcome, LetterWay } from '../core/letter.ts'
import type { Fen } from '../core/money.ts'
import type { LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type LetterState = 'pending' | 'sent' | 'failed'

export type Letter = Readonly<{
  letterId: string
  kind: LetterKind
  way: LetterWay
  lang: string
  orderNumber: string | null
  ref: string
  sealed: string | null
  createdAt: Instant
  overAt: Instant
  state: LetterState
  tries: number
  now: Instant
}>

const select = statement(
  'find_letter',
  `select letter_id as "letterId", kind, way, lang, order_number as "orderNumber", ref, sealed,
     created_at as "createdAt", over_at as "overAt", state, tries, app_now() as now
   from letter where merchant_id = $1 and letter_id = $2`,
)

export async function findLetter(
  db: Db,
  merchantId: number,
  letterId: string,
): Promise<Letter | undefined> {
  return (await db.rows<Letter>(select, [merchantId, letterId]))[0]
}

export type LetterSubject = Readonly<{
  phone: string
  email: string | null
  dueFen: Fen
  lines: readonly Readonly<{ name: LocalText; quantity: number }>[]
  /** of the refund it is about */
  refundFen: Fen | null
  refundByHand: boolean | null
  /** where the order was placed; null: in the main shop */
  shopId: string | null
}>

const selectSubject = statement(
  'find_letter_subject',
  `select o.phone, o.email, o.due_fen as "dueFen", r.amount_fen as "refundFen", r.by_hand as "refundByHand",
     (select s.shop_id from order_shop s where s.merchant_id = $1 and s.order_number = $2) as "shopId",
     (select jsonb_agg(jsonb_build_object('name', l.name, 'quantity', l.quantity) order by l.line_no)
       from order_line l where l.merchant_id = $1 and l.order_number = $2) as lines
   from orders o
   left join refund r on r.merchant_id = $1 and r.order_number = $2 and r.refund_no = $3
   where o.merchant_id = $1 and o.order_number = $2`,
)

/** The order a letter is about, and the refund named `ref` where it is about one. */
export async function findLetterSubject(
  db: Db,
  merchantId: number,
  orderNumber: string,
  ref: string,
): Promise<LetterSubject | undefined> {
  return (await db.rows<LetterSubject>(selectSubject, [merchantId, orderNumber, ref]))[0]
}

export type OrderLetter = Readonly<{
  letterId: string
  kind: LetterKind
  way: LetterWay
  state: LetterState
  tries: number
  createdAt: Instant
  endedAt: Instant | null
  /** as pages show it; null: not tried yet */
  recipient: string | null
  /** what was said to the last try that failed */
  note: string | null
}>

const listOfOrder = statement(
  'list_letters_of_order',
  `select l.letter_id as "letterId", l.kind, l.way, l.state, l.tries, l.created_at as "createdAt",
     l.ended_at as "endedAt", t.recipient, case when l.state <> 'sent' then t.note end as note
   from letter l
   left join letter_try t on t.merchant_id = $1 and t.letter_id = l.letter_id and t.try_no = l.tries
   where l.merchant_id = $1 and l.order_number = $2
   order by l.created_at desc, l.letter_id limit 50`,
)

/** The newest first. */
export async function listLettersOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderLetter[]> {
  return db.rows<OrderLetter>(listOfOrder, [merchantId, orderNumber])
}

export type LetterTry = Readonly<{
  letterId: string
  triesBefore: number
  ms: number
  outcome: LetterOutcome
  /** as pages show it */
  recipient: string
  note: string
  /** what the letter is from now on */
  state: LetterState
}>

// A sender that was thought dead and wakes up late finds another number of tries, and writes nothing.
const note = statement(
  'note_letter_try',
  `with mine as (
     update letter set state = $5::text, tries = tries + 1,
       ended_at = case when $5::text <> 'pending' then app_now() end,
       sealed = case when $5::text = 'pending' then sealed end
     where merchant_id = $1 and letter_id = $2 and state = 'pending' and tries = $3
     returning tries)
   insert into letter_try (merchant_id, letter_id, try_no, at, ms, outcome, recipient, note)
   select $1, $2, mine.tries, app_now(), $4, $6, $7, $8 from mine returning 1 as noted`,
)

/** Writes down a try with what the letter is after it. False: somebody else did so before. */
export async function noteLetterTry(
  db: Db,
  merchantId: number,
  tried: LetterTry,
): Promise<boolean> {
  const { letterId, triesBefore, ms, state, outcome, recipient } = tried
  const values = [merchantId, letterId, triesBefore, ms, state, outcome, recipient, tried.note]
  return (await db.rows(note, values)).length === 1
}

const end = statement(
  'end_letter',
  `update letter set state = 'failed', ended_at = app_now(), sealed = null
   where merchant_id = $1 and letter_id = $2 and state = 'pending'`,
)

/** Its time is over without anybody having taken it. */
export async function endLetter(db: Db, merchantId: number, letterId: string): Promise<void> {
  await db.rows(end, [merchantId, letterId])
}

const again = statement(
  'send_letters_again',
  `with newest as (
     select distinct on (kind, ref) * from letter
     where merchant_id = $1 and order_number = $2 and kind <> 'code'
     order by kind, ref, created_at desc)
   insert into letter (merchant_id, letter_id, kind, way, lang, order_number, ref, created_at, over_at)
   select $1, n.kind || '-' || n.ref || '-' || (select count(*) from letter l
       where l.merchant_id = $1 and l.order_number = $2 and l.kind = n.kind and l.ref = n.ref),
     n.kind, w.way, n.lang, n.order_number, n.ref, app_now(), app_now() + interval '1 day'
   from newest n
   cross join lateral (select w.way from letter_way w
     join orders o on o.merchant_id = $1 and o.order_number = $2 and (w.way = 'sms' or o.email is not null)
     where w.merchant_id = $1 and n.kind = any(w.kinds) order by w.way limit 1) w
   where n.state <> 'pending' and (n.kind <> 'owed' or not exists (select from newest d where d.kind = 'delivered'))
   on conflict do nothing
   returning 1 as written`,
)

/**
 * Writes the order's letters once more, each under a new id: a mail server drops one it has had before. Answers how
 * many; none where none was written or no way is open now.
 */
export async function sendLettersAgain(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<number> {
  return (await db.rows(again, [merchantId, orderNumber])).length
}

const insertGoods = statement(
  'insert_goods_letter',
  `insert into letter (merchant_id, letter_id, kind, way, lang, order_number, ref, created_at, over_at)
   select $1, 'delivered-' || $2 || '-' || (select count(*) from letter l
       where l.merchant_id = $1 and l.order_number = $2 and l.kind = 'delivered' and l.ref = $2),
     'delivered', w.way, $4, $2, $2, app_now(), app_now() + interval '1 day'
   from orders o
   join letter_way w on w.merchant_id = $1 and w.way = $3 and 'delivered' = any(w.kinds)
   where o.merchant_id = $1 and o.order_number = $2 and o.state in ('paid', 'part_refunded') and not o.is_test
     and (w.way = 'sms' or o.email is not null)
     and exists (select from fulfilment f
       where f.merchant_id = $1 and f.order_number = $2 and f.state = 'done')
     and not exists (select from fulfilment f
       where f.merchant_id = $1 and f.order_number = $2 and f.state = 'owed')
   on conflict do nothing
   returning 1 as written`,
)

/** Writes what was delivered once more, for this way. False: not all of it is there, or the way is not open. */
export async function insertGoodsLetter(
  db: Db,
  merchantId: number,
  orderNumber: string,
  way: LetterWay,
  lang: string,
): Promise<boolean> {
  return (await db.rows(insertGoods, [merchantId, orderNumber, way, lang])).length === 1
}

const keepWays = statement(
  'keep_letter_ways',
  `with wanted as (
     select way, kinds from jsonb_to_recordset($2::jsonb) as w(way text, kinds text[])),
   closed as (
     delete from letter_way l where l.merchant_id = $1 and not exists (select from wanted w where w.way = l.way))
   insert into letter_way as l (merchant_id, way, kinds, open_since)
   select $1, way, kinds, app_now() from wanted
   on conflict (merchant_id, way) do update set kinds = excluded.kinds, open_since = excluded.open_since
     where l.kinds <> excluded.kinds`,
)

export type OpenWay = Readonly<{ way: LetterWay; kinds: readonly LetterKind[] }>

/** Has letters written for these ways from now on, and for no others. */
export async function keepLetterWays(
  db: Db,
  merchantId: number,
  ways: readonly OpenWay[],
): Promise<void> {
  await db.rows(keepWays, [merchantId, JSON.stringify(ways)])
}

const countFailed = statement(
  'count_letters_failed',
  `select count(*) filter (where state = 'failed' and ended_at > app_now() - interval '1 day') as failed,
     count(*) filter (where state = 'pending' and created_at < app_now() - interval '10 minutes') as late
   from letter where merchant_id = $1 and kind <> 'code' and created_at > app_now() - interval '30 days'`,
)

/** Those given up within the last day, which may be a day old by then, and those that have waited for ten minutes. */
export async function countLettersFailed(
  db: Db,
  merchantId: number,
): Promise<Readonly<{ failed: number; late: number }>> {
  const [row] = await db.rows<{ failed: number; late: number }>(countFailed, [merchantId])
  return row ?? { failed: 0, late: 0 }
}

const selectReach = statement(
  'find_order_reach',
  `select phone, email from orders where merchant_id = $1 and order_number = $2 and phone = $3`,
)

/** Where an order's buyer can be written to. */
export type OrderReach = Readonly<{ phone: string; email: string | null }>

/** Undefined: there is no such order of such a phone. */
export async function findOrderReach(
  db: Db,
  merchantId: number,
  orderNumber: string,
  phone: string,
): Promise<OrderReach | undefined> {
  return (await db.rows<OrderReach>(selectReach, [merchantId, orderNumber, phone]))[0]
}
