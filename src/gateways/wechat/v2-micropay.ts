// Money taken by the code a buyer shows, and reversing it, in API v2 (fact sheet WeChat Pay, sections 17 and 20).
// Reversing needs the merchant's certificate over https.

import type { Instant } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import type { Charged, CodePayable, Undone } from '../gateway.ts'
import { chargeRefused, isPayCode } from './codepay.ts'
import { orderNumber } from './numbers.ts'
import { isRefusedWith, unknown } from './reply.ts'
import { isAbout, type V2Call, type V2Judged } from './v2-call.ts'
import { readV2Paid } from './v2-paid.ts'
import { bodyMax, cutBytes } from './v2-trades.ts'
import { xmlText } from './v2-xml.ts'

/** Throws for what is no code of WeChat's. */
export function micropayCall({
  outTradeNo,
  amountFen,
  subject,
  code,
  address,
}: CodePayable): V2Call {
  assert(isPayCode(code), 'a code at WeChat Pay has 18 digits and begins with 10 to 15')
  assert(amountFen > 0, 'an amount at WeChat Pay is more than zero')
  return {
    path: '/pay/micropay',
    fields: {
      body: cutBytes(xmlText(subject), bodyMax),
      out_trade_no: orderNumber(outTradeNo),
      total_fee: String(amountFen),
      spbill_create_ip: address,
      auth_code: code,
    },
  }
}

export function readMicropaid(judged: V2Judged, outTradeNo: string, now: Instant): Charged {
  if (isRefusedWith(judged, 'USERPAYING')) return { outcome: 'waiting' }
  if (judged.outcome === 'refused') return chargeRefused(judged)
  if (judged.outcome === 'unknown') return judged
  const { fields } = judged
  if (!isAbout(fields, { out_trade_no: outTradeNo }))
    return unknown('the reply is about another order')
  const fact = readV2Paid(fields, now)
  return typeof fact === 'string'
    ? unknown(`paid, but ${fact} is unreadable`)
    : { outcome: 'paid', fact }
}

export function reverseCall(outTradeNo: string): V2Call {
  return {
    path: '/secapi/pay/reverse',
    isCertified: true,
    fields: { out_trade_no: orderNumber(outTradeNo) },
  }
}

/** WeChat does not say whether money went back: the query before it told what was known. */
export function readReversed(judged: V2Judged): Undone {
  if (isRefusedWith(judged, 'ORDERNOTEXIST')) return { outcome: 'absent' }
  if (isRefusedWith(judged, 'USERPAYING')) return { outcome: 'again' }
  if (judged.outcome !== 'ok') return judged
  return judged.fields.get('recall') === 'Y' ? { outcome: 'again' } : { outcome: 'undone' }
}
