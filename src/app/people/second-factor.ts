// Setting up one-time codes and recovery codes, and giving them up.

import { Secret } from 'otpauth'
import type { AuditAction } from '../../core/audit-action.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import type { Session } from '../../db/operator-sessions.ts'
import { findOperator, type Operator } from '../../db/operators.ts'
import {
  confirmTotp,
  deleteTotp,
  replaceRecoveryCodes,
  updatePendingTotp,
} from '../../db/second-factors.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { stepOfCode, totpContext, totpOf } from './take-code.ts'
import { newRecoveryCodes, recoveryCodeHash } from './tokens.ts'

const secretBytes = 20

/** A new secret for an authenticator app; what is in force stays so until a first code confirms it. */
export async function startTotp(
  app: App,
  { operatorId, email }: Session,
): Promise<Readonly<{ uri: string; secret: string }>> {
  const bytes = new Uint8Array(app.random.bytes(secretBytes))
  const secret = new Secret({ buffer: bytes.buffer }).base32
  const sealed = app.sealer.seal(secret, totpContext(operatorId))
  await updatePendingTotp(app.db, app.merchantId, operatorId, sealed)
  return { uri: totpOf(email, secret).toString(), secret }
}

/**
 * The app proves by its first code that it has the secret. Answers recovery codes when this is the person's first
 * second factor, else null. Throws code_wrong.
 */
export async function finishTotp(
  app: App,
  session: Session,
  code: string,
  by: Author,
): Promise<readonly string[] | null> {
  return app.db.tx(async (tx) => {
    const operator = await ownerOf(app, tx, session)
    const { operatorId, totpPending } = operator
    if (totpPending === null) throw new Refusal('code_wrong')
    const step = stepOfCode(app, operator, totpPending, code.replace(/\s/g, ''))
    const isDone =
      step !== undefined && (await confirmTotp(tx, app.merchantId, operatorId, totpPending, step))
    if (!isDone) throw new Refusal('code_wrong')
    await note(app, tx, by, 'account.totp_on')
    return firstCodes(app, tx, operator)
  })
}

/** Gives the one-time codes up; the recovery codes too when no passkey is left to need them. */
export async function removeTotp(app: App, session: Session, by: Author): Promise<void> {
  await app.db.tx(async (tx) => {
    const { operatorId, passkeys } = await ownerOf(app, tx, session)
    await deleteTotp(tx, app.merchantId, operatorId)
    if (passkeys === 0) await replaceRecoveryCodes(tx, app.merchantId, operatorId, [])
    await note(app, tx, by, 'account.totp_off')
  })
}

/** Ten new recovery codes, shown this once; the old ones open nothing any more. Throws conflict without a second factor. */
export async function renewRecoveryCodes(
  app: App,
  session: Session,
  by: Author,
): Promise<readonly string[]> {
  return app.db.tx(async (tx) => {
    const { operatorId, totpSealed, passkeys } = await ownerOf(app, tx, session)
    if (totpSealed === null && passkeys === 0) throw new Refusal('conflict')
    await note(app, tx, by, 'account.recovery_codes')
    return newCodes(app, tx, operatorId)
  })
}

/** Recovery codes for whoever sets up a second factor for the first time; null for anybody else. */
export async function firstCodes(
  app: App,
  tx: Db,
  { operatorId, totpSealed, passkeys }: Operator,
): Promise<readonly string[] | null> {
  return totpSealed === null && passkeys === 0 ? newCodes(app, tx, operatorId) : null
}

/** The signed-in person as they are now. */
export async function ownerOf(app: App, tx: Db, { operatorId }: Session): Promise<Operator> {
  const operator = await findOperator(tx, app.merchantId, operatorId)
  if (!operator) throw new Refusal('unauthorized')
  return operator
}

async function newCodes(app: App, tx: Db, operatorId: string): Promise<readonly string[]> {
  const codes = newRecoveryCodes(app.random)
  await replaceRecoveryCodes(tx, app.merchantId, operatorId, codes.map(recoveryCodeHash))
  return codes
}

function note(app: App, tx: Db, by: Author, action: AuditAction): Promise<void> {
  return appendAuditLog(tx, app.merchantId, by, { action, subject: by.operator })
}
