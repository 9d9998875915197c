// A person has a message sent now: one that was sent before, under the same id, or one about nothing, to see whether
// the endpoint answers.

import type { Author } from '../../db/audit-log.ts'
import { insertTestMessage, sendAgain } from '../../db/webhooks.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'

/** Throws webhook_not_found, also when the message's endpoint is not active. */
export async function sendMessageAgain(
  app: App,
  messageId: string,
  by: Author,
  reason: string,
): Promise<void> {
  await audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const endpointId = await sendAgain(db, merchantId, messageId)
      if (endpointId === undefined) throw new Refusal('webhook_not_found')
      return endpointId
    },
    (endpointId) => ({
      action: 'webhook.resend',
      subject: messageId,
      reason,
      details: { endpoint: endpointId },
    }),
  )
}

/** Answers the id of the message that goes out now. Throws webhook_not_found, also when the endpoint is not active. */
export async function sendTestMessage(app: App, endpointId: string, by: Author): Promise<string> {
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      const messageId = await insertTestMessage(db, merchantId, endpointId)
      if (messageId === undefined) throw new Refusal('webhook_not_found')
      return messageId
    },
    (messageId) => ({
      action: 'webhook.test',
      subject: endpointId,
      details: { message: messageId },
    }),
  )
}
