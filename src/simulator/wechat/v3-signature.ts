// The signature headers of everything API v3 sends, replies and notices alike, and what faults make of them
// (fact sheet WeChat Pay, section 3).

import { minuteMs, secondMs } from '../../core/time.ts'
import { letters } from '../names.ts'
import type { Signer } from './keys.ts'
import { replyText, signatureType, signBytes } from './sign.ts'
import type { Surroundings } from './surroundings.ts'

export type SignatureHeaders = Readonly<Record<string, string>>

/** What a fault can single out: one merchant, and one API or `notice`. */
export interface SentTo {
  readonly mchId: string
  readonly method: string
}

const staleMs = 10 * minuteMs
const unknownSerial = '5A1E0000000000000000000000000000000000FF'

export async function signatureHeaders(
  body: Buffer,
  signer: Signer,
  { mchId, method }: SentTo,
  { faults, random, wireClock }: Surroundings,
): Promise<SignatureHeaders> {
  if (faults.take('missing_headers', mchId, method)) return {}
  const behindMs = faults.take('stale_timestamp', mchId, method) ? staleMs : 0
  const isStranger = faults.take('unknown_serial', mchId, method) !== undefined
  const timestamp = String(Math.floor((wireClock.now() - behindMs) / secondMs))
  const nonce = letters(random, 32)
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': await signBytes(replyText(timestamp, nonce, body), signer.privateKey),
    'wechatpay-serial': isStranger ? unknownSerial : signer.serial,
    'wechatpay-signature-type': signatureType,
  }
}

/** The same headers as a probe: their signature must fail at the receiver. */
export function asProbe(headers: SignatureHeaders): SignatureHeaders {
  const signature = headers['wechatpay-signature'] ?? ''
  const prefix = 'WECHATPAY/SIGNTEST/'
  return { ...headers, 'wechatpay-signature': prefix + signature.slice(prefix.length) }
}
