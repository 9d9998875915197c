// Attempts at a gateway: one row for each number ever told to one, with all that the gateway was told
// frozen, so that a link or a code can be made again exactly as it was.

import type { AttemptState } from '../core/lifecycle.ts'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { assert } from '../kit/assert.ts'
import { type Db, statement } from './connect.ts'

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
  exists (select 1 from code_charge c where c.merchant_id = attempt.merchant_id
    and c.channel_id = attempt.channel_id and c.out_trade_no = attempt.out_trade_no) as "byCode"`

const selectByOrder = statement(
  'list_attempts',
  `select ${columns} from attempt
   where merchant_id = $1 and order_number = $2 and channel_id <> 'free'
   order by created_at, out_trade_no`,
)

export async function listAttempts(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<Attempt[]> {
  return db.rows<Attempt>(selectByOrder, [merchantId, orderNumber])
}

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
  'insert_attempt',
  `with orders_waiting as (
     select order_number, due_fen from orders
     where merchant_id = $1 and order_number = $2 and state = 'waiting'
     for share),
   made as (
     insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject,
       gateway_expires_at, created_at, chosen_at)
     select $1, $3, $4, order_number, 'open', due_fen, $5, to_timestamp($6::float8 / 1000), app_now(), app_now()
     from orders_waiting
     on conflict do nothing
     returning out_trade_no)
   insert into job (merchant_id, kind, ref, run_at, created_at)
   select $1, 'query-attempt', $3 || ':' || out_trade_no, app_now() + $7 * interval '1 millisecond', app_now()
   from made
   on conflict do nothing
   returning 1`,
)

/**
 * Opens a number for an order that still waits, together with the job that will ask about it.
 * False when the order no longer waits or the number is already open.
 */
export async function insertAttempt(
  db: Db,
  merchantId: number,
  attempt: Readonly<{
    channelId: string
    outTradeNo: string
    orderNumber: string
    subject: string
    gatewayExpiresAt: Instant
    firstQueryMs: number
  }>,
): Promise<boolean> {
  const rows = await db.rows(insert, [
    merchantId,
    attempt.orderNumber,
    attempt.channelId,
    attempt.outTradeNo,
    attempt.subject,
    attempt.gatewayExpiresAt,
    attempt.firstQueryMs,
  ])
  return rows.length === 1
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
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and state = 'open'`,
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
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and state = 'open'`,
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
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and state = 'open'
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
