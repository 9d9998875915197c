// Sends what is due of one slot of an endpoint, one message after the other, for a few seconds at a time. Each slot
// is a job of its own, so that what is slow holds up a quarter of its own endpoint and nobody else.

import { findSendingEndpoint, listDueMessages } from '../../db/webhooks.ts'
import type { App } from '../app.ts'
import { sendMessage } from './send-message.ts'

const listedAtOnce = 100
/** After this a run begins nothing more, so that a shop that stops does not wait for a long list. */
const runMs = 5_000

/** Answers whether there may be more to send. Throws when the database fails; messages stay due then. */
export async function sendDue(app: App, endpointId: string, slot: number): Promise<boolean> {
  const { db, merchantId } = app
  const endpoint = await findSendingEndpoint(db, merchantId, endpointId)
  if (endpoint?.state !== 'active') return false
  const due = await listDueMessages(db, merchantId, endpointId, slot, listedAtOnce)
  const until = app.clock.now() + runMs
  for (const message of due) {
    const state = await sendMessage(app, endpoint, message)
    if (state !== undefined && state !== 'active') return false
    if (app.clock.now() > until) break
  }
  return due.length > 0
}
