// Endpoints: made, changed, given another secret, removed. Each with its row in the audit log, in one transaction;
// a secret is answered once and kept sealed.

import type { AuditAction } from '../../core/audit-action.ts'
import { randomText } from '../../core/ids.ts'
import { endpointsMax, rotationMs, urlProblem, type WebhookEvent } from '../../core/webhook.ts'
import type { Author } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import {
  type Endpoint,
  findEndpoint,
  insertEndpoint,
  rotateSecret,
  updateEndpoint,
} from '../../db/console-webhooks.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'
import { newWebhookSecret, sealWebhookSecret } from './secret.ts'

export type EndpointWish = Readonly<{
  name: string
  url: string
  /** at least one */
  events: readonly WebhookEvent[]
}>

export type MadeEndpoint = Readonly<{ endpointId: string; secret: string }>

/** Throws webhook_url_refused, webhook_limit. */
export async function addEndpoint(app: App, wish: EndpointWish, by: Author): Promise<MadeEndpoint> {
  const asked = checked(app, wish)
  const endpointId = `ep_${randomText(app.random, 16).toLowerCase()}`
  const secret = newWebhookSecret(app.random)
  const secretSealed = sealWebhookSecret(app.sealer, secret, endpointId)
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const endpoint = { ...asked, endpointId, secretSealed }
      if (!(await insertEndpoint(db, merchantId, endpoint, endpointsMax)))
        throw new Refusal('webhook_limit')
      return { endpointId, secret }
    },
    () => ({ action: 'webhook.add', subject: endpointId, details: asked }),
  )
}

export type EndpointEdit = Partial<EndpointWish> &
  Readonly<{ state?: 'active' | 'paused' | 'removed' }>

/**
 * Changes what is given. One that was paused or disabled and becomes active is sent what still waits for it. Throws
 * webhook_not_found, webhook_url_refused.
 */
export async function changeEndpoint(
  app: App,
  endpointId: string,
  edit: EndpointEdit,
  by: Author,
  reason: string,
): Promise<void> {
  await audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const { name, url, events, state } = await endpointIn(db, merchantId, endpointId)
      const before = { name, url, events, state }
      const after = { ...before, ...edit, ...checked(app, { ...before, ...edit }) }
      await updateEndpoint(db, merchantId, endpointId, after)
      return { before, after }
    },
    ({ before, after }) => ({
      action: actionOf(before.state, after.state),
      subject: endpointId,
      reason,
      details: { from: before, to: after },
    }),
  )
}

/** Answers a new secret; the old one signs beside it for a week. Throws webhook_not_found. */
export async function rotateEndpointSecret(
  app: App,
  endpointId: string,
  by: Author,
  reason: string,
): Promise<string> {
  const secret = newWebhookSecret(app.random)
  const sealed = sealWebhookSecret(app.sealer, secret, endpointId)
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      if (!(await rotateSecret(db, merchantId, endpointId, sealed, rotationMs)))
        throw new Refusal('webhook_not_found')
      return secret
    },
    () => ({ action: 'webhook.rotate', subject: endpointId, reason }),
  )
}

function checked({ settings }: App, { name, url, events }: EndpointWish): EndpointWish {
  const address = url.trim()
  const problem = urlProblem(address, settings.demo)
  if (problem !== undefined || !URL.canParse(address))
    throw new Refusal('webhook_url_refused', { field: 'url' })
  return { name: name.trim(), url: address, events: [...new Set(events)] }
}

async function endpointIn(db: Db, merchantId: number, endpointId: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(db, merchantId, endpointId)
  if (!endpoint) throw new Refusal('webhook_not_found')
  return endpoint
}

function actionOf(before: string, after: string): AuditAction {
  if (before === after) return 'webhook.change'
  if (after === 'removed') return 'webhook.remove'
  return after === 'active' ? 'webhook.resume' : 'webhook.pause'
}
