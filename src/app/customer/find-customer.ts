// Whose session a token opens; asking for it notes that it was seen.

import {
  type CustomerSession,
  findCustomerSession,
  touchCustomerSession,
} from '../../db/customer-sessions.ts'
import type { App } from '../app.ts'
import { sha256 } from '../people/tokens.ts'

const tokenForm = /^[\w-]{43}$/

/** Whether a text can be a token of ours at all. */
export function looksLikeToken(text: string): boolean {
  return tokenForm.test(text)
}

/** The living session of a token; undefined when there is none. */
export async function findSignedInCustomer(
  app: App,
  token: string | undefined,
): Promise<CustomerSession | undefined> {
  if (token === undefined || !looksLikeToken(token)) return undefined
  const session = await findCustomerSession(app.db, app.merchantId, sha256(token))
  if (session?.isStale) await touchCustomerSession(app.db, app.merchantId, session.sessionId)
  return session
}
