// The accounts that stood behind the shop's channels, and what each of them has still to bring to its end.

import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type ChannelAccount = Readonly<{
  channelId: string
  gateway: string
  /** of the gateway's own test world */
  sandbox: boolean
  /** the account's number at its gateway, as a merchant knows it */
  account: string
}>

const selectAll = statement(
  'list_channel_accounts',
  `select channel_id as "channelId", gateway, sandbox, account from channel_account
   where merchant_id = $1 order by since, channel_id`,
)

/** Every account there ever was, the oldest first. */
export async function listChannelAccounts(
  db: Db,
  merchantId: number,
): Promise<readonly ChannelAccount[]> {
  return db.rows<ChannelAccount>(selectAll, [merchantId])
}

const selectNew = statement(
  'list_new_accounts',
  `select channel_id as "channelId", account, since from channel_account
   where merchant_id = $1 and not sandbox and since > app_now() - interval '24 hours'
     and since > (select min(since) + interval '1 hour' from channel_account where merchant_id = $1 and not sandbox)
   order by since, channel_id`,
)

export type NewAccount = Readonly<{ channelId: string; account: string; since: Instant }>

/** Real accounts of the last 24 hours; those of the hour in which the shop got its first one belong to its beginning. */
export async function listNewAccounts(db: Db, merchantId: number): Promise<readonly NewAccount[]> {
  return db.rows<NewAccount>(selectNew, [merchantId])
}

const insertOne = statement(
  'insert_channel_account',
  `insert into channel_account (merchant_id, channel_id, gateway, sandbox, account, since)
   values ($1, $2, $3, $4, $5, app_now())
   on conflict do nothing`,
)

/** Remembers an account. Nothing happens where the channel or the account is known already. */
export async function insertChannelAccount(
  db: Db,
  merchantId: number,
  { channelId, gateway, sandbox, account }: ChannelAccount,
): Promise<void> {
  await db.rows(insertOne, [merchantId, channelId, gateway, sandbox, account])
}

/** What is not over at a channel. `until`: when the last payment is not looked for any more. */
export type Unfinished = Readonly<{
  payments: number
  until: Instant | null
  refunds: number
  /** money moved on them, and no bill was compared with it */
  days: number
  /** the last of these days, `yyyy-MM-dd` */
  lastDay: string | null
}>

const selectUnfinished = statement(
  'find_unfinished',
  `select p.n as payments, p.until, r.n as refunds, d.n as days, d.last as "lastDay"
   from (
     select count(*) as n, max(gateway_expires_at) + $3 * interval '1 millisecond' as until from attempt
     where merchant_id = $1 and channel_id = $2 and (state = 'open'
       or (state = 'closed' and gateway_expires_at > app_now() - $3 * interval '1 millisecond'))) p,
   (select count(*) as n from refund
     where merchant_id = $1 and channel_id = $2
       and state in ('awaiting', 'planned', 'processing', 'unknown')) r,
   (select count(*) as n, max(m.day)::text as last
     from (
       select distinct day from ledger_entry
       where merchant_id = $1 and day > (app_now() - interval '31 days')::date
         and 'clearing:' || $2::text in (debit, credit)) m
     where not exists (
       select 1 from reconciliation done
       where done.merchant_id = $1 and done.channel_id = $2 and done.day = m.day
         and done.state in ('balanced', 'different'))) d`,
)

/** Counts what is not over at a channel; a closed payment is looked for `watchMs` longer than it could be paid. */
export async function findUnfinished(
  db: Db,
  merchantId: number,
  channelId: string,
  watchMs: number,
): Promise<Unfinished> {
  const [row] = await db.rows<Unfinished>(selectUnfinished, [merchantId, channelId, watchMs])
  if (!row) throw new Error('a count of nothing is a row too')
  return row
}

export type FormerAttempt = Readonly<{
  channelId: string
  outTradeNo: string
  orderNumber: string
  amountFen: Fen
}>

const selectFormer = statement(
  'find_former_attempt',
  `select a.channel_id as "channelId", a.out_trade_no as "outTradeNo", a.order_number as "orderNumber",
     a.amount_fen as "amountFen"
   from channel_account c
   join attempt a on a.merchant_id = c.merchant_id and a.channel_id = c.channel_id and a.out_trade_no = $4
   where c.merchant_id = $1 and c.gateway = $2 and c.channel_id <> all($3) and a.state <> 'paid'
   order by a.created_at desc limit 1`,
)

/** The number at an account of this gateway that is not in force, if it was not paid as far as we know. */
export async function findFormerAttempt(
  db: Db,
  merchantId: number,
  gateway: string,
  idsInForce: readonly string[],
  outTradeNo: string,
): Promise<FormerAttempt | undefined> {
  const values = [merchantId, gateway, idsInForce, outTradeNo]
  return (await db.rows<FormerAttempt>(selectFormer, values))[0]
}

const countRefused = statement(
  'count_refused_lately',
  `select coalesce(sum(count), 0)::bigint as n from notice_refusal
   where merchant_id = $1 and channel_id = any($2) and last_at > app_now() - interval '2 days'`,
)

/** How many notices were not believed at these channels in the last two days. */
export async function countRefusedLately(
  db: Db,
  merchantId: number,
  channelIds: readonly string[],
): Promise<number> {
  return (await db.rows<{ n: number }>(countRefused, [merchantId, channelIds]))[0]?.n ?? 0
}
