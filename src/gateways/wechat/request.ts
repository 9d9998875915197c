// What we say to WeChat Pay: the body serialised once, the signature over exactly what is sent (fact sheet
// WeChat Pay, sections 1 and 2).

import type { Clock, Random } from '../../core/ports.ts'
import type { Unknown } from '../gateway.ts'
import { type Answered, exchange } from '../transport.ts'
import type { V3Config } from './config.ts'
import { authorizationOf, nonceOf, requestText, signText, timestampOf } from './sign.ts'

/** An account, the time to put on its requests, and where nonces come from. */
export type Sender = Readonly<{ config: V3Config; clock: Clock; random: Random }>

/** One API call before it is signed. */
export type WechatCall = Readonly<{
  method: 'GET' | 'POST'
  /** behind the gateway's address, query included, encoded as it is sent */
  path: string
  content?: Readonly<Record<string, unknown>>
}>

/** Signs and sends a call; the answer is not yet verified. */
export function sendCall(
  sender: Sender,
  { method, path, content }: WechatCall,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const body = content && JSON.stringify(content)
  return sendSigned(sender, { method, url: `${sender.config.gatewayUrl}${path}`, body }, deadlineMs)
}

/** Signs and sends a request to any address; `answerMax` is the longest answer in bytes. */
export async function sendSigned(
  sender: Sender,
  request: Readonly<{
    method: 'GET' | 'POST'
    url: string
    body?: string | undefined
    answerMax?: number
  }>,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const { method, body } = request
  // As fetch will send it, so that what is signed and what travels are the same text.
  const { href, pathname, search } = new URL(request.url)
  const headers = await headersOf(sender, method, `${pathname}${search}`, body)
  return exchange({ ...request, url: href, headers }, deadlineMs)
}

async function headersOf(
  { config, clock, random }: Sender,
  method: string,
  pathAndQuery: string,
  body: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const facts = { timestamp: timestampOf(clock.now()), nonce: nonceOf(random) }
  const text = requestText({ method, pathAndQuery, ...facts, body: body ?? '' })
  const signature = await signText(text, config.privateKey)
  return {
    accept: 'application/json',
    'user-agent': 'keytill',
    authorization: authorizationOf(config, facts, signature),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    // Asks for a reply signed with this key.
    ...(config.publicKey ? { 'wechatpay-serial': config.publicKey.id } : {}),
  }
}
