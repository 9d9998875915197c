// Charges by the code a buyer showed at the counter: an attempt like any other, and what is special about it.

import type { AttemptState } from '../core/lifecycle.ts'
import type { OrderState } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import type { AttemptSeen } from './attempts.ts'
import { type Db, statement } from './connect.ts'

/** Why a gateway takes no money by a code: the code itself, the buyer's balance or account, the shop's account. */
export type RefusedWhy = 'code' | 'balance' | 'buyer' | 'shop' | 'other'

export type CodeCharge = Readonly<{
  channelId: string
  outTradeNo: string
  state: AttemptState
  seen: AttemptSeen
  askedBy: string
  askedAt: Instant
  /** what the gateway said to the charge itself; null: it has not, or nobody heard it */
  answer: 'paid' | 'waiting' | 'refused' | 'unknown' | null
  refusedWhy: RefusedWhy | null
  /** the gateway's own word */
  refusedCode: string | null
  now: Instant
}>

const columns = `c.channel_id as "channelId", c.out_trade_no as "outTradeNo", a.state, a.seen,
  c.asked_by as "askedBy", c.asked_at as "askedAt", c.answer, c.refused_why as "refusedWhy",
  c.refused_code as "refusedCode", app_now() as now`
const charges = `code_charge c
   join attempt a on a.merchant_id = c.merchant_id and a.channel_id = c.channel_id
     and a.out_trade_no = c.out_trade_no`

const selectLatest = statement(
  'find_latest_code_charge',
  `select ${columns} from ${charges}
   where c.merchant_id = $1 and c.order_number = $2
   order by c.asked_at desc, c.out_trade_no desc limit 1`,
)

/** The last try at an order; undefined when none was made at the counter. */
export async function findLatestCodeCharge(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<CodeCharge | undefined> {
  return (await db.rows<CodeCharge>(selectLatest, [merchantId, orderNumber]))[0]
}

const selectOne = statement(
  'find_code_charge',
  `select ${columns} from ${charges}
   where c.merchant_id = $1 and c.channel_id = $2 and c.out_trade_no = $3`,
)

/** Undefined for an attempt that was no charge by code. */
export async function findCodeCharge(
  db: Db,
  merchantId: number,
  channelId: string,
  outTradeNo: string,
): Promise<CodeCharge | undefined> {
  return (await db.rows<CodeCharge>(selectOne, [merchantId, channelId, outTradeNo]))[0]
}

const lockOrder = statement(
  'lock_order_for_charge',
  'select state from orders where merchant_id = $1 and order_number = $2 for update',
)

/** Lets charges of one order pass one by one until the transaction ends. */
export async function lockOrderForCharge(
  tx: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderState | undefined> {
  const [row] = await tx.rows<{ state: OrderState }>(lockOrder, [merchantId, orderNumber])
  return row?.state
}

const insert = statement(
  'insert_code_charge',
  `insert into code_charge (merchant_id, channel_id, out_trade_no, order_number, asked_by, asked_at)
   values ($1, $2, $3, $4, $5, app_now())`,
)

/** Marks an attempt made in the same transaction as a charge by code. */
export async function insertCodeCharge(
  tx: Db,
  merchantId: number,
  charge: Readonly<{
    channelId: string
    outTradeNo: string
    orderNumber: string
    askedBy: string
  }>,
): Promise<void> {
  const { channelId, outTradeNo, orderNumber, askedBy } = charge
  await tx.rows(insert, [merchantId, channelId, outTradeNo, orderNumber, askedBy])
}

const updateUndo = statement(
  'mark_undo_asked',
  `update code_charge set undo_asked_at = app_now()
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3 and undo_asked_at is null`,
)

/** The gateway is about to be asked to undo it: from now on its money may have come and gone. */
export async function markUndoAsked(
  db: Db,
  merchantId: number,
  { channelId, outTradeNo }: Pick<CodeCharge, 'channelId' | 'outTradeNo'>,
): Promise<void> {
  await db.rows(updateUndo, [merchantId, channelId, outTradeNo])
}

const updateAnswer = statement(
  'mark_code_charge_answered',
  `update code_charge set answer = $4, refused_why = $5, refused_code = $6
   where merchant_id = $1 and channel_id = $2 and out_trade_no = $3`,
)

/** Notes what the gateway said to the charge; no money moves by it. */
export async function markCodeChargeAnswered(
  db: Db,
  merchantId: number,
  { channelId, outTradeNo }: Pick<CodeCharge, 'channelId' | 'outTradeNo'>,
  answer: NonNullable<CodeCharge['answer']>,
  refused?: Readonly<{ why: RefusedWhy; code: string }>,
): Promise<void> {
  const values = [answer, refused?.why ?? null, refused?.code.slice(0, 100) ?? null]
  await db.rows(updateAnswer, [merchantId, channelId, outTradeNo, ...values])
}
