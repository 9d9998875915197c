// Cases for news that contradicts our books, or that never comes: nothing moves until a person has looked.

import type { Witness } from '../core/fact.ts'
import type { Fen } from '../core/money.ts'
import type { MismatchReason } from '../core/settle.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import type { NoticeRow } from './notices.ts'

const writeMismatch = statement(
  'write_mismatch',
  `with inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     select $1, $2, $3, $4, 'refused', $5, $6, $7, app_now() where $3::text is not null
     on conflict (merchant_id, channel_id, news_id) do update set state = 'refused'
       where notice.state = 'retry')
   insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, state, opened_at, paid_at, witness)
   values ($1, $13, $8, $9, $10, $2, $4, $11, $12, 'open', app_now(), to_timestamp($14::float8 / 1000), $15)
   on conflict do nothing`,
)

/** The news, or the lack of any, that a case is about. */
export type Mismatched = Readonly<{
  merchantId: number
  channelId: string
  outTradeNo: string
  gatewayTradeNo: string | null
  amountFen: Fen | null
  orderNumber: string | null
}>

function mismatchRef(wrong: Mismatched, reason: MismatchReason): string {
  const { channelId, outTradeNo, gatewayTradeNo, amountFen } = wrong
  return [channelId, reason, outTradeNo, gatewayTradeNo, amountFen].join(':')
}

type Wrong = Mismatched &
  Readonly<{
    reason: MismatchReason
    notice: NoticeRow | undefined
    /** of money the gateway affirmed: when it came, and who told of it */
    told?: Readonly<{ paidAt: Instant; witness: Witness }>
  }>

/** Opens a case for news that contradicts our books; told again, it stays one case. Nothing else moves. */
export async function openMismatch(db: Db, wrong: Wrong): Promise<void> {
  const { notice, told } = wrong
  await db.rows(writeMismatch, [
    wrong.merchantId,
    wrong.channelId,
    notice?.newsId ?? null,
    wrong.outTradeNo,
    notice?.body ?? null,
    notice ? JSON.stringify(notice.headers) : null,
    notice?.senderAddress ?? null,
    mismatchRef(wrong, wrong.reason),
    wrong.reason,
    wrong.orderNumber,
    wrong.gatewayTradeNo,
    wrong.amountFen,
    wrong.reason === 'overpaid' ? 'over' : 'mismatch',
    told?.paidAt ?? null,
    told?.witness ?? null,
  ])
}

const resolveGone = statement(
  'resolve_account_gone',
  `update money_case set state = 'resolved', reason = 'matched', resolved_at = app_now()
   where merchant_id = $1 and kind = 'mismatch' and ref = $2 and state = 'open'`,
)

/** What became of the payment is known after all, from its own account or from a person. */
export async function resolveAccountGone(
  db: Db,
  about: Pick<Mismatched, 'merchantId' | 'channelId' | 'outTradeNo' | 'amountFen'>,
): Promise<void> {
  const gone = { ...about, gatewayTradeNo: null, orderNumber: null }
  await db.rows(resolveGone, [about.merchantId, mismatchRef(gone, 'account_gone')])
}

const selectWaived = statement(
  'is_mismatch_waived',
  `select 1 from money_case where merchant_id = $1 and kind = 'mismatch' and ref = $2 and state = 'waived'`,
)

/** Whether a person has looked at such a case and ended it. */
export async function isMismatchWaived(
  db: Db,
  wrong: Mismatched,
  reason: MismatchReason,
): Promise<boolean> {
  const values = [wrong.merchantId, mismatchRef(wrong, reason)]
  return (await db.rows(selectWaived, values)).length === 1
}
