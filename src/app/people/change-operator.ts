// What an owner does about other operators: another name or role, out and in again, a lost second factor, a lost
// password. Whoever is concerned is signed out everywhere.

import type { AuditAction } from '../../core/audit-action.ts'
import type { Role } from '../../core/rights.ts'
import { type AuditEntry, type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import { deleteSessions } from '../../db/operator-sessions.ts'
import {
  findOperator,
  lockOperators,
  type Operator,
  updateOperator,
  updateOperatorPassword,
} from '../../db/operators.ts'
import { deletePasskeys } from '../../db/passkeys.ts'
import { deleteTotp, replaceRecoveryCodes } from '../../db/second-factors.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { hashPassword, newOneTimePassword } from './password.ts'

export type OperatorChange = Readonly<{
  name?: string
  role?: Role
  state?: 'active' | 'disabled'
}>

/** Throws operator_not_found, and last_owner when nobody who is an owner would be left. */
export async function changeOperator(
  app: App,
  operatorId: string,
  change: OperatorChange,
  by: Author,
  reason: string,
): Promise<void> {
  await app.db.tx(async (tx) => {
    const all = await lockOperators(tx, app.merchantId)
    const before = await operatorIn(app, tx, operatorId)
    const after = { ...before, ...change }
    const owners = all.filter((one) => one.operatorId !== operatorId && isOwner(one))
    if (isOwner(before) && !isOwner(after) && owners.length === 0) throw new Refusal('last_owner')
    await updateOperator(tx, app.merchantId, after)
    const losesSessions = before.role !== after.role || after.state === 'disabled'
    if (losesSessions) await deleteSessions(tx, app.merchantId, operatorId)
    await note(app, tx, by, {
      action: actionOf(before, after),
      subject: before.email,
      reason,
      details: { from: standingOf(before), to: standingOf(after) },
    })
  })
}

/** Takes away codes, recovery codes and passkeys, so that the person can set them up again. Throws operator_not_found. */
export async function resetSecondFactor(
  app: App,
  operatorId: string,
  by: Author,
  reason: string,
): Promise<void> {
  await app.db.tx(async (tx) => {
    const { email } = await operatorIn(app, tx, operatorId)
    await deleteTotp(tx, app.merchantId, operatorId)
    await replaceRecoveryCodes(tx, app.merchantId, operatorId, [])
    await deletePasskeys(tx, app.merchantId, operatorId)
    await deleteSessions(tx, app.merchantId, operatorId)
    await note(app, tx, by, { action: 'operator.reset_factor', subject: email, reason })
  })
}

/** Answers a new one-time password; the old one opens nothing any more. Throws operator_not_found. */
export async function resetPassword(
  app: App,
  operatorId: string,
  by: Author,
  reason: string,
): Promise<string> {
  const oneTimePassword = newOneTimePassword(app.random)
  const passwordHash = await hashPassword(oneTimePassword)
  await app.db.tx(async (tx) => {
    const { email } = await operatorIn(app, tx, operatorId)
    const password = { passwordHash, passwordOnce: true }
    await updateOperatorPassword(tx, app.merchantId, operatorId, password)
    await deleteSessions(tx, app.merchantId, operatorId)
    await note(app, tx, by, { action: 'operator.reset_password', subject: email, reason })
  })
  return oneTimePassword
}

async function operatorIn(app: App, tx: Db, operatorId: string): Promise<Operator> {
  const found = await findOperator(tx, app.merchantId, operatorId)
  if (!found) throw new Refusal('operator_not_found')
  return found
}

type Standing = Pick<Operator, 'role' | 'state' | 'name'>

function isOwner({ role, state }: Pick<Operator, 'role' | 'state'>): boolean {
  return role === 'owner' && state === 'active'
}

function standingOf({ name, role, state }: Standing) {
  return { name, role, state }
}

function actionOf(before: Standing, after: Standing): AuditAction {
  if (before.state !== after.state)
    return after.state === 'disabled' ? 'operator.disable' : 'operator.enable'
  return before.role === after.role ? 'operator.rename' : 'operator.role'
}

function note(app: App, tx: Db, by: Author, entry: AuditEntry): Promise<void> {
  return appendAuditLog(tx, app.merchantId, by, entry)
}
