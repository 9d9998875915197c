// The flight recorder's tape: calls to gateways and their answers, as they went over the wire.

import { type Db, statement } from './connect.ts'

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

const insertOne = statement(
  'insert_gateway_call',
  `insert into gateway_call (merchant_id, at, channel_id, verb, out_trade_no, refund_no, ms, outcome,
     request, answer, request_id)
   values ($1, app_now() - $2 * interval '1 millisecond', $3, $4, $5, $6, $2, $7, $8, $9, $10)`,
)

/** Writes a call down, in a commit of its own. */
export async function insertGatewayCall(
  db: Db,
  merchantId: number,
  call: GatewayCall,
): Promise<void> {
  const { ms, channelId, verb, outTradeNo, refundNo, outcome, request, answer, requestId } = call
  const values = [channelId, verb, outTradeNo, refundNo, outcome, request, answer, requestId]
  await db.rows(insertOne, [merchantId, ms, ...values])
}
