// From an HTTP request to a call of API v2 that is believed: its XML read, its signature right. Whatever fails
// before that is a fault of the transport (fact sheet WeChat Pay, section 19).

import type { FastifyRequest } from 'fastify'
import { bodyOf } from '../request-body.ts'
import type { Merchant, Merchants } from './merchants.ts'
import { V2Error, V2Fault } from './v2-errors.ts'
import { type SignType, signFields } from './v2-sign.ts'
import { readXml, type V2Fields } from './v2-xml.ts'

/** A call that is believed. */
export interface V2Call {
  readonly merchant: Merchant & { readonly mchKey: string }
  readonly fields: V2Fields
  /** The reply is signed the same way. */
  readonly signType: SignType
}

export interface V2Route {
  readonly path: `/${string}`
  /** The fields of the reply, or a file that goes out as it is. Throws a Refusal, a V2Error or a V2Fault. */
  answer(call: V2Call): V2Answer
}

export type V2Answer = Readonly<Record<string, string>> | Buffer

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws a V2Fault. */
export function believe(request: FastifyRequest, merchants: Merchants): V2Call {
  if (request.method !== 'POST') throw new V2Fault('请使用post方法')
  const fields = readFields(bodyOf(request))
  const merchant = merchants.get(fields.get('mch_id') ?? '')
  if (!merchant) throw new V2Fault('商户号mch_id不存在')
  const { mchKey } = merchant
  if (mchKey === null) throw new V2Fault('商户未设置APIv2密钥')
  const signType = fields.get('sign_type') || 'MD5'
  if (signType !== 'MD5' && signType !== 'HMAC-SHA256') throw new V2Fault('签名类型错误')
  if (!/^[\x21-\x7e]{1,32}$/.test(fields.get('nonce_str') ?? '')) {
    throw new V2Fault('随机字符串nonce_str有误')
  }
  if (fields.get('sign') !== signFields(fields, mchKey, signType)) throw new V2Fault('签名错误')
  return { merchant: { ...merchant, mchKey }, fields, signType }
}

/** The app must be the merchant's. Throws a V2Error. */
export function checkApp({ merchant, fields }: V2Call, merchants: Merchants): void {
  const appId = fields.get('appid') ?? ''
  if (appId === merchant.appId) return
  const isKnown = [...merchants.values()].some((each) => each.appId === appId)
  throw isKnown
    ? new V2Error('APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配')
    : new V2Error('APPID_NOT_EXIST', 'APPID不存在')
}

/** Who a request says it is from, for faults; empty when it cannot be read. */
export function claimedMchId(request: FastifyRequest): string {
  return readXml(bodyOf(request).toString('utf8'))?.get('mch_id') ?? ''
}

function readFields(body: Buffer): V2Fields {
  if (body.length === 0) throw new V2Fault('post数据为空')
  const fields = readXml(decode(body))
  if (!fields) throw new V2Fault('XML格式错误')
  return fields
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new V2Fault('编码格式错误，请使用UTF-8')
  }
}
