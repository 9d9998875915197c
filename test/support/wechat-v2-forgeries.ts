// Notices of API v2 that nobody may believe, and those that are rightly signed and wrong.

import type { Payment, StandIn } from './stand-in.ts'
import { nonce } from './wechat-seal.ts'
import type { WechatV2Platform } from './wechat-v2-platform.ts'
import {
  elementOf,
  type Fields,
  type SignType,
  v2NoticeOf,
  withSign,
  xmlOf,
} from './wechat-v2-xml.ts'

export function v2ForgeriesOf(wechat: WechatV2Platform): StandIn['forgeries'] {
  const right = (payment: Payment) => wechat.notice(payment).body
  const signed = (fields: Fields, key = wechat.key, signType: SignType = 'MD5') =>
    v2NoticeOf(xmlOf(withSign(fields, key, signType)))
  const entity = '<!DOCTYPE xml [<!ENTITY paid SYSTEM "file:///etc/hostname">]>'
  return {
    empty: () => v2NoticeOf(''),
    garbage: () => v2NoticeOf('<xml><return_code>'),
    json: (payment) => v2NoticeOf(JSON.stringify(wechat.fields(payment)), 'application/json'),
    'a form': (payment) =>
      v2NoticeOf(
        new URLSearchParams(wechat.fields(payment)).toString(),
        'application/x-www-form-urlencoded',
      ),
    'nothing but a wish': () => v2NoticeOf(xmlOf({ return_code: 'SUCCESS', return_msg: 'OK' })),
    'forged key': (payment) => signed(wechat.fields(payment), nonce()),
    'an empty key': (payment) => signed(wechat.fields(payment), ''),
    'tampered amount': (payment) =>
      v2NoticeOf(right(payment).replace(/(<total_fee>)[\s\S]*?(<\/total_fee>)/, '$11$2')),
    'another hash asked for': (payment) =>
      signed({ ...wechat.fields(payment), sign_type: 'HMAC-SHA256' }, wechat.key, 'HMAC-SHA256'),
    'a hash in small letters': (payment) =>
      v2NoticeOf(
        right(payment).replace(/[0-9A-F]{32}(?=\]\]><\/sign>)/, (sign) => sign.toLowerCase()),
      ),
    'no signature': (payment) => v2NoticeOf(xmlOf(wechat.fields(payment))),
    'an empty signature': (payment) => v2NoticeOf(xmlOf({ ...wechat.fields(payment), sign: '' })),
    'an entity': (payment) =>
      v2NoticeOf(entity + right(payment).replace('<![CDATA[NATIVE]]>', '&paid;')),
    'a document type': (payment) => v2NoticeOf(`<!DOCTYPE xml>${right(payment)}`),
    'a field twice': (payment) =>
      v2NoticeOf(right(payment).replace('</xml>', `${elementOf('total_fee', '9900')}</xml>`)),
    'an element within a field': (payment) =>
      v2NoticeOf(right(payment).replace('<![CDATA[NATIVE]]>', elementOf('x', 'NATIVE'))),
    'two documents': (payment) => v2NoticeOf(right(payment) + right(payment)),
  }
}

export function v2MistakesOf(wechat: WechatV2Platform): StandIn['mistakes'] {
  const mistake = (reason: string, changes: Fields) => ({
    reason,
    notice: (payment: Payment) => wechat.notice(payment, changes),
  })
  return {
    'a wrong amount': mistake('amount', { total_fee: '1' }),
    'an amount nobody can read': mistake('garbled', { total_fee: '99.00' }),
    'an amount in another currency': mistake('garbled', { fee_type: 'USD' }),
    'another app': mistake('stranger', { appid: 'wx9999999999999999' }),
    'another merchant': mistake('stranger', { mch_id: '1900009999' }),
    'an unknown order': mistake('unknown_order', { out_trade_no: 'NOSUCHORDER12345678' }),
  }
}
