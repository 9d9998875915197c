// Notices in API v3's words: sealed under the APIv3 key, signed anew at each delivery, accepted by any 2xx
// (fact sheet WeChat Pay, section 10).

import { assert } from '../../kit/assert.ts'
import { letters } from '../names.ts'
import type { Letter } from '../notices.ts'
import type { Delivery, Dialect, Message, NoticeEvent } from './dialect.ts'
import type { Merchant } from './merchants.ts'
import { formatRfc3339 } from './rfc3339.ts'
import { sealText } from './sign.ts'
import type { Surroundings } from './surroundings.ts'
import { refundNoticeMembers, tradeMembers } from './v3-members.ts'
import { asProbe, signatureHeaders } from './v3-signature.ts'

const summaries = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
} satisfies Record<NoticeEvent, string>

export function createV3Dialect(around: Surroundings): Dialect {
  return {
    content: (trade, _merchant, refund) =>
      refund ? refundNoticeMembers(trade, refund) : tradeMembers(trade),
    write: (message, merchant, delivery) => write(message, merchant, delivery, around),
    isAccepted: (status) => status >= 200 && status < 300,
  }
}

async function write(
  message: Message,
  merchant: Merchant,
  delivery: Delivery,
  around: Surroundings,
): Promise<Letter> {
  const { keys } = around
  const text = bodyOf(message, merchant, delivery, around)
  const named = keys.signerFor(merchant)
  const signer = delivery.isForged
    ? { serial: named.serial, privateKey: await keys.foreignKey() }
    : named
  const body = Buffer.from(text, 'utf8')
  const to = { mchId: merchant.mchId, method: 'notice' }
  const signed = await signatureHeaders(body, signer, to, around)
  const headers = delivery.isProbe ? asProbe(signed) : signed
  return {
    headers: { 'content-type': 'application/json', ...headers },
    body: delivery.isTampered ? text.replace('encrypt-resource', 'Encrypt-resource') : text,
  }
}

function bodyOf(
  { event, content }: Message,
  { apiV3Key }: Merchant,
  { id, madeAt }: Delivery,
  { random }: Surroundings,
): string {
  const kind = event === 'TRANSACTION.SUCCESS' ? 'transaction' : 'refund'
  assert(apiV3Key, 'a merchant without an APIv3 key gets no notice of API v3')
  const sealed = sealText(JSON.stringify(content), apiV3Key, letters(random, 12), kind)
  return JSON.stringify({
    id,
    create_time: formatRfc3339(madeAt),
    resource_type: 'encrypt-resource',
    event_type: event,
    summary: summaries[event],
    resource: { original_type: kind, ...sealed },
  })
}
