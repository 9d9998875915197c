// The flight recorder's tape: calls to gateways and their answers, as they went over the wire.

import { isSaidNo, statement } from './connect.ts'
import { gather } from './gather.ts'

export type CallVerb = 'open' | 'query' | 'close' | 'charge' | 'undo' | 'refund' | 'query-refund'

export type GatewayCall = Readonly<{
  channelId: string
  verb: CallVerb
  outTradeNo: string
  refundNo: string | null
  /** how long it took; it began so long ago */
  ms: number
  /** what the answer proved: `paid`, `refused: ACQ.TRADE_NOT_EXIST`, `unknown: timeout` */
  outcome: string
  /** without secrets, bounded */
  request: string
  answer: string
  requestId: string | null
}>

const insert = statement(
  'insert_gateway_calls',
  `insert into gateway_call (merchant_id, at, channel_id, verb, out_trade_no, refund_no, ms, outcome,
     request, answer, request_id)
   select $1, (select app_now()) - c.ms * interval '1 millisecond', c."channelId", c.verb, c."outTradeNo",
     c."refundNo", c.ms, c.outcome, c.request, c.answer, c."requestId"
   from jsonb_to_recordset($2::jsonb) as c("channelId" text, verb text, "outTradeNo" text,
     "refundNo" text, ms integer, outcome text, request text, answer text, "requestId" text)`,
)

/** Writes a call down, in a commit with those of the same moment. */
export const insertGatewayCall = gather<GatewayCall, undefined>(
  async (db, merchantId, calls) => {
    await db.rows(insert, [merchantId, JSON.stringify(calls)])
    return []
  },
  { isOfOne: isSaidNo, isAside: true },
)
