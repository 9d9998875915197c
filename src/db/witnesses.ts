// Who else told us of money that is on the books already.

import { type Db, statement } from './connect.ts'
import { clearingByHand } from './manual-confirmations.ts'
import type { FactWrite } from './payments.ts'

const writeRepeat = statement(
  'write_repeat',
  `with witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     values ($1, $2, $3, $4, app_now())
     on conflict do nothing),
   found as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, 'found', ref, 'clearing:' || $2, debit, amount_fen, order_number,
       (to_timestamp($10::float8 / 1000) at time zone 'Asia/Shanghai')::date, app_now()
     from ledger_entry
     where merchant_id = $1 and kind = 'payment' and ref = $2 || ':' || $3 and debit = '${clearingByHand}'
       and $4 <> 'manual'
     on conflict do nothing)
   insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
     sender_address, received_at)
   select $1, $2, $5, $6, 'applied', $7, $8, $9, app_now() where $5::text is not null
   on conflict (merchant_id, channel_id, news_id) do update set state = 'applied'
     where notice.state <> 'applied'`,
)

/** Notes one more witness of a known fact. What a person had confirmed by hand is at its gateway, then. */
export async function noteWitness(
  db: Db,
  write: Omit<FactWrite, 'version' | 'orderNumber'>,
): Promise<void> {
  const { fact, notice } = write
  await db.rows(writeRepeat, [
    write.merchantId,
    write.channelId,
    fact.gatewayTradeNo,
    write.witness,
    notice?.newsId ?? null,
    fact.outTradeNo,
    notice?.body ?? null,
    notice ? JSON.stringify(notice.headers) : null,
    notice?.senderAddress ?? null,
    fact.paidAt,
  ])
}
