// Signing in: the password opens a session that says what is still missing; each step gives it a new token.

import { appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import {
  advanceSession,
  insertSession,
  type Session,
  type SessionState,
} from '../../db/operator-sessions.ts'
import {
  findOperator,
  findOperatorByEmail,
  markSignedIn,
  type Operator,
} from '../../db/operators.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { isPassword } from './password.ts'
import { takeCode } from './take-code.ts'
import { newRowId, newToken } from './tokens.ts'
import { countTry, marksOf, type Place } from './wrong-tries.ts'

export type Visitor = Place & Readonly<{ userAgent: string; requestId: string }>

/** What the browser must keep from now on. */
export type SignedIn = Readonly<{ token: string; device: string; state: SessionState }>

/**
 * The first step, with a password. Unknown, disabled and wrong answer the same in the same time: throws
 * sign_in_failed, or rate_limited.
 */
export async function signIn(
  app: App,
  email: string,
  password: string,
  visitor: Visitor,
): Promise<SignedIn> {
  const account = email.trim().toLowerCase()
  const tried = await countTry(app, 'password', account, visitor)
  const operator = await findOperatorByEmail(app.db, app.merchantId, account)
  const isRight = await isPassword(operator?.passwordHash, password)
  if (!operator || !isRight || operator.state !== 'active') {
    app.log.warn('sign_in_failed', { address: visitor.address, request_id: visitor.requestId })
    throw new Refusal('sign_in_failed')
  }
  await tried.forgive()
  const needsFactor = operator.totpSealed !== null || operator.passkeys > 0
  return openSession(app, operator, needsFactor ? 'second_factor' : nextOf(operator), visitor)
}

/** The second step, with a one-time code or a recovery code. Throws code_wrong, rate_limited, unauthorized. */
export async function enterSecondFactor(
  app: App,
  session: Session,
  code: string,
  visitor: Visitor,
): Promise<SignedIn> {
  if (session.state !== 'second_factor') throw new Refusal('unauthorized')
  const tried = await countTry(app, 'code', session.email, visitor)
  const operator = await findOperator(app.db, app.merchantId, session.operatorId)
  if (!operator) throw new Refusal('unauthorized')
  const signedIn = await app.db.tx(async (tx) => {
    const how = await takeCode(app, tx, operator, code)
    const state = nextOf(operator)
    const { token, tokenHash } = newToken(app.random)
    const isDone = await advanceSession(tx, app.merchantId, session.sessionId, { tokenHash, state })
    if (!isDone) throw new Refusal('unauthorized')
    const device = await noteSignedIn(app, tx, operator, visitor, how)
    return { token, device, state }
  })
  await tried.forgive()
  return signedIn
}

/** Opens a session in the given state for somebody who has proved to be the operator. */
export async function openSession(
  app: App,
  operator: Operator,
  state: SessionState,
  visitor: Visitor,
  how: 'password' | 'passkey' = 'password',
): Promise<SignedIn> {
  const { token, tokenHash } = newToken(app.random)
  const device = await app.db.tx(async (tx) => {
    await insertSession(tx, app.merchantId, {
      sessionId: newRowId(app.random, 'ses'),
      operatorId: operator.operatorId,
      tokenHash,
      state,
      address: visitor.address,
      userAgent: visitor.userAgent,
    })
    if (state === 'second_factor') return visitor.device ?? ''
    return noteSignedIn(app, tx, operator, visitor, how)
  })
  return { token, device, state }
}

/** What is missing once the person is known. */
export function nextOf({ passwordOnce }: Operator): SessionState {
  return passwordOnce ? 'new_password' : 'open'
}

/** Remembers address and browser, and writes the audit log; answers what the device cookie holds. */
async function noteSignedIn(
  app: App,
  tx: Db,
  { operatorId, email }: Operator,
  visitor: Visitor,
  how: string,
): Promise<string> {
  const device = visitor.device ?? newToken(app.random).token
  const marks = marksOf({ address: visitor.address, device })
  const all = marks.device ? [marks.address, marks.device] : [marks.address]
  await markSignedIn(tx, app.merchantId, operatorId, all)
  const by = { operator: email, address: visitor.address, requestId: visitor.requestId }
  await appendAuditLog(tx, app.merchantId, by, {
    action: 'session.sign_in',
    subject: email,
    details: { how },
  })
  return device
}
