// Attempts at a gateway: one row for each number ever told to one, with all that the gateway was told
// frozen, so that a link or a code can be made again exactly as it was.

import type { AttemptState } from '../core/lifecycle.ts'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { assert } from '../kit/assert.ts'
import { type Db, isSaidNo, isTooSlow, statement, unindexed } from './connect.ts'
import { gather } from './gather.ts'

/** What the gateway last said of it. Absent is not closed: a link may still be out. */
export type AttemptSeen = 'nothing' | 'absent' | 'waiting' | 'closed' | 'paid'

export type Attempt = Readonly<{
  channelId: string
  outTradeNo: string
  orderNumber: string
  state: AttemptState
  seen: AttemptSeen
  amountFen: Fen
  subject: string
  gatewayExpiresAt: Instant
  qrCode: string | null
  /** when the buyer last chose it; of an order's open attempts the last one chosen is wanted */
  chosenAt: Instant
  newsAt: Instant | null
  /** a charge by the code a buyer showed: it is undone, not closed */
  byCode: boolean
}>

const columns = `channel_id as "channelId", out_trade_no as "outTradeNo", order_number as "orderNumber",
  state, seen, amount_fen as "amountFen", subject, gateway_expires_at as "gatewayExpiresAt",
  qr_code as "qrCode", chosen_at as "chosenAt", news_at as "newsAt",
  -- not with exists, for which all of the table may be read
  (select count(*) from code_charge c where c.merchant_id = attempt.merchant_id
    and c.channel_id = attempt.channel_id and c.out_trade_no = attempt.out_trade_no) > 0 as "byCode"`

const selectByOrders = statement(
  'list_attempts',
  `select ${columns}
   from unnest((select $2::text[])) as asked (number)
   cross join lateral (
     select * from attempt a where a.merchant_id = $1 and a.order_number = asked.number offset 0) attempt
   where channel_id <> 'free'
   order by created_at, out_trade_no`,
)

/** Of an order, the oldest first. */
export const listAttempts = gather<string, readonly Attempt[]>(async (db, merchantId, numbers) => {
  const rows = await db.rows<Attempt>(selectByOrders, [merchantId, [...new Set(numbers)]])
  return numbers.map((number) => rows.filter(({ orderNumber }) => orderNumber === number))
})

const selectOne = statement(
  'find_attempt',
  `select ${columns} from attempt where merchant_id = $1 and channel_id = $2 and out_trade_no = $3`,
)

export async function findAttempt(
  db: Db,
  merchantId: number,
  channelId: string,
  outTradeNo: string,
): Promise<Attempt | undefined> {
  return (await db.rows<Attempt>(selectOne, [merchantId, channelId, outTradeNo]))[0]
}

const insert = statement(
  'insert_attempts',
  `with asked as materialized (
     select * from jsonb_to_recordset($2::jsonb) as a("orderNumber" text, "channelId" text, "outTradeNo" text,
       subject text, "gatewayExpiresAt" float8, "firstQueryMs" float8)),
   orders_waiting as materialized (
     select o.due_fen, a.* from (select * from asked order by "orderNumber") a
     cross join lateral (
       select o.due_fen, o.state from orders o where o.merchant_id = $1 and o.order_number = a."orderNumber"
       limit 1 for share of o) o
     where o.state = 'waiting'),
   made as (
     insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject,
       gateway_expires_at, created_at, chosen_at)
     select $1, w."channelId", w."outTradeNo", w."orderNumber", 'open', w.due_fen, w.subject,
       to_timestamp(w."gatewayExpiresAt" / 1000), (select app_now()), (select app_now())
     from orders_waiting w
     on conflict do nothing
     returning channel_id, out_trade_no, order_number, amount_fen, chosen_at),
   asking as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'query-attempt', m.channel_id || ':' || m.out_trade_no,
       (select app_now()) + a."firstQueryMs" * interval '1 millisecond', (select app_now())
     from made m join asked a on a."channelId" = m.channel_id and a."outTradeNo" = m.out_trade_no
     on conflict do nothing)
   select order_number as "orderNumber", amount_fen as "amountFen", chosen_at as "chosenAt" from made`,
)

export type NewAttempt = Readonly<{
  channelId: string
  outTradeNo: string
  orderNumber: string
  subject: string
  gatewayExpiresAt: Instant
  firstQueryMs: number
}>

type Made = Pick<Attempt, 'orderNumber' | 'amountFen' | 'chosenAt'>

/**
 * Opens numbers, of no two for one order, each for an order that still waits, together with the job that will ask about it.
 * In the place of one: undefined when its order no longer waits or the number is already open.
 */
export async function insertAttempts(
  db: Db,
  merchantId: number,
  asked: readonly NewAttempt[],
): Promise<readonly (Attempt | undefined)[]> {
  if (asked.length === 0) return []
  const made = await db.rows<Made>(insert, [merchantId, JSON.stringify(asked)])
  return asked.map((one) => {
    const own = made.find(({ orderNumber }) => orderNumber === one.orderNumber)
    return own && asMade(one, own)
  })
}

/** The same for one, together with what comes at the same moment. */
export const insertAttempt = gather<NewAttempt, Attempt | undefined>(insertAttempts, {
  namesOf: ({ orderNumber }) => [orderNumber],
  isOfOne: (error) => isSaidNo(error) || isTooSlow(error),
})

/** Of what was asked for: whatever else a row may say it does not say yet. */
function asMade(
  { channelId, outTradeNo, orderNumber, subject, gatewayExpiresAt }: NewAttempt,
  { amountFen, chosenAt }: Made,
): Attempt {
  return {
    channelId,
    outTradeNo,
    orderNumber,
    state: 'open',
    seen: 'nothing',
    amountFen,
    subject,
    gatewayExpiresAt,
    qrCode: null,
    chosenAt,
    newsAt: null,
    byCode: false,
  }
}

const updateQr = statement(
  'mark_qr_code',
  `update attempt set qr_code = coalesce(qr_code, $4)
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3
   returning qr_code as "qrCode"`,
)

/** Keeps the first code the gateway gave, and answers it. */
export async function markQrCode(
  db: Db,
  merchantId: number,
  attempt: Attempt,
  code: string,
): Promise<string> {
  const values = [merchantId, attempt.channelId, attempt.outTradeNo, code]
  return (await db.rows<{ qrCode: string }>(updateQr, values))[0]?.qrCode ?? code
}

const updateChosen = statement(
  'mark_attempt_chosen',
  `update attempt set chosen_at = app_now()
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and ${unindexed('state')} = 'open'`,
)

/** The buyer has come back to this attempt: the others are not wanted any more. */
export async function markAttemptChosen(
  db: Db,
  merchantId: number,
  attempt: Attempt,
): Promise<void> {
  await db.rows(updateChosen, [merchantId, attempt.channelId, attempt.outTradeNo])
}

const updateSeen = statement(
  'mark_attempt_seen',
  `update attempt set seen = $4, news_at = app_now()
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and state <> 'paid'`,
)

/** Notes what the gateway said; a paid attempt keeps its word. */
export async function markAttemptSeen(
  db: Db,
  merchantId: number,
  attempt: Attempt,
  seen: Exclude<AttemptSeen, 'nothing'>,
): Promise<void> {
  await db.rows(updateSeen, [merchantId, attempt.channelId, attempt.outTradeNo, seen])
}

const updateClosed = statement(
  'mark_attempt_closed',
  `update attempt set state = 'closed'
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and ${unindexed('state')} = 'open'`,
)

/** Closes an attempt on the gateway's word, never on an error. */
export async function markAttemptClosed(
  db: Db,
  merchantId: number,
  attempt: Attempt,
): Promise<void> {
  await db.rows(updateClosed, [merchantId, attempt.channelId, attempt.outTradeNo])
}

const claimNews = statement(
  'mark_news_asked',
  `update attempt set news_at = app_now()
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and ${unindexed('state')} = 'open'
     and (news_at is null or news_at <= app_now() - $4 * interval '1 millisecond')
   returning 1`,
)

/** Claims the right to ask the gateway now; false when somebody has asked within `oldMs`. */
export async function markNewsAsked(
  db: Db,
  merchantId: number,
  attempt: Attempt,
  oldMs: number,
): Promise<boolean> {
  const rows = await db.rows(claimNews, [merchantId, attempt.channelId, attempt.outTradeNo, oldMs])
  return rows.length === 1
}

const claimReturn = statement(
  'mark_returned',
  `update attempt set returned_at = app_now()
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and returned_at is null
   returning 1`,
)

/** True for the first rightly signed return of this number, once. */
export async function markReturned(
  db: Db,
  merchantId: number,
  channelId: string,
  outTradeNo: string,
): Promise<boolean> {
  return (await db.rows(claimReturn, [merchantId, channelId, outTradeNo])).length === 1
}

const insertFree = statement(
  'insert_free_attempt',
  `insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject,
     gateway_expires_at, created_at, chosen_at)
   values ($1, $2, $3, $3, 'open', 0, '', app_now(), app_now(), app_now())
   returning created_at as "createdAt"`,
)

/** The attempt behind an order of 0, at no gateway; answers the time. */
export async function insertFreeAttempt(
  db: Db,
  merchantId: number,
  freeChannelId: string,
  orderNumber: string,
): Promise<Instant> {
  const [row] = await db.rows<{ createdAt: Instant }>(insertFree, [
    merchantId,
    freeChannelId,
    orderNumber,
  ])
  assert(row, 'an insert answers its row')
  return row.createdAt
}
