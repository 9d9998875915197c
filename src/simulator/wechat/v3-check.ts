// From an HTTP request to a call that is believed: who signed, when, and every byte of it, in the order the
// real one checks them (fact sheet WeChat Pay, sections 1 and 2). Nothing is read for its meaning before.

import type { FastifyRequest } from 'fastify'
import type { Instant } from '../../core/time.ts'
import { minuteMs, secondMs } from '../../core/time.ts'
import { bodyOf } from '../request-body.ts'
import type { Signer } from './keys.ts'
import type { Merchant } from './merchants.ts'
import { isRightlySigned, readAuthorization, requestText } from './sign.ts'
import type { Surroundings } from './surroundings.ts'
import { notAuthorized, notYours, wrongParameter } from './v3-errors.ts'
import type { Reader } from './v3-fields.ts'

const patienceMs = 5 * minuteMs

/** Who signed a request. Throws a V3Error (401). */
export function checkSigner(request: FastifyRequest, around: CheckSurroundings): Merchant {
  const { merchants, wireClock } = around
  const given = readAuthorization(request.headers.authorization ?? '')
  if (!given) {
    const issue = 'Authorization is missing or malformed'
    throw notAuthorized('Http头Authorization值格式错误', { issue })
  }
  const merchant = merchants.get(given.mchId)
  if (!merchant) {
    throw notAuthorized('商户号不存在', { field: 'mchid', issue: 'mchid is unknown' })
  }
  if (given.serialNo !== merchant.serialNo) {
    const issue = 'serial_no is not of the merchant certificate in use'
    throw notAuthorized('商户证书序列号有误', { field: 'serial_no', issue })
  }
  if (!isFresh(given.timestamp, wireClock.now())) {
    const issue = 'timestamp is more than 5 minutes off'
    throw notAuthorized('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟', {
      field: 'timestamp',
      issue,
    })
  }
  if (!/^[\x21-\x7e]{1,32}$/.test(given.nonce)) {
    throw notAuthorized('nonce_str 格式错误', {
      field: 'nonce_str',
      issue: 'nonce_str is malformed',
    })
  }
  const { method, url } = request
  const message = requestText(method, url, given.timestamp, given.nonce, bodyOf(request))
  if (isRightlySigned(message, given.signature, merchant.publicKey)) return merchant
  throw notAuthorized('错误的签名，导致验签失败', {
    field: 'signature',
    issue: 'sign not match',
    sign_information: {
      method,
      url,
      truncated_sign_message: message.toString('utf8').slice(0, 100),
      sign_message_length: message.length,
    },
  })
}

type CheckSurroundings = Pick<Surroundings, 'merchants' | 'wireClock' | 'keys'>

/** The platform key a request names for its reply; undefined where it names none that its merchant has. */
export function askedSigner(
  { headers }: FastifyRequest,
  merchant: Merchant,
  { keys }: CheckSurroundings,
): Signer | undefined {
  const serial = headers['wechatpay-serial']
  return typeof serial === 'string' ? keys.signerNamed(merchant, serial) : undefined
}

/** Refuses a request without the headers every request must carry, or with a key nobody has (section 1). */
export function checkHeaders({ headers }: FastifyRequest, asked: Signer | undefined): void {
  if (!headers.accept || !headers['user-agent']) {
    const missing = headers.accept ? 'User-Agent' : 'Accept'
    throw wrongParameter(missing, undefined, 'Http头缺少Accept或User-Agent', 'header')
  }
  const serial = headers['wechatpay-serial']
  if (serial === undefined || asked) return
  throw wrongParameter('Wechatpay-Serial', serial, '平台证书序列号或微信支付公钥ID错误', 'header')
}

/** Reads the JSON body of a request. Throws a V3Error. */
export function readBody<T>(request: FastifyRequest, read: Reader<T>): T {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw wrongParameter('Content-Type', undefined, '应为 application/json', 'header')
  }
  return read(parse(bodyOf(request)), '')
}

/** The merchant number a call names must be the signer's. */
export function checkOwnMchId(mchId: string | null, merchant: Merchant): void {
  if (!mchId) throw wrongParameter('mchid', undefined, '缺少必填参数', 'query')
  if (mchId !== merchant.mchId) throw notYours('请求中的商户号与签名的商户号不一致')
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw wrongParameter('/', undefined, '请求体不是合法的JSON')
  }
}

function isFresh(timestamp: string, now: Instant): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(now - Number(timestamp) * secondMs) <= patienceMs
}
