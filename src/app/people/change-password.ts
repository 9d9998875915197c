// A new password of one's own: the last step of signing in with a one-time password, or a change at any time.

import { appendAuditLog } from '../../db/audit-log.ts'
import {
  advanceSession,
  deleteSessions,
  raiseSession,
  type Session,
} from '../../db/operator-sessions.ts'
import { findOperator, updateOperatorPassword } from '../../db/operators.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { checkNewPassword, hashPassword, isPassword } from './password.ts'
import type { SignedIn, Visitor } from './sign-in.ts'
import { newToken } from './tokens.ts'
import { countTry } from './wrong-tries.ts'

/**
 * Needs the present password, ends every other session of the person and gives this one a new token. Throws
 * unauthorized while the second factor is missing, sign_in_failed, invalid_request (new_password), rate_limited.
 */
export async function setNewPassword(
  app: App,
  session: Session,
  { password, next }: Readonly<{ password: string; next: string }>,
  visitor: Visitor,
): Promise<SignedIn> {
  const { operatorId, sessionId, email, state } = session
  if (state === 'second_factor') throw new Refusal('unauthorized')
  const tried = await countTry(app, 'password', email, visitor)
  const operator = await findOperator(app.db, app.merchantId, operatorId)
  if (!(await isPassword(operator?.passwordHash, password))) throw new Refusal('sign_in_failed')
  await tried.forgive()
  checkNewPassword(next, password, email)
  const passwordHash = await hashPassword(next)
  const { token, tokenHash } = newToken(app.random)
  await app.db.tx(async (tx) => {
    await updateOperatorPassword(tx, app.merchantId, operatorId, {
      passwordHash,
      passwordOnce: false,
    })
    const isRenewed =
      state === 'new_password'
        ? await advanceSession(tx, app.merchantId, sessionId, { tokenHash, state: 'open' })
        : await raiseSession(tx, app.merchantId, sessionId, tokenHash, 0)
    if (!isRenewed) throw new Refusal('unauthorized')
    await deleteSessions(tx, app.merchantId, operatorId, sessionId)
    const { address, requestId } = visitor
    const by = { operator: email, address, requestId }
    await appendAuditLog(tx, app.merchantId, by, { action: 'operator.password', subject: email })
  })
  return { token, device: visitor.device ?? '', state: 'open' }
}
