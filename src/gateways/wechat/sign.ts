// What we sign with the merchant's private key: requests, and the parameters a page or an app hands to WeChat
// (fact sheet WeChat Pay, sections 2 and 7).

import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '../../core/ports.ts'
import type { Instant } from '../../core/time.ts'

/** A request as it is sent: `pathAndQuery` with its percent-encoding, `body` empty where there is none. */
export type SignedRequest = Readonly<{
  method: string
  pathAndQuery: string
  timestamp: string
  nonce: string
  body: string
}>

/** What both kinds of parameters sign; an app signs the bare prepay id. */
export type PayText = Readonly<{
  kind: 'jsapi' | 'app'
  appId: string
  timestamp: string
  nonce: string
  prepayId: string
}>

const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

/** Five lines, each ended by a line break, the last one too. */
export function requestText({
  method,
  pathAndQuery,
  timestamp,
  nonce,
  body,
}: SignedRequest): string {
  return linesOf(method, pathAndQuery, timestamp, nonce, body)
}

/** Four lines, each ended by a line break. */
export function payText({ kind, appId, timestamp, nonce, prepayId }: PayText): string {
  return linesOf(appId, timestamp, nonce, kind === 'jsapi' ? `prepay_id=${prepayId}` : prepayId)
}

/** SHA256withRSA over the text in UTF-8, base64, made off the event loop. */
export async function signText(text: string, key: KeyObject): Promise<string> {
  return (await signAsync('RSA-SHA256', Buffer.from(text, 'utf8'), key)).toString('base64')
}

/** The Authorization header of a request signed under the merchant's certificate. */
export function authorizationOf(
  { mchId, serialNo }: Readonly<{ mchId: string; serialNo: string }>,
  { timestamp, nonce }: Pick<SignedRequest, 'timestamp' | 'nonce'>,
  signature: string,
): string {
  const marks = {
    mchid: mchId,
    serial_no: serialNo,
    timestamp,
    nonce_str: nonce,
    signature,
  }
  const attributes = Object.entries(marks).map(([name, value]) => `${name}="${value}"`)
  return `WECHATPAY2-SHA256-RSA2048 ${attributes.join(',')}`
}

/** Unix seconds. */
export function timestampOf(at: Instant): string {
  return String(Math.floor(at / 1_000))
}

/** 32 characters nobody can guess. */
export function nonceOf(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('hex').toUpperCase()
}

function linesOf(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
