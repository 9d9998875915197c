// Step-up: whoever is signed in proves again who they are, so that a stolen session cannot move money or rights.

import type { Instant } from '../../core/time.ts'
import { appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import { raiseSession, type Session } from '../../db/operator-sessions.ts'
import { findOperator } from '../../db/operators.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { isPassword } from './password.ts'
import type { Visitor } from './sign-in.ts'
import { takeCode } from './take-code.ts'
import { newToken } from './tokens.ts'
import { countTry } from './wrong-tries.ts'

const raisedMs = 10 * 60_000

export type Raised = Readonly<{ token: string; raisedUntil: Instant }>

/**
 * By a one-time or recovery code; by the password only where no second factor is set up. Throws code_wrong,
 * invalid_request (the field that is needed), rate_limited.
 */
export async function stepUp(
  app: App,
  session: Session,
  proof: Readonly<{ code?: string; password?: string }>,
  visitor: Visitor,
): Promise<Raised> {
  const operator = await findOperator(app.db, app.merchantId, session.operatorId)
  if (!operator) throw new Refusal('unauthorized')
  const hasFactor = operator.totpSealed !== null || operator.passkeys > 0
  const tried = await countTry(app, 'code', session.email, visitor)
  if (!hasFactor) {
    const { password } = proof
    if (password === undefined) throw new Refusal('invalid_request', { field: 'password' })
    if (!(await isPassword(operator.passwordHash, password))) throw new Refusal('code_wrong')
    await tried.forgive()
    return app.db.tx((tx) => raise(app, tx, session, visitor, 'password'))
  }
  const { code } = proof
  if (code === undefined) throw new Refusal('invalid_request', { field: 'code' })
  const raised = await app.db.tx(async (tx) => {
    const how = await takeCode(app, tx, operator, code)
    return raise(app, tx, session, visitor, how)
  })
  await tried.forgive()
  return raised
}

/** Raises this one session for ten minutes, under a new token. */
export async function raise(
  app: App,
  tx: Db,
  { sessionId, email }: Session,
  { address, requestId }: Visitor,
  how: 'password' | 'passkey' | 'totp' | 'recovery',
): Promise<Raised> {
  const { token, tokenHash } = newToken(app.random)
  const raisedUntil = await raiseSession(tx, app.merchantId, sessionId, tokenHash, raisedMs)
  if (raisedUntil === undefined) throw new Refusal('unauthorized')
  const by = { operator: email, address, requestId }
  const entry = { action: 'session.step_up' as const, subject: email, details: { how } }
  await appendAuditLog(tx, app.merchantId, by, entry)
  return { token, raisedUntil }
}
