// Refunds of API v2: asking for one as often as needed, with money moving once, and finding out what became of
// it (fact sheet WeChat Pay, sections 9 and 20).

import { parseShanghai } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Refundable, Refunded, RefundQueried } from '../gateway.ts'
import { orderNumber, refundNumber } from './numbers.ts'
import { isRefusedWith, unknown } from './reply.ts'
import { isAbout, type V2Call, type V2Judged } from './v2-call.ts'
import { v2Fen } from './v2-paid.ts'
import { cutBytes } from './v2-trades.ts'
import { type V2Fields, xmlText } from './v2-xml.ts'

const reasonMax = 80

/**
 * Needs the merchant's certificate over https. Either number of the payment would do; both leave no doubt which
 * one is meant.
 */
export function refundCall(refundable: Refundable): V2Call {
  assert(refundable.amountFen > 0, 'a refund at WeChat Pay is more than zero')
  const reason = cutBytes(xmlText(refundable.reason), reasonMax)
  return {
    path: '/secapi/pay/refund',
    isCertified: true,
    fields: {
      transaction_id: refundable.gatewayTradeNo,
      out_trade_no: orderNumber(refundable.outTradeNo),
      out_refund_no: refundNumber(refundable.refundNo),
      total_fee: String(refundable.paidFen),
      refund_fee: String(refundable.amountFen),
      ...(reason === '' ? {} : { refund_desc: reason }),
      ...(refundable.notifyUrl === undefined ? {} : { notify_url: refundable.notifyUrl }),
    },
  }
}

/** A success says that WeChat has taken the refund on, not that the money has arrived. */
export function readRefunded(judged: V2Judged, asked: Refundable): Refunded {
  if (judged.outcome !== 'ok') return judged
  const isAsked = isAbout(judged.fields, {
    transaction_id: asked.gatewayTradeNo,
    out_trade_no: asked.outTradeNo,
    out_refund_no: asked.refundNo,
    refund_fee: String(asked.amountFen),
  })
  return isAsked ? { outcome: 'processing' } : unknown('the reply is about another refund')
}

export function refundQueryCall({
  outTradeNo,
  refundNo,
}: Pick<Refundable, 'outTradeNo' | 'refundNo'>): V2Call {
  const fields = { out_trade_no: orderNumber(outTradeNo), out_refund_no: refundNumber(refundNo) }
  return { path: '/pay/refundquery', fields }
}

/** An answer lists refunds, each field with the refund's place in the list behind its name. */
export function readRefundQueried(
  judged: V2Judged,
  { outTradeNo, refundNo }: Pick<Refundable, 'outTradeNo' | 'refundNo'>,
): RefundQueried {
  if (isRefusedWith(judged, 'REFUNDNOTEXIST', 'ORDERNOTEXIST')) return { outcome: 'absent' }
  if (judged.outcome !== 'ok') return judged
  const { fields } = judged
  if (!isAbout(fields, { out_trade_no: outTradeNo }))
    return unknown('the reply is about another order')
  const place = [...fields].find(
    ([name, value]) => /^out_refund_no_\d+$/.test(name) && value === refundNo,
  )
  return place ? readListed(fields, place[0].slice('out_refund_no'.length)) : unknown('not listed')
}

function readListed(fields: V2Fields, suffix: string): RefundQueried {
  const status = fields.get(`refund_status${suffix}`) ?? ''
  if (status === 'PROCESSING') return { outcome: 'processing' }
  if (status === 'REFUNDCLOSE') return { outcome: 'failed', code: status }
  if (status === 'CHANGE') return { outcome: 'stranded', code: status }
  if (status !== 'SUCCESS') return unknown(`refund_status ${status}`)
  const amountFen = v2Fen(fields.get(`refund_fee${suffix}`))
  return amountFen === undefined
    ? unknown('refund_fee is unreadable')
    : {
        outcome: 'refunded',
        amountFen,
        returnedAt: parseShanghai(fields.get(`refund_success_time${suffix}`) ?? ''),
      }
}
