// Notices in API v2's words: a payment's signed, a refund's encrypted, and accepted by nothing but the one XML
// that says so (fact sheet WeChat Pay, sections 21 and 22).

import { assert } from '../../kit/assert.ts'
import { letters } from '../names.ts'
import type { Letter } from '../notices.ts'
import type { Delivery, Dialect, Message } from './dialect.ts'
import type { Merchant } from './merchants.ts'
import type { Trade } from './model.ts'
import type { Surroundings } from './surroundings.ts'
import { paidMembers, refundNoticeMembers, tradeMembers } from './v2-members.ts'
import { signTypeOf } from './v2-orders.ts'
import { foreignKeyOf, sealRefund, signFields } from './v2-sign.ts'
import { readXml, writeXml } from './v2-xml.ts'

export function createV2Dialect({ random }: Pick<Surroundings, 'random'>): Dialect {
  return {
    content: (trade, merchant, refund) =>
      refund ? refundNoticeMembers(trade, refund) : paymentFields(trade, merchant),
    write: async (message, merchant, delivery) => {
      const envelope = {
        return_code: 'SUCCESS',
        appid: merchant.appId,
        mch_id: merchant.mchId,
        nonce_str: letters(random, 32),
      }
      return message.event === 'TRANSACTION.SUCCESS'
        ? writePayment(envelope, message, merchant, delivery)
        : writeRefund(envelope, message, merchant, delivery)
    },
    isAccepted: (status, body) => status === 200 && readXml(body)?.get('return_code') === 'SUCCESS',
  }
}

type Envelope = Readonly<Record<string, string>>

function paymentFields(trade: Trade, { appId, mchId }: Merchant): Message['content'] {
  const { order, payment } = trade
  return {
    appid: appId,
    mch_id: mchId,
    ...(order.deviceId === null ? {} : { device_info: order.deviceId }),
    ...(signTypeOf(order) === 'MD5' ? {} : { sign_type: signTypeOf(order) }),
    result_code: 'SUCCESS',
    // The console can tell of a payment that was never made.
    ...(payment ? paidMembers(trade, payment) : tradeMembers(trade)),
  }
}

function writePayment(
  envelope: Envelope,
  { content }: Message,
  merchant: Merchant,
  { isForged, isTampered }: Delivery,
): Letter {
  const fields = Object.entries({ ...envelope, ...textsOf(content) })
  const key = keyFor(merchant, isForged)
  const isHmac = content.sign_type === 'HMAC-SHA256'
  const sign = signFields(fields, key, isHmac ? 'HMAC-SHA256' : 'MD5')
  const body = writeXml([...fields, ['sign', sign]])
  const amount = '<total_fee><![CDATA['
  return letter(isTampered ? body.replace(amount, `${amount}9`) : body)
}

function writeRefund(
  envelope: Envelope,
  { content }: Message,
  merchant: Merchant,
  { isForged, isTampered }: Delivery,
): Letter {
  const text = writeXml(Object.entries(textsOf(content)), 'root')
  const sealed = sealRefund(text, keyFor(merchant, isForged))
  // Without its first blocks it still decrypts, but to half an XML.
  const reqInfo = isTampered ? sealed.slice(64) : sealed
  return letter(writeXml(Object.entries({ ...envelope, req_info: reqInfo })))
}

function letter(body: string): Letter {
  return { headers: { 'content-type': 'text/xml; charset=utf-8' }, body }
}

function keyFor({ mchKey }: Merchant, isForged: boolean): string {
  assert(mchKey !== null, 'a merchant without a v2 key places no order of API v2')
  return isForged ? foreignKeyOf(mchKey) : mchKey
}

/** The fields with those left out that are empty. */
function textsOf(content: Message['content']): Envelope {
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    ),
  )
}
