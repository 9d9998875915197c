// The secret an endpoint and we share, and what is signed with it (Standard Webhooks, "Signature scheme").

import { createHmac } from 'node:crypto'
import type { Random } from '../../core/ports.ts'
import { type Instant, secondMs } from '../../core/time.ts'
import { signedText } from '../../core/webhook.ts'
import type { Sealer } from '../../kit/seal.ts'

const secretPrefix = 'whsec_'
/** The standard asks for 24 to 64. */
const secretBytes = 32

/** `whsec_` and 32 bytes in base64. */
export function newWebhookSecret(random: Random): string {
  return secretPrefix + Buffer.from(random.bytes(secretBytes)).toString('base64')
}

export function sealWebhookSecret(sealer: Sealer, secret: string, endpointId: string): string {
  return sealer.seal(secret, contextOf(endpointId))
}

/** Throws an UnsealError for a text that was not sealed for this endpoint. */
export function unsealWebhookSecret(sealer: Sealer, sealed: string, endpointId: string): string {
  return sealer.unseal(sealed, contextOf(endpointId)).toString('utf8')
}

/** The headers of one try: the time is the try's own, the id and the body are the message's for ever. */
export function webhookHeaders(
  secrets: readonly string[],
  messageId: string,
  body: string,
  at: Instant,
): Record<string, string> {
  const timestamp = Math.floor(at / secondMs)
  const text = signedText(messageId, timestamp, body)
  return {
    'content-type': 'application/json',
    'user-agent': 'Keytill-Webhooks/1',
    'webhook-id': messageId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret, text)}`).join(' '),
  }
}

function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64')
  return createHmac('sha256', key).update(text, 'utf8').digest('base64')
}

function contextOf(endpointId: string): string {
  return `webhook endpoint|${endpointId}`
}
