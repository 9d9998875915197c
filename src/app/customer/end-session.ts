// Buyers end their sessions: this one, another one, or all but this one.

import { deleteCustomerSession, deleteCustomerSessions } from '../../db/customer-sessions.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** Throws session_not_found when it is not one of the same account. */
export async function endCustomerSession(
  app: App,
  customerId: string,
  sessionId: string,
): Promise<void> {
  const isEnded = await deleteCustomerSession(app.db, app.merchantId, customerId, sessionId)
  if (!isEnded) throw new Refusal('session_not_found')
}

export async function endOtherCustomerSessions(
  app: App,
  customerId: string,
  keptId: string,
): Promise<void> {
  await deleteCustomerSessions(app.db, app.merchantId, customerId, keptId)
}
