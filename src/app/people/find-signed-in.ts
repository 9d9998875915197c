// The session a request's cookie opens; asking for it keeps it awake.

import { findSession, type Session, touchSession } from '../../db/operator-sessions.ts'
import type { App } from '../app.ts'
import { sha256 } from './tokens.ts'

/** The living session of a token, open or on its way; undefined when there is none. */
export async function findSignedIn(
  app: App,
  token: string | undefined,
): Promise<Session | undefined> {
  if (token === undefined || token.length > 100) return undefined
  const session = await findSession(app.db, app.merchantId, sha256(token))
  if (session?.isStale) await touchSession(app.db, app.merchantId, session.sessionId)
  return session
}
