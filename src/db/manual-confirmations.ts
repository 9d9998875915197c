// Money confirmed by hand: who says it arrived, by what evidence, and who agreed.

import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type ManualConfirmation = Readonly<{
  confirmationId: string
  orderNumber: string
  channelId: string
  outTradeNo: string
  reference: string
  amountFen: Fen
  paidAt: Instant
  evidence: string
  state: 'awaiting' | 'applied' | 'rejected'
  askedBy: string
  askedAt: Instant
  decidedBy: string | null
  decidedAt: Instant | null
}>

const columns = `
  select confirmation_id as "confirmationId", order_number as "orderNumber", channel_id as "channelId",
     out_trade_no as "outTradeNo", reference, amount_fen as "amountFen", paid_at as "paidAt", evidence, state,
     asked_by as "askedBy", asked_at as "askedAt", decided_by as "decidedBy", decided_at as "decidedAt"
   from manual_confirmation`

const selectOfOrder = statement(
  'list_manual_confirmations',
  `${columns} where merchant_id = $1 and order_number = $2 order by asked_at desc`,
)

export async function listManualConfirmations(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<ManualConfirmation[]> {
  return db.rows<ManualConfirmation>(selectOfOrder, [merchantId, orderNumber])
}

const lockAwaiting = statement(
  'lock_manual_confirmation',
  `${columns} where merchant_id = $1 and order_number = $2 and state = 'awaiting' for update`,
)

/** The one that waits for a second person, held until the transaction ends. */
export async function lockAwaitingConfirmation(
  tx: Db,
  merchantId: number,
  orderNumber: string,
): Promise<ManualConfirmation | undefined> {
  return (await tx.rows<ManualConfirmation>(lockAwaiting, [merchantId, orderNumber]))[0]
}

const insertOne = statement(
  'insert_manual_confirmation',
  `insert into manual_confirmation (merchant_id, confirmation_id, order_number, channel_id, out_trade_no,
     reference, amount_fen, paid_at, evidence, state, asked_by, asked_at)
   values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), $9, $10, $11, app_now())`,
)

export async function insertManualConfirmation(
  tx: Db,
  merchantId: number,
  one: Omit<ManualConfirmation, 'askedAt' | 'decidedBy' | 'decidedAt'>,
): Promise<void> {
  const { confirmationId, orderNumber, channelId, outTradeNo, reference, amountFen } = one
  const about = [confirmationId, orderNumber, channelId, outTradeNo, reference, amountFen]
  const claim = [one.paidAt, one.evidence, one.state, one.askedBy]
  await tx.rows(insertOne, [merchantId, ...about, ...claim])
}

const decide = statement(
  'mark_manual_confirmation_decided',
  `update manual_confirmation set state = $3, decided_by = $4, decided_at = app_now()
   where merchant_id = $1 and confirmation_id = $2 and state = 'awaiting'`,
)

/** Somebody agreed or did not, under lockAwaitingConfirmation. */
export async function markConfirmationDecided(
  tx: Db,
  merchantId: number,
  confirmationId: string,
  state: 'applied' | 'rejected',
  by: string,
): Promise<void> {
  await tx.rows(decide, [merchantId, confirmationId, state, by])
}

/** The account of money a person alone says has come, or gave back by hand. */
export const clearingByHand = 'clearing:manual'

/** In SQL: a person alone says that the fact under this alias happened, and no gateway has said so since. */
export function onlyByHand(fact: string): string {
  return `not exists (
       select 1 from fact_witness w
       where w.merchant_id = ${fact}.merchant_id and w.channel_id = ${fact}.channel_id
         and w.gateway_trade_no = ${fact}.gateway_trade_no and w.witness <> 'manual')
     and not exists (
       select 1 from payment_fact c
       where c.merchant_id = ${fact}.merchant_id and c.order_number = ${fact}.order_number
         and c.verdict = 'confirmed')`
}

const selectOnly = statement(
  'is_only_by_hand',
  `select 1 from payment_fact f
   where f.merchant_id = $1 and f.order_number = $2 and f.channel_id = $3 and f.out_trade_no = $4
     and f.verdict = 'accepted' and ${onlyByHand('f')}`,
)

/** Whether the number was paid by a person's word alone. */
export async function isOnlyByHand(
  db: Db,
  merchantId: number,
  {
    orderNumber,
    channelId,
    outTradeNo,
  }: Pick<ManualConfirmation, 'orderNumber' | 'channelId' | 'outTradeNo'>,
): Promise<boolean> {
  return (await db.rows(selectOnly, [merchantId, orderNumber, channelId, outTradeNo])).length === 1
}
