// Notices of API v2: a payment, signed with the shared secret, and a refund, encrypted with it. Nothing in one
// is believed before that has been checked (fact sheet WeChat Pay, sections 21 and 22).

import { createDecipheriv, createHash, hash } from 'node:crypto'
import { readBase64 } from '../base64.ts'
import type { NoticeAnswer, NoticeReading, NoticeVerdict } from '../gateway.ts'
import type { V2Config } from './config.ts'
import { readV2Paid } from './v2-paid.ts'
import { type V2Signer, v2Doubt } from './v2-sign.ts'
import { readXml, type V2Fields, writeXml } from './v2-xml.ts'

type Account = Pick<V2Config, 'appId' | 'mchId'>

/** What a notice says. Verified with the configured hash, whichever the message names or leaves out. */
export function readV2Notice(account: Account, signer: V2Signer, body: Uint8Array): NoticeReading {
  const fields = readXml(body)
  if (!fields) return { outcome: 'unreadable', reason: 'not the XML of a notice' }
  const sealed = fields.get('req_info')
  if (sealed !== undefined) return readRefundNotice(account, signer, fields, sealed)
  const doubt = v2Doubt(fields, signer)
  return doubt === undefined
    ? readPaymentNotice(account, fields)
    : { outcome: 'forged', reason: doubt }
}

/** Anything but this very document is a failure to WeChat, and it tells again. */
export function answerV2Notice(verdict: NoticeVerdict): NoticeAnswer {
  const answer = verdict === 'taken' ? ['SUCCESS', 'OK'] : ['FAIL', verdict]
  const [code = '', message = ''] = answer
  const body = writeXml([
    ['return_code', code],
    ['return_msg', message],
  ])
  return { status: 200, contentType: 'text/xml; charset=utf-8', body }
}

/** The AES key of refund notices, as the 32 letters whose bytes it is. */
export function reqInfoKey(mchKey: string): string {
  return createHash('md5').update(mchKey, 'utf8').digest('hex')
}

/** The XML in a `req_info`; undefined when it was not encrypted with this account's key. */
export function openReqInfo(sealed: string, mchKey: string): Buffer | undefined {
  const bytes = readBase64(sealed.replace(/\s/g, ''))
  if (!bytes) return undefined
  try {
    const decipher = createDecipheriv('aes-256-ecb', Buffer.from(reqInfoKey(mchKey), 'ascii'), null)
    return Buffer.concat([decipher.update(bytes), decipher.final()])
  } catch {
    return undefined
  }
}

function readPaymentNotice(account: Account, fields: V2Fields): NoticeReading {
  const outTradeNo = fields.get('out_trade_no')
  // The answer to a query is signed by the same rule; only it tells a state.
  if (!outTradeNo || !fields.get('result_code') || fields.has('trade_state'))
    return { outcome: 'unreadable', reason: 'not a notice of a payment' }
  const paid = readNews(fields)
  return {
    outcome: 'verified',
    newsId: newsIdOf(fields),
    paid: typeof paid === 'string' ? undefined : paid,
    outTradeNo,
    stranger: strangerIn(account, fields),
    garbled: typeof paid === 'string' ? paid : undefined,
  }
}

/** The fact a notice affirms, nothing for a payment that failed, or the name of the field that cannot be read. */
function readNews(fields: V2Fields) {
  // Section 21 knows notices without a return_code; where it is told, it must not contradict.
  const codes = ['return_code', 'result_code'].filter((name) => fields.has(name))
  const strange = codes.find((name) => !/^(?:SUCCESS|FAIL)$/.test(fields.get(name) ?? ''))
  if (strange !== undefined) return strange
  return codes.some((name) => fields.get(name) === 'FAIL') ? undefined : readV2Paid(fields)
}

/** It is not signed, and proves itself by having been encrypted with a key only WeChat and we know. */
function readRefundNotice(
  account: Account,
  { key }: V2Signer,
  envelope: V2Fields,
  sealed: string,
): NoticeReading {
  const opened = openReqInfo(sealed, key)
  const fields = opened && readXml(opened, 'root')
  if (!fields) return { outcome: 'forged', reason: 'req_info is not encrypted with our key' }
  const outTradeNo = fields.get('out_trade_no')
  if (!outTradeNo) return { outcome: 'unreadable', reason: 'not a notice of a refund' }
  return {
    outcome: 'verified',
    newsId: newsIdOf(fields),
    paid: undefined,
    outTradeNo,
    refundNo: fields.get('out_refund_no'),
    stranger: strangerIn(account, envelope),
    garbled: undefined,
  }
}

/** Every delivery has its own nonce, and with it its own signature; all else is the news. */
function newsIdOf(fields: V2Fields): string {
  const news = [...fields]
    .filter(([name]) => name !== 'nonce_str' && name !== 'sign')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(news), 'hex')
}

function strangerIn({ appId, mchId }: Account, fields: V2Fields): string | undefined {
  const app = fields.get('appid')
  const merchant = fields.get('mch_id')
  if (app !== appId) return `appid ${app ?? 'missing'}`
  if (merchant !== mchId) return `mch_id ${merchant ?? 'missing'}`
  return undefined
}
