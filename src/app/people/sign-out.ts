// Ending sessions: one's own, another one of the same person, or all but this one.

import { appendAuditLog } from '../../db/audit-log.ts'
import { deleteSession, deleteSessions, type Session } from '../../db/operator-sessions.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import type { Visitor } from './sign-in.ts'

export async function signOut(app: App, session: Session, visitor: Visitor): Promise<void> {
  await endSession(app, session, session.sessionId, visitor)
}

/** Throws session_not_found when it is not a session of the same person. */
export async function endSession(
  app: App,
  { operatorId, email, sessionId }: Session,
  endedId: string,
  { address, requestId }: Visitor,
): Promise<void> {
  await app.db.tx(async (tx) => {
    const isEnded = await deleteSession(tx, app.merchantId, operatorId, endedId)
    if (!isEnded) throw new Refusal('session_not_found')
    const action = endedId === sessionId ? 'session.sign_out' : 'session.end'
    const by = { operator: email, address, requestId }
    await appendAuditLog(tx, app.merchantId, by, { action, subject: email })
  })
}

/** Signs the person out everywhere but here. */
export async function endOtherSessions(
  app: App,
  { operatorId, email, sessionId }: Session,
  { address, requestId }: Visitor,
): Promise<void> {
  await app.db.tx(async (tx) => {
    await deleteSessions(tx, app.merchantId, operatorId, sessionId)
    const by = { operator: email, address, requestId }
    await appendAuditLog(tx, app.merchantId, by, { action: 'session.end_others', subject: email })
  })
}
