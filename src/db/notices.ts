// The inbox of notices: rightly signed news with its bytes, and a daily count of what was refused.

import type { Instant } from '../core/time.ts'
import { type Db, statement, unindexed } from './connect.ts'

/** Rightly signed news as it came. */
export type NoticeRow = Readonly<{
  newsId: string
  body: Buffer
  /** the headers its signature needs, and its content type */
  headers: Readonly<Record<string, string>>
  receivedAt: Instant
  senderAddress: string
}>

const insertAlone = statement(
  'insert_notice',
  `insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
     sender_address, received_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000))
   on conflict do nothing`,
)

/** Keeps news that asks nothing of us. */
export async function insertQuietNotice(
  db: Db,
  merchantId: number,
  channelId: string,
  outTradeNo: string,
  notice: NoticeRow,
): Promise<void> {
  await db.rows(insertAlone, noticeValues(merchantId, channelId, outTradeNo, 'quiet', notice))
}

// The job is brought forward as enqueue_job does it; a refund that has come to its end has none.
const insertAboutRefund = statement(
  'insert_refund_notice',
  `with inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000))
     on conflict do nothing)
   update job set run_at = case when lease_until > real_now() then app_now() else least(run_at, app_now()) end
   where merchant_id = $1 and kind = 'refund' and ref = $10 and exists (
     select 1 from refund where merchant_id = $1 and refund_no = $10 and channel_id = $2
       and out_trade_no = $4 and state in ('processing', 'unknown'))`,
)

/**
 * Keeps news about a refund, and has the gateway asked now. The news itself moves nothing: the query's answer
 * does. A refund that was not sent yet, or is not ours, is left alone.
 */
export async function insertRefundNotice(
  db: Db,
  merchantId: number,
  channelId: string,
  about: Readonly<{ outTradeNo: string; refundNo: string }>,
  notice: NoticeRow,
): Promise<void> {
  const values = noticeValues(merchantId, channelId, about.outTradeNo, 'quiet', notice)
  await db.rows(insertAboutRefund, [...values, about.refundNo])
}

const insertForRetry = statement(
  'insert_notice_for_retry',
  `with inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000))
     on conflict do nothing)
   insert into job (merchant_id, kind, ref, run_at, created_at)
   values ($1, 'retry-notice', $2 || ':' || $3, app_now() + $10 * interval '1 millisecond', app_now())
   on conflict do nothing`,
)

/** Keeps news we failed to apply, with the job that will try again. */
export async function insertNoticeForRetry(
  db: Db,
  merchantId: number,
  channelId: string,
  outTradeNo: string,
  notice: NoticeRow,
  waitMs: number,
): Promise<void> {
  await db.rows(insertForRetry, [
    ...noticeValues(merchantId, channelId, outTradeNo, 'retry', notice),
    waitMs,
  ])
}

function noticeValues(
  merchantId: number,
  channelId: string,
  outTradeNo: string,
  state: 'quiet' | 'retry',
  notice: NoticeRow,
): unknown[] {
  return [
    merchantId,
    channelId,
    notice.newsId,
    outTradeNo,
    state,
    notice.body,
    JSON.stringify(notice.headers),
    notice.senderAddress,
    notice.receivedAt,
  ]
}

const selectForRetry = statement(
  'find_notice_for_retry',
  `select news_id as "newsId", body, headers, received_at as "receivedAt", sender_address as "senderAddress"
   from notice where merchant_id = $1 and channel_id = $2 and news_id = $3 and ${unindexed('state')} = 'retry'`,
)

export async function findNoticeForRetry(
  db: Db,
  merchantId: number,
  channelId: string,
  newsId: string,
): Promise<NoticeRow | undefined> {
  return (await db.rows<NoticeRow>(selectForRetry, [merchantId, channelId, newsId]))[0]
}

const countUp = statement(
  'count_refusal',
  `insert into notice_refusal as r (merchant_id, channel_id, verdict, day, count, last_reason,
     last_sender_address, last_at)
   values ($1, $2, $3, (app_now() at time zone 'Asia/Shanghai')::date, 1, $4, $5, app_now())
   on conflict (merchant_id, channel_id, verdict, day) do update
     set count = r.count + 1, last_reason = excluded.last_reason,
       last_sender_address = excluded.last_sender_address, last_at = excluded.last_at`,
)

/** Counts a forged or unreadable notice. */
export async function insertRefusal(
  db: Db,
  merchantId: number,
  channelId: string,
  verdict: 'forged' | 'unreadable',
  reason: string,
  senderAddress: string,
): Promise<void> {
  await db.rows(countUp, [merchantId, channelId, verdict, reason.slice(0, 200), senderAddress])
}
