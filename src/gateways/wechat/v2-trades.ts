// What can be asked and told about a payment by API v2: its QR code, its state, closing it (fact sheet WeChat
// Pay, sections 20 and 24).

import type { Instant } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Closed, Opened, Opening, Queried, Traced } from '../gateway.ts'
import { orderNumber } from './numbers.ts'
import { isCode, isRefusedWith, unknown } from './reply.ts'
import { hasGoneBack, meaningOf } from './trade-state.ts'
import { tracedOf } from './trades.ts'
import { isAbout, type V2Call, type V2Judged } from './v2-call.ts'
import { formatV2Time, readV2Paid } from './v2-paid.ts'
import { xmlText } from './v2-xml.ts'

/** Paid, closed, or asked for before with other facts (sections 6 and 24). */
const spentCodes = ['ORDERPAID', 'OUT_TRADE_NO_USED', 'ORDERCLOSED', 'INVALID_REQUEST']

/** bytes of what is paid for, as the payer reads it */
export const bodyMax = 128

/**
 * The order behind a QR code. Written from what was frozen alone, so that asking again says the same; hence no
 * `time_start`, which would be another at every try.
 */
export function nativeCall({ payable, payer }: Pick<Opening, 'payable' | 'payer'>): V2Call {
  assert(payable.amountFen > 0, 'an amount at WeChat Pay is more than zero')
  const outTradeNo = orderNumber(payable.outTradeNo)
  return {
    path: '/pay/unifiedorder',
    fields: {
      body: cutBytes(xmlText(payable.subject), bodyMax),
      out_trade_no: outTradeNo,
      total_fee: String(payable.amountFen),
      spbill_create_ip: payer.address,
      notify_url: payable.notifyUrl,
      trade_type: 'NATIVE',
      product_id: outTradeNo,
      time_expire: formatV2Time(payable.expiresAt),
    },
  }
}

export function readNative(judged: V2Judged): Opened {
  if (judged.outcome === 'refused' && isCode(judged.code, ...spentCodes))
    return { outcome: 'number-spent', code: judged.code }
  if (judged.outcome !== 'ok') return judged
  const code = judged.fields.get('code_url')
  return code ? { outcome: 'qr', code } : unknown('no code_url')
}

export function queryCall(outTradeNo: string): V2Call {
  return { path: '/pay/orderquery', fields: { out_trade_no: orderNumber(outTradeNo) } }
}

/** A paid order's time is WeChat's, or `now` in a reply that tells none. */
export function readQueried(judged: V2Judged, outTradeNo: string, now: Instant): Queried {
  if (isRefusedWith(judged, 'ORDERNOTEXIST')) return { outcome: 'absent' }
  if (judged.outcome !== 'ok') return judged
  const { fields } = judged
  if (!isAbout(fields, { out_trade_no: outTradeNo }))
    return unknown('the reply is about another order')
  const state = fields.get('trade_state') ?? ''
  const meaning = meaningOf(state)
  if (meaning === undefined) return unknown(`trade_state ${state}`)
  if (meaning !== 'paid') return { outcome: meaning }
  const fact = readV2Paid(fields, now)
  return typeof fact === 'string'
    ? unknown(`paid, but ${fact} is unreadable`)
    : { outcome: 'paid', fact: { ...fact, ...hasGoneBack(state) } }
}

export function traceCall(transactionId: string): V2Call {
  return { path: '/pay/orderquery', fields: { transaction_id: transactionId } }
}

export function readTraced(judged: V2Judged, transactionId: string): Traced {
  if (isRefusedWith(judged, 'ORDERNOTEXIST')) return { outcome: 'absent' }
  if (judged.outcome !== 'ok') return judged
  return isAbout(judged.fields, { transaction_id: transactionId })
    ? tracedOf(judged.fields.get('out_trade_no'))
    : unknown('the reply is about another transaction')
}

export function closeCall(outTradeNo: string): V2Call {
  return { path: '/pay/closeorder', fields: { out_trade_no: orderNumber(outTradeNo) } }
}

export function readClosed(judged: V2Judged): Closed {
  if (isRefusedWith(judged, 'ORDERNOTEXIST')) return { outcome: 'absent' }
  if (isRefusedWith(judged, 'ORDERCLOSED')) return { outcome: 'closed' }
  if (isRefusedWith(judged, 'ORDERPAID')) return { outcome: 'not-closable' }
  return judged.outcome === 'ok' ? { outcome: 'closed' } : judged
}

/** The longest beginning of so many bytes, no letter cut in half: v2 counts bytes where v3 counts letters. */
export function cutBytes(text: string, max: number): string {
  let length = 0
  let cut = ''
  for (const letter of text) {
    length += Buffer.byteLength(letter)
    if (length > max) return cut
    cut += letter
  }
  return cut
}
