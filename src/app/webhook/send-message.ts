// One try of one message: its bytes frozen first, then sent, then written down with what follows. Dying in between
// loses nothing: the message is still due, and goes out again with the same id and the same bytes.

import { isLost, verdictOf, waitAfterTry, wishOf } from '../../core/webhook.ts'
import {
  type DueMessage,
  type EndpointState,
  freezeBody,
  noteTry,
  type SendingEndpoint,
  type TriedMessage,
} from '../../db/webhooks.ts'
import { type Posted, type PostLimits, postOut } from '../../kit/post-out.ts'
import { isLoopback, isPublicAddress } from '../../kit/public-address.ts'
import { maskSecrets } from '../../kit/redact.ts'
import type { App } from '../app.ts'
import { composeMessage } from './compose-message.ts'
import { unsealWebhookSecret, webhookHeaders } from './secret.ts'

const usualLimits: PostLimits = { connectMs: 5_000, wholeMs: 15_000, answerMax: 16_384 }
/** So many characters of an answer are kept. */
const answerKept = 1_024

/** Answers what the endpoint is after the try; undefined when another sender had written the same try down. */
export async function sendMessage(
  app: App,
  endpoint: SendingEndpoint,
  message: DueMessage,
  limits: PostLimits = usualLimits,
): Promise<EndpointState | undefined> {
  const { db, merchantId } = app
  const { messageId } = message
  const body =
    message.body ??
    (await freezeBody(db, merchantId, messageId, await composeMessage(db, merchantId, message)))
  const headers = webhookHeaders(secretsOf(app, endpoint), messageId, body, app.clock.now())
  const posted = await postOut({ url: endpoint.url, headers, body }, reachOf(app), limits)
  const tried = triedOf(app, endpoint, message, posted)
  const state = await noteTry(db, merchantId, tried)
  if (tried.outcome !== 'delivered')
    app.log.warn('webhook_not_delivered', {
      message: messageId,
      endpoint: endpoint.endpointId,
      tries: message.tries + 1,
      outcome: tried.outcome,
      status: tried.status,
      error: tried.error,
    })
  if (tried.endpointState)
    app.log.error('webhook_endpoint_disabled', {
      endpoint: endpoint.endpointId,
      because: tried.endpointState,
    })
  return state
}

/** In a demonstration the merchant's server is this machine. */
function reachOf({ settings }: App) {
  return {
    mayReach: (address: string) =>
      isPublicAddress(address) || (settings.demo && isLoopback(address)),
  }
}

function secretsOf(
  { sealer }: App,
  { endpointId, secretSealed, previousSealed }: SendingEndpoint,
): readonly string[] {
  const sealed = previousSealed === null ? [secretSealed] : [secretSealed, previousSealed]
  return sealed.map((one) => unsealWebhookSecret(sealer, one, endpointId))
}

function triedOf(
  app: App,
  endpoint: SendingEndpoint,
  { messageId, tries, triesInAll, byHand }: DueMessage,
  posted: Posted,
): TriedMessage {
  const answered = posted.outcome === 'answered' ? posted : undefined
  const verdict = posted.outcome === 'answered' ? verdictOf(posted.status) : posted.outcome
  const outcome = verdict === 'gone' ? 'refused' : verdict
  const now = app.clock.now()
  const lost = outcome !== 'delivered' && isLost(endpoint.failingSince, tries + 1, now)
  return {
    messageId,
    endpointId: endpoint.endpointId,
    triesBefore: triesInAll,
    byHand,
    url: endpoint.url,
    ms: posted.ms,
    outcome,
    status: answered?.status ?? null,
    answer: answered ? textOf(answered.body) : '',
    error: posted.outcome === 'answered' ? null : posted.error,
    next: nextOf(app, outcome, tries + 1, wishOf(answered?.retryAfter, now)),
    endpointState: verdict === 'gone' ? 'gone' : lost ? 'failing' : undefined,
  }
}

function nextOf(
  { random }: App,
  outcome: TriedMessage['outcome'],
  tries: number,
  wishMs: number | undefined,
): TriedMessage['next'] {
  if (outcome === 'delivered') return { state: 'delivered' }
  const waitMs = waitAfterTry(tries, wishMs, random)
  return waitMs === undefined ? { state: 'failed' } : { state: 'pending', waitMs }
}

/** What a page may show of bytes a stranger sent: text without what a database cannot hold. */
function textOf(body: Buffer): string {
  return maskSecrets(body.toString('utf8').replaceAll('\0', '').slice(0, answerKept))
}
