// What a query's answer and a notice of API v2 have in common: the payment they affirm, whole fen and Beijing
// time in the spelling of this protocol.

import type { PaidFact } from '../../core/fact.ts'
import { type Fen, fenOf } from '../../core/money.ts'
import { formatShanghai, type Instant, parseShanghai } from '../../core/time.ts'
import type { V2Fields } from './v2-xml.ts'

/**
 * The payment that verified fields affirm, or the name of the field that cannot be read. `otherwiseAt` is
 * when it was paid if the message does not say.
 */
export function readV2Paid(fields: V2Fields, otherwiseAt?: Instant): PaidFact | string {
  const outTradeNo = fields.get('out_trade_no')
  const gatewayTradeNo = fields.get('transaction_id')
  const amountFen = v2Fen(fields.get('total_fee'))
  const paidAt = parseV2Time(fields.get('time_end')) ?? otherwiseAt
  if (!outTradeNo) return 'out_trade_no'
  if (!gatewayTradeNo) return 'transaction_id'
  if ((fields.get('fee_type') || 'CNY') !== 'CNY') return 'fee_type'
  if (amountFen === undefined) return 'total_fee'
  if (paidAt === undefined) return 'time_end'
  return { outTradeNo, gatewayTradeNo, amountFen, paidAt }
}

/** A whole number of fen in its one spelling. */
export function v2Fen(text: string | undefined): Fen | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,11})$/.test(text) ? fenOf(Number(text)) : undefined
}

/** `yyyyMMddHHmmss` in Asia/Shanghai (fact sheet WeChat Pay, section 20). */
export function formatV2Time(at: Instant): string {
  return formatShanghai(at).replace(/\D/g, '')
}

/** The inverse of formatV2Time; undefined for anything else. */
export function parseV2Time(text: string | undefined): Instant | undefined {
  const spaced = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/
  if (text === undefined || !spaced.test(text)) return undefined
  return parseShanghai(text.replace(spaced, '$1-$2-$3 $4:$5:$6'))
}
