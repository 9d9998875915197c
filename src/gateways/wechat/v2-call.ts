// One call of API v2: sign it, send it, verify the answer, and say what it proves. Only a rightly signed
// answer about this account proves anything (fact sheet WeChat Pay, sections 19, 20 and 24).

import { systemRandom } from '../../kit/random.ts'
import type { Refused, Unknown } from '../gateway.ts'
import { type Answered, exchange, type Request } from '../transport.ts'
import type { V2Config } from './config.ts'
import { isCode, unknown } from './reply.ts'
import { nonceOf } from './sign.ts'
import { exchangeCertified } from './v2-certificate.ts'
import { type V2Signer, v2Doubt, v2Sign } from './v2-sign.ts'
import { readXml, type V2Fields, writeXml } from './v2-xml.ts'

export type V2Call = Readonly<{
  /** behind the gateway's address */
  path: `/${string}`
  /** besides those every call has */
  fields: Readonly<Record<string, string>>
  /** only answered to a caller that shows the merchant's certificate */
  isCertified?: boolean
  /** longest answer in bytes, where it is not the usual one */
  answerMax?: number
}>

/** `fields` have been verified, and result_code was SUCCESS. */
export type V2Judged = Readonly<{ outcome: 'ok'; fields: V2Fields }> | Refused | Unknown

/** Codes after which nobody knows what was done, or which only ask for patience: try again, or query. */
const openCodes = [
  'SYSTEMERROR',
  'BANKERROR',
  'BIZERR_NEED_RETRY',
  'FREQUENCY_LIMITED',
  'INVALID_REQ_TOO_MUCH',
  'ORDER_NOT_READY',
]

/** Signs, sends and judges a call. Never throws for what the outside does. */
export async function callV2(
  config: V2Config,
  signer: V2Signer,
  call: V2Call,
  deadlineMs: number,
): Promise<V2Judged> {
  const answer = await sendV2(config, signer, call, deadlineMs)
  return answer.outcome === 'answered' ? judgeV2(config, signer, answer) : answer
}

/** Signs and sends a call; the answer is not yet verified. */
export async function sendV2(
  config: V2Config,
  signer: V2Signer,
  call: V2Call,
  deadlineMs: number,
): Promise<Answered | Refused | Unknown> {
  const fields = {
    appid: config.appId,
    mch_id: config.mchId,
    sign_type: signer.signType,
    ...call.fields,
  }
  const request = v2Request(config, call, signedBody(fields, signer))
  // The certificate is a matter of TLS; a simulator spoken to over plain http cannot ask for one.
  if (!call.isCertified || !request.url.startsWith('https:')) return exchange(request, deadlineMs)
  if (config.clientCert) return exchangeCertified(request, config.clientCert, deadlineMs)
  const message = 'API v2 wants the merchant certificate for this; none is configured'
  return { outcome: 'refused', code: 'NO_CLIENT_CERTIFICATE', message }
}

/** The document to send: the fields, a nonce, and the signature over both. */
export function signedBody(fields: Readonly<Record<string, string>>, signer: V2Signer): string {
  const unsigned = { ...fields, nonce_str: nonceOf(systemRandom) }
  return writeXml(Object.entries({ ...unsigned, sign: v2Sign(Object.entries(unsigned), signer) }))
}

export function v2Request(
  { gatewayUrl, sandbox }: V2Config,
  { path, answerMax }: Pick<V2Call, 'path' | 'answerMax'>,
  body: string,
): Request {
  return {
    method: 'POST',
    url: `${gatewayUrl}${sandbox ? '/sandboxnew' : ''}${path}`,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body,
    answerMax,
  }
}

/** What an answer proves. A refusal's `code` is WeChat's `err_code`. */
export function judgeV2(
  config: Pick<V2Config, 'appId' | 'mchId'>,
  signer: V2Signer,
  { status, body }: Pick<Answered, 'status' | 'body'>,
): V2Judged {
  // WeChat answers errors with 200 too; anything else comes from something in between.
  if (status !== 200) return unknown(`HTTP ${status}`)
  const fields = readXml(body)
  if (!fields) return unknown('not the XML of an answer')
  // Nobody signs this one, so it may tell a person what is wrong and nothing more.
  if (fields.get('return_code') !== 'SUCCESS')
    return unknown(`return_code ${fields.get('return_code')}: ${fields.get('return_msg')}`)
  const doubt = v2Doubt(fields, signer)
  if (doubt !== undefined) return unknown(doubt)
  if (!isAbout(fields, { appid: config.appId, mch_id: config.mchId }))
    return unknown('the reply is about another account')
  return judgeResult(fields)
}

/** Whether a message names these things, or does not speak of them. */
export function isAbout(fields: V2Fields, asked: Readonly<Record<string, string>>): boolean {
  return Object.entries(asked).every(([name, value]) => (fields.get(name) ?? value) === value)
}

function judgeResult(fields: V2Fields): V2Judged {
  const result = fields.get('result_code')
  if (result === 'SUCCESS') return { outcome: 'ok', fields }
  const code = fields.get('err_code')
  if (result !== 'FAIL' || !code) return unknown(`result_code ${result}, err_code ${code}`)
  const message = fields.get('err_code_des') ?? ''
  return isCode(code, ...openCodes)
    ? unknown(`${code}: ${message}`)
    : { outcome: 'refused', code, message }
}
